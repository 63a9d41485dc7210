"""Commands that need no archive: extract, feed."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Annotated

import typer

from cunzhao.cli.common import Json, print_json
from cunzhao.discover import feed_json
from cunzhao.errors import InputError
from cunzhao.flow.keep import read_file
from cunzhao.reasons import phrase
from cunzhao.types import utc_now

STDIN = "-"


def extract(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A saved page, plain or .gz; - for standard input.")
    ] = STDIN,
    url: Annotated[str, typer.Option(help="The page's address, for links and dates in it.")] = "",
    jsonl: Annotated[
        bool,
        typer.Option("--jsonl", help='Lines {"id","url","html_path"} in, {"id","title","authors","date","body"} out.'),
    ] = False,
    as_json: Json = False,
) -> int:
    """The article of a page as JSON. With --jsonl many pages, in order, on all cores."""
    from cunzhao.extract import extract_file, extract_jsonl, is_binary, read_page

    if jsonl:
        lines = sys.stdin if file == STDIN else io.StringIO(read_file(Path(file)).decode("utf-8", "replace"))
        failures = extract_jsonl(lines, sys.stdout, utc_now)
        return 1 if failures else 0
    name = "standard input" if file == STDIN else file
    page = sys.stdin.buffer.read() if file == STDIN else read_page(Path(file))
    if not page.strip():
        raise InputError(f"{name} is empty; give the page's HTML")
    print_json(extract_file(page, url, utc_now()))
    if is_binary(page):
        raise InputError(f"{name}: {phrase('binary')}; give the page's HTML")
    return 0


def feed(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="RSS, Atom, RDF or JSON Feed.")],
    headers: Annotated[Path | None, typer.Option(help="Response headers, one a line, as they came.")] = None,
    as_json: Json = True,
) -> None:
    """A parsed feed as JSON, with the field names of feedparser's documentation."""
    given = _headers(read_file(headers)) if headers is not None else None
    content = read_file(file)
    if not content.strip():
        raise InputError(f"{file}: the file is empty; give a feed as it was received")
    print_json(feed_json(content, given))


def _headers(text: bytes) -> dict[str, str]:
    pairs = (line.partition(":") for line in text.decode("latin-1").splitlines())
    return {name.strip().lower(): value.strip() for name, colon, value in pairs if colon}
