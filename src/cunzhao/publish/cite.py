"""Citations of an article with what the archive holds of it: BibTeX, CSL-JSON and RIS."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

from cunzhao.publish.formats import iso, one_line, web_address
from cunzhao.types import ArticleView, Capture, Published

_TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "_": r"\_", "%": r"\%",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
_SPECIAL = re.compile(r"[\\{}$&#_%~^]")


def bibtex(view: ArticleView) -> str:
    """One ``@online`` entry (biblatex; BibTeX reads it as ``@misc``); a final newline is included."""
    capture = cited_capture(view)
    fields: list[tuple[str, str]] = [("title", "{" + _tex(view.current.title) + "}")]
    if view.current.authors:
        fields.append(("author", " and ".join("{" + _tex(author) + "}" for author in view.current.authors)))
    fields.append(("organization", "{" + _tex(view.line.source_name) + "}"))
    if _stated(view.line.published):
        fields.append(("date", _date(view.line.published)))
    if web_address(view.line.url):
        fields.append(("url", re.sub(r"[{}\\]", "", view.line.url)))
    if capture:
        fields.append(("urldate", f"{capture.at:%Y-%m-%d}"))
    if view.line.language:
        fields.append(("langid", _tex(view.line.language)))
    fields.append(("note", _tex(archive_note(view))))
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields)
    return f"@online{{{_key(view)},\n{body}\n}}\n"


def csl_json(view: ArticleView) -> str:
    """A CSL-JSON array with one item, as Zotero and pandoc read it."""
    capture = cited_capture(view)
    item: dict[str, Any] = {
        "id": _key(view),
        "type": "article-newspaper",
        "title": one_line(view.current.title, 1000),
        "container-title": one_line(view.line.source_name),
        "archive": "Cunzhao",
        "archive_location": capture.id if capture else view.line.id,
        "note": archive_note(view),
    }
    if view.current.authors:
        item["author"] = [{"literal": one_line(author)} for author in view.current.authors]
    if web_address(view.line.url):
        item["URL"] = view.line.url
    if _stated(view.line.published):
        item["issued"] = {"date-parts": [[int(part) for part in _date(view.line.published).split("-")]]}
    if capture:
        item["accessed"] = {"date-parts": [[capture.at.year, capture.at.month, capture.at.day]]}
    if view.line.language:
        item["language"] = view.line.language
    return json.dumps([item], ensure_ascii=False, indent=1) + "\n"


def ris(view: ArticleView) -> str:
    """A RIS record (``TY  - NEWS``), lines ended as the format asks, by CR LF."""
    capture = cited_capture(view)
    rows = [("TY", "NEWS"), ("TI", one_line(view.current.title, 1000)), ("T2", one_line(view.line.source_name))]
    rows += [("AU", one_line(author)) for author in view.current.authors]
    if _stated(view.line.published):
        rows.append(("DA", _date(view.line.published).replace("-", "/")))
        rows.append(("PY", _date(view.line.published)[:4]))
    if web_address(view.line.url):
        rows.append(("UR", view.line.url))
    if capture:
        rows += [("Y2", f"{capture.at:%Y/%m/%d}"), ("AN", capture.id)]
    rows += [("N1", archive_note(view)), ("ER", "")]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in rows)


def cited_capture(view: ArticleView) -> Capture | None:
    """The capture that the newest revision was read from, or the first one held."""
    captures = [line.capture for line in view.captures]
    return next((c for c in captures if c.id == view.current.capture), captures[0] if captures else None)


def archive_note(view: ArticleView) -> str:
    """When it was archived, as which capture, with which digest."""
    capture = cited_capture(view)
    if capture is None:
        return f"Archived {iso(view.line.first_captured)}, article {view.line.id}"
    return f"Archived {iso(capture.at)}, capture {capture.id}, payload SHA-256 {capture.payload_digest}"


def _stated(published: Published) -> bool:
    return published.at is not None


def _date(published: Published) -> str:
    """The date as far as it is known."""
    at = published.at
    assert isinstance(at, datetime)
    return {"year": f"{at:%Y}", "month": f"{at:%Y-%m}"}.get(published.precision, f"{at:%Y-%m-%d}")


def _key(view: ArticleView) -> str:
    return "cunzhao-" + re.sub(r"[^A-Za-z0-9-]", "-", view.line.id)


def _tex(text: str) -> str:
    return _SPECIAL.sub(lambda match: _TEX[match[0]], one_line(text, 1000))
