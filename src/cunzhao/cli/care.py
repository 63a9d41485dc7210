"""Commands that take care: verify, rebuild, doctor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from cunzhao.archive import Archive
from cunzhao.cli.common import HERE, Dir, Json, print_json, progress, say
from cunzhao.types import Finding

VERDICTS = {"tampering": 2, "damage": 1, "unchecked": 3}
"""Exit codes of ``verify``: the gravest finding decides, in this order."""


def verify(
    directory: Dir = HERE,
    quick: Annotated[bool, typer.Option("--quick", help="Signatures, tree, rows and files (the default).")] = False,
    read_data: Annotated[bool, typer.Option("--read-data", help="Compute every digest again.")] = False,
    as_json: Json = False,
) -> int:
    """Check log, rows and evidence against each other. Never writes. Exit 0 sound, 1 damage, 2 tampering, 3 could not check."""
    found = Archive.open(directory).verify(read_data=read_data and not quick)
    _tell(found, as_json)
    levels = {f.level for f in found}
    return next((code for level, code in VERDICTS.items() if level in levels), 0)


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
    _tell(found, as_json)
    return 1 if any(f.level != "ok" for f in found) else 0


def _tell(found: Sequence[Finding], as_json: bool) -> None:
    if as_json:
        print_json({"findings": list(found)})
        return
    for f in found:
        where = f"{f.where}: " if f.where else ""
        say(f"{f.level}: {where}{f.what}" + (f"; {f.advice}" if f.advice else ""))
