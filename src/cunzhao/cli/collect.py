"""Commands that bring something in: init, add, run, keep, import."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cunzhao.archive import Archive
from cunzhao.archive.settings import span_of
from cunzhao.archive.writing import Writing
from cunzhao.cli.common import HERE, Dir, Json, err, print_json, progress, say, table, when
from cunzhao.cli.terminal import one_line
from cunzhao.errors import ArchiveBusy, CunzhaoError, InputError, StorageError, UsageError
from cunzhao.flow.outcome import Outcome
from cunzhao.types import ImportReport, Progress, Source, SourceReport
from cunzhao.urls import parse

FAILURES = 1
HOUR = timedelta(hours=1)
RETRY = timedelta(minutes=1)
"""After an archive that was busy, or a disk that refused."""
LEAST_PAUSE = timedelta(seconds=5)
TAKEN = ("kept", "merged", "unchanged", "edited")
"""Outcomes of a page that is an article; any other is told as a failure by commands that were asked for this page."""


def init(
    directory: Annotated[Path, typer.Argument(help="A new or empty directory.")] = HERE, as_json: Json = False
) -> None:
    """Make an archive: a data directory, no questions."""
    archive = Archive.init(directory)
    if as_json:
        print_json({"directory": str(archive.place.directory.resolve())})
        return
    say(f"made an archive in {directory.resolve()}")
    say(f"set a contact in {archive.place.settings.name}, then follow something: cunzhao add URL -d {directory}")


def add(
    urls: Annotated[list[str], typer.Argument(metavar="URL|OPML…", help="Home pages, feeds, sitemaps, OPML files.")],
    directory: Dir = HERE,
    as_json: Json = False,
) -> int:
    """Follow a source: find its feeds, sitemaps and listings; say what was chosen and why."""
    failures: list[str] = []
    added: list[Source] = []
    with Archive.open(directory).writing("add") as archive, progress(as_json) as show:
        for url in urls:
            try:
                sources, lost = _add(archive, url, show)
                added += sources
                failures += lost
            except CunzhaoError as error:
                if len(urls) == 1:
                    raise
                failures.append(str(error))
    _tell_added(added, failures, as_json)
    return FAILURES if failures else 0


def _add(archive: Writing, url: str, show: Progress) -> tuple[list[Source], list[str]]:
    """The sources that were added, and a line for each entry of a list that could not be."""
    if re.match(r"https?://", url, re.IGNORECASE):
        parse(url)  # words that are no address end as such, before any request
        return [archive.add(url, show)], []
    if not url or not Path(url).exists():
        raise UsageError(f"{url or 'an empty word'}: neither a URL (http:// or https://) nor a file; write it in full")
    report, sources = archive.import_opml(Path(url))
    return sources, [f"{path}: {why}" for path, why in report.skipped]


def _tell_added(added: Sequence[Source], failures: Sequence[str], as_json: bool) -> None:
    if as_json:
        print_json({"added": list(added), "errors": list(failures)})
        return
    _tell_sources(added)
    for line in failures:
        say(f"failed: {line}")


def _tell_sources(added: Sequence[Source]) -> None:
    for source in added:
        say(f"following {source.name} as {source.id}")
        for c in source.channels:
            say(f"  {c.kind}: {c.url}\n    because: {c.why}")


def run(
    directory: Dir = HERE,
    every: Annotated[
        str, typer.Option(metavar="1h", help="Go on for ever: so often at first, then by each rhythm.")
    ] = "",
    due: Annotated[bool, typer.Option("--due", help="Only what is due by the rhythm of each source.")] = False,
    all_pages: Annotated[bool, typer.Option("--all", help="Look again at every page held, due or not.")] = False,
    as_json: Json = False,
) -> int:
    """One round (or a loop): what was found, kept, blocked, missing and gone, per source."""
    if not every:
        return _if_due(directory, all_pages, as_json) if due else _round(directory, all_pages, as_json)
    pace = timedelta(seconds=seconds(every))
    while True:
        wait = RETRY
        try:
            _round(directory, all_pages, as_json, pace)
            wait = _until_due(directory, pace)
        except (ArchiveBusy, StorageError) as error:
            # A collector must outlive a busy archive and a full disk: the next round tries again.
            err.print(one_line(f"cunzhao: {error}"), markup=False)
        time.sleep(wait.total_seconds())


def _if_due(directory: Path, all_pages: bool, as_json: bool) -> int:
    """A round if anything is due; else only a sign of life, without waiting for whoever writes."""
    archive = Archive.open(directory)
    wake = archive.wake_at(HOUR)
    if all_pages or wake <= archive.clock():
        return _round(directory, all_pages, as_json, HOUR)
    _say_missed(archive.beat())
    if as_json:
        print_json([])
    else:
        say(f"nothing is due before {when(wake)}")
    return 0


def _until_due(directory: Path, pace: timedelta) -> timedelta:
    """How long to sleep: until something is due, in steps of ``pace`` with a sign of life after each."""
    archive = Archive.open(directory)
    while (left := archive.wake_at(pace) - archive.clock()) > pace:
        time.sleep(pace.total_seconds())
        _say_missed(archive.beat())
    return max(left, LEAST_PAUSE)


def _say_missed(why: str | None) -> None:
    if why:
        err.print(one_line(f"cunzhao: the heartbeat could not be sent: {why}"), markup=False)


def seconds(text: str) -> float:
    """``30m`` as seconds. Raises UsageError."""
    found = span_of(text)
    if found is None:
        raise UsageError(f"--every {text!r} is no time span; write a number and s, m, h or d, such as 1h")
    return found.total_seconds()


def _round(directory: Path, all_pages: bool, as_json: bool, pace: timedelta | None = None) -> int:
    with Archive.open(directory).writing("run") as archive:
        if not archive.context.store.followed() and not as_json:
            say("no source is followed yet: cunzhao add URL")
        with progress(as_json) as show:
            rows = archive.run("all" if all_pages else "due", show, pace=pace)
    if as_json:
        print_json(rows)
    else:
        tell_round(rows)
    return FAILURES if any(r.errors for r in rows) else 0


def tell_round(rows: Sequence[SourceReport]) -> None:
    """The report of a round: a row per source, then failures, one line each; nothing where there is no source."""
    if not rows:
        return
    columns = ("source", "found", "kept", "edited", "unchanged", "blocked", "missing", "gone", "images")
    table(
        columns,
        (
            (
                r.source,
                r.found,
                r.kept,
                r.edited,
                r.unchanged,
                r.blocked,
                r.missing,
                r.gone,
                f"{r.images_held} of {r.images_named}",
            )
            for r in rows
        ),
        frozenset(range(1, len(columns))),
    )
    for row in rows:
        for line in row.errors:
            say(f"failed: {row.source}: {line}")
    if not any(r.kept or r.edited or r.missing or r.gone for r in rows):
        say("nothing new")


def keep(
    what: Annotated[
        list[str], typer.Argument(metavar="URL|FILE…", help="Pages: addresses, or files saved from a browser.")
    ],
    directory: Dir = HERE,
    url: Annotated[str, typer.Option(help="The address a file came from, where the file does not say.")] = "",
    as_json: Json = False,
) -> int:
    """Put single pages on record."""
    pages = [w for w in what if re.match(r"https?://", w, re.IGNORECASE)]
    files = [Path(w) for w in what if w not in pages]
    done: list[Outcome] = []
    errors: list[str] = []
    with Archive.open(directory).writing("keep") as archive, progress(as_json) as show:
        for file in files:
            try:
                done += archive.keep_file(file, url or None)
            except InputError as error:
                errors.append(str(error))
        if pages:
            done += archive.keep_urls(pages, show)
    done = [o for o in done if o.kind not in ("image", "moved") and not o.url.endswith("/robots.txt")]
    errors += [o.detail if o.kind == "failed" else _no_article(o) for o in done if o.kind not in TAKEN]
    _tell_kept([o for o in done if o.kind != "failed"], list(dict.fromkeys(errors)), as_json)
    return FAILURES if errors else 0


def _no_article(outcome: Outcome) -> str:
    return f"{outcome.url} is no article ({outcome.detail}); its bytes are on record as capture {outcome.capture}"


def _tell_kept(done: Sequence[Outcome], errors: Sequence[str], as_json: bool) -> None:
    if as_json:
        rows = [
            {"kind": o.kind, "url": o.url, "article": o.article, "capture": o.capture, "detail": o.detail} for o in done
        ]
        print_json({"kept": rows, "errors": list(errors)})
        return
    for o in (o for o in done if o.kind in TAKEN):
        say(
            f"{o.kind}: {o.url}"
            + (f" as article {o.article}" if o.article else "")
            + (f" ({o.detail})" if o.detail else "")
        )
    for line in errors:
        say(f"failed: {line}")


class ImportKind(StrEnum):
    """Kinds of archives that can be taken in."""

    jekyll = "jekyll"
    opml = "opml"
    warc = "warc"
    wacz = "wacz"


def import_(
    kind: Annotated[ImportKind, typer.Argument(help="What kind of archive it is.")],
    path: Annotated[Path, typer.Argument(help="A file, or the folder that holds its posts.")],
    directory: Dir = HERE,
    as_json: Json = False,
) -> int:
    """Take in another archive; every merge and every oddity is reported."""
    sources: list[Source] = []
    with Archive.open(directory).writing("import") as archive, progress(as_json) as show:
        if kind is ImportKind.opml:
            report, sources = archive.import_opml(path)
        else:
            take = archive.import_jekyll if kind is ImportKind.jekyll else archive.import_archives
            report = take(path, show)
    if not as_json:
        _tell_sources(sources)
    _tell_import(report, as_json)
    return FAILURES if report.skipped else 0


def _tell_import(report: ImportReport, as_json: bool) -> None:
    if as_json:
        skipped = [{"path": p, "reason": why} for p, why in report.skipped]
        odd = [{"path": p, "what": what} for p, what in report.odd]
        print_json({"read": report.read, "kept": report.kept, "merged": report.merged, "skipped": skipped, "odd": odd})
    else:
        for path_, what in (*report.odd, *report.skipped):
            say(one_line(f"{path_}: {what}"))
        say(f"read {report.read}, kept {report.kept}, merged {report.merged}, skipped {len(report.skipped)}")
