"""The command redact: taking something out for good, with everybody able to see that it was."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from cunzhao.archive import Archive
from cunzhao.cli.common import HERE, Dir, Json, print_json, progress, say
from cunzhao.errors import UsageError
from cunzhao.flow.redact import words

if TYPE_CHECKING:
    from cunzhao.flow.redact import Plan

SHOWN = 20
"""Ids that are named one by one on a terminal; JSON has all of them."""


def redact(
    names: Annotated[list[str], typer.Argument(metavar="ID…", help="Articles (or their URLs) and captures.")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; everybody may read it.")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who decided it; everybody may read it.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    directory: Dir = HERE,
    as_json: Json = False,
) -> None:
    """Take articles or captures out for good: bytes, salt and text. That it was done stays on record, with who and why."""
    why, who = words(reason, "--reason"), words(by, "--by")
    archive = Archive.open(directory)
    if not yes:
        if as_json or not sys.stdin.isatty():
            raise UsageError(
                "redact cannot be undone: say --yes with --json and where nobody can be asked; nothing was changed"
            )
        _show(archive.redaction_plan(names))
        if not typer.confirm("This cannot be undone. Go on?", err=True):
            raise UsageError("nothing was changed")
    with progress(as_json) as show:
        done = archive.redact(names, why, who, show)
    if as_json:
        print_json(done)
        return
    say(f"redacted {len(done.articles)} articles, {done.captures} captures, {done.revisions} texts: {done.redaction}")
    _show_what_stays(done.channels, done.shared, done.copies)
    say("publish again, run mirror for every copy, and see to backups; they hold it until then")


def _show(planned: Plan) -> None:
    for view in planned.articles:
        say(f"article {view.line.id}: {view.line.title} ({view.line.source_name}), {len(view.revisions)} texts")
    for line in planned.captures[:SHOWN]:
        capture = line.capture
        say(f"  {capture.id} {capture.purpose} {capture.at:%Y-%m-%d %H:%M} {capture.url}")
    if len(planned.captures) > SHOWN:
        say(f"  and {len(planned.captures) - SHOWN} more captures")
    _show_what_stays(planned.channels, planned.shared, planned.copies)


def _show_what_stays(channels: tuple[str, ...], shared: tuple[str, ...], copies: tuple[str, ...]) -> None:
    for what, ids in (
        ("captures of channels that name it and others", channels),
        ("captures whose bytes others need", shared),
        ("articles elsewhere with the same text", copies),
    ):
        if ids:
            say(f"stays: {len(ids)} {what}: {' '.join(ids[:SHOWN])}{' …' if len(ids) > SHOWN else ''}")
