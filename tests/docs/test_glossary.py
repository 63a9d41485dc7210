"""One thing has one name, and the name is explained."""

from __future__ import annotations

import dataclasses
import re

from cunzhao import types
from tests.docs.pages import DOCS, page

TEXT = page("glossary.md")
TERMS = re.findall(r"^(\w[\w ]*)\n  \S", TEXT, flags=re.MULTILINE)
DESIGN = [
    "source",
    "candidate",
    "exchange",
    "capture",
    "wrapper",
    "article",
    "revision",
    "story",
    "statement",
    "memento",
]
"""The terms that the design began with; the glossary has more."""
VALUES = ("Block", "Candidate", "Capture", "Channel", "Claim", "Copy", "Deposit", "Edit", "Exchange", "Extraction",
          "Finding", "Leaf", "Published", "Revision", "Source", "Verdict")  # fmt: skip
"""The values that the stages hand each other, as far as people meet the word."""


def test_every_term_of_the_design_is_explained() -> None:
    assert set(DESIGN) <= set(TERMS)


def test_every_value_that_people_meet_is_explained() -> None:
    assert {name.lower() for name in VALUES} <= set(TERMS)
    assert all(dataclasses.is_dataclass(getattr(types, name)) for name in VALUES)


def test_terms_are_in_order_and_stand_once() -> None:
    assert sorted(set(TERMS)) == TERMS


def test_what_is_not_built_says_so() -> None:
    """The glossary may name what the design has and the program does not; whoever builds it takes the words away."""
    said = {
        term
        for term in TERMS
        if "ot built yet" in re.split(rf"^{term}\n", TEXT, flags=re.MULTILINE)[1].split("\n\n")[0]
    }
    names = {path.name for path in (DOCS.parent / "src" / "cunzhao").iterdir()}
    assert ("statement" in said) == ("said" not in names)
    assert {"memento", "statement", "wrapper"} >= said
