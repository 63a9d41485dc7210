"""The room (what every page needs) and the reader (who asks, in which language and theme, with links that keep both).

Language and theme live in the address, never in a cookie: reading changes nothing, and a page that is sent to somebody
looks as it did. Without ``?lang=`` the browser's own preference decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote, urlencode

import jinja2
from starlette.requests import Request

from cunzhao.errors import NotFound, UsageError
from cunzhao.publish.messages import LANGUAGES, Language, nearest
from cunzhao.types import Clock
from cunzhao.web.assets import Assets
from cunzhao.web.figures import Figures
from cunzhao.web.library import Library

THEMES: Final = ("light", "dark")
_ID: Final = re.compile(r"[\w.:~@+=-]{1,200}")


@dataclass(frozen=True, slots=True)
class Room:
    """What every page needs; one for each app."""

    library: Library
    pages: jinja2.Environment
    assets: Assets
    clock: Clock
    figures: Figures = field(default_factory=Figures)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks. ``kept`` are the choices that stand in the address, and so in every link."""

    language: Language
    theme: str | None
    kept: tuple[tuple[str, str], ...]

    def href(self, path: str, **query: object) -> str:
        """An address here with these parameters (None: left out) and the reader's choices."""
        pairs = [(key, str(value)) for key, value in query.items() if value is not None]
        chosen = {key for key, _ in pairs}
        pairs += [(key, value) for key, value in self.kept if key not in chosen]
        return f"{path}?{urlencode(pairs)}" if pairs else path


def reader_of(request: Request) -> Reader:
    """The reader of a request; words in the address that are no language or theme are ignored."""
    theme = request.query_params.get("theme")
    chosen = next((tag for tag in LANGUAGES if tag == request.query_params.get("lang")), None)
    kept: list[tuple[str, str]] = [("lang", chosen)] if chosen else []
    if theme in THEMES:
        kept.append(("theme", theme))
    language = chosen or preferred_language(request.headers.get("accept-language", ""))
    return Reader(language, theme if theme in THEMES else None, tuple(kept))


def preferred_language(accept: str) -> Language:
    """The best of our languages for an Accept-Language header (RFC 9110, 12.5.4); English when none fits."""
    ranked: list[tuple[float, int, Language]] = []
    for place, item in enumerate(accept[:1_000].split(",")):
        tag, _, weight = item.partition(";q=")
        ours = our_language(tag.strip().lower())
        if ours is not None:
            ranked.append((-_weight(weight), place, ours))
    return min(ranked)[2] if ranked else "en"


def our_language(tag: str) -> Language | None:
    """One of our three languages for a lower-case language tag, or None where none fits."""
    language = nearest(tag)
    return None if language == "en" and tag.split("-")[0] != "en" else language


def _weight(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0


def path_to(*parts: str) -> str:
    """A path of these segments, percent-encoded one by one: ``path_to("tag", "a/b")`` is ``/tag/a%2Fb``."""
    return "/" + "/".join(quote(part.encode("utf-8", "replace"), safe="") for part in parts)


def checked_id(text: str) -> str:
    """An id from the address, or NotFound when it cannot be one (so that no store ever sees what is odder)."""
    if not _ID.fullmatch(text):
        raise NotFound("there is nothing under this address")
    return text


def whole_number(values: Mapping[str, str], name: str, default: int, most: int) -> int:
    """A number from the address, from 0 or 1 (as the default is) to ``most``. UsageError otherwise."""
    text = values.get(name, str(default))
    least = min(default, 1)
    if text.isascii() and text.isdigit() and len(text) <= len(str(most)) and least <= int(text) <= most:
        return int(text)
    raise UsageError(f"{name}: a number from {least} to {most}")
