"""The command on coverage: what came of what was expected, and what is missing."""

from __future__ import annotations

from typing import Annotated

import typer

from cunzhao.archive import Archive
from cunzhao.cli.common import HERE, Dir, Json, print_json, say, table, when
from cunzhao.types import Coverage, SourceCoverage

TROUBLE = 1
OK = ("well", "new")


def coverage(
    source: Annotated[
        str | None, typer.Argument(metavar="[SOURCE]", help="Only this source (its id), day by day.")
    ] = None,
    directory: Dir = HERE,
    as_json: Json = False,
) -> int:
    """What came of what was expected, and what is missing. Exit 1 when a source is in trouble, or nobody collects."""
    found = Archive.open(directory).coverage(source)
    if as_json:
        print_json(found)
    elif source is None:
        _tell(found)
    else:
        _tell_one(found, found.sources[0])
    return TROUBLE if found.stopped or any(s.state not in OK for s in found.sources) else 0


def _tell(found: Coverage) -> None:
    columns = ("source", "state", "found", "expected", "articles", "images", "gaps", "last new", "next poll")
    table(columns, (_cells(s) for s in found.sources), frozenset(range(2, 7)))
    for source in (s for s in found.sources if s.what):
        say(f"{source.state}: {source.id}: {source.what}")
    _tell_gaps(found)
    if found.stopped:
        say(f"nobody is collecting since {when(found.stopped)}; run `cunzhao run --every 1h`, or mend the schedule")
    d = found.disk
    full = f", full about {d.full_on}" if d.full_on else ""
    used = (d.evidence + d.catalogue) / 1e6
    say(f"{used:,.0f} MB used, {d.per_day / 1e6:,.1f} MB more a day, {d.free / 1e9:,.1f} GB free{full}")
    say(f"last round: {when(found.last_round)}")


def _cells(s: SourceCoverage) -> tuple[object, ...]:
    held, expected = f"{s.images_held} of {s.images_named}", round(sum(d.expected for d in s.days))
    next_poll = when(s.next_poll) if s.next_poll else "at once"
    return s.id, s.state, sum(d.found for d in s.days), expected, s.articles, held, s.gaps, when(s.last_new), next_poll


def _tell_one(found: Coverage, source: SourceCoverage) -> None:
    say(f"{source.name} ({source.id}): {source.state}" + (f": {source.what}" if source.what else ""))
    shown = [d for d in source.days if d.polls or d.failed or d.kept or d.found]
    rows = ((d.day, d.found, f"{d.expected:.1f}", d.kept, d.polls, d.failed, d.gaps) for d in shown)
    table(("day", "found", "expected", "kept", "polls", "failed", "gaps"), rows, frozenset(range(1, 7)))
    _tell_gaps(found)
    for t in found.troubles:
        say(f"{t.kind}: {when(t.since)}" + (f" to {when(t.until)}" if t.until else " until now") + f": {t.what}")
    say(f"last new: {when(source.last_new)}; silent if nothing comes by {when(source.silent_at)}")


def _tell_gaps(found: Coverage) -> None:
    for g in found.gaps:
        filled = f"{g.filled} found by {g.filled_by}" if g.filled_by else "not looked for elsewhere yet"
        say(f"gap: {g.source}: {when(g.since)} to {when(g.until)}: {filled}")
