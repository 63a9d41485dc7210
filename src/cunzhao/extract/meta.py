"""Of what site a page is, in which section, under what address and with what words about itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from cunzhao.extract.addresses import absolute, host, site
from cunzhao.extract.authors import resolved
from cunzhao.extract.jsonld import SelfDescription, text_of, types_of
from cunzhao.extract.lines import key_of
from cunzhao.extract.shown import Shown
from cunzhao.extract.vocabulary import words
from cunzhao.types import Stated

_STANDFIRST_WORDS = words(
    "standfirst subtitle subheadline subhead dek deck summary excerpt intro ingress chapeau abstract lede lead "
    "zhaiyao daoyu "
    "subtit sottotitolo entradilla zajawka vorspann teasertext preamble"
)
_NOTICE = re.compile(
    r"^[\W_]{0,3}(?:corrections?\b|clarification\b|corrected\b|editor['’]?s?\s+note|update[ds]?\s*[:(—–-]|"
    r"this\s+(?:article|story|post|piece)\s+"
    r"(?:has\s+been|was)\s+(?:updated|corrected|amended|changed|edited)|更正|勘误|勘誤|澄清|订正|訂正|お詫び|"
    r"[编編]者[按注註]|\[?UPDATE|"
    r"korrektur|anmerkung\s+der\s+redaktion|in\s+einer\s+früheren\s+(?:version|fassung)|rectificati[fo]|"
    r"mise\s+à\s+jour\s*[:(]|"
    r"fe\s+de\s+errat|corrección|aggiornamento\s*[:(]|errata|исправлен|уточнен|διόρθωση|sprostowanie|"
    r"aktualizacja\s*[:(])",
    re.IGNORECASE,
)
_HOMES = words("home homepage start startseite accueil inicio főoldal 首页 首頁 главная αρχική")
_MOST_NOTICE = 800  # characters


def site_name_of(described: SelfDescription) -> str | None:
    """The name of the site, as the page states it."""
    stated = described.first(
        "og:site_name", "application-name", "apple-mobile-web-app-title", "al:ios:app_name", "publisher", "dc.publisher"
    )
    publisher = resolved(described.article.get("publisher"), described)
    name = stated or text_of(publisher) or described.first("twitter:site", "copyright")
    return name.lstrip("@")[:200] if name else None


def site_keys(described: SelfDescription, url: str) -> frozenset[str]:
    """Every name by which the site may stand in a title, as keys."""
    names = [
        *described.meta.get("og:site_name", ()), *described.meta.get("application-name", ()),
        *described.meta.get("publisher", ()),
        *described.meta.get("twitter:site", ()), text_of(resolved(described.article.get("publisher"), described)) or "",
    ]  # fmt: skip
    names += [
        text_of(node) or ""
        for node in described.nodes.values()
        if types_of(node) & {"website", "organization", "newsmediaorganization"}
    ]
    names += [site(url), site(url).split(".")[0], host(url), host(url).removeprefix("www.")]
    return frozenset(key for key in map(key_of, names) if len(key) >= 2)


def canonical_of(described: SelfDescription, url: str) -> str | None:
    """The address that the page gives as its own."""
    stated = described.canonical or described.first("og:url")
    return absolute(url, stated[:4_000]) if stated else None


def description_of(described: SelfDescription) -> str | None:
    """The page's own summary."""
    text = described.first("og:description", "description", "twitter:description", "dc.description")
    return text or text_of(described.article.get("description"))


def tags_of(described: SelfDescription) -> tuple[str, ...]:
    """The page's keywords: those of its article, else of its meta elements; each once, at most 50."""
    listed = described.meta.get("article:tag", ())
    keywords = described.article.get("keywords")
    raw: Iterable[Any] = listed or (keywords if isinstance(keywords, list) else [keywords] if keywords else ())
    texts = [text for text in map(text_of, raw) if text] or list(
        described.meta.get("keywords", ()) or described.meta.get("news_keywords", ())
    )
    split = (part.strip() for text in texts for part in re.split(r"[,;，；、|]", text))
    return tuple(dict.fromkeys(part for part in split if 1 <= len(part) <= 60))[:50]


def sections_of(described: SelfDescription, headline: str | None) -> Iterator[Stated]:
    """The section that the article stands in, by each place that says so."""
    said = described.article.get("articleSection")
    for one in said[:3] if isinstance(said, list) else [said]:
        name = text_of(one)
        if name:
            yield Stated("section", name[:100], "JSON-LD articleSection")
    for meta in (
        "article:section",
        "og:article:section",
        "section",
        "parsely-section",
        "category",
        "cxenseparse:section",
    ):
        name = described.first(meta)
        if name and not name.lower().startswith("http"):
            yield Stated("section", name[:100], f"meta {meta}")
    for name in _crumbs(described):
        if key_of(name) not in (key_of(headline or ""), "") and name.lower() not in _HOMES:
            yield Stated("section", name[:100], "JSON-LD breadcrumb")
            return


def _crumbs(described: SelfDescription) -> Iterator[str]:
    for item in described.crumbs:
        inner = item.get("item") if isinstance(item, Mapping) else None
        name = text_of(item.get("name")) or text_of(inner.get("name") if isinstance(inner, Mapping) else None)
        if name:
            yield name


def standfirst_of(described: SelfDescription, lines: Sequence[Shown], headline: int, text: range) -> Stated | None:
    """The summary that is shown between the headline and the text."""
    said = [key_of(one)[:60] for one in (description_of(described), described.first("description")) if one]
    stop = min(len(lines), max(headline + 8, min(text.start + 2, headline + 30)) if text else headline + 8)
    for i in range(headline + 1, stop):
        line = lines[i]
        if not 20 <= len(line.text) + sum(c > "\u2e7f" for c in line.text) <= 800 or line.linked > 0.5 * len(line.text):
            continue
        named = line.words & _STANDFIRST_WORDS or (line.tag == "h2" and i == headline + 1)
        if named or any(len(key) >= 20 and line.key.startswith(key[:40]) for key in said):
            return Stated("standfirst", line.text, f"<{line.tag}>, line {i + 1}")
    return None


def notices_of(lines: Sequence[Shown], headline: int, text: range) -> tuple[str, ...]:
    """What the page says of its own corrections and updates, at most five lines."""
    numbers = range(headline, min(len(lines), (text.stop or headline) + 8))
    found = (lines[i].text for i in numbers if lines[i].text and _NOTICE.match(lines[i].text[:100]))
    return tuple(dict.fromkeys(text[:_MOST_NOTICE] for text in found))[:5]


def pictures_of(described: SelfDescription, base: str) -> Iterator[Stated]:
    """The pictures that are no part of the article: the publisher's logo and the author's portrait."""
    publisher = resolved(described.article.get("publisher"), described)
    author = resolved(described.article.get("author"), described)
    for field, holder, key in (("logo", publisher, "logo"), ("author-image", author, "image")):
        found = resolved(holder.get(key), described) if isinstance(holder, Mapping) else None
        raw = found.get("url") if isinstance(found, Mapping) else found
        url = absolute(base, raw[:4_000]) if isinstance(raw, str) else None
        if url:
            yield Stated(field, url, f"JSON-LD {key}")
