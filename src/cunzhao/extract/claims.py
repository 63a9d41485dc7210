"""Every date that a page states, each kept as it was found, with its place."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cunzhao.extract import cues, dates
from cunzhao.extract.jsonld import SelfDescription, text_of
from cunzhao.extract.lines import key_of
from cunzhao.extract.marks import Mark
from cunzhao.extract.months import month
from cunzhao.extract.relative import ago
from cunzhao.extract.shown import Shown
from cunzhao.extract.vocabulary import words
from cunzhao.reasons import phrase
from cunzhao.types import Claim, ClaimKind

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
_DIGIT = re.compile(r"\d")
_URL_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)([-/_]?)(0[1-9]|1[0-2])\2(3[01]|[12]\d|0[1-9])(?!\d)|/((?:19|20)\d\d)[-/](0?[1-9]|"
    r"1[0-2])[-/](3[01]|[12]\d|0?[1-9])(?=[/_\-.]|$)"
    r"|/((?:19|20)\d\d)[-/]?([a-z]{3})/?(3[01]|[12]\d|0?[1-9])(?=/)"
)
_URL_SHORT = re.compile(r"/(?:19|20)?(\d\d)[-/](0[1-9]|1[0-2])(3[01]|[12]\d|0[1-9])(?=[/_\-.]|$)")
_URL_MONTH = re.compile(r"/((?:19|20)\d\d)[-/]?(0[1-9]|1[0-2])(?=/)")
_UPDATED = re.compile(
    r"updated|modified|last\s+edit|更新|修[订訂改]|обновл|aktuali[sz]|stand\s*:|ενημέρωση|mis\s+à\s+jour|"
    r"actualizad|aggiornat|atualizad|수정|"
    r"uppdaterad|oppdatert|opdateret|bijgewerkt|päivitetty|güncelle|diperbarui|cập\s+nhật|reviewed|corrected",
    re.IGNORECASE,
)
_PUBLISHED_WORD = re.compile(
    r"publish|posted|[发發][布佈表]|опубликован|veröffentlicht|publicad|pubblicat|publié|opublikowan|δημοσι|입력|등록|created|公開|"
    r"掲載",
    re.IGNORECASE,
)
_DATE_WORD = re.compile(
    r"[时時][间間]|日期|date\s*:|datum|fecha|дата|data\s+dodania|ημερομηνία", re.IGNORECASE
)  # says that a date follows, not which
_HIDDEN = re.compile(
    r"[\"'](?:datePublished|date_?published|publish(?:ed)?_?(?:at|date|time|on)?|pub_?(?:date|time)|"
    r"publication_?date|first_?published_?(?:at|date)?|"
    r"create_?(?:d|_?at|_?time|_?date)|ct|ctime|ptime|display_?date)[\"']\s*:\s*[\"']?(\d[^\"',}\]]{5,34})",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"(?<![\d/.-])(\d{1,2})/(\d{1,2})/(?:19|20)\d\d(?!\d)")
_DAY_FIRST_PLACES = re.compile(r"[-_](?:gb|uk|au|nz|ie|in|za|sg|hk|my)\b", re.IGNORECASE)
_DAY_FIRST_HOSTS = re.compile(r"^https?://[^/]+\.(?:uk|au|nz|ie|in|za|sg|hk|my|ae|pk|ng|ke)(?:[:/]|$)", re.IGNORECASE)
_ELSEWHERE = words(
    "comment comments commentlist disqus related recommended recommend recirc teaser teasers popular trending "
    "latest more widget "
    "widgets footer nav aside archive archives calendar sidebar"
)
_DATE_CLASS = words(
    "date dates datum fecha datetime dateline timestamp pubtime pubdate publishtime publishdate published "
    "publish posted postdate "
    "posttime entrydate updated modified shijian riqi time"
)
_DATE_PROPS = words("datepublished datecreated datemodified")
_MAX_PER_KIND = 12
_MAX_RAW = 200  # characters that are kept of what a page wrote
_NEAR_BEFORE, _NEAR_AFTER = 12, 14  # lines around the headline in which a date is the article's own
_BELOW = 3  # lines: what stands so close under a headline belongs to it, whatever its box is called
_AROUND_TEXT = 6  # lines before the text's first and behind its last


@dataclass(frozen=True, slots=True)
class _Found:
    kind: ClaimKind
    raw: str
    where: str
    moment: dates.Moment | None
    modified: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """What the dates of a page are read from, and by which habits.

    ``text`` are the numbers of the text's lines, ``headline`` that of the headline. ``language`` and ``month_first`` settle
    what 6/4/2021 means; ``at`` (UTC) is when the page was seen, which "3 hours ago" counts from.
    """

    described: SelfDescription
    lines: Sequence[Shown]
    text: range
    headline: int
    url: str
    language: str | None
    at: datetime
    month_first: bool | None = None


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
    near = _own_lines(seen)
    found += [*_few_unread(_from_marks(seen, near)), *_from_text(seen, near), *_from_url(seen.url)]
    if not _tells(found):
        found += [*_from_text(seen, _any_lines(seen), sure=True), *_hidden(scripts(), language)]
    if not _tells(found):
        found += _from_text(seen, _behind(seen))
    if last_modified:
        where = phrase("in-header", "Last-Modified")
        found.append(_Found("last-modified", last_modified, where, dates.read(last_modified), modified=True))
    zone = _usual_offset(found, default_zone)
    relative = () if any(f.moment and not f.modified for f in found) else _relative(seen, near)
    return (*dict.fromkeys(_claim(item, zone) for item in found), *relative)


def url_claim(url: str) -> Claim | None:
    """The day (or month) that an address carries, as in ``/2021/06/04/`` or ``story20210604``."""
    return next((_claim(found, timedelta(0)) for found in _from_url(url)), None)


def order_of(described: SelfDescription, lines: Sequence[Shown], url: str) -> bool | None:
    """Whether the page writes the month before the day; None where nothing tells.

    Its other dates tell (13 and more is no month), then the region in its language or locale, then its address.
    """
    votes = 0
    for text in (line.text for line in lines[:400]):
        for first, second in _NUMBERS.findall(text) if "/" in text and len(text) < 200 else ():
            votes += (int(second) > 12) - (int(first) > 12)
    if votes:
        return votes > 0
    locale = f"{described.language or ''} {described.first('og:locale') or ''}"
    if re.search(r"\ben[-_]us\b", locale, re.IGNORECASE) and not _DAY_FIRST_HOSTS.match(url):
        return True
    return False if _DAY_FIRST_PLACES.search(locale) or _DAY_FIRST_HOSTS.match(url) else None


def _claim(found: _Found, zone: timedelta) -> Claim:
    moment = found.moment
    if moment is None:
        return Claim(found.kind, found.raw[:_MAX_RAW], None, found.where, "second", "assumed", found.modified)
    # A day has no offset of its own: it is kept as that day, from midnight UTC.
    assumed = zone if moment.precision in ("second", "minute") else timedelta(0)
    stated = "stated" if moment.offset is not None else "assumed"
    at = moment.utc(assumed)
    return Claim(found.kind, found.raw[:_MAX_RAW], at, found.where, moment.precision, stated, found.modified)  # type: ignore[arg-type]


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


def _from_meta(described: SelfDescription, language: str | None) -> Iterator[_Found]:
    for names, modified in ((_PUBLISHED, False), (_MODIFIED, True)):
        for name in names:
            for raw in described.meta.get(name, ())[:2]:
                yield _Found("meta", raw, phrase("in-meta", name), dates.read(raw, language), modified)


def _from_marks(seen: Seen, near: Sequence[int]) -> Iterator[_Found]:
    """``<time>`` elements and microdata, those that are shown near the headline first; not those of other articles."""
    keys = [seen.lines[i].key for i in near]
    ranked = ((_nearness(mark, keys), mark) for mark in seen.described.marks if _is_date(mark))
    count = 0
    for _, mark in sorted((item for item in ranked if item[0] < 1_000), key=lambda item: item[0]):
        raw = mark.value or mark.text
        moment = dates.read(raw, seen.language, seen.month_first) or dates.read(
            mark.text, seen.language, seen.month_first
        )
        around = f"{' '.join(mark.props | mark.words)} {mark.text} {mark.before}"
        modified = bool(_UPDATED.search(around)) and not _PUBLISHED_WORD.search(around)
        named = next(iter(mark.props & _DATE_PROPS), "")
        yield _Found("time", raw, f"<{mark.tag}>{' ' if named else ''}{named}", moment, modified)
        count += moment is not None
        if count >= _MAX_PER_KIND:
            return


def _is_date(mark: Mark) -> bool:
    return mark.tag in ("time", "relative-time") or bool(mark.props & _DATE_PROPS)


def _nearness(mark: Mark, keys: Sequence[str]) -> int:
    """The rank of the line near the headline that shows a mark; what is not shown there comes later, or not at all."""
    key = key_of(mark.text)
    if not key:
        return 1_000 if mark.elsewhere and mark.tag != "meta" else 0
    place = next((i for i, line in enumerate(keys) if key in line), None)
    return place if place is not None else 1_000 if mark.elsewhere else 500


def _own_lines(seen: Seen) -> list[int]:
    """Line numbers after the headline, then above the text, then before it: that is where a byline stands."""
    count, at = len(seen.lines), seen.headline
    after = range(at, min(at + _NEAR_AFTER, count))
    top = range(max(seen.text.start - _AROUND_TEXT, at), min(seen.text.start + 2, count)) if seen.text else range(0)
    before = range(at - 1, max(at - _NEAR_BEFORE, 0) - 1, -1)
    return list(dict.fromkeys([*after, *top, *before]))


def _behind(seen: Seen) -> range:
    """The last line of the text, and those behind it."""
    return range(seen.text.stop - 1, min(seen.text.stop + _AROUND_TEXT, len(seen.lines))) if seen.text else range(0)


def _tells(found: Sequence[_Found]) -> bool:
    """Whether a date of publication was found that is no mere month."""
    return any(f.moment and not f.modified and f.moment.precision != "month" for f in found)


def _any_lines(seen: Seen) -> list[int]:
    """All lines from the headline on, then those before it."""
    most = min(len(seen.lines), 1_000)
    return [*range(min(seen.headline, most), most), *range(min(seen.headline, most))]


def _from_text(seen: Seen, numbers: Sequence[int], sure: bool = False) -> Iterator[_Found]:
    """Dates in short lines, nearest first; with ``sure`` only in those that say that they are about publication."""
    count = 0
    home = _here(seen)
    for number in numbers:
        line = seen.lines[number]
        text = line.text
        if not 6 <= len(text) <= 200 or not _DIGIT.search(text):
            continue
        if line.linked > 0.6 * len(text) and not 0 < number - seen.headline <= _BELOW:
            continue
        if len(text) > 90 and not (cues.DATE_LINE.match(text) or _speaks_of_date(text)):
            continue
        if sure and not (_speaks_of_date(text) or line.words & _DATE_CLASS):
            continue
        found = list(_dates_in(text, number, seen))
        close = 0 < number - seen.headline <= _BELOW
        if found and (close or not ((line.words | line.around) - home) & _ELSEWHERE):
            yield from found
            count += len(found)
        if count >= 5:
            return


def _speaks_of_date(text: str) -> bool:
    return bool(_PUBLISHED_WORD.search(text) or _DATE_WORD.search(text))


def _here(seen: Seen) -> frozenset[str]:
    """Words that stand around the headline as well: they do not tell that a line is elsewhere."""
    if seen.headline >= len(seen.lines):
        return frozenset()
    line = seen.lines[seen.headline]
    return line.words | line.around


def _dates_in(text: str, number: int, seen: Seen) -> Iterator[_Found]:
    """The dates of a line, each with what the words before it say of it."""
    end = 0
    for moment in list(dates.find(text, seen.language, seen.month_first))[:3]:
        said = text[end : moment.start] or text[:end]
        after = text[moment.start + len(moment.raw) :][:12]
        modified = bool(_UPDATED.search(said) or (not said.strip() and _UPDATED.search(after)))
        modified = modified and not _PUBLISHED_WORD.search(said)
        raw = moment.raw if moment.raw in text else text[:_MAX_RAW]
        yield _Found("text", raw, phrase("in-line", number + 1, text[:60]), moment, modified)
        end = moment.start + len(moment.raw)


def _hidden(scripts: Iterable[str], language: str | None) -> Iterator[_Found]:
    """Dates in the data of scripts, the first of each script that has one."""
    for script in scripts:
        match = _HIDDEN.search(script)
        moment = dates.read(match[1], language) if match else None
        if match and moment:
            yield _Found("text", match[1], phrase("in-script", match[0][:40]), moment)
            return


def _relative(seen: Seen, near: Sequence[int]) -> Iterator[Claim]:
    """ "3 hours ago", 昨天: what a page says without a date, counted from when it was seen."""
    for number in near:
        text = seen.lines[number].text
        at = ago(text, seen.at) if 0 < len(text) < 60 else None
        if at is not None:
            yield Claim("text", text[:_MAX_RAW], at, phrase("in-line", number + 1, text[:60]), "day", "assumed")
            return


def _from_url(url: str) -> Iterator[_Found]:
    match = _URL_DAY.search(url)
    if match:
        year, named, day = ([g for i, g in enumerate(match.groups(), 1) if g is not None and i != 2] + ["", "", ""])[:3]
        moment = dates.read(f"{year}-{month(named) or named}-{day}")
        if moment is not None:
            yield _Found("url", match[0].strip("/"), phrase("in-address"), moment)
            return
    month_match = _URL_MONTH.search(url)
    if month_match:
        moment = dates.read(f"{month_match[1]}-{month_match[2]}")
        yield _Found("url", month_match[0].strip("/"), phrase("in-address"), moment)
