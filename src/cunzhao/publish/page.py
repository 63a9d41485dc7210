"""What all pages of a site share: its options, its templates, and the pieces that templates call."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from cunzhao.publish import formats
from cunzhao.publish.files import digest
from cunzhao.publish.lists import article_path, source_folder, tag_folder
from cunzhao.publish.messages import MESSAGES, Words, words
from cunzhao.reasons import PHRASES, REASONS, SAID_BY
from cunzhao.types import ArticleLine, Published

_PACKAGE = Path(__file__).parent

VERSION = "1"
"""Changes when the code behind the templates makes other pages of the same values; all pages are then made anew."""


@dataclass(frozen=True, slots=True)
class SiteOptions:
    """What a site is called, where it will stand (``https://…/``; empty: feeds have relative links, no sitemap), its language.

    ``indexed`` false asks search engines to stay away.
    """

    name: str = ""
    url: str = ""
    language: str = "en"
    indexed: bool = True

    @property
    def base(self) -> str:
        """The address with its final slash; empty where none is set or it is no web address."""
        return self.url.rstrip("/") + "/" if formats.web_address(self.url) else ""


class Templates:
    """Renders pages. ``recipe`` is the digest of everything that all pages depend on."""

    def __init__(self, options: SiteOptions) -> None:
        self.options = options
        self.words: Words = words(options.language)
        self.name = formats.one_line(options.name) or self.words["site"]
        self._environment = _environment(self)

    @cached_property
    def recipe(self) -> str:
        """Changes with options, templates and words."""
        sources = [(path.name, path.read_text(encoding="utf-8")) for path in (_PACKAGE / "templates").iterdir()]
        return digest(repr((VERSION, self.options, sorted(sources), MESSAGES, REASONS, SAID_BY, PHRASES)).encode())[:16]

    @cached_property
    def style(self) -> bytes:
        """The style sheet."""
        return (_PACKAGE / "static" / "site.css").read_bytes()

    def render(self, template: str, path: str, **values: Any) -> str:
        """A page that will lie at ``path``; ``root`` leads back to the site's folder from there."""
        root = "../" * path.count("/")
        return self._environment.get_template(template).render(root=root, **values)


def _environment(templates: Templates) -> Environment:
    made = Environment(
        loader=FileSystemLoader(_PACKAGE / "templates"),
        autoescape=True,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=_finalize,
    )
    w = templates.words
    made.globals.update(
        site=templates.name,
        options=templates.options,
        w=w,
        line=formats.one_line,
        tongue=formats.language_tag,
        web=formats.web_address,
        size=formats.size_words,
        article_path=article_path,
        source_folder=source_folder,
        tag_folder=tag_folder,
        time=lambda at, precision="minute": time_html(at, w, precision),
        published=lambda line: published_html(line, w),
        clock=clock_html,
        interval=lambda p: formats.interval_words(p, w),
        why=lambda p: formats.why_words(p, w),
        phrase=lambda text: formats.phrase_words(text, w),
        failure=lambda health: formats.failure_words(health, w),
        day=lambda value: formats.day_words(value, w),
        month=lambda year, number: formats.month_words(year, number, w),
    )
    return made


def _finalize(value: object) -> object:
    """Every text of a stranger is cleaned as it is printed; markup was made here, of cleaned parts."""
    if type(value) is str:
        return value if value.isprintable() else formats.clean(value)
    return "" if value is None else value


def time_html(at: Any, w: Words, precision: Any = "minute") -> Markup:
    """A ``time`` element; a dash for None."""
    if at is None:
        return Markup("–")
    shown = formats.moment_words(at, w, precision)
    # Neither part holds anything but digits and our own words; formatting Markup costs five times as much.
    return Markup(f'<time datetime="{formats.machine_time(at, precision)}">{shown}</time>')  # noqa: S704


def published_html(line: ArticleLine, w: Words) -> Markup:
    """The derived time as exactly as it is known; where none is, that it is not known and when the page was captured."""
    found: Published = line.published
    if found.at is not None:
        return time_html(found.at, w, found.precision)
    when = formats.moment_words(line.first_captured, w)
    return Markup("{} ({})").format(w["published-unknown"], w("captured-on", when=when))


def clock_html(line: ArticleLine) -> Markup:
    """The time of day for a list that stands under its day; empty where only the day is known."""
    at = line.published.at or line.first_captured
    if line.published.at and line.published.precision not in ("second", "minute"):
        return Markup("")
    return Markup(f'<time datetime="{formats.iso(at)}">{at:%H:%M} UTC</time>')  # noqa: S704


def json_for_html(value: object) -> Markup:
    """JSON that can stand inside a ``script`` element: nothing in it can end the element or start a comment."""
    text = json.dumps(value, ensure_ascii=False)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(formats.clean(text))  # noqa: S704 - escaped just above
