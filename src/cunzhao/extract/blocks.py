"""Chosen lines and figures as the blocks of an article."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from lxml.html import HtmlElement

from cunzhao.extract.addresses import absolute
from cunzhao.extract.figures import Figure
from cunzhao.extract.lines import HEADINGS, Line
from cunzhao.types import Block, Link

_MAX_ROWS = 2_000
_Place = tuple[str, HtmlElement | None]


def blocks_of(lines: Sequence[Line], keep: Sequence[bool], figures: Sequence[Figure], base: str) -> tuple[Block, ...]:
    """The blocks in reading order. Lines of one list, quotation, table or code element become one block."""
    pictures = {figure.at: figure for figure in figures}
    captions = {j for figure in figures for j in figure.lines}
    chosen = [i for i in range(len(lines)) if i in pictures or (keep[i] and i not in captions and lines[i].text)]
    chosen = [i for i in chosen if i in pictures or lines[i].image is None]
    tables: dict[HtmlElement, bool] = {}
    places = {i: _place(lines[i], tables) for i in chosen if i not in pictures}
    layout = _layout([places[i] for i in places])
    blocks: list[Block] = []
    for (kind, element), group in groupby(chosen, key=lambda i: _key(i, places, layout)):
        numbers = list(group)
        if kind == "figure":
            blocks += [_figure_block(pictures[i]) for i in numbers]
        elif kind == "paragraph":
            blocks += [_line_block(lines[i], base) for i in numbers]
        else:
            assert element is not None
            blocks.append(_group_block(kind, element, [lines[i] for i in numbers], base))
    return tuple(blocks)


def _key(i: int, places: dict[int, _Place], layout: frozenset[HtmlElement]) -> _Place:
    if i not in places:
        return "figure", None
    kind, element = places[i]
    return ("paragraph", None) if element is None or element in layout else (kind, element)


def _place(line: Line, tables: dict[HtmlElement, bool]) -> _Place:
    """The outermost list, or the innermost table, quotation or code element, in which a line stands.

    ``tables`` remembers which tables hold data: to look through a whole table for each of its lines is quadratic.
    """
    found: _Place = ("paragraph", None)
    element = line.element
    while element is not None:
        tag = element.tag
        if tag == "pre":
            return "code", element
        if tag in ("td", "th") and found[0] == "paragraph":
            table = next(element.iterancestors("table"), None)
            if table is not None and table not in tables:
                tables[table] = _is_data(table)
            if table is not None and tables[table]:
                return "table", table
        if tag == "blockquote" and found[0] != "list":
            found = ("quotation", element)
        if tag in ("ul", "ol") and line.element.tag not in HEADINGS:
            found = ("list", element)
        element = element.getparent()
    return found


def _is_data(table: HtmlElement) -> bool:
    """Whether a table holds data; old pages lay out everything in tables."""
    if next(table.iterdescendants("table"), None) is not None:
        return False
    rows = [sum(1 for _ in row.iterchildren("td", "th")) for row in table.iter("tr")]
    if len(rows) < 2 or max(rows) < 2:
        return False
    return all(
        sum(1 for _ in cell.iter("p")) <= 3 and len("".join(cell.itertext())) < 1_500 for cell in table.iter("td", "th")
    )


def _layout(places: Sequence[_Place]) -> frozenset[HtmlElement]:
    """Lists and quotations that hold most of the article, or long stretches of it: they are layout."""
    counts: dict[HtmlElement, int] = {}
    for kind, element in places:
        if element is not None and kind in ("list", "quotation"):
            counts[element] = counts.get(element, 0) + 1
    crowded = {
        e
        for e in counts
        if e.tag in ("ul", "ol") and any(sum(1 for _ in li.iter("p")) > 3 for li in e.iterchildren("li"))
    }
    return frozenset(
        {e for e, n in counts.items() if n > 0.7 * len(places) and n > 3 and e.tag == "blockquote"} | crowded
    )


def _figure_block(figure: Figure) -> Block:
    return Block("figure", figure.caption, url=figure.url, credit=figure.credit)


def _line_block(line: Line, base: str) -> Block:
    links = _absolute(line.links, base)
    if line.element.tag in HEADINGS:
        return Block("heading", line.text, level=int(line.element.tag[1]), links=links)
    return Block("paragraph", line.text, links=links)


def _group_block(kind: str, element: HtmlElement, lines: Sequence[Line], base: str) -> Block:
    if kind == "table":
        rows = _rows(element)
        return Block("table", "\n".join(" | ".join(row) for row in rows), rows=rows)
    if kind == "list":
        items = [[*group] for _, group in groupby(lines, key=_item)]
        joined, links = _joined([line for item in items for line in item], base, _separators(items))
        texts = tuple(" ".join(line.text for line in item) for item in items)
        return Block("list", joined, level=int(element.tag == "ol"), items=texts, links=links)
    text, links = _joined(lines, base, ["\n"] * len(lines))
    return Block("code" if kind == "code" else "quotation", text, links=links)


def _item(line: Line) -> HtmlElement:
    element = line.element
    return element if element.tag == "li" else next(element.iterancestors("li"), element)


def _separators(items: Sequence[Sequence[Line]]) -> list[str]:
    """What follows each line: a space inside an item, a line break after it."""
    return [sep for item in items for sep in [" "] * (len(item) - 1) + ["\n"]]


def _joined(lines: Sequence[Line], base: str, separators: Sequence[str]) -> tuple[str, tuple[Link, ...]]:
    """Lines as one text, with their links' offsets moved along."""
    text, links = "", []
    for line, separator in zip(lines, separators, strict=True):
        links += [Link(k.start + len(text), k.end + len(text), k.url) for k in _absolute(line.links, base)]
        text += line.text + separator
    return text[:-1] if separators else text, tuple(links)


def _absolute(links: Sequence[Link], base: str) -> tuple[Link, ...]:
    """Links with absolute addresses; what leads nowhere on the web (``javascript:``, ``mailto:``, ``#top``) is left out."""
    joined = ((link, absolute(base, link.url)) for link in links)
    return tuple(Link(link.start, link.end, url) for link, url in joined if url)


def _rows(table: HtmlElement) -> tuple[tuple[str, ...], ...]:
    rows: list[tuple[str, ...]] = []
    for row in table.iter("tr"):
        cells = tuple(" ".join("".join(cell.itertext()).split()) for cell in row.iterchildren("td", "th"))
        if any(cells):
            rows.append(cells)
        if len(rows) >= _MAX_ROWS:
            break
    return tuple(rows)
