"""Every date that a page states, each kept as it was found, with its place."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, Literal

from cunzhao.extract import dates, visible
from cunzhao.extract.jsonld import SelfDescription, text_of
from cunzhao.extract.months import month
from cunzhao.extract.visible import MAX_PER_KIND, MAX_RAW, Found, Seen
from cunzhao.reasons import phrase
from cunzhao.types import Claim

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "article.published",
    "publishdate", "publish_date", "publication_date", "pubdate", "pub_date", "date", "dc.date", "dc.date.issued",
    "dc.date.created", "dcterms.created", "dcterms.date", "dcterms.issued", "dc:created", "sailthru.date",
    "parsely-pub-date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "citation_publication_date",
    "citation_date", "citation_online_date", "publishtime", "published_time", "ptime", "weibo: article:create_at",
    "og:release_date", "article:created", "created", "originalpublicationdate", "mediator_published_time", "bt:pubdate",
    "datecreated", "displaydate", "rnews:datepublished", "release_date", "dc.date.published", "publish-date", "pub-date",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:updated_time", "og:article:modified_time", "datemodified", "dcterms.modified",
    "dc.date.modified", "last-modified", "lastmod", "revised", "article:updated_time", "updated_time", "modified",
)  # fmt: skip
_URL_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)([-/_]?)(0[1-9]|1[0-2])\2(3[01]|[12]\d|0[1-9])(?!\d)|/((?:19|20)\d\d)[-/](0?[1-9]|"
    r"1[0-2])[-/](3[01]|[12]\d|0?[1-9])(?=[/_\-.]|$)"
    r"|/((?:19|20)\d\d)[-/]?([a-z]{3})/?(3[01]|[12]\d|0?[1-9])(?=/)"
)
_URL_MONTH = re.compile(r"/((?:19|20)\d\d)[-/]?(0[1-9]|1[0-2])(?=/)")
_HIDDEN = re.compile(
    r"[\"'](?:datePublished|date_?published|publish(?:ed)?_?(?:at|date|time|on)?|pub_?(?:date|time)|"
    r"publication_?date|first_?published_?(?:at|date)?|"
    r"create_?(?:d|_?at|_?time|_?date)|ct|ctime|ptime|display_?date)[\"']\s*:\s*[\"']?(\d[^\"',}\]]{5,34})",
    re.IGNORECASE,
)


def claims_of(
    seen: Seen,
    last_modified: str | None = None,
    default_zone: timedelta = timedelta(0),
    scripts: Callable[[], Iterable[str]] = tuple,
) -> tuple[Claim, ...]:
    """All dates that the page states about itself.

    A time without a zone is read with the offset that most other dates of the page state, else with ``default_zone``.
    ``scripts`` gives the page's scripts, which are searched only where nothing else states a date.
    """
    described, language = seen.described, seen.language
    found = [*_few_unread(_from_jsonld(described, language)), *_few_unread(_from_meta(described, language))]
    near = visible.own_lines(seen)
    found += [*_few_unread(visible.from_marks(seen, near)), *visible.from_text(seen, near), *_from_url(seen.url)]
    if not _tells(found):
        found += [*visible.from_text(seen, visible.any_lines(seen), sure=True), *_hidden(scripts(), language)]
    if not _tells(found):
        found += visible.from_text(seen, visible.behind(seen))
    if last_modified:
        where = phrase("in-header", "Last-Modified")
        found.append(Found("last-modified", last_modified, where, dates.read(last_modified), modified=True))
    zone = _usual_offset(found, default_zone)
    relative = () if any(f.moment and not f.modified for f in found) else visible.relative(seen, near)
    return (*dict.fromkeys(_claim(item, zone) for item in found), *relative)


def url_claim(url: str) -> Claim | None:
    """The day (or month) that an address carries, as in ``/2021/06/04/`` or ``story20210604``."""
    return next((_claim(found, timedelta(0)) for found in _from_url(url)), None)


def _claim(found: Found, zone: timedelta) -> Claim:
    moment = found.moment
    if moment is None:
        return Claim(found.kind, found.raw[:MAX_RAW], None, found.where, "second", "assumed", found.modified)
    # A day has no offset of its own: it is kept as that day, from midnight UTC.
    assumed = zone if moment.precision in ("second", "minute") else timedelta(0)
    stated: Literal["stated", "assumed"] = "stated" if moment.offset is not None else "assumed"
    at = moment.utc(assumed)
    return Claim(found.kind, found.raw[:MAX_RAW], at, found.where, moment.precision, stated, found.modified)


def _few_unread(found: Iterable[Found]) -> Iterator[Found]:
    """Everything that was read, and the first few of what was not: "May 32nd" is a claim too, a thousand of them are noise."""
    unread = 0
    for item in found:
        unread += item.moment is None
        if item.moment is not None or unread <= MAX_PER_KIND:
            yield item


def _usual_offset(found: Sequence[Found], default: timedelta) -> timedelta:
    offsets = Counter(f.moment.offset for f in found if f.moment and f.moment.offset and f.kind != "last-modified")
    return offsets.most_common(1)[0][0] if offsets else default


def _from_jsonld(described: SelfDescription, language: str | None) -> Iterator[Found]:
    article = described.article
    # A video's uploadDate and a draft's dateCreated stand in only where no date of publication is stated.
    created = () if article.get("datePublished") or described.first(*_PUBLISHED) else ("dateCreated", "uploadDate")
    for name in ("datePublished", *created, "dateModified"):
        raw = _written(article.get(name))
        if raw:
            yield Found("json-ld", raw, name, dates.read(raw, language), name == "dateModified")


def _written(value: Any) -> str | None:
    """What a JSON-LD date says: text, a number (epoch seconds or milliseconds), or JSON that is neither, kept as it is."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return repr(value)[:MAX_RAW]
    text = text_of(value)
    if text is None and isinstance(value, (list, Mapping)) and value:
        return json.dumps(value, ensure_ascii=False)[:MAX_RAW]
    return text


def _from_meta(described: SelfDescription, language: str | None) -> Iterator[Found]:
    for names, modified in ((_PUBLISHED, False), (_MODIFIED, True)):
        for name in names:
            for raw in described.meta.get(name, ())[:2]:
                yield Found("meta", raw, phrase("in-meta", name), dates.read(raw, language), modified)


def _tells(found: Sequence[Found]) -> bool:
    """Whether a date of publication was found that is no mere month."""
    return any(f.moment and not f.modified and f.moment.precision != "month" for f in found)


def _hidden(scripts: Iterable[str], language: str | None) -> Iterator[Found]:
    """Dates in the data of scripts, the first of each script that has one."""
    for script in scripts:
        match = _HIDDEN.search(script)
        moment = dates.read(match[1], language) if match else None
        if match and moment:
            yield Found("text", match[1], phrase("in-script", match[0][:40]), moment)
            return


def _from_url(url: str) -> Iterator[Found]:
    match = _URL_DAY.search(url)
    if match:
        year, named, day = ([g for i, g in enumerate(match.groups(), 1) if g is not None and i != 2] + ["", "", ""])[:3]
        moment = dates.read(f"{year}-{month(named) or named}-{day}")
        if moment is not None:
            yield Found("url", match[0].strip("/"), phrase("in-address"), moment)
            return
    month_match = _URL_MONTH.search(url)
    if month_match:
        moment = dates.read(f"{month_match[1]}-{month_match[2]}")
        yield Found("url", month_match[0].strip("/"), phrase("in-address"), moment)
