"""Who the subject of a cue is: the noun before it, in the same clause or, when it has none, in one before."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cunzhao.said.zh.layout import ASIDE, PAUSES, QUOTED, SPOKEN
from cunzhao.said.zh.names import is_chinese_name, within_sounds
from cunzhao.said.zh.stops import LEADS, MEET, STOP_WORDS, STOPS, TIME
from cunzhao.said.zh.tables import NOT_TITLED, PRONOUNS, SURNAMES, TITLES, UNNAMED

LONGEST = 60  # characters of a subject with its titles; the longest seen has 44
_BOUND = re.compile(f"[{PAUSES}。！？!?\n{SPOKEN}—]")
_ADVERBIAL_END = re.compile(
    r"(?:时候?|之?后|之?前|之际|期间|当中|过程中|[会议谈书章信函稿文话辞站网台目案件节告明答访问]中|[会台网博站]上|里|之下|方面看)$"
)
_ADVERBIAL_HEAD = re.compile(r".{1,40}?(?:时|之际|期间|会上|后|过程中)(?![任代间])")
_TITLE_END = re.compile(f"(?:{'|'.join(TITLES)}).$")
_PRONOUN = re.compile(f"(?:{'|'.join(PRONOUNS)})$|[该这][名位个]?[^，。的]{{1,12}}$")
_NAMED_END = re.compile(f"(?:{'|'.join(TITLES)})[^{NOT_TITLED}，。]{{2,8}}$")
# A title with its name right before the cue or before an adverb.
_ANY_STOP = re.sub(r"\?P<\w+>", "?:", STOPS.pattern)
_TITLE_NAME = re.compile(
    f"(?:{'|'.join(TITLES)})([\u3400-\u9fff]{{2,4}}|[\u3400-\u9fff·]{{3,12}}|[A-Z][\\w.'· -]{{2,30}})(?=$|{_ANY_STOP})"
)
# Papers whose names are verbs as well: 回应还强调.
_PAPER_HEAD = re.compile("(?:声明|公告|通报|公报|回应|答复)(?=[还也又并则中里]|$|同时|特别|进一步|最后)")
_MANNER = re.compile(
    r"(?:一脸[\u3400-\u9fff]{2,4}地?|(?:哽咽|微笑|叹息|哭泣|流泪|颤抖|苦笑|感慨|激动|[\u3400-\u9fff])[着著](?:[\u3400-\u9fff]{1,2})?|[\u3400-\u9fff]{2}地|[这那]么|[这那]样)$"
)
_TITLE_LAST = re.compile(f"(?:{'|'.join(TITLES)}|[\u3400-\u9fff]{{2}}[员师家长官手])$")
_SOMEBODY = re.compile(f"(?:[一两三几数多某]|\\d+)[名位个][^，。]{{0,24}}?(?:{'|'.join(UNNAMED)})")
_OBJECT = frozenset("对向给跟与同和于在被让把因为就")
_PLAIN_PRONOUN = re.compile("[他她它][们]?(?!国|人|乡|方|杀)")
_ROLE_END = re.compile(f"(?:{'|'.join((*UNNAMED, *TITLES))})$")


@dataclass(frozen=True, slots=True)
class Subject:
    """Where the noun stands. ``relayed``: 据 stands before it. ``guessed``: the clause opens with something else, and the
    noun may be a part of that.
    """

    start: int
    end: int
    relayed: bool = False
    guessed: bool = False


def clause_start(masked: str, at: int, floor: int) -> int:
    """Where the clause that holds this character begins; never before ``floor``, never more than 160 characters back."""
    begin = max(floor, at - 160)
    last = begin
    for match in _BOUND.finditer(masked, begin, at):
        last = match.end()
    return last


def subjects_in(masked: str, start: int, end: int) -> list[Subject]:
    """The subject read from the left, and the noun that stands last: two readings of a clause without a cue."""
    last = _from_the_right(masked, start, end)
    first = subject_in(masked, start, end)
    return [s for s in (first, Subject(*last, guessed=True) if last else None) if s is not None]


def subject_in(masked: str, start: int, end: int) -> Subject | None:
    """The subject of a clause that reaches from ``start`` to its cue at ``end``."""
    lead = LEADS.match(masked, start, end)
    relayed = lead is not None and "据" in lead[0]
    begin = _past_times(masked, lead.end() if lead else start, end)
    paper = _PAPER_HEAD.match(masked, begin, end)
    if paper:
        return Subject(begin, paper.end(), relayed)
    pronoun = _PLAIN_PRONOUN.match(masked, begin, end)
    if pronoun:
        return Subject(begin, pronoun.end(), relayed)
    stop = _past_own_stops(masked, begin, _first_stop(masked, begin, end), end)
    seated = masked[stop - 1 : stop + 1] in (
        "位于",
        "设于",
        "设在",
        "驻在",
    )  # 总部位于…的某会: the seat is not the speaker
    found = None if seated else _trimmed(masked, begin, stop)
    if found is None and is_chinese_name(masked[begin:end]):
        found = (begin, end)
    if found is not None:
        return Subject(*found, relayed)
    last = _from_the_right(masked, begin, end)
    return Subject(*last, relayed, guessed=True) if last else None


def _past_times(masked: str, start: int, end: int) -> int:
    """Behind the days and connectives that a clause opens with."""
    while True:
        match = TIME.match(masked, start, end) or LEADS.match(masked, start, end)
        if match is None or match.end() == start or match.end() >= end:
            return start
        start = match.end()


def _past_own_stops(masked: str, start: int, stop: int, end: int) -> int:
    """Behind a title with a name, where the stop was a part of that title (极地考察办公室主任李某)."""
    before = masked[start:stop]
    if stop >= end or not before or is_chinese_name(before) or _NAMED_END.search(before):
        return stop
    match = _TITLE_NAME.search(masked, stop, end)
    if match is None or STOP_WORDS.match(masked, stop, end):
        return stop
    return match.end(1)


def _first_stop(masked: str, start: int, end: int) -> int:
    some = _SOMEBODY.match(masked, start, end)
    floor = some.end() if some else start
    for match in STOPS.finditer(masked, start, end):
        if match.lastgroup == "keep" or match.start() < floor or _inside_name(masked[start : match.start()]):
            continue
        if within_sounds(masked, match.start(), match.end()):
            continue
        if match[0] in SURNAMES and _begins_name(masked, start, match.start(), end):
            continue
        if match.lastgroup == "along" and not MEET.search(masked, match.end(), end):
            continue
        return match.start()
    return end


def _begins_name(masked: str, start: int, at: int, end: int) -> bool:
    """Whether the surname at ``at`` begins a name: a title before it, one or two characters and an end behind it (主任于晴)."""
    if at - start < 2 or not _TITLE_LAST.search(masked, max(start, at - 8), at):
        return False
    return any(at + n == end or (at + n < end and STOPS.match(masked, at + n, end)) for n in (2, 3))


def _inside_name(before: str) -> bool:
    """After a lone surname no stop is one: the 在 of 李在明, with a title before it or without."""
    if len(before) == 1:
        return before not in "他她它其我你您"
    return before[-1:] not in NOT_TITLED and bool(_TITLE_END.search(before)) and not _ROLE_END.search(before)


def _trimmed(masked: str, start: int, end: int) -> tuple[int, int] | None:
    """The noun without asides and marks at its ends; None when that leaves none."""
    while start < end and masked[start] in f" 、—-·{ASIDE}{SPOKEN}*":
        start += 1
    while start < end and masked[end - 1] in f" 、—-·{ASIDE}*":
        end -= 1
    manner = _MANNER.search(masked, start + 2, end) if start + 2 < end else None
    end = manner.start() if manner else end
    while end > start and masked[end - 1] == ASIDE:
        end -= 1
    noun = masked[start:end]
    single = noun in "他她它其"
    if not noun or (len(noun) < 2 and not single) or len(noun) > LONGEST or _ADVERBIAL_END.search(noun):
        return None
    if noun.endswith("的") or noun.strip(QUOTED)[:1] == QUOTED:
        return None
    return start, end


def _from_the_right(masked: str, start: int, end: int) -> tuple[int, int] | None:
    """The noun right before the cue, when the clause opens with something else (已登记为选民的会计师王某则说)."""
    free_end, gaps = end, []
    for match in reversed([m for m in STOPS.finditer(masked, start, end) if m.lastgroup == "stop"]):
        if match.end() < free_end:
            gaps.append((match.end(), free_end))
            break
        free_end = match.start()
    if not gaps:
        return None
    left, right = gaps[0]
    behind = masked[left - 1]
    head = _ADVERBIAL_HEAD.match(masked, left, right)
    if head and right - head.end() >= 2:
        left = head.end()
    of = masked.rfind("的", left, right)
    if of >= 0 and right - of > 2 and not _ROLE_END.fullmatch(masked[of + 1 : right]):
        left = of + 1
    elif head is None and behind in _OBJECT:
        return None  # 对居民说: whom it was said to
    return _trimmed(masked, left, right)


def is_pronoun(noun: str) -> bool:
    """他, 她, 该发言人, 这位教授."""
    return bool(_PRONOUN.match(noun))
