"""The demo: a bundled press on loopback, captured, edited, copied and taken down; then the reading room."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from cunzhao.archive import Archive, utc_now
from cunzhao.archive.network import Network
from cunzhao.archive.reading import Reading
from cunzhao.cli.collect import tell_round
from cunzhao.cli.common import progress, say, when
from cunzhao.cli.give import tell_published
from cunzhao.errors import UsageError
from cunzhao.fetch import AddressPolicy
from cunzhao.press import Press
from cunzhao.types import ArticleFilter, ArticleLine

DEMO_DELAY = 0.0
"""The press is our own and on this machine; a real outlet is asked once in two seconds."""
MARK = "cunzhao-demo"


def demo(
    once: Annotated[bool, typer.Option("--once", help="End after the report instead of serving.")] = False,
    directory: Annotated[
        Path | None, typer.Option("-d", "--dir", help="Where the demo archive goes.", show_default="demo-press")
    ] = None,
    port: Annotated[int, typer.Option(help="Port of the reading room; 0 takes a free one.")] = 8000,
) -> None:
    """See it work: an invented press is followed for two rounds, published, and shown."""
    target = directory or Path("demo-press")
    _make_room(target)
    with Press(clock=_two_hours_ago) as press:
        network = Network(press.resolver, AddressPolicy(allow=frozenset([press.endpoint])), DEMO_DELAY)
        with interrupts_wait():
            archive = Archive.init(target, network=network)
            (target / MARK).touch()
        say(
            f"A press of {len(press.seeds)} invented outlets runs on {press.endpoint[0]}:{press.endpoint[1]}; archive: {target}"
        )
        _follow(archive, places(press))
        _round(archive, "Round 1: everything is new")
        press.advance()
        say("\nMeanwhile the press edits a number and a headline, without a word, and takes an article down.")
        _round(archive, "Round 2: what has changed?")
    _tell_noticed(archive.reading())
    with progress() as show:
        tell_published(archive.publish(target / "site", show), target / "site")
    if once:
        say(f"\nLook closer: cunzhao serve -d {target}")
        return
    from cunzhao.web import serve

    serve(
        archive.reading(),
        port=port,
        on_ready=lambda url: say(f"\nThe reading room is open at {url} (Ctrl-C closes it)"),
    )


def _two_hours_ago() -> datetime:
    """The press opens in the past: its second round happens an hour later by its own dates, and must not lie ahead."""
    return utc_now() - timedelta(hours=2)


def places(press: Press) -> list[str]:
    """What a person would follow: home pages, and the pages of sections that no feed carries."""
    sections = [url for seed in press.seeds for _, url in seed.channels[1:] if url != seed.home]
    return [*(seed.home for seed in press.seeds), *sections]


def _make_room(target: Path) -> None:
    """A demo archive of an earlier run is replaced; anything else is left alone."""
    if not target.exists() or not any(target.iterdir()):
        return
    if not (target / MARK).exists():
        raise UsageError(f"{target} is not empty and no demo archive; name another directory with -d")
    shutil.rmtree(target)


def _follow(archive: Archive, homes: Sequence[str]) -> None:
    with archive.writing("demo") as writing, progress() as show:
        for home in homes:
            source = writing.add(home, show)
            channel = source.channels[-1]
            say(f"  follows {source.name}: {channel.kind} {channel.url}\n    because: {channel.why}")


def _round(archive: Archive, title: str) -> None:
    say(f"\n{title}")
    with archive.writing("demo") as writing, progress() as show:
        tell_round(writing.run("all", show))


def _tell_noticed(reading: Reading) -> None:
    say("\nWhat was noticed")
    catalogue = reading.catalogue
    for line in catalogue.articles(ArticleFilter(only="edited")).lines:
        _tell_edit(reading, line)
    for line in catalogue.articles(ArticleFilter(only="gone")).lines:
        since = reading.article(line.id).gone_since
        say(f"  gone: {line.title} ({line.source_name}), since {when(since)}; its text and bytes are kept")
    seen: set[str] = set()
    for line in catalogue.articles(ArticleFilter(only="copies")).lines:
        for copy in reading.article(line.id).copies:
            if copy.article not in seen:
                say(
                    f"  copy: {line.title} ({line.source_name}) and {copy.title} ({copy.source_name}) share {copy.overlap:.0%}"
                )
        seen.add(line.id)
    for health in catalogue.sources():
        refused = {k: n for k, n in health.answers.items() if k != "article"}
        if refused:
            say(f"  not articles, {health.source.name}: " + ", ".join(f"{n} {k}" for k, n in sorted(refused.items())))


def _tell_edit(reading: Reading, line: ArticleLine) -> None:
    edit = reading.edit(line.id, line.revisions - 1, line.revisions)
    say(f"  edited ({', '.join(edit.grades)}): {line.title} ({line.source_name})")
    for runs in (edit.title, edit.text):
        changed = [f"-{r.text}" if r.op == "gone" else f"+{r.text}" for r in runs if r.op != "same"]
        if changed:
            say("    " + "  ".join(_short(c) for c in changed))


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 80 else flat[:79] + "…"
