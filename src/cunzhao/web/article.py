"""An article: the page, an earlier revision, two revisions side by side, one capture, and the same as data."""

from __future__ import annotations

import re
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from cunzhao.errors import NotFound, UsageError
from cunzhao.publish.formats import interval_words
from cunzhao.publish.messages import words
from cunzhao.publish.report_page import policy, report_html
from cunzhao.shapes import article_shape
from cunzhao.types import ArticleView, Revision
from cunzhao.web.bodies import body_of
from cunzhao.web.library import CiteFormat
from cunzhao.web.pages import json_page, page, tagged
from cunzhao.web.reader import Room, checked_id, reader_of
from cunzhao.web.said import place_of
from cunzhao.web.sides import folded, rows_of

MOST_STATEMENTS: Final = 500
_SPAN: Final = re.compile(r"(\d{1,9})-(\d{1,9})", re.ASCII)


def article(room: Room, request: Request) -> Response:
    """``/article/<id>``: the newest text and the evidence."""
    view = view_of(room, request)
    return _article(room, request, view, view.current)


def revision(room: Room, request: Request) -> Response:
    """``/article/<id>/revision/<n>``: the text as it stood in one revision."""
    view = view_of(room, request)
    return _article(room, request, view, revision_of(view, request.path_params["number"]))


def compare(room: Room, request: Request) -> Response:
    """``/article/<id>/compare/<old>/<new>``: two revisions side by side, changes marked and graded."""
    view = view_of(room, request)
    old, new = (revision_of(view, request.path_params[name]) for name in ("old", "new"))
    if old.number == new.number:
        raise UsageError(f"revision {old.number} cannot be compared with itself; choose two different numbers")
    edit = room.library.edit(view.line.id, old.number, new.number)
    titles, rows = rows_of(edit.title), rows_of(edit.text)
    changed = any(row.changed for row in (*titles, *rows))
    values = {"view": view, "old": old, "new": new, "edit": edit, "titles": titles, "groups": folded(rows)}
    return page(room, request, "compare.html", values | {"changed": changed})


def capture(room: Room, request: Request) -> Response:
    """``/capture/<id>``: all that is known of one capture."""
    wanted = checked_id(request.path_params["capture"])
    item = room.library.catalogue.capture(wanted)
    if item is None:
        room.library.check_redacted(wanted)
        raise NotFound(f"no capture {wanted}")
    picture = item.capture.purpose == "image" and item.capture.kind != "failure"
    return page(room, request, "capture.html", {"item": item, "picture": picture})


def report(room: Room, request: Request) -> Response:
    """``/article/<id>/report`` and ``/capture/<id>/report``: the evidence report, a page that stands for itself.

    It brings its style sheet along, known by its digest, and so has a policy of its own.
    """
    params = request.path_params
    made = room.library.report(checked_id(params.get("article") or params["capture"]), room.clock())
    text = report_html(made, reader_of(request).language)
    headers = {"content-security-policy": policy() + "; frame-ancestors 'none'"}
    return tagged(request, text.encode("utf-8", "replace"), "text/html; charset=utf-8", headers=headers)


def article_json(room: Room, request: Request) -> Response:
    """``/article/<id>.json``: the shape of ``cunzhao show ID --json``."""
    return json_page(request, article_shape(view_of(room, request)))


def cite_bibtex(room: Room, request: Request) -> Response:
    """``/article/<id>/cite.bib``."""
    return _cite(room, request, "bibtex", "application/x-bibtex; charset=utf-8", "bib")


def cite_json(room: Room, request: Request) -> Response:
    """``/article/<id>/cite.json``: CSL-JSON."""
    return _cite(room, request, "csl-json", "application/vnd.citationstyles.csl+json", "json")


def view_of(room: Room, request: Request) -> ArticleView:
    """The article that the address names. NotFound, Redacted."""
    wanted = checked_id(request.path_params["article"])
    view = room.library.catalogue.article(wanted)
    if view is None:
        room.library.check_redacted(wanted)
        raise NotFound(f"no article {wanted}")
    return view


def revision_of(view: ArticleView, number: str) -> Revision:
    """A revision by its number. NotFound."""
    for found in view.revisions:
        if str(found.number) == number:
            return found
    raise NotFound(f"article {view.line.id} has no revision {number[:12]!r}")


def _article(room: Room, request: Request, view: ArticleView, shown: Revision) -> Response:
    language = reader_of(request).language
    interval = interval_words(view.line.published, words(language))
    chosen = span_of(request)
    body = body_of(shown, view.images, language, chosen)
    statements = room.library.catalogue.statements_of(shown.id)[:MOST_STATEMENTS]
    values = {"view": view, "revision": shown, "body": body, "interval": interval}
    values |= {"statements": statements, "chosen": chosen, "place_of": place_of}
    return page(room, request, "article.html", values)


def span_of(request: Request) -> tuple[int, int] | None:
    """``?said=<start>-<end>``: the statement to mark; what is none is ignored."""
    found = _SPAN.fullmatch(request.query_params.get("said", ""))
    return (int(found[1]), int(found[2])) if found and int(found[1]) < int(found[2]) else None


def _cite(room: Room, request: Request, form: CiteFormat, content_type: str, suffix: str) -> Response:
    wanted = view_of(room, request).line.id
    text = room.library.cite(wanted, form)
    headers = {"content-disposition": f'attachment; filename="cunzhao.{suffix}"'}
    return tagged(request, text.encode("utf-8", "replace"), content_type, headers=headers)
