"""One outlet as a web site in two rounds: which path answers what, and what there is to know about each story."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from cunzhao.press import channels, images, layout
from cunzhao.press.channels import Listed
from cunzhao.press.content import Outlet, Revised, Story, dated
from cunzhao.press.odd import gone, not_found, odd_reply
from cunzhao.press.server import Reply

Round = Literal[1, 2]

_FEED_TYPES = {
    "rss": "application/rss+xml",
    "rss-section": "application/rss+xml",
    "comments": "application/rss+xml",
    "atom": "application/atom+xml",
    "rdf": "application/rdf+xml",
    "json": "application/feed+json",
}


@dataclass(frozen=True, slots=True)
class Truth:
    """What a reader of the page sees, so that an extraction can be judged. ``published`` is aware; ``image`` is absolute."""

    url: str
    title: str
    byline: str
    paragraphs: tuple[str, ...]
    published: datetime
    caption: str
    image: str | None


class Site:
    """An outlet's pages. ``now`` is the moment the press opens; ``changed``, that of the second round, is set when it comes."""

    def __init__(self, outlet: Outlet, now: datetime, crawl_delay: float) -> None:
        self.outlet = outlet
        self.now = now
        self.changed = now
        self._crawl_delay = crawl_delay
        self._revised = {revised.key: revised for revised in outlet.revised}
        first = {story.key: dated(outlet, story, now) for story in outlet.stories}
        second = {story.key: dated(outlet, self._second(story), now) for story in outlet.stories}
        self._stories: dict[Round, dict[str, Story]] = {
            1: {key: story for key, story in first.items() if self._what(key) != "new"},
            2: second,
        }
        self._routes: dict[Round, dict[str, Callable[[], Reply]]] = {1: dict(self._pages(1)), 2: dict(self._pages(2))}

    def reply(self, path: str, number: Round) -> Reply:
        """The answer to a path (its query does not matter) in that round."""
        route = self._routes[number].get(path.partition("?")[0])
        return route() if route else not_found(self.outlet)

    def stories(self, number: Round) -> dict[str, Story]:
        """The stories of that round by key, those taken down included."""
        return self._stories[number]

    def url(self, key: str, number: Round = 1) -> str:
        """The address of a story in that round."""
        return f"http://{self.outlet.host}{self._stories[number][key].path}"

    def truth(self, key: str, number: Round) -> Truth:
        """What the story's page says in that round."""
        story = self._stories[number][key]
        return Truth(
            url=self.url(key, number),
            title=story.title,
            byline=story.byline,
            paragraphs=tuple(line for line in layout.plain(story) if line),
            published=self.outlet.moment(story, self.now),
            caption=story.caption,
            image=f"http://{self.outlet.host}{layout.image_path(story)}" if story.caption else None,
        )

    def _second(self, story: Story) -> Story:
        revised = self._revised.get(story.key)
        if revised is None:
            return story
        return replace(
            story, title=revised.title or story.title, body=revised.body or story.body, path=revised.moved or story.path
        )

    def _what(self, key: str) -> str:
        return self._revised[key].what if key in self._revised else ""

    def _pages(self, number: Round) -> Iterator[tuple[str, Callable[[], Reply]]]:
        """Every path of the round with what makes its answer."""
        yield from self._fixed()
        for path, kind in self.outlet.channels.items():
            yield path, lambda path=path, kind=kind: self._channel(path, kind, number)  # type: ignore[misc]
        yield "/", lambda: self._listing("/", self.outlet.name, self._announced(number))
        for name, path in self.outlet.sections.items():
            found = [story for story in self._present(number) if story.section == name]
            yield path, lambda path=path, name=name, found=found: self._listing(path, name, found)  # type: ignore[misc]
        for key, story in self._stories[number].items():
            yield story.path, lambda key=key: self._article(key, number)  # type: ignore[misc]
            image = layout.image_path(story)
            for name, scale in ((image, 1), (image.replace(".png", "-large.png"), 2)):
                yield name, lambda key=key, scale=scale: _png(key, scale)  # type: ignore[misc]
            if self._what(key) == "moved" and number == 2:
                yield self._stories[1][key].path, lambda story=story: _redirect(301, story.path)  # type: ignore[misc]

    def _fixed(self) -> Iterator[tuple[str, Callable[[], Reply]]]:
        sitemaps = [
            f"http://{self.outlet.host}{path}" for path, kind in self.outlet.channels.items() if kind == "index"
        ]
        robots = channels.robots(sitemaps, self._crawl_delay)
        yield "/robots.txt", lambda: Reply(body=robots, content_type="text/plain; charset=utf-8")
        yield "/admin/", lambda: Reply(body=b"<title>admin</title><p>Robots were asked to stay out.</p>")
        yield "/img/blank.gif", lambda: Reply(body=images.BLANK_GIF, content_type="image/gif")
        yield "/img/app.png", lambda: _png(f"{self.outlet.host} app", 1)
        yield "/img/logo.svg", lambda: Reply(body=images.svg(self.outlet.name), content_type="image/svg+xml")
        yield "/site.css", lambda: Reply(body=b"body{max-width:60em;margin:auto}", content_type="text/css")
        for path, target in self.outlet.redirects.items():
            yield path, lambda target=target: _redirect(302, target)  # type: ignore[misc]

    def _present(self, number: Round) -> list[Story]:
        """The round's stories that are not taken down, newest first, as channels word them: a silent edit does not show."""
        found = [
            self._stories[1][key] if self._what(key) == "edit" else story
            for key, story in self._stories[number].items()
            if not (number == 2 and self._what(key) == "gone")
        ]
        return sorted(found, key=lambda story: self.outlet.moment(story, self.now), reverse=True)

    def _announced(self, number: Round) -> list[Story]:
        return [story for story in self._present(number) if story.announced]

    def _listed(self, stories: list[Story], number: Round) -> list[Listed]:
        shown = number == 2
        return [
            Listed(
                story,
                f"http://{self.outlet.host}{story.path}",
                self.outlet.moment(story, self.now),
                self.changed if shown and self._what(story.key) in ("added", "typo") else None,
            )
            for story in stories
        ]

    def _channel(self, path: str, kind: str, number: Round) -> Reply:
        listed = self._listed(self._announced(number), number)
        # What is announced in a section's own feed is not in the main one.
        own = {
            name
            for name, place in self.outlet.sections.items()
            for feed in self._section_feeds()
            if feed.startswith(place)
        }
        main = [item for item in listed if item.story.section not in own]
        section = [item for item in listed if path.startswith(self.outlet.sections.get(item.story.section, "/-"))]
        others = [
            f"http://{self.outlet.host}{other}"
            for other, what in self.outlet.channels.items()
            if what in ("sitemap", "news")
        ]
        makers: dict[str, Callable[[], bytes]] = {
            "rss": lambda: channels.rss(self.outlet, main, full=True),
            "rss-section": lambda: channels.rss(self.outlet, section, full=False, charset="gb18030"),
            "comments": lambda: channels.comments_rss(self.outlet, main[-1]),
            "atom": lambda: channels.atom(self.outlet, listed),
            "rdf": lambda: channels.rdf(self.outlet, listed),
            "json": lambda: channels.json_feed(self.outlet, listed),
            "sitemap": lambda: channels.sitemap(listed),
            "news": lambda: channels.news_sitemap(self.outlet, listed),
            "index": lambda: channels.sitemap_index(others),
        }
        content_type = _FEED_TYPES.get(kind, "application/gzip" if kind == "sitemap" else "application/xml")
        return Reply(body=makers[kind](), content_type=content_type, modified=self.changed if number == 2 else self.now)

    def _section_feeds(self) -> list[str]:
        return [path for path, kind in self.outlet.channels.items() if kind == "rss-section"]

    def _listing(self, path: str, title: str, stories: list[Story]) -> Reply:
        feeds = [
            (feed, kind)
            for feed, kind in self.outlet.channels.items()
            if kind in _FEED_TYPES and _belongs(feed, kind, path)
        ]
        head = "\n".join(
            f'<link rel="alternate" type="{_FEED_TYPES[kind]}" title="{title} {kind}" href="{feed}">'
            for feed, kind in feeds
        )
        body = layout.list_page(self.outlet, title, stories, head)
        return Reply(body=body.encode(), chunked=self.outlet.chunked)

    def _article(self, key: str, number: Round) -> Reply:
        story, revised = self._stories[number][key], self._revised.get(key)
        if number == 2 and revised is not None and revised.what == "gone":
            return gone(self.outlet, revised.detail, revised.status)
        if story.oddity:
            return odd_reply(self.outlet, story)
        at = self.outlet.moment(story, self.now)
        changed = self.changed if number == 2 and _is_stated(revised) else None
        related = [other for other in self._announced(number) if other.key != key and not other.oddity][:3]
        said = story.pages_charset if story.charset_said != "header" else None
        text = layout.article_page(self.outlet, story, at, changed, related, said)
        in_header = f"; charset={story.pages_charset}" if story.charset_said != "meta" else ""
        touched = number == 2 and revised is not None and revised.what in ("edit", "added", "typo")
        return Reply(
            body=text.encode(story.pages_charset, "xmlcharrefreplace"),
            content_type=f"text/html{in_header}",
            modified=self.changed if touched else at,
            chunked=self.outlet.chunked,
        )


def _is_stated(revised: Revised | None) -> bool:
    """Whether the page itself says that it was changed; a silent edit does not."""
    return revised is not None and revised.what in ("added", "typo")


def _belongs(feed: str, kind: str, path: str) -> bool:
    """The front page announces all feeds but those of sections; a section announces its own."""
    return feed.startswith(path) if path != "/" else kind != "rss-section"


def _png(word: str, scale: int) -> Reply:
    return Reply(body=images.png(word, 320 * scale, 180 * scale), content_type="image/png")


def _redirect(status: int, target: str) -> Reply:
    return Reply(status=status, body=b"<p>Moved</p>", headers=(("Location", target),))
