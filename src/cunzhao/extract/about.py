"""All that a page says about its article, besides the text: one call, pure over the self-description and the lines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cunzhao.extract import agencies, authors, claims, language, meta, title, visible
from cunzhao.extract.jsonld import SelfDescription
from cunzhao.extract.lines import key_of
from cunzhao.extract.shown import Shown
from cunzhao.types import Claim, Stated


@dataclass(frozen=True, slots=True)
class About:
    """The metadata of an article, under the names that :class:`cunzhao.types.Extraction` has; ``sites`` are the site's keys."""

    title: str | None
    authors: tuple[str, ...]
    site_name: str | None
    language: str | None
    canonical: str | None
    description: str | None
    tags: tuple[str, ...]
    claims: tuple[Claim, ...]
    standfirst: str | None
    section: str | None
    desks: tuple[str, ...]
    wires: tuple[str, ...]
    notices: tuple[str, ...]
    stated: tuple[Stated, ...]
    sites: frozenset[str]


@dataclass(frozen=True, slots=True)
class Visit:
    """How the page came to us: its address, what relative addresses in it are relative to, when it was seen (UTC).

    ``default_zone`` is the distance from UTC of times on pages that state no zone at all.
    """

    url: str
    base: str
    seen_at: datetime
    last_modified: str | None = None
    default_zone: timedelta = timedelta(0)


def about(
    described: SelfDescription,
    lines: Sequence[Shown],
    text: range,
    sample: str,
    visit: Visit,
    scripts: Callable[[], Iterable[str]] = tuple,
) -> About:
    """Read the metadata. ``text`` are the numbers of the text's lines, ``sample`` its beginning, for the language."""
    sites = meta.site_keys(described, visit.url)
    titles = title.titles_of(described, lines, text, sites)
    headline = titles[0].value if titles else None
    at = line_of(lines, headline)
    tongue = language.language_of(f"{headline or ''}\n{sample}", language.declared_language(described))
    signed = authors.authors_of(described, lines, text, at, sites)
    names = signed[0].names if signed else ()
    order = visible.order_of(described, lines, visit.url)
    seen = visible.Seen(described, lines, text, at, visit.url, tongue, visit.seen_at, order)
    wires = agencies.wires_of(names, *_credits(lines, text, at))
    sections = tuple(meta.sections_of(described, headline))
    standfirst = meta.standfirst_of(described, lines, at, text)
    canonical = meta.canonical_of(described, visit.base)
    return About(
        title=headline,
        authors=names,
        site_name=meta.site_name_of(described),
        language=tongue,
        canonical=canonical,
        description=meta.description_of(described),
        tags=meta.tags_of(described),
        claims=claims.claims_of(seen, visit.last_modified, visit.default_zone, scripts),
        standfirst=standfirst.value if standfirst else None,
        section=sections[0].value if sections else None,
        desks=authors.desks_of(names, sites),
        wires=tuple(name for name, _ in wires),
        notices=meta.notices_of(lines, at, text),
        stated=(
            *(Stated("title", one.value, one.where) for one in titles),
            *(Stated("authors", "; ".join(one.names), one.where) for one in signed),
            *((standfirst,) if standfirst else ()),
            *sections,
            *(Stated("wire", name, where) for name, where in wires),
            *_addresses(described, canonical),
            *meta.pictures_of(described, visit.base),
        ),
        sites=sites,
    )


def kept_beside(told: About) -> dict[str, str]:
    """What the catalogue keeps with an article beside its own columns: plain text, and lists as JSON."""
    texts = {"section": told.section, "standfirst": told.standfirst}
    lists = {"wires": told.wires, "notices": told.notices, "desks": told.desks}
    found = {name: text for name, text in texts.items() if text}
    return found | {name: json.dumps(values, ensure_ascii=False) for name, values in lists.items() if values}


def line_of(lines: Sequence[Shown], headline: str | None) -> int:
    """The number of the line that is the headline; 0 where it is not on the page."""
    key = key_of(headline or "")
    exact = [i for i, line in enumerate(lines) if key and line.key == key]
    headings = [i for i in exact if lines[i].tag in ("h1", "h2", "h3")]
    return next(iter(headings or exact), 0)


def _credits(lines: Sequence[Shown], text: range, headline: int) -> tuple[list[str], list[str], str]:
    """The short lines in which a source is named, the text's first lines (a standfirst may lead it), and its last."""
    near = [
        *range(headline, min(headline + 12, len(lines))),
        *range(max(text.stop - 2, 0), min(text.stop + 4, len(lines))),
    ]
    short = [lines[i].text for i in near if 0 < len(lines[i].text) < 200]
    first = [line.text for line in lines[text.start : min(text.start + 3, text.stop)]]
    return short, first, lines[text.stop - 1].text if text else ""


def _addresses(described: SelfDescription, canonical: str | None) -> Iterator[Stated]:
    if canonical:
        yield Stated("canonical", canonical, "link rel=canonical" if described.canonical else "meta og:url")
    if described.language:
        yield Stated("language", described.language[:40], "html lang")
