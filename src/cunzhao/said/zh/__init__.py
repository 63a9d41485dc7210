"""Statements in Chinese, traditional and simplified: rules over clauses, small tables, no model.

``read`` folds a text to simplified characters one by one, so that offsets stay, lays out paragraphs, sentences and
quotations (``layout``), collects the people whom titles name (``names``), takes each cue with its subject (``cues``,
``subject``, ``speakers``, ``attribution``), measures how far what was said reaches (``spans``), takes lists apart
(``lists``), adds paragraphs that go on without a cue (``carried``), and says when and where (``when``, ``events``) and how
sure (``confidence``).

A rule knows words, titles and surnames; no rule knows a person, an outlet or a site.
"""

from cunzhao.said.zh.reading import read

__all__ = ["read"]
