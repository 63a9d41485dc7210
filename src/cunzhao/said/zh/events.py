"""When, where and on what occasion: from the words beside a cue, and from the meeting that the article is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

from cunzhao.said.context import Context
from cunzhao.said.zh.layout import Layout
from cunzhao.said.zh.names import People
from cunzhao.said.zh.speakers import Attribution, Speaker
from cunzhao.said.zh.stops import TIME
from cunzhao.said.zh.subject import clause_start
from cunzhao.said.zh.when import Day, anchor, day_in

_MEETING = re.compile(
    "主持|出席|会见|会晤|会谈|举行|召开|提问|座谈|参加|发表讲话|发表演讲|致辞|视察|考察|受访|接受|通话|通电话|记者会|发布会|回答|集会|演讲|调研|发表[^，。]{0,6}(?:声明|公报)"
)
_AT_IT = re.compile(
    "会上|与会|致辞|会谈[时中]|会见[时中]|发布会|记者会|会议(?:指出|强调|认为|要求)|会后|受访|采访|座谈|^.{0,12}(?:声明|公报)"
)
_PLACE = re.compile(
    r"(?<![存现实潜正所])[在于]([\u3400-\u9fff]{2,8}?)"
    r"(?=主持|出席|参加|举行|召开|发表|会见|同[\u3400-\u9fff]|与[\u3400-\u9fff]|接受|会晤|考察|视察|说|表示|对记者|对媒体|宣布)"
)
_NO_PLACE = re.compile("[上中下时后前内里会间际]$|会|采访|访问|此|谈|节目|报告|声明|讲话|发|今|昨|周|日|月")
_KINDS = (
    "会议|对话|论坛|峰会|发布会|记者会|座谈会|会谈|仪式|大会|年会|研讨会|圆桌会|说明会|听证会|辩论会|答问会|招待会|"
)
_KINDS += "见面会|集会|博览会|高峰会|理事会|茶叙|晚宴|典礼"
_OCCASION = re.compile(
    rf"(?:主持|出席|参加|举行|召开|[在于])(?:了|完)?(?P<what>[^，。；：、]{{2,36}}?(?:{_KINDS}))(?=[上中时后期，。；：]|会上|间|表|说|指|致|发|并|$|\ue001)"
)


class Said(Protocol):
    """What is asked of a statement here: see ``reading.Found``."""

    @property
    def start(self) -> int: ...
    @property
    def speaker(self) -> Speaker: ...
    @property
    def said(self) -> Attribution | None: ...


@dataclass(frozen=True, slots=True)
class Setting:
    """Where, when and at what something was said; ``why`` is the rule and the words for the day."""

    day: str | None = None
    why: str | None = None
    place: str | None = None
    occasion: str | None = None


@dataclass(slots=True)
class Meeting:
    """An event that the article reports, with who took part."""

    setting: Setting
    people: set[str] = field(default_factory=set)


def settings_of(page: Layout, context: Context, found: Sequence[Said], people: People) -> list[Setting]:
    """One setting for each statement, in the same order."""
    today, base = anchor(page.text, context)
    meetings = _Meetings(page, people, today, found)
    carried: dict[str, Setting] = {}
    made: list[Setting] = []
    last: tuple[int, str, Setting] | None = None
    for statement in found:
        meetings.read_until(page.sentence_at(statement.start))
        own = _own(page, statement, today, meetings.before)
        name, index = (
            statement.speaker.name,
            page.sentence_at(statement.said.cue.start if statement.said else statement.start),
        )
        if own.day is None and last and last[0] == index and last[1] == name:
            own = _filled(own, last[2])
        own = _filled(own, _again(carried.get(name)))
        own = _filled(own, meetings.setting_for(statement, name))
        if own.day and len(own.day) == 10 and not own.day.startswith("<"):
            carried[name] = own
            meetings.before = date.fromisoformat(own.day)
        last = (index, name, own)
        made.append(replace(own, why=f"{own.why} ({base})") if own.why and own.day else own)
    return made


def _filled(own: Setting, other: Setting | None) -> Setting:
    """The own setting, with what it lacks from another."""
    if other is None:
        return own
    day, why = (own.day, own.why) if own.day else (other.day, other.why)
    return Setting(day, why, own.place or other.place, own.occasion or other.occasion)


def _again(setting: Setting | None) -> Setting | None:
    return (
        replace(setting, why=f"same speaker, {setting.why}")
        if setting and setting.why and "same speaker" not in setting.why
        else setting
    )


def _own(page: Layout, statement: Said, today: date | None, before: date | None) -> Setting:
    """What the words between the subject and the cue say, and a clause of time that opens the sentence."""
    said = statement.said
    if said is None:
        return Setting()
    start = max(page.sentences[said.sentence].start, said.back.end if said.back else 0)
    clause, end = said.clause, said.cue.start
    if start <= statement.speaker.start < end:
        clause = min(clause, clause_start(page.masked, statement.speaker.start, start))
    day = day_in(page.text, clause, end, today, before)
    opening = _opening(page, start, clause)
    if day is None and opening is not None:
        day = day_in(page.text, start, opening, today, before)
    return _setting(page, day, start if opening is not None else clause, end)


def _opening(page: Layout, start: int, clause: int) -> int | None:
    """The end of a first clause that only tells the time or the occasion: 9日，… and 在11月4日召开的会议上，…"""
    while start < clause and page.masked[start] in "，, ":
        start += 1
    if clause <= start:
        return None
    first = min((i for i in (page.masked.find(mark, start, clause) for mark in "，,") if i >= 0), default=-1)
    if first < 0 or first + 1 != clause:
        return None
    words = page.masked[start:first]
    timed = (len(words) <= 14 and TIME.match(words.lstrip("在于就")) is not None) or (
        words[0] in "在于" and words[-1] in "上中时后间会前"
    )
    return first if timed else None


def _setting(page: Layout, day: Day | None, start: int, end: int) -> Setting:
    stretch = page.masked[start:end]
    place = _place(page, start, end)
    what = _OCCASION.search(stretch)
    occasion = page.text[start + what.start("what") : start + what.end("what")] if what else None
    if occasion is not None:
        occasion = re.sub(
            r"^.*(?:[日天]|召开的|举行的|举办的|主持|出席|参加|举行|召开)(?=[\u3400-\u9fff]{3})", "", occasion
        )
    return Setting(day.iso if day else None, day.why if day else None, place, occasion)


def _place(page: Layout, start: int, end: int) -> str | None:
    match = _PLACE.search(page.masked, start, end)
    return match[1] if match and not _NO_PLACE.search(match[1]) else None


class _Meetings:
    """Reads the sentences that hold no statement, one after another, for the events that they tell of."""

    def __init__(self, page: Layout, people: People, today: date | None, found: Sequence[Said]) -> None:
        self.page = page
        self.people = people
        self.today = today
        self.before: date | None = None
        self.current: Meeting | None = None
        self._read = 0
        self._inside = {page.sentence_at(f.start) for f in found}
        self._cues: dict[int, int] = {}
        for f in found:
            if f.said:
                self._cues.setdefault(f.said.sentence, f.said.cue.start)

    def read_until(self, index: int) -> None:
        """Takes in the sentences up to this one."""
        for i in range(self._read, min(index + 1, len(self.page.sentences))):
            sentence = self.page.sentences[i]
            cue = self._cues.get(i)
            self._take(sentence.start, sentence.end if cue is None else cue, i in self._inside and cue is None)
        self._read = max(self._read, index + 1)

    def _take(self, start: int, end: int, speaks: bool) -> None:
        masked = self.page.masked
        meeting = _MEETING.search(masked, start, end)
        if meeting is None:
            return
        names = {n for n in self.people.titles if masked.find(n, start, end) >= 0}
        day = None if speaks else self._day(start, meeting.start())
        if day is not None and len(day.iso) == 10:
            self.before = date.fromisoformat(day.iso)
            self.current = Meeting(_setting(self.page, day, start, end), names)
        elif self.current is not None and not speaks:
            self.current.people |= names

    def _day(self, start: int, at: int) -> Day | None:
        """The day of the clause that tells of the meeting, or the one that the sentence opens with."""
        clause = clause_start(self.page.masked, at, start)
        day = day_in(self.page.text, clause, at, self.today, self.before)
        opening = _opening(self.page, start, clause)
        return day or (day_in(self.page.text, start, opening, self.today, self.before) if opening else None)

    def setting_for(self, statement: Said, name: str) -> Setting | None:
        """The event's setting, if the speaker took part in it."""
        if self.current is None:
            return None
        if name in self.current.people:
            return self.current.setting
        said = statement.said
        if said and _AT_IT.search(self.page.masked, max(0, said.clause - 12), said.cue.start):
            return self.current.setting
        return None
