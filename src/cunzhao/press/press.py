"""The bundled press: five invented outlets, two rounds, and a list of what a good archive notices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from cunzhao.press.articles_gangwan import GANGWAN
from cunzhao.press.articles_haian import HAIAN
from cunzhao.press.articles_harbour import HARBOUR
from cunzhao.press.articles_small import BEITING, TIDEWATCH
from cunzhao.press.content import Outlet
from cunzhao.press.server import Reply, Server
from cunzhao.press.site import Round, Site, Truth
from cunzhao.types import Clock, utc_now

OUTLETS: tuple[Outlet, ...] = (HAIAN, GANGWAN, HARBOUR, BEITING, TIDEWATCH)

What = Literal[
    "article", "consent", "paywall", "blocked", "soft-404", "media", "empty",
    "copy", "same-title", "prefix", "date-ahead", "charset", "listing-only",
    "edit", "added", "typo", "gone", "moved", "new",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Expected:
    """Something to notice: at ``url``, from ``round`` on. ``other`` is the other address of a copy, a move, or a prefix."""

    what: What
    url: str
    host: str
    round: Round
    detail: str = ""
    other: str | None = None


@dataclass(frozen=True, slots=True)
class Seed:
    """An outlet to follow: what a person would type, and the channels that it has (kind, URL)."""

    name: str
    home: str
    language: str
    channels: tuple[tuple[Literal["feed", "sitemap", "listing"], str], ...]


class Newsroom:
    """All outlets together, as the server sees them; ``round`` is 1 until it is set to 2."""

    def __init__(self, now: datetime, crawl_delay: float) -> None:
        self.round: Round = 1
        self.sites: Mapping[str, Site] = {outlet.host: Site(outlet, now, crawl_delay) for outlet in OUTLETS}
        self.hosts = frozenset([*self.sites, *(f"www.{host}" for host in self.sites)])

    def advance(self, at: datetime) -> None:
        """Open the second round, at least a second after the first, so that Last-Modified tells them apart."""
        for site in self.sites.values():
            site.changed = max(at, site.now + timedelta(seconds=1))
        self.round = 2

    def reply(self, host: str, path: str) -> Reply:
        """The answer of a host; one with ``www.`` sends the client to the name without it."""
        if host not in self.sites:
            return Reply(
                status=301, headers=(("Location", f"http://{host.removeprefix('www.')}{path}"),), body=b"<p>Moved</p>"
            )
        return self.sites[host].reply(path, self.round)


class Press(Server):
    """The press on loopback: ``with Press() as press: …`` or ``async with``.

    ``clock`` says when the press opens (its stories are dated relative to that moment) and stamps its answers.
    ``crawl_delay`` (seconds) is what its robots.txt asks for.
    """

    def __init__(self, clock: Clock = utc_now, crawl_delay: float = 0.05) -> None:
        self.opened = clock()
        self._room = Newsroom(self.opened, crawl_delay)
        super().__init__(self._room, clock)

    @property
    def round(self) -> Round:
        """1, or 2 after :meth:`advance`."""
        return self._room.round

    def advance(self) -> None:
        """Go on to the second round: edits, a removal with its notice, a move, a new story."""
        self._room.advance(self._clock())

    @property
    def seeds(self) -> tuple[Seed, ...]:
        """The outlets to follow, in the order of :data:`OUTLETS`."""
        return tuple(_seed(outlet) for outlet in OUTLETS)

    def url(self, key: str, number: Round = 1) -> str:
        """The address of a story (``"haian/election"``) in that round."""
        return self._site_of(key).url(key, number)

    def truth(self, key: str, number: Round | None = None) -> Truth:
        """What the page of a story says in that round (else in the current one)."""
        return self._site_of(key).truth(key, number or self.round)

    @property
    def truths(self) -> dict[str, Truth]:
        """What every true article's page of the current round says, by address; odd answers and removals are left out."""
        skipped = {item.url for item in self.expected if item.what in _NO_ARTICLE and item.round <= self.round}
        found = (site.truth(key, self.round) for site in self._room.sites.values() for key in site.stories(self.round))
        return {truth.url: truth for truth in found if truth.url not in skipped}

    @property
    def expected(self) -> tuple[Expected, ...]:
        """Everything to notice in both rounds."""
        found: list[Expected] = []
        for host, site in self._room.sites.items():
            for key, story in site.stories(1).items():
                url = site.url(key)
                found.append(Expected(story.oddity or "article", url, host, 1, story.title))
                if not story.announced:
                    found.append(Expected("listing-only", url, host, 1, story.section))
                elif site.outlet.feed_shift:
                    found.append(Expected("date-ahead", url, host, 1, f"{site.outlet.feed_shift} hours"))
                if story.pages_charset != "utf-8":
                    found.append(
                        Expected("charset", url, host, 1, f"{story.pages_charset}, said in {story.charset_said}")
                    )
            for revised in site.outlet.revised:
                number: Round = 2 if revised.what == "new" else 1
                moved = site.url(revised.key, 2) if revised.what == "moved" else None
                found.append(Expected(revised.what, site.url(revised.key, number), host, 2, revised.detail, moved))
        return (*found, *self._pairs())

    def _pairs(self) -> tuple[Expected, ...]:
        pairs: tuple[tuple[What, str, str, str], ...] = (
            (
                "copy",
                "beiting/typhoon",
                "haian/typhoon",
                "the same wire story with another headline and one more paragraph",
            ),
            ("same-title", "haian/photo-evening", "haian/photo-morning", "two articles of one day and one title"),
            ("prefix", "haian/power", "haian/power-brief", "its address is a prefix of the other's"),
        )
        return tuple(
            Expected(what, self.url(one), one.partition("/")[0] + ".example", 1, detail, self.url(other))
            for what, one, other, detail in pairs
        )

    def _site_of(self, key: str) -> Site:
        return next(site for site in self._room.sites.values() if key in site.stories(2))


_NO_ARTICLE = frozenset({"consent", "paywall", "blocked", "soft-404", "media", "empty", "gone"})


def _seed(outlet: Outlet) -> Seed:
    base = f"http://{outlet.host}"
    listed: list[tuple[Literal["feed", "sitemap", "listing"], str]] = []
    for path, kind in outlet.channels.items():
        if kind == "index":
            listed.append(("sitemap", base + path))
        elif kind not in ("comments", "sitemap", "news"):
            listed.append(("feed", base + path))
    hidden = dict.fromkeys(story.section for story in outlet.stories if not story.announced)
    listed += [("listing", base + outlet.sections[name]) for name in hidden]
    return Seed(outlet.name, f"{base}/", outlet.language, tuple(listed))
