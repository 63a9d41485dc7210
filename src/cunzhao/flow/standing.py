"""How the sources stand after a round: read from the catalogue, judged by :mod:`cunzhao.flow.schedule.worry`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from cunzhao.flow.schedule.worry import ANSWERS, Standing, Turn, decide_turns
from cunzhao.store import Reader, polling
from cunzhao.store.rows import Row, maybe_time


def turns(store: Reader, touched: Collection[str]) -> list[Turn]:
    """The troubles that began or ended for sources that this round had to do with."""
    open_ = {(row["source_id"], row["kind"]) for row in polling.troubles(store, open_only=True)}
    by_source: dict[str, list[Row]] = defaultdict(list)
    for row in polling.states(store):
        if row["source_id"] in touched:
            by_source[row["source_id"]].append(row)
    return decide_turns([standing(store, source, rows) for source, rows in sorted(by_source.items())], open_)


def standing(store: Reader, source: str, channels: Sequence[Row]) -> Standing:
    """One source by its channels. It is silent where every channel that has a habit has broken it, and a poll since then
    brought nothing; it fails where no channel answers."""
    judged = [c for c in channels if c["silent_at"] is not None]
    silent = bool(judged) and all(_is_silent(c) for c in judged)
    since = max((c["last_new"] or "" for c in judged), default="") if silent else ""
    fails = min((c["fails"] for c in channels), default=0)
    what = next((c["last_error"] for c in channels if c["last_error"]), "")
    return Standing(
        source,
        silent_since=(maybe_time(since or None) or maybe_time(judged[0]["silent_at"])) if silent else None,
        fails=fails,
        what=what,
        answers=polling.newest_answers(store, source, ANSWERS),
    )


def _is_silent(channel: Row) -> bool:
    return bool(channel["last_polled"] and channel["last_polled"] >= channel["silent_at"])
