"""Commands that take care: rebuild, doctor."""

from __future__ import annotations

from cunzhao.archive import Archive
from cunzhao.cli.common import HERE, Dir, Json, print_json, progress, say, tell


def rebuild(directory: Dir = HERE, as_json: Json = False) -> None:
    """Make catalogue and index again from evidence, log and journal."""
    with progress(as_json) as show:
        counts = Archive.open(directory).rebuild(show)
    if as_json:
        print_json(counts)
    else:
        say(f"rebuilt from {counts['captures']} captures and {counts['journal']} journal entries")
        if counts["unlogged"]:
            say(f"{counts['unlogged']} of them were on disk and not in the log; they are in it now")


def doctor(directory: Dir = HERE, as_json: Json = False) -> int:
    """What a keeper should know: SQLite, space, the last round, silent and refused sources. Exit 1 with warnings."""
    found = Archive.open(directory).doctor()
    tell(found, as_json)
    return 1 if any(f.level != "ok" for f in found) else 0
