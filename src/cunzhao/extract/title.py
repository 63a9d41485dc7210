"""The headline of a page, without the name of the site."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cunzhao.extract.jsonld import SelfDescription, text_of
from cunzhao.extract.lines import key_of
from cunzhao.extract.shown import Shown
from cunzhao.extract.vocabulary import words

_SEPARATOR = re.compile(
    r"\s+[|–—―‒\-·•:：»›>«‹<~/\\⋆*]+\s+|\s*[|_｜┃]+\s*|\s+[|–—―-]|[|–—―]\s+|--+|"
    r"(?<=[\u4e00-\u9fff])-(?=[\u4e00-\u9fff])"
)
_BAR = re.compile(r"\s*[|_｜┃]+\s*")
_CRUMBS = re.compile(r"(?:>|»|›).{0,40}(?:>|»|›)")
_PREFIXED = re.compile(r"^(\S.{1,30}?)\s?[:：]\s")
_AFTER_BAR = re.compile(r"^\s*[|_｜/]+\s*\S.{1,40}$")
_DATED = re.compile(r"^[\W\d]*(?:[^\W\d]{3,12}\W*)?[\W\d]*(?:19|20)\d\d[\W\d]*$")
_TITLE_WORDS = words("title headline heading biaoti bt tit subject entry-title caption_title artititle arttitle h1")
_ASIDE = words("footer nav aside sidebar related comments comment popular trending recommended menu newsletter")
_MAX = 300
_ABOVE = 12  # lines: between a headline and the text stand a byline, a date, a picture, a bar of buttons
_FAR_ABOVE = 40  # lines: and where the first lines of the text were not taken for text, more
_TAG_SCORE = {"h1": 0.6, "h2": 0.3, "h3": 0.2, "h4": 0.1}


@dataclass(frozen=True, slots=True)
class Titled:
    """A title and where it stands, for people."""

    value: str
    where: str


@dataclass(frozen=True, slots=True)
class _Heading:
    """A visible line (or a heading of several lines) that may be the headline: its number, text, key and tag."""

    at: int
    text: str
    key: str
    tag: str
    linked: bool
    titled: bool
    joined: bool = False


def titles_of(
    described: SelfDescription, lines: Sequence[Shown], text: range, sites: frozenset[str]
) -> tuple[Titled, ...]:
    """What may be the headline, the best first: its value is the title. Empty where the page has none.

    The best is the visible heading that the page's own titles confirm; then the one first heading above the text, which is
    right more often than the titles that deny it (news of 2023: 96 % of headings against 84 % of og:title; guides: level); then
    the best of those titles, without the site's name. ``text`` are the numbers of the text's lines; ``sites`` the keys
    (:func:`key_of`) of the site's names, which no headline carries.
    """
    said = _said(described)
    headings = list(_headings(lines, text, sites))
    bare = list(_bare(said, sites))
    confirmed = [_shorter(one, bare, sites) for one in _confirmed(headings, said, text, sites)]
    found = [*confirmed, *_own(headings, text), *bare]
    found += [Titled(h.text, f"<{h.tag}>") for h in headings if h.tag in ("h1", "h2")][:1]
    best: dict[str, Titled] = {}
    for one in found:
        best.setdefault(key_of(one.value), Titled(one.value[:_MAX], one.where))
    return tuple(best.values())[:8]


def own_headings(lines: Sequence[Shown], text: range, sites: frozenset[str]) -> list[Shown]:
    """The ``<h1>`` lines in the text or closely above it, without links and names of the site."""
    near = lines[max(0, text.start - _ABOVE) : text.stop]
    found = (line for line in near if line.text and line.tag == "h1" and line.key not in sites)
    return [
        line for line in found if line.key and line.linked * 2 <= len(line.text) and not names_site(line.text, sites)
    ]


def without_site(title: str, sites: frozenset[str]) -> str:
    """A title without the parts that name the site or a section; the title itself where nothing else would be left."""
    parts = [part for part in _SEPARATOR.split(title) if part and part.strip()]
    if len(parts) < 2:
        match = _PREFIXED.match(title)
        return title[match.end() :].strip() if match and key_of(match[1]) in sites else title.strip()
    kept = [part for part in parts if key_of(part) not in sites and not names_site(part, sites)]
    if not kept:
        return title.strip()
    if len(kept) == len(parts):
        return _leading(title) or _longest(parts) or title.strip()
    start = title.find(kept[0])
    end = title.rfind(kept[-1]) + len(kept[-1])
    whole = title[start:end].strip()
    return _leading(whole) or whole


def _leading(title: str) -> str | None:
    """The first of parts that bars divide, as in "headline | section | site", if it is none of the short ones."""
    parts = [part.strip() for part in _BAR.split(title) if part.strip()]
    if len(parts) < 2 or 2 * _weight(parts[0]) < max(map(_weight, parts)):
        return None
    return parts[0]


def _longest(parts: Sequence[str]) -> str | None:
    """Of parts that are no known names, the longest, if it clearly is."""
    longest = max(parts, key=_weight)
    return longest.strip() if _weight(longest) >= 2 * (sum(map(_weight, parts)) - _weight(longest)) else None


def names_site(part: str, sites: frozenset[str]) -> bool:
    """Whether a part of a title is a name of the site, or hardly more."""
    key = key_of(part)
    return any(len(site) >= 4 and (key in site or site in key) and len(key) <= len(site) + 12 for site in sites)


def _said(described: SelfDescription) -> list[Titled]:
    """What the page says its title is, the most careful statement first."""
    stated = (
        (text_of(described.article.get("headline")), "JSON-LD headline"),
        *(
            (described.first(name), f"meta {name}")
            for name in ("og:title", "twitter:title", "dc.title", "headline", "title")
        ),
        (described.title, "<title>"),
        (text_of(described.article.get("name")), "JSON-LD name"),
    )
    plain = ((" ".join(re.sub(r"<[a-zA-Z/][^<>]{0,80}>", " ", text).split()), where) for text, where in stated if text)
    return [Titled(text, where) for text, where in plain if text]


def _headings(lines: Sequence[Shown], text: range, sites: frozenset[str]) -> Iterator[_Heading]:
    """Visible lines that may be a headline: every heading to the end of the text, and any line above its beginning."""
    stop = text.stop or len(lines)
    above = range(max(0, text.start - _FAR_ABOVE), text.start + 4) if text else range(min(len(lines), 100))
    for i in range(min(stop, len(lines))):
        line = lines[i]
        if not line.text or len(line.text) > _MAX or _CRUMBS.search(line.text):
            continue
        tag = line.tag
        if tag not in _TAG_SCORE and i not in above:
            continue
        key = line.key
        if key and key not in sites:
            titled = bool(line.words & _TITLE_WORDS)
            yield _Heading(i, line.text, key, tag, line.linked > 0.8 * len(line.text), titled)
            if tag in _TAG_SCORE and i + 1 < len(lines) and lines[i + 1].tag == tag and lines[i + 1].text:
                both = f"{line.text} {lines[i + 1].text}"
                yield _Heading(i, both, key_of(both), tag, False, titled, joined=True)


def _confirmed(
    headings: Sequence[_Heading], said: Sequence[Titled], text: range, sites: frozenset[str]
) -> Iterator[Titled]:
    """The visible heading that is a title, or a whole part of one."""
    keys = [key_of(one.value) for one in said]
    parts = _parts(said, sites)
    scored: list[tuple[float, _Heading]] = []
    for heading in headings:
        agreed = max((_agreement(heading.key, key) for key in keys), default=0.0)
        agreed = max(agreed, parts.get(heading.key, 0.0))
        if agreed >= 0.4:
            near = bool(text) and text.start - _ABOVE <= heading.at <= text.start + 2
            score = agreed + _TAG_SCORE.get(heading.tag, 0.0) + 0.1 * near + 0.1 * heading.titled
            scored.append((score - 0.5 * heading.linked - 0.0001 * heading.at, heading))
    best = max(scored, key=lambda item: item[0], default=None)
    if best is not None and best[0] >= 0.6:
        yield Titled(best[1].text, f"<{best[1].tag}>, line {best[1].at + 1}")


def _parts(said: Sequence[Titled], sites: frozenset[str]) -> dict[str, float]:
    """The keys of whole parts of the stated titles, and of neighbouring parts together; the first part counts most."""
    found: dict[str, float] = {}
    for one in said:
        parts = [key_of(part) for part in _SEPARATOR.split(one.value) if part]
        total = sum(map(len, parts)) or 1
        for start in range(min(len(parts), 4)):
            for end in range(start + 1, min(len(parts), start + 4) + 1):
                key = "".join(parts[start:end])
                if len(key) >= 4 and key not in sites:
                    share = len(key) / total
                    found[key] = max(found.get(key, 0.0), (0.6 if start == 0 else 0.35) + 0.35 * share)
    return found


def _own(headings: Sequence[_Heading], text: range) -> Iterator[Titled]:
    """The only ``<h1>`` of the page, or the last one closely above the text."""
    tops = [h for h in headings if h.tag == "h1" and not h.linked and not h.joined and len(h.key) >= 2]
    near = [h for h in tops if text and text.start - _FAR_ABOVE <= h.at <= text.start + 2]
    if len({h.key for h in tops}) == 1:
        near = tops[:1]
    if len({h.key for h in near}) == 1:
        yield Titled(near[-1].text, f"<h1>, line {near[-1].at + 1}")


def _shorter(one: Titled, bare: Sequence[Titled], sites: frozenset[str]) -> Titled:
    """The stated title inside a heading that has a date, a section or the site's name beside it."""
    for stated in bare:
        before, _, after = one.value.partition(stated.value)
        if before == one.value or len(stated.value) < 12 or stated.where == "<title>" or not (before or after):
            continue
        named = bool(_SEPARATOR.match(after)) and names_site(after, sites)
        if (not before and (named or _AFTER_BAR.match(after))) or _DATED.match(before + after):
            return Titled(stated.value, f"{one.where}, {stated.where}")
    return one


def _bare(said: Sequence[Titled], sites: frozenset[str]) -> Iterator[Titled]:
    for one in said:
        bare = without_site(one.value, sites)
        if bare and key_of(bare) not in sites:
            yield Titled(bare, one.where)


def _agreement(visible: str, stated: str) -> float:
    """How much of a stated title a visible line is: 1 when equal, its share when it is a part, 0 otherwise."""
    if visible == stated:
        return 1.0
    if visible in stated and len(visible) >= 4:
        return len(visible) / len(stated)
    if stated in visible and len(stated) >= 8:
        return len(stated) / len(visible) * 0.9
    return 0.0


def _weight(text: str) -> int:
    return sum(2 if c > "\u2e7f" else 1 for c in text)
