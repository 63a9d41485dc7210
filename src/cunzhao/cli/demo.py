"""The demo: a bundled press on loopback, captured, edited, copied and taken down; then the reading room."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from cunzhao.archive import Archive
from cunzhao.archive.network import Network
from cunzhao.cli.collect import tell_round
from cunzhao.cli.common import Json, print_json, progress, say
from cunzhao.cli.give import open_room, tell_published
from cunzhao.cli.noticed import Tell, notice, tell_noticed
from cunzhao.cli.terminal import interrupts_wait
from cunzhao.errors import UsageError
from cunzhao.fetch import AddressPolicy
from cunzhao.press import Press
from cunzhao.types import SourceReport, silent, utc_now

DEMO_DELAY = 0.0
"""The press is our own and on this machine; a real outlet is asked once in two seconds."""
MARK = "cunzhao-demo"


def demo(
    once: Annotated[bool, typer.Option("--once", help="End after the report instead of serving.")] = False,
    directory: Annotated[
        Path | None, typer.Option("-d", "--dir", help="Where the demo archive goes.", show_default="demo-press")
    ] = None,
    port: Annotated[int, typer.Option(help="Port of the reading room; 0 takes a free one.")] = 8000,
    as_json: Json = False,
) -> None:
    """See it work: an invented press is followed for three rounds, published, and shown."""
    target = directory or Path("demo-press")
    tell: Tell = silent if as_json else say
    _make_room(target)
    with Press(clock=Hours(-4)) as press:
        archive, rounds = _captured(press, target, tell, as_json)
    seen = notice(archive.reading())
    tell_noticed(seen, tell)
    with progress(as_json) as show:
        published = archive.publish(target / "site", show)
    if as_json:
        print_json({"directory": str(target), "rounds": rounds, "noticed": seen, "published": published})
    else:
        tell_published(published, target / "site")
    if once:
        tell(f"\nLook closer: cunzhao serve -d {target}")
        return
    open_room(archive.reading(), "127.0.0.1", port, as_json)


def _captured(press: Press, target: Path, tell: Tell, as_json: bool) -> tuple[Archive, list[list[SourceReport]]]:
    """A new archive that follows the press for three rounds, and the rows of each."""
    clock = Hours(-2)
    network = Network(press.resolver, AddressPolicy(allow=frozenset([press.endpoint])), DEMO_DELAY)
    with interrupts_wait():  # without the mark the next demo would take it for somebody's archive
        archive = Archive.init(target, clock=clock, network=network)
        (target / MARK).touch()
    where = f"{press.endpoint[0]}:{press.endpoint[1]}"
    tell(f"A press of {len(press.seeds)} invented outlets runs on {where}; archive: {target}")
    _follow(archive, places(press), as_json)
    tell("\nRound 1: everything is new")
    rounds = [_round(archive, as_json)]
    press.advance()
    clock.ahead = -1
    tell("\nMeanwhile the press edits a number and a headline, without a word, and takes an article down.")
    tell("\nRound 2: what has changed?")
    rounds.append(_round(archive, as_json))
    clock.ahead = 0
    tell('\nAn hour goes by. One "not found" is no removal yet: it takes a second look.')
    tell("\nRound 3: is what was missing gone?")
    rounds.append(_round(archive, as_json))
    return archive, rounds


@dataclass
class Hours:
    """A clock that is so many hours ahead of the machine's: the demo has no hour to wait between its rounds.

    The press opens in the past, so that nothing it says or does lies ahead of the reader's own clock.
    """

    ahead: int

    def __call__(self) -> datetime:
        return utc_now() + timedelta(hours=self.ahead)


def places(press: Press) -> list[str]:
    """What a person would follow: home pages, and the pages of sections that no feed carries."""
    sections = [url for seed in press.seeds for _, url in seed.channels[1:] if url != seed.home]
    return [*(seed.home for seed in press.seeds), *sections]


def _make_room(target: Path) -> None:
    """A demo archive of an earlier run is replaced; anything else is left alone."""
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target} is a file; name a directory with -d")
    if not target.exists() or not any(target.iterdir()):
        return
    if not (target / MARK).exists():
        raise UsageError(f"{target} is not empty and no demo archive; name another directory with -d")
    shutil.rmtree(target)


def _follow(archive: Archive, homes: Sequence[str], as_json: bool) -> None:
    with archive.writing("demo") as writing, progress(as_json) as show:
        for home in homes:
            source = writing.add(home, show)
            channel = source.channels[-1]
            if not as_json:
                say(f"  follows {source.name}: {channel.kind} {channel.url}\n    because: {channel.why}")


def _round(archive: Archive, as_json: bool) -> list[SourceReport]:
    with archive.writing("demo") as writing, progress(as_json) as show:
        rows = writing.run("all", show)
    if not as_json:
        tell_round(rows)
    return rows
