"""Commands that give something out: serve, publish, export."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from cunzhao.archive import Archive
from cunzhao.cli.common import HERE, Dir, Json, err, print_json, progress, say, when
from cunzhao.errors import UsageError

if TYPE_CHECKING:
    from cunzhao.archive.reading import Reading
    from cunzhao.publish import PublishReport


def serve(
    directory: Dir = HERE,
    host: Annotated[str, typer.Option(help="127.0.0.1, ::1 or localhost.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="0 takes a free one.")] = 8000,
    as_json: Json = False,
) -> None:
    """The reading room, on this machine only, until interrupted."""
    archive = Archive.open(directory)
    _warn_if_stopped(archive)
    open_room(archive.reading(), host, port, as_json)


def _warn_if_stopped(archive: Archive) -> None:
    """A collector that died is noticed by whoever looks next."""
    stopped = archive.stopped_since()
    if stopped is not None:
        err.print(f"cunzhao: nobody has been collecting since {when(stopped)}; see /coverage", markup=False)


def open_room(library: Reading, host: str, port: int, as_json: bool) -> None:
    """Serve until interrupted, which is how a reading room closes and no failure. The first line says where it is."""
    from cunzhao.web import serve as serve_room

    def ready(url: str) -> None:
        where = urlsplit(url)
        if as_json:
            print_json({"url": url, "host": where.hostname, "port": where.port})
        else:
            say(f"the reading room is open at {url} (Ctrl-C closes it)")

    with suppress(KeyboardInterrupt):
        serve_room(library, host, port, on_ready=ready)


def publish(
    site: Annotated[Path, typer.Argument(metavar="DIR", help="Where the site goes.")],
    directory: Dir = HERE,
    as_json: Json = False,
) -> None:
    """A static site; a second run writes only what changed."""
    archive = Archive.open(directory)
    with progress(as_json) as show:
        report = archive.publish(site, show)
    if as_json:
        print_json(report)
    else:
        tell_published(report, site)


def tell_published(report: PublishReport, site: Path) -> None:
    """What publishing did, in one line."""
    say(
        f"{site}: {report.written} files written, {report.unchanged} unchanged, {report.removed} removed, "
        f"{report.files} in all, {report.seconds:.1f} s"
    )


class ExportKind(StrEnum):
    """Formats to take everything out in."""

    jsonl = "jsonl"
    jekyll = "jekyll"
    statements = "statements"
    wacz = "wacz"


def export(
    form: Annotated[ExportKind, typer.Argument(metavar="FORMAT", help="jsonl, statements, jekyll or wacz.")],
    path: Annotated[
        str, typer.Argument(metavar="PATH", help="A file (- for standard output), or a folder for jekyll.")
    ],
    query: Annotated[str, typer.Option(help="Only the articles that this search finds (wacz).")] = "",
    directory: Dir = HERE,
    as_json: Json = False,
) -> int:
    """Everything, or what a search finds, in a format that others read."""
    archive = Archive.open(directory)
    if form is ExportKind.wacz:
        return _wacz(archive, path, query, as_json)
    if query:
        raise UsageError(f"--query selects for wacz only; {form.value} takes everything out")
    if form is ExportKind.jsonl:
        many = _lines(archive.export_jsonl(), path)
    elif form is ExportKind.statements:
        table = path.lower().endswith(".csv")
        many = _lines(archive.export_statements(table=table), path) - table
    else:
        if path == "-":
            raise UsageError("jekyll posts are files; name a folder")
        with progress(as_json) as show:
            many = archive.export_jekyll(Path(path), show).posts
    if as_json and path != "-":
        print_json({"exported": many, "path": path})
    elif path != "-":
        say(f"exported {many} {'statements' if form is ExportKind.statements else 'articles'} to {path}")
    return 0


def _wacz(archive: Archive, path: str, query: str, as_json: bool) -> int:
    if not path.lower().endswith(".wacz"):
        raise UsageError(f"{path}: a WACZ is a file whose name ends in .wacz")
    with progress(as_json) as show:
        report = archive.export_wacz(Path(path), query, show)
    if as_json:
        missing = [{"capture": name, "reason": why} for name, why in report.missing]
        done = {"exported": report.articles, "path": path, "captures": report.captures, "missing": missing}
        print_json(done)
    else:
        for name, why in report.missing:
            say(f"missing: {name}: {why}")
        say(f"exported {report.articles} articles with {report.captures} captures to {path}")
    return 1 if report.missing else 0


def _lines(lines: Iterable[str], path: str) -> int:
    """Lines to a file, or to standard output; how many they were."""
    many = 0
    if path == "-":
        for line in lines:
            sys.stdout.write(line + "\n")
            many += 1
        return many
    with Path(path).open("w", encoding="utf-8") as file:
        for line in lines:
            file.write(line + "\n")
            many += 1
    return many
