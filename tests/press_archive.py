"""An archive whose only network is a press on loopback: the ground most tests of the flow stand on."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cunzhao.archive import Archive
from cunzhao.archive.network import Network
from cunzhao.fetch import AddressPolicy
from cunzhao.press import Press, Seed
from cunzhao.press.server import Server
from cunzhao.types import SourceReport

OPENED = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that goes when told, and a little with every look at it, so that no two moments are the same."""

    now: datetime = OPENED + timedelta(hours=2)
    step: timedelta = timedelta(milliseconds=1)

    def __call__(self) -> datetime:
        self.now += self.step
        return self.now

    def forward(self, **span: float) -> None:
        """Go on by a time span."""
        self.now += timedelta(**span)


def places(seed: Seed) -> list[str]:
    """What a person would follow of an outlet: its home page, and the pages of sections that no feed carries."""
    return [seed.home, *(url for _, url in seed.channels[1:] if url != seed.home)]


async def no_wait(seconds: float) -> None:
    """Sleeping costs nothing here; other tasks still get their turn."""
    await asyncio.sleep(0)


@dataclass
class Desk:
    """A press, an archive that reads it, and the clock of both."""

    press: Press
    archive: Archive
    clock: Clock
    reports: list[list[SourceReport]] = field(default_factory=list)

    def follow(self, names: Sequence[str] = ()) -> None:
        """Follow the press's outlets (or those whose home contains one of these names)."""
        with self.archive.writing("test") as writing:
            for seed in self.press.seeds:
                if not names or any(n in seed.home for n in names):
                    for url in places(seed):
                        writing.add(url)

    def round(self, recheck: str = "due") -> dict[str, SourceReport]:
        """One round; its rows by source."""
        with self.archive.writing("test") as writing:
            rows = writing.run(recheck)  # type: ignore[arg-type]
        self.reports.append(rows)
        return {r.source: r for r in rows}


@contextmanager
def two_rounds_in(directory: Path) -> Iterator[Desk]:
    """A press that was followed for both of its rounds, and an hour longer: a removal takes a second look."""
    with desk(directory) as made:
        made.follow()
        made.round()
        made.press.advance()
        made.clock.forward(hours=1)
        made.round("all")
        made.clock.forward(hours=1)
        made.round()
        yield made


def network_of(server: Server) -> Network:
    """A network on which only this server can be reached."""
    return Network(server.resolver, AddressPolicy(allow=frozenset([server.endpoint])), 0.0, no_wait)


@contextmanager
def desk(directory: Path) -> Iterator[Desk]:
    """A running press and an empty archive."""
    clock = Clock()
    with Press(clock=lambda: OPENED, crawl_delay=0.0) as press:
        archive = Archive.init(directory / "press", clock=clock, network=network_of(press), parallel=False)
        yield Desk(press, archive, clock)
