"""Enumerations: 一是…二是…, 第一，…, 其一，…, 首先…其次…, in one paragraph or one paragraph each."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cunzhao.said.zh.layout import QUOTED, SPOKEN, Layout

_DIGITS = "一二三四五六七八九十"
_WORDS = {"首先": 1, "其次": 2, "再次": 3, "再者": 3, "最后": 0}
_MARKER = re.compile(
    rf"(?:^|(?<=[。；：，、！？\n\s{SPOKEN}]))(?:([{_DIGITS}])(?:是(?!否)|要(?=[^，]))|第([{_DIGITS}])(?:个?是|点是?|[，、：:]|，)|其([{_DIGITS}])[，、是]|"
    rf"(首先|其次|再次|再者|最后)(?:是|[，、])|（([{_DIGITS}]|\d)）|(?:([1-9])[.、．](?!\d)))"
)


def markers(page: Layout, start: int, end: int) -> list[tuple[int, int]]:
    """The markers of a list in a stretch, as (number, where), counting up from one without a gap."""
    row: list[tuple[int, int]] = []
    for match in _MARKER.finditer(page.text, start, end):
        if page.masked[match.start()] == QUOTED:
            continue
        number = _number(match.groups()) or (len(row) + 1 if len(row) > 1 else 0)
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
    return ((start, start + len(before)) if len(before) > 5 else None), items


def following(page: Layout, paragraph: int) -> list[int]:
    """The paragraphs behind this one that are items of a list, 一 first."""
    items: list[int] = []
    for i in range(paragraph + 1, len(page.paragraphs)):
        if opens_item(page, i) != len(items) + 1:
            break
        items.append(i)
    return items if len(items) > 1 or (items and len(markers(page, *page.paragraphs[items[0]])) > 1) else []
