"""What every command shares: which archive, how to print, how to show progress."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from cunzhao.cli.terminal import clean, escaped
from cunzhao.shapes import plain
from cunzhao.types import Finding, Progress

Dir = Annotated[
    Path,
    typer.Option("-d", "--dir", envvar="CUNZHAO_DIR", help="The archive's directory.", show_default="the current one"),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]
HERE = Path()

out = Console(highlight=False, soft_wrap=True, emoji=False)
err = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)

WIDEST = 100_000
"""Characters of a table's line off a terminal."""
SECONDS_BETWEEN_LINES = 5.0
"""Off a terminal, progress is a plain line at most this often."""


def print_json(value: Any) -> None:
    """One line of JSON, never wrapped or coloured."""
    sys.stdout.write(escaped(json.dumps(plain(value), ensure_ascii=False)) + "\n")
    sys.stdout.flush()


def say(line: str = "") -> None:
    """A line for people. Captured text may hold control characters, which a terminal must not obey."""
    out.print(clean(line), markup=False)


def when(moment: datetime | None) -> str:
    """A time with its zone, to the second."""
    return "–" if moment is None else f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def table(columns: Iterable[str], rows: Iterable[Iterable[object]], right: frozenset[int] = frozenset()) -> None:
    """A plain table; ``right`` are the numbers of the columns that hold figures. Off a terminal no line is folded."""
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for number, name in enumerate(columns):
        shown.add_column(name, justify="right" if number in right else "left", no_wrap=number in right, overflow="fold")
    for row in rows:
        shown.add_row(*(clean(str(cell)) for cell in row))
    if not out.is_terminal:  # what reads it there has no width, and a name in two pieces is none
        shown.width = out.measure(shown, options=out.options.update(max_width=WIDEST)).maximum
    out.print(shown, markup=False)


def tell(found: Sequence[Finding], as_json: bool) -> None:
    """Findings, one a line."""
    if as_json:
        print_json({"findings": list(found)})
        return
    for f in found:
        where = f"{f.where}: " if f.where else ""
        say(f"{f.level}: {where}{f.what}" + (f"; {f.advice}" if f.advice else ""))


@contextmanager
def progress(quiet: bool = False) -> Iterator[Progress]:
    """A line that changes on a terminal, plain lines now and then elsewhere, nothing where ``quiet``."""
    if quiet:
        yield lambda line: None
    elif err.is_terminal:
        with err.status("") as status:
            yield lambda line: status.update(clean(line)[: err.width - 4])
    else:
        yield _Lines()


class _Lines:
    def __init__(self) -> None:
        self.last = time.monotonic()

    def __call__(self, line: str) -> None:
        if time.monotonic() - self.last >= SECONDS_BETWEEN_LINES:
            self.last = time.monotonic()
            err.print(clean(line), markup=False)
