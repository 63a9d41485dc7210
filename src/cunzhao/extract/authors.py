"""Who signed an article: what the page says for machines, then its bylines; people apart from agencies and desks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cunzhao.extract.agencies import agency
from cunzhao.extract.jsonld import SelfDescription, text_of
from cunzhao.extract.lines import key_of
from cunzhao.extract.marks import BYLINE_WORDS, Mark
from cunzhao.extract.names import is_name, people
from cunzhao.extract.shown import Shown
from cunzhao.extract.surnames import NAME, is_chinese_name
from cunzhao.extract.vocabulary import words

_META = (
    "author", "article:author", "parsely-author", "sailthru.author", "byl", "dc.creator", "dcterms.creator",
    "dc:creator", "authors", "citation_author", "og:author", "og:article:author", "creator", "twitter:data1",
    "article:author_name", "shareaholic:article_author_name", "cxenseparse:author", "mediaid:author", "vr:author",
    "rbauthors", "dcsext.author",
)  # fmt: skip
_NOT_BYLINE = words(
    "comment comments bio biography related avatar image social share follow more box sidebar footer nav photo caption "
    "credit popular trending recommended promo teaser description"
)
_BY = re.compile(
    r"^[\W_]{0,3}(?:(?:(?:by|written\s+by|text\s+by|words\s+by|story\s+by|posted\s+by|published\s+by|"
    r"reported\s+by|article\s+by|von|par|por|di|door|av|af|"
    r"του|της|γράφει\s+[οη]|yazan|penulis|oleh|oprac\.?)\s*[:：]?(?:\s+by)?|"
    r"(?:text|tekst|autor(?:in|ka|zy|es|s)?|auteurs?|автор[ыи]?|текст|συντάκτης|επιμέλεια|reporter|author|writer|"
    r"skribent|journalist|"
    r"tekijä|szerző|zpracoval[ai]?)\s*[:：])\s*)(?<![^\W\d_])(?=\S)(.{3,140})$",
    re.IGNORECASE,
)
_SIGNED_BY = re.compile(r"^[\W_]{0,3}(?:posted|written|published)\s+by\b", re.IGNORECASE)
_STOP = re.compile(
    r"\s+(?:on|at|in|for|with|via|from)\s+(?=\S)|\s*(?:\d|[|•⋅·(（@]|\b(?:published|updated|posted|last|reviewed|"
    r"photos?|tags?|read|share|follow)\b)",
    re.IGNORECASE,
)
_KOREAN = re.compile(
    r"([가-힣]{2,4})\s?(?:선임|수석)?(?:기자|특파원|논설위원|전문기자)(?:\s|$|=)|(?:글|작성자|"
    r"기자)\s*[:=]\s*([가-힣]{2,4})"
)
_HAN = r"[\u4e00-\u9fff·•]{2,5}"
_ANY_NAME = rf"(?:{_HAN}(?:[\s、，,/／]{{1,2}}{_HAN}){{0,5}}|[A-Za-z][\w.·-]{{1,20}}(?: [A-Z][\w.·-]{{1,20}}){{0,2}})"
_END = r"(?=$|[\s)）】\]|/／,，。;；:：(（\d])"
_CHINESE = (
    re.compile(rf"(?<![\u4e00-\u9fff])(?:作\s*者|撰文|撰稿(?:人)?|主笔|主筆|执笔|筆者|著者|執筆(?:者)?|原作者|"
        rf"[发發][布表帖信]?[者人]|[张張][贴貼]者|投稿|供稿|博主|署名|口述|楼主|"
        rf"樓主)\s*[:：/／｜|]\s*({_ANY_NAME}){_END}"),
    re.compile(rf"(?:^|[\s(（【\[|/／])(?:取材[・/]?)?(?:[採采][访訪])?(?:文|文字|"
        rf"文章)\s*[:：/／｜|＝=●◎◆]\s*({_ANY_NAME}){_END}"),
    re.compile(rf"(?:[记記]者|[通][讯訊][员員]|[实實][习習]生|特[约約]撰[稿]人|[编編][译譯]|[编編]集委員|"
        rf"論説委員|ライター)\s*[:：/／｜|]?\s*({NAME}(?:[\s、，,/／]{{1,2}}{NAME}){{0,5}})(?=$|[^\u4e00-\u9fff]|"
        rf"文|摄|攝|[报報][道導]|[通][讯訊]|[实實][习習]|[发發]自|[图圖]|[综綜]|整理|[编編]|"
        rf"[台臺高新桃基宜花][北中南雄東东竹園隆蘭蓮]|[一-龥]{{2,3}}[县縣市]?(?:[报報]|[电電]|[特專])|\d)"),
    re.compile(rf"^[\W_]{{0,2}}({NAME}(?:[\s、，,/／]{{1,2}}{NAME}){{0,3}})\s*[/／|]\s*(?:文|撰文|[报報][道導]|"
        rf"台北|[综綜]合)"),
    re.compile(rf"(?:^|\s)({NAME}(?:[\s、]{{1,2}}{NAME}){{0,3}})\s*(?:[记記]者|[报報][道導])(?:$|[\s)）])"),
    re.compile(r"[\u4e00-\u9fff].*\sby\s+([\w.\u4e00-\u9fff]{2,24})(?:\s*〓|$)"),
    re.compile(r"(?:^|\s)由\s*([\w·]{2,12}?)\s*(?:[张張][贴貼]|[发發][表布]|撰[写寫]|[于於]\s*\d{4})"),
    re.compile(r"(?:^|\s)([\w·]{2,12}?)\s*(?:[发發][表布佈][于於在]|[写寫][于於])\s*[:：]?\s*(?=(?:19|20)\d\d)"),
)  # fmt: skip
_EDITORS = re.compile(
    rf"(?:[责責]任?[编編](?:[辑輯])?|[编編][辑輯审審]?|"
    rf"[来來]源)\s*[:：/／]\s*({NAME}(?:[\s、，,/／]{{1,2}}{NAME}){{0,2}}){_END}"
)
_BRACKETED = re.compile(
    rf"[（(【\[][^（(【\[]{{0,24}}?(?:[记記]者|文)[^）)】\]]{{2,40}}[）)】\]]|【({_HAN})】$|[（(]({_HAN})[）)]$"
)
_OPENING = re.compile(rf"^.{{0,20}}?[记記]者\s*{NAME}.{{0,16}}?(?:[报報][道導]|[电電]|[讯訊])")
_CLOSE_BEFORE, _CLOSE_AFTER, _BEHIND = 4, 10, 6  # lines around the headline, and behind the text, where bylines stand
_FAR = 40  # lines: in East Asian scripts a byline is known by its words, wherever it stands
_LONGEST = 120
_SURE = 8  # lines
_EXACT = frozenset(("author", "authors", "creator"))


@dataclass(frozen=True, slots=True)
class Signed:
    """Names that stand in one place, in their order, and the place for people."""

    names: tuple[str, ...]
    where: str


def authors_of(
    described: SelfDescription, lines: Sequence[Shown], text: range, headline: int, sites: frozenset[str]
) -> tuple[Signed, ...]:
    """Who signed the article, by each place that says so, the most trusted first; the first one's names are the authors.

    People come before agencies, desks and the site itself, whoever says so. ``text`` are the numbers of the text's lines,
    ``headline`` that of the headline; ``sites`` holds the keys of the site's names.
    """
    stated = [("JSON-LD author", _by_jsonld(described)), *_by_meta(described)]
    signed = [Signed(people(raw, sites), where) for where, raw in stated]
    near = _near(lines, text, headline)
    shown = [*_marked(described.marks, lines, near, headline, sites), *_in_words(lines, text, near, headline, sites)]
    visible = [one.signed for one in sorted(shown, key=lambda one: (one.rank, one.distance))]
    signed += visible
    signed += [Signed(people(raw, frozenset()), where) for where, raw in stated]
    found = [one for one in signed if one.names]
    return _people_first(found, sorted(shown, key=lambda one: (one.rank, one.distance)), sites)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A byline that the page shows: the lower the rank, the surer its form; the distance is in lines from the headline."""

    rank: int
    distance: int
    signed: Signed


def _people_first(found: Sequence[Signed], shown: Sequence[_Shown], sites: frozenset[str]) -> tuple[Signed, ...]:
    """Where the first statement names a desk, an agency or the site only, a person's sure byline comes before it."""
    if found and all(is_desk(name, sites) for name in found[0].names):
        sure = {one.signed for one in shown if one.rank <= 1 and one.distance <= _SURE}
        better = [one for one in found if one in sure and all(_full(name, sites) for name in one.names)]
        found = [*better[:1], *found]
    return tuple(dict.fromkeys(found))[:8]


def _full(name: str, sites: frozenset[str]) -> bool:
    return not is_desk(name, sites) and (" " in name or not name.isascii())


_DESK = re.compile(
    r"\b(?:staff|news|desk|team|editors?|editorial|redaktion|redakcja|redacci[oó]n|redazione|rédaction|redactie|"
    r"newsroom|press|media|magazine|agency|"
    r"association|inc|ltd|gmbh|llc|committee|council|university|department|ministry|wire|wires|reports?|"
    r"reporters|times|post|tribune|network|"
    r"service|contributors?|correspondents?)\b|редакция|агентство|[编編][辑輯]部|[报報]社|[记記]者[团團]|"
    r"[综綜]合[报報]|通[讯訊信]社|工作室|[网網]$|[报報]$|[电電]视台|取材班|編集部|뉴스|편집",
    re.IGNORECASE,
)


def is_desk(name: str, sites: frozenset[str] = frozenset()) -> bool:
    """Whether a name is an agency's, a desk's, a company's or the site's, and no person's."""
    return agency(name) is not None or key_of(name) in sites or bool(_DESK.search(name))


def _by_jsonld(described: SelfDescription) -> list[str]:
    authors = described.article.get("author") or described.article.get("creator")
    listed = authors if isinstance(authors, list) else [authors]
    found: list[str] = []
    for author in listed[:50]:
        node = resolved(author, described)
        name = node.get("name") if isinstance(node, Mapping) else node
        names = name if isinstance(name, list) else [name]
        found += [text for text in map(text_of, names) if text]
    return found


def resolved(value: Any, described: SelfDescription) -> Any:
    """A JSON-LD value with a mere reference (``{"@id": …}``) replaced by what it refers to."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, Mapping) and "@id" in value and "name" not in value:
        return described.nodes.get(str(value["@id"]), value)
    return value


def _by_meta(described: SelfDescription) -> Iterator[tuple[str, list[str]]]:
    for name in _META:
        label = (described.first("twitter:label1") or "").lower()
        if name == "twitter:data1" and label not in ("written by", "by", "author", "von", "par", "por"):
            continue
        values = [
            v for v in described.meta.get(name, ()) if not v.lower().startswith(("http:", "https:", "//", "www."))
        ]
        if values:
            yield f"meta {name}", values


def _near(lines: Sequence[Shown], text: range, headline: int) -> list[int]:
    """The numbers of the lines where a byline stands: round the headline, before the text, in its first and last lines."""
    start = text.start if text else headline
    stop = min(max(headline + _CLOSE_AFTER, start + 2), headline + 60)  # beyond, menus stand between them
    top = range(max(0, headline - _CLOSE_BEFORE), min(len(lines), stop))
    before = range(max(0, start - _CLOSE_AFTER), min(len(lines), start + 2))
    far = (i for i in range(max(0, headline), min(len(lines), headline + _FAR)) if not lines[i].text[:40].isascii())
    last = range(max(start, text.stop - 4), min(len(lines), text.stop + _BEHIND)) if text else range(0)
    return list(dict.fromkeys([*top, *before, *last, *far]))


def _distance(at: int, headline: int) -> int:
    """Lines from the headline; what stands above it is farther."""
    return at - headline if at >= headline else headline - at + 3


def _marked(
    marks: Sequence[Mark], lines: Sequence[Shown], near: Sequence[int], headline: int, sites: frozenset[str]
) -> Iterator[_Shown]:
    """Elements marked as the author's, those that are shown near the headline or the end of the text before others."""
    keys = [(lines[i].key, _distance(i, headline)) for i in near]
    exact: list[tuple[int, Mark]] = []
    for mark in marks:
        if mark.words & _NOT_BYLINE and "byline" not in mark.words:
            continue
        key = key_of((mark.text or mark.value)[:60])
        close = min((distance for line, distance in keys if key in line), default=99 if mark.elsewhere else _SURE + 1)
        if close == 99 or not key:
            continue
        if mark.props & _EXACT:
            exact.append((close, mark))
        elif mark.words & BYLINE_WORDS:
            names = _names_in(mark, sites)
            if names:
                yield _Shown(1, close, Signed(names, "byline element"))
    if exact:
        names = people([mark.text or mark.value for _, mark in exact[:6]], sites)
        names = tuple(name for name in names if is_name(name) or len(exact) == 1)
        yield _Shown(0, min(close for close, _ in exact), Signed(names, "rel or itemprop author"))


def _names_in(mark: Mark, sites: frozenset[str]) -> tuple[str, ...]:
    """The names in a byline element: its pieces that are names, else what its text says."""
    match = _BY.match(mark.text)
    if match:
        return _told(match[1], sites)
    pieces = [name for piece in mark.parts for name in people([_STOP.split(piece)[0]], sites)]
    names = [name for name in pieces if is_name(name) and (" " in name or not name.isascii())]
    return tuple(dict.fromkeys(names)) or tuple(n for n in people([_STOP.split(mark.text)[0]], sites) if is_name(n))


def _told(raw: str, sites: frozenset[str]) -> tuple[str, ...]:
    """The names after a "by", up to where a date, a place or a role begins."""
    named = people([next((part for part in _STOP.split(raw) if part and part.strip()), "")], sites)
    return tuple(name for name in named if is_name(name))


def _in_words(
    lines: Sequence[Shown], text: range, near: Sequence[int], headline: int, sites: frozenset[str]
) -> Iterator[_Shown]:
    """Bylines in words, such as "By A and B", "记者 甲 乙", "文／甲"; then a name alone under the headline; then editors."""
    for i in near:
        line = lines[i].text
        where = f"line {i + 1}: {line[:60]}"
        above = not text or i < text.start or headline <= i <= headline + _CLOSE_AFTER
        match = _BY.match(line) if above or _SIGNED_BY.match(line) else None
        if match and len(line) <= _LONGEST and (names := _told(match[1], sites)):
            yield _Shown(1, _distance(i, headline), Signed(names, where))
        for rank, raw in _bylines(line):
            if names := people([raw], sites):
                yield _Shown(rank, _distance(i, headline), Signed(names, where))
        if 0 < i - headline < _CLOSE_AFTER and i < text.start and _told_of(line, lines[text.stop :]):
            yield _Shown(2, _distance(i, headline), Signed((line.strip(),), where))


def _told_of(line: str, behind: Sequence[Shown]) -> bool:
    """Whether a line is a name alone, of a person of whom something is said behind the text."""
    name = line.strip()
    if len(name) > 40 or not name.isascii() or not 2 <= len(name.split()) <= 4 or not is_name(name):
        return False
    return any(one.text.startswith(f"{name} is ") or one.text.startswith(f"{name} has ") for one in behind[:40])


def _bylines(line: str) -> Iterator[tuple[int, str]]:
    """Pieces of a line in East Asian scripts that hold names, each with its rank."""
    if line.isascii():
        return
    pieces = [line]
    if len(line) > _LONGEST:
        pieces = [m[0] for m in _BRACKETED.finditer(line[:80])] + [m[0] for m in _BRACKETED.finditer(line[-60:])]
        pieces += [m[0] for m in _OPENING.finditer(line[:60])]
    for piece in pieces:
        yield from ((1, one[1]) for form in _CHINESE for one in form.finditer(piece))
        yield from ((1, one[1] or one[2]) for one in _KOREAN.finditer(piece))
        alone = piece.strip(" 　（）()【】[]")
        if len(alone) <= 16 and all(map(is_chinese_name, re.split(r"[\s、，,]+", alone))):
            yield 2, alone
        for one in _EDITORS.finditer(piece):
            if all(map(is_chinese_name, re.split(r"[\s、，,/／]+", one[1]))):
                yield 3, one[1]


def desks_of(names: Iterable[str], sites: frozenset[str]) -> tuple[str, ...]:
    """Those of the authors that are no people."""
    return tuple(name for name in names if is_desk(name, sites))
