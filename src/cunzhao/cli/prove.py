"""Commands that bind this archive to the world outside: prove, mirror, anchor, key."""

from __future__ import annotations

from typing import Annotated

import typer

from cunzhao.archive import Archive
from cunzhao.cli.common import HERE, Dir, Json, print_json


def prove(
    name: Annotated[str, typer.Argument(metavar="ID", help="An article, revision or capture, or the article's URL.")],
    directory: Dir = HERE,
    with_bytes: Annotated[bool, typer.Option("--with-bytes", help="Put the WARC records themselves into it.")] = False,
    as_json: Json = False,
) -> None:
    """Print a proof, as JSON, that this was on record; anybody checks it with `cunzhao verify FILE`, without the archive."""
    print_json(Archive.open(directory).prove(name, with_bytes))
