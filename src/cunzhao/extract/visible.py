"""The dates that a page shows: which of them are the article's own, by their place and by what stands before them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from cunzhao.extract import cues, dates
from cunzhao.extract.jsonld import SelfDescription
from cunzhao.extract.lines import key_of
from cunzhao.extract.marks import Mark
from cunzhao.extract.relative import ago
from cunzhao.extract.shown import Shown
from cunzhao.extract.vocabulary import words
from cunzhao.reasons import phrase
from cunzhao.types import Claim, ClaimKind

_DIGIT = re.compile(r"\d")
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
MAX_PER_KIND = 12
MAX_RAW = 200  # characters that are kept of what a page wrote
_NEAR_BEFORE, _NEAR_AFTER = 12, 14  # lines around the headline in which a date is the article's own
_BELOW = 3  # lines: what stands so close under a headline belongs to it, whatever its box is called
_AROUND_TEXT = 6  # lines before the text's first and behind its last


@dataclass(frozen=True, slots=True)
class Found:
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


def from_marks(seen: Seen, near: Sequence[int]) -> Iterator[Found]:
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
        yield Found("time", raw, f"<{mark.tag}>{' ' if named else ''}{named}", moment, modified)
        count += moment is not None
        if count >= MAX_PER_KIND:
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


def own_lines(seen: Seen) -> list[int]:
    """Line numbers after the headline, then above the text, then before it: that is where a byline stands."""
    count, at = len(seen.lines), seen.headline
    after = range(at, min(at + _NEAR_AFTER, count))
    top = range(max(seen.text.start - _AROUND_TEXT, at), min(seen.text.start + 2, count)) if seen.text else range(0)
    before = range(at - 1, max(at - _NEAR_BEFORE, 0) - 1, -1)
    return list(dict.fromkeys([*after, *top, *before]))


def behind(seen: Seen) -> range:
    """The last line of the text, and those behind it."""
    return range(seen.text.stop - 1, min(seen.text.stop + _AROUND_TEXT, len(seen.lines))) if seen.text else range(0)


def any_lines(seen: Seen) -> list[int]:
    """All lines from the headline on, then those before it."""
    most = min(len(seen.lines), 1_000)
    return [*range(min(seen.headline, most), most), *range(min(seen.headline, most))]


def from_text(seen: Seen, numbers: Sequence[int], sure: bool = False) -> Iterator[Found]:
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


def _dates_in(text: str, number: int, seen: Seen) -> Iterator[Found]:
    """The dates of a line, each with what the words before it say of it."""
    end = 0
    for moment in list(dates.find(text, seen.language, seen.month_first))[:3]:
        said = text[end : moment.start] or text[:end]
        after = text[moment.start + len(moment.raw) :][:12]
        modified = bool(_UPDATED.search(said) or (not said.strip() and _UPDATED.search(after)))
        modified = modified and not _PUBLISHED_WORD.search(said)
        raw = moment.raw if moment.raw in text else text[:MAX_RAW]
        yield Found("text", raw, phrase("in-line", number + 1, text[:60]), moment, modified)
        end = moment.start + len(moment.raw)


def relative(seen: Seen, near: Sequence[int]) -> Iterator[Claim]:
    """ "3 hours ago", 昨天: what a page says without a date, counted from when it was seen."""
    for number in near:
        text = seen.lines[number].text
        at = ago(text, seen.at) if 0 < len(text) < 60 else None
        if at is not None:
            yield Claim("text", text[:MAX_RAW], at, phrase("in-line", number + 1, text[:60]), "day", "assumed")
            return
