"""Enumerations: 一是…二是…, 第一，…, 其一，…, 首先…其次…, in one paragraph or one paragraph each."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cunzhao.said.zh.layout import QUOTED, SPOKEN, Layout

_DIGITS = "一二三四五六七八九十"
_WORDS = {"首先": 1, "其次": 2, "再次": 3, "再者": 3}
_MARKER = re.compile(
    rf"(?:^|(?<=[。；：，、！？\n\s{SPOKEN}]))(?:([{_DIGITS}])(?:是(?!否)|要(?=[^，]))|第([{_DIGITS}])(?:个?是|点是?|[，、：:]|，)|其([{_DIGITS}])[，、是]|"
    rf"(首先|其次|再次|再者)(?:是|[，、])|（([{_DIGITS}]|\d)）|(?:([1-9])[.、．](?!\d)))"
)
_LEAD = re.compile(
    rf"(?:[{_DIGITS}两几多\d]+(?:个)?(?:点|方面|项|条|大|层|步|个)|如下|以下|建议|主张|意见|要求|看法|倡议|方案|原则|措施|希望|理由|原因|下列|包括)[^，。]{{0,12}}[：:]?$"
)


def markers(page: Layout, start: int, end: int) -> list[tuple[int, int]]:
    """The markers of a list in a stretch, as (number, where), counting up from one without a gap."""
    row: list[tuple[int, int]] = []
    for match in _MARKER.finditer(page.text, start, end):
        if page.masked[match.start()] == QUOTED:
            continue
        number = _number(match.groups())
        if number == len(row) + 1:
            row.append((number, match.start()))
    return row


def opens_item(page: Layout, paragraph: int) -> int | None:
    """The number of the marker that a paragraph opens with."""
    start, end = page.paragraphs[paragraph]
    match = _MARKER.match(page.text, start, min(end, start + 6))
    return _number(match.groups()) if match and page.text[match.end() - 1 : match.end() + 1] != "条" else None


def _number(groups: Iterable[str | None]) -> int:
    found = next(g for g in groups if g)
    if found in _WORDS:
        return _WORDS[found]
    return int(found) if found.isdigit() else _DIGITS.index(found) + 1


def split(page: Layout, start: int, end: int) -> tuple[tuple[int, int] | None, list[tuple[int, int]]]:
    """What stands before a list (None when it only announces it), and its items; no items when there is no list."""
    row = markers(page, start, end)
    if len(row) < 2:
        return (start, end), []
    places = [at for _, at in row]
    items = [(a, b) for a, b in zip(places, [*places[1:], end], strict=True)]
    before = page.text[start : places[0]].rstrip("，,。：: \n")
    lead = (start, start + len(before)) if len(before) > 5 and not _announces(before) else None
    return lead, items


def _announces(before: str) -> bool:
    clause = re.split("[，。；]", before)[-1]
    return len(clause) == len(before) and bool(_LEAD.search(before))


def following(page: Layout, paragraph: int) -> list[int]:
    """The paragraphs behind this one that are items of a list, 一 first."""
    items: list[int] = []
    for i in range(paragraph + 1, len(page.paragraphs)):
        if opens_item(page, i) != len(items) + 1:
            break
        items.append(i)
    return items if len(items) > 1 else []
