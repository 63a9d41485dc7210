"""What is not the article, by generic signs: ad slots, promotion links, share bars, boxes of related links.

Every element taken out is named, so that a reader of the record can see what was left out of the body.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache

from lxml.html import HtmlElement

from cunzhao.extract.addresses import site
from cunzhao.extract.vocabulary import words
from cunzhao.reasons import phrase

MAX_NAMED = 60
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_AD_WORDS = words(
    "ad ads adv advert adverts advertisement advertisements advertising advertorial adsense adsbygoogle adslot "
    "adslots adunit adbox adspace adzone adwrap adwrapper adcontainer adholder adbanner adblock adlabel adtag "
    "adsystem dfp gpt googlead googleads googleadsense doubleclick sponsor sponsored sponsors sponsorship adthrive "
    "mediavine taboola outbrain revcontent mgid innity guanggao ggad reklama reklam werbung anzeige anzeigen "
    "publicidad publicite annonce annonser"
)
_PROMOTION_WORDS = words("promo promos promotion promotions promobox subscribe subscription newsletter paywall")
_SHARE_WORDS = words(
    "share shares sharing sharebar sharebox sharetools addthis sharethis sharedaddy addtoany a2a jiathis bdshare "
    "bdsharebuttonbox sns snsbox socials socialbar shariff udostepnij"
)
_RELATED_WORDS = words(
    "related relateds recommend recommended recommendation recommendations recirc recirculation trending popular "
    "readmore mostread mostpopular morestories alsoread yarpp zergnet xgyd xgnews tuijian"
)
# Words that turn the sense round: class="no-ads" or "has-ad" stands on whole pages.
_NOT_A_SLOT = words("no not non has have with without hide disable disabled free enabled ready after before premium")
_PROMOTION_URL = re.compile(
    r"[?&]utm_|[/.\-_](?:subscribe|subscriptions?|promo|promotions?|campaigns?|offers?|affiliates?|membership|sign-?up|"
    r"newsletters?|donate|giveaway|deals?|download-?app)(?:[/.\-_?]|$)",
    re.IGNORECASE,
)
_BIG_TEXT = 400  # characters: a slot with more text than this is no slot
_LEAVE = words("html body head main article")
_CONTAINERS = (
    "div",
    "section",
    "aside",
    "ins",
    "ul",
    "ol",
    "p",
    "span",
    "figure",
    "table",
    "center",
    "iframe",
    "a",
    "nav",
)


def clean(tree: HtmlElement, url: str) -> tuple[str, ...]:
    """Take out, in place, what is not the article; returns what was taken out, in words, at most 60 lines."""
    removed: list[str] = []
    for element in list(tree.iter(*_CONTAINERS)):
        if element.getparent() is None or element.tag in _LEAVE:
            continue
        what = _kind(element)
        if what and _detached(element, tree):
            continue
        if what:
            removed.append(phrase(what, label(element)))
            _take_out(element)
    removed.extend(_promotions(tree, url))
    return summary(removed)


def summary(removed: Iterable[str]) -> tuple[str, ...]:
    """Equal lines counted, at most :data:`MAX_NAMED` of them, with a last line for the rest."""
    counted = [phrase("times", line, n) if n > 1 else line for line, n in Counter(removed).items()]
    if len(counted) <= MAX_NAMED:
        return tuple(counted)
    return (*counted[:MAX_NAMED], phrase("more", len(counted) - MAX_NAMED))


def words_of(element: HtmlElement) -> frozenset[str]:
    """The words in an element's id, class and role: ``dfpAd_slot-1`` holds *dfp*, *ad*, *slot*, *1*; ``shadow`` no *ad*."""
    return split_words(f"{element.get('id') or ''} {element.get('class') or ''} {element.get('role') or ''}")


@lru_cache(maxsize=4_096)
def split_words(names: str) -> frozenset[str]:
    """The words in names of classes and the like, in lower case, and the names themselves."""
    names = names[:1000]
    return frozenset(word.lower() for word in _WORD.findall(names)) | frozenset(names.lower().split())


def label(element: HtmlElement) -> str:
    """How an element is named in reports: ``<div#dfp-ad-imu1>``."""
    name = (
        f"#{element.get('id')}"
        if element.get("id")
        else "".join(f".{c}" for c in (element.get("class") or "").split()[:3])
    )
    return f"<{element.tag}{name[:80]}>"


def kind_by_name(element: HtmlElement) -> str | None:
    """What an element is by its names alone, for a box that was judged not to be text; None where they say nothing."""
    words = words_of(element)
    if words & _NOT_A_SLOT:
        return None
    kinds = (
        ("ad slot", _AD_WORDS),
        ("promotion", _PROMOTION_WORDS),
        ("share bar", _SHARE_WORDS),
        ("related links", _RELATED_WORDS),
    )
    return next((what for what, vocabulary in kinds if words & vocabulary), None)


def promoted(link: HtmlElement, url: str) -> str | None:
    """The address of a link to another site that speaks of campaigns or subscriptions, without its query; else None."""
    target = (link.get("href") or "")[:2000]
    if not _PROMOTION_URL.search(target) or site(target) in ("", site(url)):
        return None
    return target.split("?")[0][:120]


def _kind(element: HtmlElement) -> str | None:
    words = words_of(element)
    if not words or words & _NOT_A_SLOT:
        return None
    tests: tuple[tuple[str, frozenset[str], Callable[[HtmlElement], bool]], ...] = (
        ("ad slot", _AD_WORDS, _little_text),
        ("promotion", _PROMOTION_WORDS, _little_text),
        ("share bar", _SHARE_WORDS, _few_words),
        ("related links", _RELATED_WORDS, _mostly_links),
    )
    return next((what for what, vocabulary, test in tests if words & vocabulary and test(element)), None)


def _little_text(element: HtmlElement) -> bool:
    return len(_text(element)) < _BIG_TEXT and next(element.iter("h1"), None) is None


def _few_words(element: HtmlElement) -> bool:
    return len(_text(element)) < 150 and next(element.iter("h1"), None) is None


def _mostly_links(element: HtmlElement) -> bool:
    text, linked = len(_text(element)), sum(len(_text(a)) for a in element.iter("a"))
    return text < 5_000 and linked * 2 >= text and next(element.iter("h1"), None) is None


def _promotions(tree: HtmlElement, url: str) -> list[str]:
    """Links to other sites that stand alone and whose address speaks of campaigns or subscriptions."""
    here = site(url)
    removed: list[str] = []
    for link in list(tree.iter("a")):
        target = (link.get("href") or "")[:2000]
        if not _PROMOTION_URL.search(target) or not _stands_alone(link):
            continue
        elsewhere = site(target) not in ("", here)
        has_image = next(link.iter("img"), None) is not None
        if (elsewhere or has_image) and len(_text(link)) < 200 and _detached(link, tree) is False:
            removed.append(phrase("promotion-link", target.split("?")[0][:120]))
            _take_out(link)
    return removed


def _stands_alone(link: HtmlElement) -> bool:
    """Whether a link is the whole of its block, or stands between blocks, and is no part of running text."""
    parent = link.getparent()
    if parent is None or len(parent) > 50:
        return False
    if any(
        sibling is not link and sibling.tag not in ("a", "br", "img") and _inline_text(sibling) for sibling in parent
    ):
        return False
    around = (parent.text or "") + "".join(child.tail or "" for child in parent)
    return not around.strip()


def _inline_text(element: HtmlElement) -> bool:
    return element.tag in ("span", "b", "strong", "em", "i", "font") and bool(_text(element))


def _text(element: HtmlElement, enough: int = 6_000) -> str:
    """An element's text with single spaces; not more than about ``enough`` characters, so that nesting costs nothing."""
    pieces: list[str] = []
    length = 0
    for piece in element.itertext():
        pieces.append(piece)
        length += len(piece)
        if length > enough * 4:
            break
    return " ".join("".join(pieces).split())


def _detached(element: HtmlElement, tree: HtmlElement) -> bool:
    """Whether an ancestor of the element has been taken out already."""
    return bool(element.getroottree().getroot() is not tree)


def _take_out(element: HtmlElement) -> None:
    element.drop_tree()
