"""Commands that take care: rebuild, reprocess, doctor."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from cunzhao.archive import Archive
from cunzhao.cli.common import HERE, Dir, Json, print_json, progress, say, tell
from cunzhao.errors import UsageError
from cunzhao.types import Finding


def rebuild(directory: Dir = HERE, as_json: Json = False) -> int:
    """Make catalogue and index again from evidence, log and journal. Exit 1 when some of the evidence is damaged."""
    damaged: list[Finding] = []
    with progress(as_json) as show:
        counts = Archive.open(directory).rebuild(show, damaged.append)
    if as_json:
        print_json({**counts, "damaged": damaged})
    else:
        tell(damaged, as_json)
        say(f"rebuilt from {counts['captures']} captures and {counts['journal']} journal entries")
        if counts["unlogged"]:
            say(f"{counts['unlogged']} of them were on disk and not in the log; they are in it now")
    return 1 if damaged else 0


def reprocess(
    directory: Dir = HERE,
    source: Annotated[str | None, typer.Option(metavar="NAME", help="Only the articles of this source.")] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Only what was captured since then (UTC).")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
    as_json: Json = False,
) -> int:
    """Read old captures again with the extractor of today; no outlet's edit comes of it. Exit 1 when some could not be."""
    begin = None if since is None else _day(since)
    with Archive.open(directory).writing("reprocess") as writing, progress(as_json) as show:
        done = writing.reprocess(source, begin, dry_run=dry_run, progress=show)
    if as_json:
        failed = [{"article": name, "reason": why} for name, why in done.failed]
        numbers = {name: getattr(done, name) for name in ("articles", "changed", "unchanged", "taken", "heard")}
        print_json(numbers | {"failed": failed, "dry_run": dry_run})
    else:
        for name, why in done.failed:
            say(f"{name} keeps its older reading: {why}")
        would = "would be" if dry_run else "were"
        say(f"{done.articles} articles read again, {done.changed} of them {would} changed")
        if done.taken:
            say(f"{done.taken} captures can be read that could not be read before")
        if done.heard:
            say(f"the statements of {done.heard} more articles {would} read again")
    return 1 if done.failed else 0


def _day(text: str) -> datetime:
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--since {text}: give a date, as in 2026-03-02, or a time, as in 2026-03-02T06:00Z") from None
    return given.replace(tzinfo=UTC) if given.tzinfo is None else given.astimezone(UTC)


def doctor(directory: Dir = HERE, as_json: Json = False) -> int:
    """What a keeper should know: SQLite, space, the last round, silent and refused sources. Exit 1 with warnings."""
    found = Archive.open(directory).doctor()
    tell(found, as_json)
    return 1 if any(f.level != "ok" for f in found) else 0
