"""The day that words name: 昨天（3日）, 上周五, 今年3月, 日前. Never a guess: what cannot be told is None."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cunzhao.said.context import Context

_WEEK = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 6}
_AGO = {"今": 0, "昨": 1, "前": 2}
_FAR = 21  # days; a bare 5日 further back than this is a day to come, or one of another month
_NOT_THEN = r"(?![起至到前后](?!来)|以[来前后]|之[前后]|[-—~、和]\d|凌?晨?起|之间|的?数据|间$)"
_WORDS = re.compile(
    rf"(?P<full>(?P<y>\d{{4}})年(?P<m>\d{{1,2}})月(?:(?P<d>\d{{1,2}})[日号])?){_NOT_THEN}"
    rf"|(?P<year>今年|去年|前年)?(?P<m2>\d{{1,2}})月(?:(?P<d2>\d{{1,2}})[日号]|(?!\d)){_NOT_THEN}"
    rf"|(?P<near>[今昨前])[天日早晨晚](?P<own>（(?:(?P<m3>\d{{1,2}})月)?(?P<d3>\d{{1,2}})[日号]）)?"
    rf"|[今昨前]（(?P<d7>\d{{1,2}})[日号]?）[天日]"
    rf"|(?P<which>本月|上个?月)(?:(?P<d4>\d{{1,2}})[日号])?{_NOT_THEN}"
    rf"|(?P<rel>上个?|本|这个?)?(?:周|星期|礼拜)(?P<w>[一二三四五六日天])(?:（(?:(?P<m6>\d{{1,2}})月)?(?P<d6>\d{{1,2}})[日号]）)?{_NOT_THEN}"
    rf"|(?<!\d)(?P<d5>\d{{1,2}})[日号](?!电|讯|内|至|发自){_NOT_THEN}"
    rf"|(?P<same>当[天日]|同[一]?[天日])"
    rf"|(?P<loose>日前|近日|近期|最近|不久前)"
)
_DATELINE = re.compile(
    r"(?:(?P<y>\d{4})年)?(?:(?P<m>\d{1,2})月)?(?P<d>\d{1,2})日(?:综合)?(?:外电)?(?:电|讯|报道|报导|专电|消息| ?[-—–])"
)
_HEAD = 160  # characters in which a dateline stands


@dataclass(frozen=True, slots=True)
class Day:
    """``iso`` is a day, a month, or either behind "<="; ``words`` are those of the text, ``rule`` how they were read."""

    iso: str
    rule: str
    words: str

    @property
    def why(self) -> str:
        """Rule and words in one line."""
        return f"{self.rule}: {self.words}"


def anchor(text: str, context: Context) -> tuple[date | None, str]:
    """The day that "today" means: the dateline's, else the day of publication at the outlet; and which of the two."""
    published = (context.published + context.zone).date() if isinstance(context.published, datetime) else None
    match = _DATELINE.search(text[:_HEAD])
    if match is None or published is None:
        return published, "published"
    month = int(match["m"]) if match["m"] else None
    year = int(match["y"]) if match["y"] else None
    found = _on(year, month, int(match["d"]), published)
    return (found, "dateline") if found and 0 <= (published - found).days <= _FAR else (published, "published")


def is_dateline(text: str, start: int) -> bool:
    """Whether a paragraph's first sentence opens with a dateline."""
    return bool(_DATELINE.search(text, start, start + 60)) and text[start : start + 1] in "（【["


def day_in(text: str, start: int, end: int, today: date | None, before: date | None) -> Day | None:
    """The day named last in a stretch of folded text. ``before`` is the day that 当天 goes back to."""
    found: Day | None = None
    for match in _WORDS.finditer(text, start, end):
        day = _read(match, today, before)
        if day is not None and not (found and day.iso.startswith("<=")):
            found = day
    return found


def _read(match: re.Match[str], today: date | None, before: date | None) -> Day | None:
    if match["full"]:
        return _dated(match, int(match["y"]), int(match["m"]), match["d"], "date")
    if today is None:
        return None
    if match["near"]:
        return _near(match, today)
    if match["d7"]:
        own = _on(None, None, int(match["d7"]), today + timedelta(days=1))
        return Day(own.isoformat(), "day in brackets", match[0]) if own else None
    if match["w"]:
        return _weekday(match, today)
    if match["m2"]:
        back = {"去年": 1, "前年": 2}.get(match["year"] or "", 0)
        year = today.year - back if match["year"] else None
        return _month_day(match, year, today)
    if match["which"]:
        return _of_month(match, today)
    if match["d5"]:
        found = _on(None, None, int(match["d5"]), today)
        return Day(found.isoformat(), "day of month", match[0]) if found else None
    if match["same"]:
        return Day(before.isoformat(), "same day", match[0]) if before else None
    return Day(f"<={today.isoformat()}", "not later than", match[0])


def _dated(match: re.Match[str], year: int, month: int, day: str | None, rule: str) -> Day | None:
    if day is None:
        return Day(f"{year:04}-{month:02}", rule, match[0]) if 1 <= month <= 12 else None
    made = _made(year, month, int(day))
    return Day(made.isoformat(), rule, match[0]) if made else None


def _near(match: re.Match[str], today: date) -> Day | None:
    """今天, 昨天, 前天; a day in brackets behind it decides."""
    if match["d3"]:
        month = int(match["m3"]) if match["m3"] else None
        own = _on(None, month, int(match["d3"]), today + timedelta(days=1))
        return Day(own.isoformat(), "day in brackets", match[0]) if own else None
    return Day((today - timedelta(days=_AGO[match["near"]])).isoformat(), "day before today", match[0])


def _weekday(match: re.Match[str], today: date) -> Day | None:
    if match["d6"]:
        own = _on(None, int(match["m6"]) if match["m6"] else None, int(match["d6"]), today)
        return Day(own.isoformat(), "day in brackets", match[0]) if own else None
    wanted, relative = _WEEK[match["w"]], match["rel"] or ""
    monday = today - timedelta(days=today.weekday())
    if relative.startswith("上"):
        day = monday - timedelta(days=7 - wanted)
    else:
        day = today - timedelta(days=(today.weekday() - wanted) % 7)
        if relative and day < monday:
            return None  # 本周五 read on a Tuesday is a day to come
    return Day(day.isoformat(), "day of the week", match[0])


def _month_day(match: re.Match[str], year: int | None, today: date) -> Day | None:
    month = int(match["m2"])
    if not 1 <= month <= 12:
        return None
    if match["d2"] is None:
        near = year if year is not None else (today.year if month <= today.month else today.year - 1)
        future = year == today.year and month > today.month
        return None if future else Day(f"{near:04}-{month:02}", "month", match[0])
    found = _on(year, month, int(match["d2"]), today)
    return Day(found.isoformat(), "date", match[0]) if found else None


def _of_month(match: re.Match[str], today: date) -> Day | None:
    first = today.replace(day=1)
    if match["which"] != "本月":
        first = (first - timedelta(days=1)).replace(day=1)
    if match["d4"] is None:
        return Day(f"{first.year:04}-{first.month:02}", "month", match[0]) if match["which"] != "本月" else None
    made = _made(first.year, first.month, int(match["d4"]))
    return Day(made.isoformat(), "day of month", match[0]) if made and made <= today else None


def _on(year: int | None, month: int | None, day: int, today: date) -> date | None:
    """The last such day that is not after ``today``; of a bare day, only a near one."""
    if year is not None:
        made = _made(year, month or today.month, day)
        return made if made and made <= today else None
    if month is not None:
        made = _made(today.year, month, day)
        if made and made > today:
            made = _made(today.year - 1, month, day)
            return made if made and (today - made).days < 300 else None  # 12月25日 read in November is to come
        return made
    made = _made(today.year, today.month, day)
    if made is None or made > today:
        last = today.replace(day=1) - timedelta(days=1)
        made = _made(last.year, last.month, day)
    return made if made and (today - made).days <= _FAR else None


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
