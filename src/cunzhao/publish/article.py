"""The page of one article: the text, its images, and the evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from cunzhao.compare import compare
from cunzhao.publish.cite import bibtex, csl_json
from cunzhao.publish.formats import iso, machine_time, one_line, web_address
from cunzhao.publish.lists import article_path
from cunzhao.publish.page import Templates, json_for_html
from cunzhao.publish.render import blocks_html, diff_html, picture_html
from cunzhao.types import ArticleView, Revision

CONTEXT = 90
"""Characters of unchanged text on both sides of a change."""

MOST = 100
"""Revisions, captures, claims and copies that are shown; a page that changed more often says how many there are."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A revision with what changed in it, as markup; the first one has no marks."""

    revision: Revision
    grades: tuple[str, ...] = ()
    title: Markup | None = None
    text: Markup | None = None


def article_html(view: ArticleView, templates: Templates, pictures: Mapping[str, str]) -> str:
    """The whole page; ``pictures`` maps image URLs to names of our files."""
    path = article_path(view.line.id)

    def image_url(url: str) -> str | None:
        name = pictures.get(url)
        return f"../img/{name[:2]}/{name}" if name else None

    w = templates.words
    lead = next((i.image for i in view.images if i.image.role == "lead"), None)
    figures = {block.url for block in view.current.blocks if block.kind == "figure"}
    lead_html = Markup("")
    if lead and lead.url not in figures and image_url(lead.url):
        lead_html = picture_html(lead.url, one_line(lead.alt or lead.caption), image_url, w)
    return templates.render(
        "article.html",
        path,
        view=view,
        article=view.line,
        current=view.current,
        lead=lead_html,
        lead_caption=one_line(lead.caption) if lead else "",
        body=blocks_html(view.current.blocks, image_url, w, view.line.language),
        changes=changes(view, templates),
        data=json_for_html(news_article(view, templates, pictures)),
        captures=sorted(view.captures, key=lambda item: item.capture.at, reverse=True)[:MOST],
        claims=view.claims[:MOST],
        copies=view.copies[:MOST],
        bibtex=bibtex(view),
        csl=csl_json(view),
        canonical=templates.options.base + path if templates.options.base else "",
    )


def changes(view: ArticleView, templates: Templates) -> list[Changed]:
    """The revisions, newest first, each compared with the one before."""
    ordered = sorted(view.revisions, key=lambda revision: revision.number)[-MOST:]
    out = [Changed(ordered[0])] if ordered else []
    for old, new in pairwise(ordered):
        edit = compare(old, new, view.line.language)
        if edit is None:
            out.append(Changed(new, new.grades))
            continue
        title = diff_html(edit.title, templates.words) if any(run.op != "same" for run in edit.title) else None
        text = diff_html(edit.text, templates.words, CONTEXT) if any(run.op != "same" for run in edit.text) else None
        out.append(Changed(new, new.grades or edit.grades, title, text))
    return out[::-1]


def news_article(view: ArticleView, templates: Templates, pictures: Mapping[str, str]) -> dict[str, object]:
    """schema.org NewsArticle: the original, and this page as an archived copy of it."""
    base = templates.options.base
    line = view.line
    made: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": one_line(view.current.title, 200),
        "isBasedOn": web_address(line.url),
        "publisher": {"@type": "Organization", "name": one_line(line.source_name)},
        "dateModified": iso(view.current.at),
        "archivedAt": base + article_path(line.id) if base else article_path(line.id),
    }
    if line.published.at:
        made["datePublished"] = machine_time(line.published.at, line.published.precision)
    if view.current.authors:
        made["author"] = [{"@type": "Person", "name": one_line(author)} for author in view.current.authors]
    if line.language:
        made["inLanguage"] = line.language
    if pictures and base:
        made["image"] = [f"{base}img/{name[:2]}/{name}" for name in dict.fromkeys(pictures.values())]
    return made
