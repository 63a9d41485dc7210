"""Wrappers in the flow: when one is learned, which one reads a capture, and what people say about it.

Learning is a journal entry that names the captures; the entry's leaf says from where in the log the wrapper is in force. So a
rebuild, which meets the same entry at the same place, learns the same wrapper from the same evidence and reads the same
captures with it. See docs/design/0013-wrappers.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from cunzhao.errors import CunzhaoError
from cunzhao.extract.wrapper import Lesson, Wrapper, corrected, from_json, learn
from cunzhao.flow.context import Context
from cunzhao.flow.material import POST, Material, material
from cunzhao.flow.reading import Read, page_of
from cunzhao.store import Reader, Transaction, wrappers
from cunzhao.store.rows import to_json
from cunzhao.store.wrappers import Kept
from cunzhao.types import Capture, Source

KIND = "wrapper"
FIRST = 5
"""Articles of a source before the first wrapper is learned: of three, one odd page is a third."""
LESSONS = 24
LOOKED_AT = 16
"""The newest pages under a wrapper by which drift is judged."""
MISSED = 0.5
"""Share of them that it did not read; between redesigns it is one in ten."""
AGREED = 0.8
"""Mean agreement with the generic extractor, of at least :data:`CHECKS` pages that both read."""
CHECKS = 3

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Made:
    """What a journal entry about wrappers comes to, worked out before the transaction: rows but for their leaf."""

    rows: Sequence[Kept]


# -- which wrapper ----------------------------------------------------------------------------------------------------


def wrapped(context: Context, found: Material) -> Material:
    """A capture's material with the wrapper that is in force for it, if there is one."""
    capture = found.capture
    if (
        not context.reading.wraps
        or capture.source is None
        or capture.purpose != "page"
        or found.content_type == POST
        or not found.data
    ):
        return found
    data = wrappers.in_force(context.store, capture.source, capture.id)
    return replace(found, wrapper=_wrapper(data)) if data else found


@lru_cache(maxsize=256)
def _wrapper(data: str) -> Wrapper:
    return from_json(json.loads(data))


def note(transaction: Transaction, capture: Capture, read: Read, *, again: bool = False) -> None:
    """Note how a wrapper did on an article; ``again``: something may be noted of this capture already."""
    told = read.told
    if told is not None and capture.source is not None and read.verdict.kind == "article":
        wrappers.note(transaction, capture.source, capture.id, told.digest, told.miss, told.agreement)
    elif again:
        wrappers.forget(transaction, capture.id)


def versions(store: Reader) -> frozenset[str]:
    """The names of all wrappers in use as they are now: what they read is not read again."""
    return frozenset(_wrapper(kept.data).version for kept in wrappers.every(store) if kept.state == "used")


# -- when to learn ----------------------------------------------------------------------------------------------------


def due(context: Context, sources: Sequence[Source]) -> Iterator[dict[str, Any]]:
    """Journal entries of what is to be learned now: at :data:`FIRST` articles of a source and whenever they have doubled, and
    when the pages are not what they were."""
    store = context.store
    for source in sources if context.reading.wraps else ():
        known = wrappers.of_source(store, source.id)
        count = wrappers.count_articles(store, source.id)
        why, captures = _due(store, source.id, known[-1] if known else None, count)
        if why and len(captures) >= FIRST:
            yield {
                "kind": KIND,
                "do": "learn",
                "source": source.id,
                "why": why,
                "articles": count,
                "captures": captures,
            }


def _due(store: Reader, source: str, last: Kept | None, count: int) -> tuple[str, Sequence[str]]:
    if last is not None and last.state == "off":
        return "", ()
    enough = FIRST if last is None else last.articles + FIRST if last.state == "closed" else 2 * last.articles
    drifted = () if last is None or last.state != "used" else _drifted(store, source, last.leaf)
    if drifted:
        return "drift", drifted
    if count >= enough:
        return "pages", wrappers.lessons(store, source, POST, LESSONS)
    return "", ()


def _drifted(store: Reader, source: str, leaf: int) -> Sequence[str]:
    """The captures to learn from where pages have changed: those that the wrapper missed, if they are enough; else none."""
    reads = wrappers.reads_since(store, source, leaf, LOOKED_AT)
    missed = len(reads.misses) >= FIRST and len(reads.misses) >= MISSED * reads.pages
    if missed:
        return tuple(reversed(reads.misses))
    apart = len(reads.agreements) >= CHECKS and sum(reads.agreements) < AGREED * len(reads.agreements)
    return wrappers.lessons(store, source, POST, FIRST + CHECKS) if apart else ()


# -- what an entry comes to -------------------------------------------------------------------------------------------


def made_of(context: Context, entry: Entry) -> Made | None:
    """What an entry comes to; None for entries of other kinds. Reads captures back, and takes seconds."""
    if entry["kind"] != KIND:
        return None
    known = wrappers.of_source(context.store, entry["source"])
    said = _said(context, entry)
    if entry["do"] != "learn":
        return Made([_under(kept, said) for kept in known])
    found = _learned(context, entry["source"], entry["captures"])
    state = "used" if found is not None and found.used else "closed" if entry["why"] == "drift" else "tried"
    kept = Kept(
        source=entry["source"],
        number=known[-1].number + 1 if known else 1,
        leaf=-1,
        at=datetime.fromisoformat(entry["at"]),
        state=state,
        why=entry["why"],
        articles=entry["articles"],
        captures=tuple(entry["captures"]),
        digest="" if found is None else found.digest,
        data="" if found is None else to_json(found.to_json()),
    )
    return Made([_under(kept, said)])


def write(transaction: Transaction, made: Made, leaf: int) -> None:
    """Write what an entry came to; ``leaf`` is the entry's own."""
    for kept in made.rows:
        wrappers.add(transaction, replace(kept, leaf=leaf) if kept.leaf < 0 else kept)


def _learned(context: Context, source: str, captures: Sequence[str]) -> Wrapper | None:
    """A wrapper from these captures, as the generic extractor reads them; what cannot be read back is passed over."""
    if not context.reading.wraps:
        return None
    found: list[Material] = []
    for name in captures:
        line = context.store.capture(name)
        if line is not None:
            try:
                found.append(material(context.evidence, context.store, line.capture))
            except CunzhaoError:
                continue
    reads = context.reading.read(found)
    lessons = [
        Lesson(m.capture.id, page_of(m), r.extraction)
        for m, r in zip(found, reads, strict=True)
        if r.verdict.kind == "article"
    ]
    return learn(source, lessons)


def renew(context: Context) -> int:
    """Learn again what another program's generic extractor taught, from the same captures; returns how many wrappers
    changed."""
    changed = 0
    for kept in wrappers.every(context.store):
        if kept.data and _wrapper(kept.data).teacher in context.reading.versions:
            continue
        found = _learned(context, kept.source, kept.captures)
        state = "used" if found is not None and found.used else "closed" if kept.why == "drift" else "tried"
        data = "" if found is None else to_json(found.to_json())
        new = _under(replace(kept, state=state, data=data), _said(context, {"source": kept.source}))
        with context.store.write() as transaction:
            wrappers.add(transaction, new)
        changed += new.digest != kept.digest
    return changed


# -- what people say --------------------------------------------------------------------------------------------------


def _said(context: Context, entry: Entry) -> Sequence[Entry]:
    """All that people said about the wrappers of the entry's source, the entry itself at last; what was said holds for all
    of them, those that were learned before too."""
    mine = [e for e in context.journal.read() if e["kind"] == KIND and e["source"] == entry["source"]]
    return [e for e in mine if e["do"] != "learn"]


def _under(kept: Kept, said: Sequence[Entry]) -> Kept:
    """A wrapper as people corrected it."""
    off = next((e["do"] == "off" for e in reversed(said) if e["do"] in ("off", "on")), False)
    if not kept.data:
        return replace(kept, state="off" if off else kept.state, digest="")
    wrapper = replace(_wrapper(kept.data), drop=(), keep=())
    for entry in said:
        if entry["do"] in ("drop", "keep"):
            wrapper = corrected(wrapper, **{entry["do"]: entry["selector"]})
    state = "off" if off else _state(wrapper, kept)
    return replace(kept, state=state, digest=wrapper.digest, data=to_json(wrapper.to_json()))


def _state(wrapper: Wrapper, kept: Kept) -> str:
    return "used" if wrapper.used else "closed" if kept.why == "drift" else "tried"
