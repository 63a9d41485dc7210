"""Every date that a page states, each kept as it was found, with its place."""

from __future__ import annotations

import json
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from lxml.html import HtmlElement

from cunzhao.extract import cues, dates
from cunzhao.extract.clean import words_of
from cunzhao.extract.jsonld import SelfDescription, text_of
from cunzhao.extract.lines import Line
from cunzhao.extract.vocabulary import words
from cunzhao.reasons import phrase
from cunzhao.types import Claim, ClaimKind

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "article.published",
    "publishdate", "publish_date", "publication_date", "pubdate", "pub_date", "date", "dc.date", "dc.date.issued",
    "dc.date.created", "dcterms.created", "dcterms.date", "dcterms.issued", "dc:created", "sailthru.date",
    "parsely-pub-date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "citation_publication_date",
    "citation_date", "publishtime", "published_time", "ptime", "weibo: article:create_at", "og:release_date",
    "article:created", "created", "originalpublicationdate", "mediator_published_time", "bt:pubdate", "datecreated",
    "displaydate", "rnews:datepublished",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:updated_time", "og:article:modified_time", "datemodified", "dcterms.modified",
    "dc.date.modified", "last-modified", "lastmod", "revised", "article:updated_time", "updated_time", "modified",
)  # fmt: skip
_URL_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)([-/_]?)(0[1-9]|1[0-2])\2(3[01]|[12]\d|0[1-9])(?!\d)|/((?:19|20)\d\d)[-/](0?[1-9]|1[0-2])[-/](3[01]|[12]\d|0?[1-9])(?=[/_\-.]|$)"
    r"|/((?:19|20)\d\d)/([a-z]{3})/(3[01]|[12]\d|0?[1-9])(?=/)"
)
_URL_MONTH = re.compile(r"/((?:19|20)\d\d)[-/]?(0[1-9]|1[0-2])(?=/)")
_UPDATED = re.compile(
    r"updated|modified|last\s+edit|更新|修[订訂改]|обновлен|aktuali[sz]|ενημέρωση|mis\s+à\s+jour|actualizado|aggiornat|atualizado|수정",
    re.IGNORECASE,
)
_PUBLISHED_WORD = re.compile(
    r"publish|posted|[发發][布佈表]|опубликован|veröffentlicht|publicad|pubblicat|publié|opublikowan|δημοσι|入力|등록",
    re.IGNORECASE,
)
_MAX_PER_KIND = 12
_MAX_RAW = 200  # characters that are kept of what a page wrote
_NEAR_BEFORE, _NEAR_AFTER = 12, 14  # lines around the headline in which a date is the article's own


@dataclass(frozen=True, slots=True)
class _Found:
    kind: ClaimKind
    raw: str
    where: str
    moment: dates.Moment | None
    modified: bool = False


def claims_of(
    described: SelfDescription,
    tree: HtmlElement,
    lines: Sequence[Line],
    headline: int,
    url: str,
    last_modified: str | None,
    language: str | None,
    latest: datetime | None,
    default_zone: timedelta = timedelta(0),
) -> tuple[Claim, ...]:
    """All dates that the page states about itself. ``headline`` is the number of the headline's line.

    A time without a zone is read with the offset that most other dates of the page state, else with ``default_zone``.
    ``latest``: no date of the article can be later; without it, htmldate does not search the page.
    """
    found = [
        *_few_unread(_from_jsonld(described, language)),
        *_few_unread(_from_meta(described, language)),
        *_few_unread(_from_times(tree, language)),
        *_from_text(lines, headline, language),
        *_from_url(url),
    ]
    if latest is not None and not any(f.moment and not f.modified for f in found):
        found += _by_htmldate(tree, url, latest)
    if last_modified:
        found.append(
            _Found(
                "last-modified",
                last_modified,
                phrase("in-header", "Last-Modified"),
                dates.read(last_modified),
                modified=True,
            )
        )
    zone = _usual_offset(found, default_zone)
    return tuple(dict.fromkeys(_claim(item, zone) for item in found))


def url_claim(url: str) -> Claim | None:
    """The day (or month) that an address carries, as in ``/2021/06/04/`` or ``story20210604``."""
    return next((_claim(found, timedelta(0)) for found in _from_url(url)), None)


def _claim(found: _Found, zone: timedelta) -> Claim:
    moment = found.moment
    if moment is None:
        return Claim(found.kind, found.raw[:_MAX_RAW], None, found.where, "second", "assumed", found.modified)
    # A day has no offset of its own: it is kept as that day, from midnight UTC.
    assumed = zone if moment.precision in ("second", "minute") else timedelta(0)
    stated = moment.offset is not None
    return Claim(
        found.kind,
        found.raw[:_MAX_RAW],
        moment.utc(assumed),
        found.where,
        moment.precision,
        "stated" if stated else "assumed",
        found.modified,
    )


def _few_unread(found: Iterable[_Found]) -> Iterator[_Found]:
    """Everything that was read, and the first few of what was not: "May 32nd" is a claim too, a thousand of them are noise."""
    unread = 0
    for item in found:
        unread += item.moment is None
        if item.moment is not None or unread <= _MAX_PER_KIND:
            yield item


def _usual_offset(found: Sequence[_Found], default: timedelta) -> timedelta:
    offsets = Counter(f.moment.offset for f in found if f.moment and f.moment.offset and f.kind != "last-modified")
    return offsets.most_common(1)[0][0] if offsets else default


def _from_jsonld(described: SelfDescription, language: str | None) -> Iterator[_Found]:
    article = described.article
    # A video's uploadDate and a draft's dateCreated stand in only where no date of publication is stated.
    created = () if article.get("datePublished") or described.first(*_PUBLISHED) else ("dateCreated", "uploadDate")
    for name in ("datePublished", *created, "dateModified"):
        raw = _written(article.get(name))
        if raw:
            yield _Found("json-ld", raw, name, dates.read(raw, language), name == "dateModified")


def _written(value: Any) -> str | None:
    """What a JSON-LD date says: text, a number (epoch seconds or milliseconds), or JSON that is neither, kept as it is."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return repr(value)[:_MAX_RAW]
    text = text_of(value)
    if text is None and isinstance(value, (list, Mapping)) and value:
        return json.dumps(value, ensure_ascii=False)[:_MAX_RAW]
    return text


def _by_htmldate(tree: HtmlElement, url: str, latest: datetime) -> Iterator[_Found]:
    """The last resort, where the page states no date that our own readers know: htmldate's search through all of it."""
    from htmldate import find_date  # imported late: it loads dateparser

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # dateutil warns of every zone that it does not know
            raw = find_date(deepcopy(tree), url=url or None, original_date=True, max_date=latest.strftime("%Y-%m-%d"))
    except Exception:  # a third party's code on hostile input: whatever it raises, it found nothing
        return
    if raw:
        yield _Found("text", raw, phrase("by-htmldate"), dates.read(raw))


def _from_meta(described: SelfDescription, language: str | None) -> Iterator[_Found]:
    for names, modified in ((_PUBLISHED, False), (_MODIFIED, True)):
        for name in names:
            for raw in described.meta.get(name, ())[:2]:
                yield _Found("meta", raw, phrase("in-meta", name), dates.read(raw, language), modified)


def _from_times(tree: HtmlElement, language: str | None) -> Iterator[_Found]:
    """``<time>`` elements and microdata, but not those of comments and of boxes that lead to other articles."""
    seen = 0
    for element in tree.iter("time", "span", "meta", "abbr", "div", "p", "relative-time"):
        itemprop = (element.get("itemprop") or "").lower()
        if element.tag not in ("time", "relative-time") and itemprop not in (
            "datepublished",
            "datecreated",
            "datemodified",
        ):
            continue
        if seen >= _MAX_PER_KIND:
            return
        if _elsewhere(element):
            continue
        text = " ".join("".join(element.itertext()).split())
        raw = element.get("datetime") or element.get("content") or text
        moment = dates.read(raw, language) or dates.read(text, language)
        seen += moment is not None
        around = f"{itemprop} {element.get('class') or ''} {text} {_before(element)}"
        modified = bool(_UPDATED.search(around)) and not _PUBLISHED_WORD.search(around)
        if raw.strip():
            yield _Found("time", raw, f"<{element.tag}>" + (f" {itemprop}" if itemprop else ""), moment, modified)


def _before(element: HtmlElement) -> str:
    previous = element.getprevious()
    parent = element.getparent()
    text = (previous.tail or "") if previous is not None else (parent.text or "") if parent is not None else ""
    return text[-40:]


def _elsewhere(element: HtmlElement) -> bool:
    """Whether an element stands in a comment, a list of links, or a box beside the article."""
    for ancestor in element.iterancestors():
        if ancestor.tag in ("li", "aside", "footer", "nav", "a") or words_of(ancestor) & _ELSEWHERE:
            return True
    return False


_ELSEWHERE = words(
    "comment comments related recommended sidebar teaser teasers card cards popular trending latest more widget "
    "widgets footer nav"
)


def _from_text(lines: Sequence[Line], headline: int, language: str | None) -> Iterator[_Found]:
    """Dates in short lines near the headline, or in lines that say that they are about publication."""
    count = 0
    for number in _nearest(len(lines), headline):
        line = lines[number]
        if line.image is not None or len(line.text) > 160 or not any(c.isdigit() for c in line.text):
            continue
        if line.linked > 0.6 * len(line.text) or (len(line.text) > 90 and not cues.DATE_LINE.match(line.text)):
            continue
        moment = next(dates.find(line.text, language), None)
        if moment is None or _elsewhere(line.element):
            continue
        modified = bool(_UPDATED.search(line.text)) and not _PUBLISHED_WORD.search(line.text)
        yield _Found("text", moment.raw, phrase("in-line", number + 1, line.text[:60]), moment, modified)
        count += 1
        if count >= 5:
            return


def _nearest(count: int, headline: int) -> list[int]:
    """Line numbers after the headline, then before it: that is where a byline stands."""
    after = range(headline, min(headline + _NEAR_AFTER, count))
    before = range(headline - 1, max(headline - _NEAR_BEFORE, 0) - 1, -1)
    return [*after, *before]


def _from_url(url: str) -> Iterator[_Found]:
    match = _URL_DAY.search(url)
    if match:
        year, month, day = ([g for i, g in enumerate(match.groups(), 1) if g is not None and i != 2] + ["", "", ""])[:3]
        month = str(dates.MONTHS.get(month, month))
        moment = dates.read(f"{year}-{month}-{day}")
        if moment is not None:
            yield _Found("url", match[0].strip("/"), phrase("in-address"), moment)
            return
    month_match = _URL_MONTH.search(url)
    if month_match:
        yield _Found(
            "url", month_match[0].strip("/"), phrase("in-address"), dates.read(f"{month_match[1]}-{month_match[2]}")
        )
