"""The people whom an article names: titles told from names, and short names led back to the full one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from cunzhao.said.zh.layout import ASIDE, Layout
from cunzhao.said.zh.stops import STOPS
from cunzhao.said.zh.tables import COMMON, COMPOUND, FORMS, NOT_TITLED, SOUNDS, SURNAMES, TITLES, either

_TITLE = re.compile(f"{either(TITLES)}(?![{NOT_TITLED}])")
_LATIN = re.compile(r"[A-Z][\w.'’\-]*(?: (?:[a-z]{1,4} )?[A-Z][\w.'’\-]*){0,4}$")
_HAN = re.compile(r"[\u3400-\u9fff·\-]{2,20}")
_BY_SUFFIX = re.compile(
    r"([\u3400-\u9fff]{1,16}?[员师家长官手匠])([\u3400-\u9fff]{2,3}|[\u3400-\u9fff]{1,6}·[\u3400-\u9fff·]{1,12})"
)
_RUN = re.compile(
    r"[·\s]?([\u3400-\u9fff]{1,8}(?:[·\-][\u3400-\u9fff]{1,8}){0,4}|[A-Z][\w.'’\-]*(?: [A-Z][\w.'’\-]*){0,3})"
)
_OF_ONE = frozenset(
    ["教授", "博士", "医师", "医生", "律师", "老师", "先生", "女士", "局长", "院长", "校长", "科长"]
)  # forms that countries do not have
_NO_NAME_END = "学系科组队网店府院部局处署社会党团军队司国省市州县区媒方们等人者所厅"
_LONGEST = 6  # characters of a transliterated name without a dot; 斯里维迪亚诺 has six
_MOST_TITLES = 500  # titles looked at; each costs a few looks through the text
_MOST = 80  # people of one article; no real one names more that speak


@dataclass(frozen=True, slots=True)
class Named:
    """A subject taken apart: where its name stands (all of it, when it has none), and the title before the name."""

    start: int
    end: int
    title: str | None
    person: bool


@dataclass(slots=True)
class People:
    """Full names with the title first seen beside each, and where they are mentioned."""

    titles: dict[str, str | None] = field(default_factory=dict)
    full_of: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, title: str | None) -> None:
        """Notes a name; the first title stays."""
        if len(self.titles) < _MOST or name in self.titles:
            self.titles[name] = self.titles.get(name) or title
            self.full_of.clear()

    def full(self, name: str) -> str:
        """The fullest name in the article that this one is a part of."""
        found = self.full_of.get(name)
        if found is None:
            self.full_of[name] = found = max((n for n in self.titles if _part_of(name, n)), key=len, default=name)
        return found

    def knows(self, name: str) -> bool:
        """True when the name, or a fuller one, was seen beside a title."""
        return self.full(name) in self.titles

    def title_of(self, name: str) -> str | None:
        """The title of a full or short name."""
        return self.titles.get(name) or self.titles.get(self.full(name))


def _part_of(short: str, full: str) -> bool:
    """马杜罗 of 尼古拉斯·马杜罗, 高市 of 高市早苗, Davis of Alicia Davis; never a single character."""
    if short == full:
        return True
    if len(short) < 2 or len(short) >= len(full):
        return False
    if full.endswith(short):
        return full[-len(short) - 1] in "·- " or len(short) > 2
    if not full.startswith(short):
        return False
    return (
        full[len(short)] in "· " or (len(short) == 2 and len(full) <= 4 and short[0] not in SURNAMES) or len(full) == 4
    )


def is_chinese_name(s: str) -> bool:
    """Two or three characters after a surname, or a compound surname with one or two."""
    if s[:2] in COMPOUND:
        return 3 <= len(s) <= 4
    return 2 <= len(s) <= 3 and s[0] in SURNAMES and s[-1] not in _NO_NAME_END


def is_name(s: str) -> bool:
    """Could this be the whole name of a person, given that a title stands before it?"""
    s = s.strip("· ")
    if _LATIN.fullmatch(s):
        return True
    if 2 <= len(s) <= 3 and s[0] in SURNAMES and _HAN.fullmatch(s) and not _TITLE.search(s):
        return True
    if not _HAN.fullmatch(s) or s[-1] in _NO_NAME_END or _TITLE.search(s):
        return False
    return "·" in s or "-" in s or len(s) <= _LONGEST


def parted(text: str, start: int, end: int, people: People) -> Named:
    """A subject taken apart: 国务院总理李强 into the title and the name. A subject without a name stays whole."""
    subject = text[start:end]
    tail = next((f for f in FORMS if subject.endswith(f) and is_name(subject[-len(f) - 3 : -len(f)])), None)
    if tail and any(s < len(subject) - len(tail) for s in _splits(subject)):
        end -= len(tail)
        subject = text[start:end]
    for split in _splits(subject):
        name = subject[split:]
        skip = len(name) - len(name.lstrip("· ,，、"))
        if is_name(name[skip:]) and (_last_title(subject[:split]) not in COMMON or likely_name(name[skip:])):
            return Named(start + split + skip, end, subject[:split], True)
    suffix = _BY_SUFFIX.fullmatch(subject)
    if suffix and (is_chinese_name(suffix[2]) or "·" in suffix[2]):
        return Named(start + suffix.start(2), end, suffix[1], True)
    form = next((f for f in FORMS if subject.endswith(f)), None)
    if form and _addressed(subject[: -len(form)]):
        return Named(start, end - len(form), form, True)
    whole = subject[-len(form) - 3 : -len(form)] if form else ""
    if form in _OF_ONE and len(whole) == 3 and is_chinese_name(whole) and not all(ch in SOUNDS for ch in whole):
        return Named(end - len(form) - 3, end - len(form), form, True)
    latin = _LATIN.search(subject)
    if latin and latin.start() and " " in latin[0]:
        return Named(start + latin.start(), end, subject[: latin.start()], True)
    known = _known_end(subject, people)
    if known:
        return Named(end - len(known), end, subject[: -len(known)] or None, True)
    return Named(start, end, None, is_person(subject, people))


def _last_title(before: str) -> str:
    return next((t for t in TITLES if before.endswith(t)), "")


def likely_name(s: str) -> bool:
    """Whether a word looks like a name by its characters alone."""
    return is_chinese_name(s) or "·" in s or s.isascii() or all(ch in SOUNDS for ch in s)


@lru_cache(maxsize=4096)
def _splits(subject: str) -> tuple[int, ...]:
    """Where a title ends, from the right."""
    return tuple(reversed([m.end() for m in _TITLE.finditer(subject) if m.end() < len(subject)]))


def _known_end(subject: str, people: People) -> str | None:
    """The known full name that a subject ends in, with something before it that is no other name."""
    ends = [n for n in people.titles if len(n) > 1 and len(n) < len(subject) and subject.endswith(n)]
    return max(ends, key=len, default=None)


def _addressed(name: str) -> bool:
    """A whole name before a form of address: 徐祥明 of 徐祥明局长; not the 李 of 李女士."""
    if len(name) < 2 or not is_name(name):
        return False
    return likely_name(name)


def is_person(subject: str, people: People) -> bool:
    """Whether a subject without a title is somebody's name."""
    if people.knows(subject) or is_chinese_name(subject) or "·" in subject:
        return True
    return (bool(_LATIN.fullmatch(subject)) and " " in subject) or _formal(subject) is not None


def _formal(subject: str) -> str | None:
    """The name before a form of address: 王 of 王先生."""
    for form in FORMS:
        if subject.endswith(form) and 1 <= len(subject) - len(form) <= 3:
            return subject[: -len(form)]
    return None


def formal_full(subject: str, people: People) -> str:
    """王教授 led back to the one person of that surname; itself when there is none or more than one."""
    name = _formal(subject)
    if name is None:
        return subject
    fits = [n for n in people.titles if n.startswith(name) or n.endswith(name)]
    return fits[0] if len(fits) == 1 else subject


def people_in(page: Layout) -> People:
    """Everybody whom the text names right behind a title, once."""
    people = People()
    for match in islice(_TITLE.finditer(page.masked), _MOST_TITLES):
        run = _RUN.match(page.masked, match.end())
        if run is None or run.end() - match.end() > 40:
            continue
        name = _first_name(page, match[0], run[1], run.end())
        if name:
            people.add(name, _title_before(page.masked, match.start(), match.end()))
    return people


def _first_name(page: Layout, title: str, run: str, end: int) -> str | None:
    """The name that a run of characters behind a title begins with; None when none can be told."""
    whole = page.masked[end : end + 1]
    cut = _until_stop(run)
    if not cut or _TITLE.match(cut):
        return None
    if whole == ASIDE and cut == run and page.text[end + 1].isascii() and page.text[end + 1].isalpha() and is_name(cut):
        return cut  # a gloss stands right behind it: the run is the name
    if "·" in cut or cut.isascii():
        return cut if is_name(cut) else None
    sounds = next((i for i, ch in enumerate(cut) if ch not in SOUNDS), len(cut))
    if (
        len(cut) >= 3
        and sounds < 4
        and is_chinese_name(cut[:3])
        and page.text.count(cut[:3]) >= page.text.count(cut[:2]) - 1
    ):
        return cut[:3]
    for length in range(min(len(cut), _LONGEST), 1, -1):
        likely = length <= sounds or is_chinese_name(cut[:length]) or (title not in COMMON and length > 2)
        if likely and page.text.count(cut[:length]) > 1 and is_name(cut[:length]):
            return cut[:length]
    short = cut if (len(cut) <= 4 and cut != run) or len(cut) <= 3 else ""
    return short if (len(short) <= sounds or is_chinese_name(short)) and is_name(short) else None


def _until_stop(run: str) -> str:
    """The run up to its first stop; empty when it opens with one. Single characters may be those of a name (于, 向)."""
    for match in STOPS.finditer(run):
        begin = match.start()
        if (
            match.lastgroup == "keep"
            or within_sounds(run, begin, match.end())
            or (begin < 2 and match.end() - begin == 1 and run[0] in SURNAMES)
        ):
            continue
        return run[:begin] if begin > 1 else ""
    return "" if run[-1] in "地了的着过" else run


def within_sounds(text: str, start: int, end: int) -> bool:
    """Whether a stop of one character stands inside a transliterated name (the 比 of 西比哈)."""
    if end - start != 1 or start == 0 or end >= len(text) or text[start] == "于":
        return False
    return text[start] in SOUNDS and text[start - 1] in SOUNDS and text[end] in SOUNDS


def _title_before(masked: str, start: int, end: int) -> str:
    """The whole title: from the last stop or mark before it (中国国务委员兼外长)."""
    begin = max(0, start - 24)
    cut = begin
    for match in re.finditer(r"[^\u3400-\u9fffA-Za-z0-9]", masked[begin:start]):
        cut = begin + match.end()
    for match in STOPS.finditer(masked, cut, start):
        if match.lastgroup == "stop":
            cut = match.end()
    return masked[cut:end].lstrip("与和同跟及兼")
