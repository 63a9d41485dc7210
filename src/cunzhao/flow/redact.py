"""What goes when an article or a capture is redacted, and what the journal says of it. Only reads; ``record`` erases.

An article goes with everything that was captured at its addresses, its revisions, and the images that no other article names.
Its addresses are barred from then on: nothing that is announced or brought in under them becomes an article again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cunzhao.errors import EvidenceError, NotFound, UsageError
from cunzhao.flow.keys import article_id, url_key
from cunzhao.record import Evidence, leaf_for_derive, leaf_for_gone
from cunzhao.record.redaction import KIND, place_of
from cunzhao.store import Store
from cunzhao.types import ArticleView, Capture, CaptureLine

MAX_WORDS = 500
"""Characters of a reason or a name: they stand on a page, and in a leaf that can never be changed."""
MAX_CAPTURES_AT = 100_000


@dataclass(frozen=True, slots=True)
class Plan:
    """What a redaction would take, and what it would not.

    ``names`` are the ids under which nothing is to come back. ``channels`` are captures of feeds, sitemaps and listings that
    name an article and stay, since they tell of others too; ``shared`` are captures of its addresses that stay because another
    capture's bytes are theirs; ``copies`` are articles elsewhere with the same text.
    """

    articles: tuple[ArticleView, ...]
    captures: tuple[CaptureLine, ...]
    names: tuple[str, ...]
    channels: tuple[str, ...]
    shared: tuple[str, ...]
    copies: tuple[str, ...]

    @property
    def revisions(self) -> int:
        """How many clean texts go."""
        return sum(len(view.revisions) for view in self.articles)


def plan(store: Store, wanted: Sequence[str]) -> Plan:
    """What goes with these articles (by id or URL) and captures. Raises NotFound, and UsageError where bytes would stay."""
    views, lines = _named(store, wanted)
    ids = [view.line.id for view in views]
    taken = {line.capture.id: line for line in lines}
    sure = set(taken)
    for view in views:
        for line in _of_article(store, view):
            taken[line.capture.id] = line
            if line.verdict is not None and line.verdict.kind == "article":
                sure.add(line.capture.id)
    images = store.images_of_nobody_else(ids) if ids else ()
    taken |= {line.capture.id: line for line in images}
    shared = _leave_what_others_need(store, taken, sure)
    _check_whole(store, taken, sure, ids, wanted)
    keys = {key for view in views for key, _ in store.names_of(view.line.id)} | {url_key(v.line.url) for v in views}
    return Plan(
        tuple(views),
        tuple(sorted(taken.values(), key=lambda line: line.leaf or 0)),
        tuple(sorted({*ids, *map(article_id, keys)})),
        tuple(line.capture.id for line in store.sighted_in(keys) if line.capture.id not in taken),
        tuple(sorted(shared)),
        tuple(sorted({copy.article for view in views for copy in view.copies} - set(ids))),
    )


def _named(store: Store, wanted: Sequence[str]) -> tuple[list[ArticleView], list[CaptureLine]]:
    views: dict[str, ArticleView] = {}
    lines: dict[str, CaptureLine] = {}
    for name in wanted:
        line = store.capture(name)
        if line is not None:
            lines[name] = line
            continue
        view = store.article(name) or store.article(store.find_article([url_key(name)]) or "")
        if view is None:
            raise NotFound(f"no article and no capture {name[:200]!r} here; `cunzhao search` shows ids")
        views[view.line.id] = view
    return list(views.values()), list(lines.values())


def _of_article(store: Store, view: ArticleView) -> Iterable[CaptureLine]:
    """Its captures, and whatever else was captured at its addresses: redirects, failures, answers in its place."""
    yield from view.captures
    for key, why in store.names_of(view.line.id):
        if why == "named canonical by the page":
            continue
        for capture in store.captures_at(key, MAX_CAPTURES_AT):
            line = store.capture(capture.id)
            if line is not None and store.article_of_capture(capture.id) in (None, view.line.id):
                yield line


def _same_bytes(store: Store, capture: Capture) -> list[Capture]:
    """The other captures that hold or refer to the bytes of this one."""
    if capture.kind == "failure" or not capture.size:
        return []
    lines = store.with_payload(capture.payload_digest)
    return [line.capture for line in lines if line.capture.id != capture.id]


def _leave_what_others_need(store: Store, taken: dict[str, CaptureLine], sure: set[str]) -> set[str]:
    """What came along (images, answers like "not found") stays where captures that stay have the same bytes."""
    shared: set[str] = set()
    while True:
        needed = {
            name
            for name, line in taken.items()
            if name not in sure and any(other.id not in taken for other in _same_bytes(store, line.capture))
        }
        if not needed:
            return shared
        shared |= needed
        for name in needed:
            del taken[name]


def _check_whole(
    store: Store, taken: Mapping[str, CaptureLine], sure: set[str], articles: Sequence[str], wanted: Sequence[str]
) -> None:
    """Nothing may stay that has the bytes that are to go, and no article without a text."""
    others = {other.id for name in sure for other in _same_bytes(store, taken[name].capture)} - taken.keys()
    if others:
        names = " ".join(sorted(others)[:20])
        raise UsageError(
            f"the same bytes are on record as {len(others)} more captures, which must go with them: {names}; "
            f"name them (or their articles) too: `cunzhao redact {' '.join(wanted)} …`"
        )
    for name in sure:
        article = store.article_of_capture(name)
        view = store.article(article) if article and article not in articles else None
        if view is not None and {revision.capture for revision in view.revisions} <= taken.keys():
            raise UsageError(f"capture {name} holds all of article {article}: redact that (`cunzhao redact {article}`)")


def entry(store: Store, evidence: Evidence, planned: Plan, why: str, by: str) -> dict[str, Any]:
    """The journal entry of a redaction. Raises EvidenceError where what is to go is damaged, and so cannot be found."""
    places: dict[str, list[list[Any]]] = {}
    for line in planned.captures:
        start, end = place_of(evidence.directory, line.capture)
        places.setdefault(line.capture.path, []).append([start, end, line.capture.id])
    return {
        "kind": KIND,
        "who": words(by, "--by"),
        "why": words(why, "--reason"),
        "what": f"{len(planned.articles)} articles, {len(planned.captures)} captures",
        "names": list(planned.names),
        "captures": [line.capture.id for line in planned.captures],
        "leaves": _leaves(store, planned),
        "places": places,
    }


def words(text: str, option: str) -> str:
    """A reason or a name as it may stand on record: one printable line. Raises UsageError."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if not line or len(line) > MAX_WORDS:
        raise UsageError(
            f"{option}: give 1 to {MAX_WORDS} characters; everybody may read them, so name no address there"
        )
    return line


def _leaves(store: Store, planned: Plan) -> list[int]:
    """The positions of all leaves that nobody can open once the salts are gone."""
    found: set[int] = set()
    by_capture = {line.capture.id: line for line in planned.captures}
    for name, line in by_capture.items():
        if line.leaf is None:
            raise EvidenceError(f"capture {name} has no leaf in the log; run verify")
        found.add(line.leaf)
        article = store.article_of_capture(name)
        gone = line.verdict is not None and line.verdict.kind in ("gone", "soft-404")
        derived = [leaf_for_gone(line.capture, article)] if article and gone else []
        for revision in store.revisions(article) if article else ():
            if revision.capture == name:
                derived.append(leaf_for_derive(line.capture, revision.id, revision.text_digest, revision.extractor))
        behind = (store.leaf_behind(line.leaf, leaf.entry) for leaf in derived)
        found |= {index for index in behind if index is not None}
    return sorted(found)
