"""What people did: written to the journal first, then applied to the catalogue together with its log leaf."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from cunzhao.flow import adoption, correcting, wrapping
from cunzhao.flow.context import Context
from cunzhao.flow.schedule.worry import Turn
from cunzhao.record import leaf_for_journal
from cunzhao.record.redaction import KIND, promise_of_redaction
from cunzhao.store import Transaction, polling
from cunzhao.types import Channel, Source


def follow(context: Context, source: Source) -> None:
    """Follow a source from now on (or change its channels); what was kept of it before is found under its name."""
    follow_all(context, [source])


def follow_all(context: Context, sources: Sequence[Source]) -> None:
    """Follow several sources: one fsync and one commit for all of them."""
    written = context.journal.append_all([{"kind": "follow", "source": _source_json(s)} for s in sources])
    with context.store.write() as transaction:
        for entry in written:
            apply(transaction, entry)
    context.index.catch_up()


def note_round(context: Context, started: datetime, report: list[dict[str, Any]], turns: Sequence[Turn] = ()) -> None:
    """A round is over: what it did, which troubles began or ended with it, and that it ended."""
    ended = context.clock()
    entry = {"kind": "round", "started": started.isoformat(), "ended": ended.isoformat(), "report": report}
    enter(context, entry | {"turns": [asdict(turn) for turn in turns]})
    context.index.catch_up()


def take_in(context: Context) -> int:
    """Apply entries that were written but not committed when the last process ended; returns how many."""
    known = context.store.entered()
    missing = [e for e in context.journal.read() if e["id"] not in known]
    for entry in missing:
        put(context, entry)
    return len(missing)


def enter(context: Context, entry: Mapping[str, Any]) -> str:
    """Write an entry and commit its leaf, with what it says; returns the entry's id."""
    written = context.journal.append(entry)
    put(context, written)
    return str(written["id"])


def put(context: Context, entry: Mapping[str, Any]) -> None:
    """Commit the leaf of an entry that is written, with what it says. What takes long is worked out before the transaction."""
    made = wrapping.made_of(context, entry)
    with context.store.write() as transaction:
        leaf = apply(transaction, entry)
        if made is not None:
            wrapping.write(transaction, made, leaf)


def learn(context: Context) -> int:
    """Learn the wrappers that are due; returns how many."""
    entries = list(wrapping.due(context, context.store.followed()))
    for entry in entries:
        enter(context, entry)
    return len(entries)


def apply(transaction: Transaction, entry: Mapping[str, Any]) -> int:
    """Write what a journal entry says into the catalogue and return the place of its leaf; kinds that this version does not
    know only keep their leaf. What wrappers come to is :func:`put`'s."""
    leaf = transaction.add_leaf(leaf_for_journal(entry))
    if entry["kind"] == KIND:
        transaction.add_leaf(promise_of_redaction(entry).leaf)
    if entry["kind"] == "follow":
        source = _source_of(entry["source"])
        transaction.follow(source)
        adoption.by_source(transaction, source)
    if entry["kind"] == "reprocess":
        for article in entry["articles"]:
            transaction.change("reading", article, datetime.fromisoformat(entry["at"]))
    if entry["kind"] in correcting.KINDS:
        correcting.apply(transaction, entry)
    if entry["kind"] == "round":
        started, ended = datetime.fromisoformat(entry["started"]), datetime.fromisoformat(entry["ended"])
        transaction.add_round(started, ended, json.dumps(entry["report"], ensure_ascii=False, sort_keys=True))
        for turn in entry["turns"]:
            polling.turn(transaction, turn["source"], turn["kind"], ended, turn["what"] if turn["began"] else None)
    return leaf


def _source_json(source: Source) -> dict[str, Any]:
    return {
        "id": source.id,
        "name": source.name,
        "home": source.home,
        "language": source.language,
        "added": source.added.isoformat(),
        "channels": [{"kind": c.kind, "url": c.url, "why": c.why} for c in source.channels],
    }


def _source_of(value: Mapping[str, Any]) -> Source:
    channels = tuple(Channel(c["kind"], c["url"], c["why"]) for c in value["channels"])
    added = datetime.fromisoformat(value["added"])
    return Source(value["id"], value["name"], value["home"], channels, added, value["language"])
