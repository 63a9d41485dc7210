"""Names of people out of bylines."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from cunzhao.extract.lines import key_of
from cunzhao.extract.vocabulary import words

_SPLIT = re.compile(
    r"\s*(?:[,;|/／•∙●⋅◎、，；\n]|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff]{2,4}(?:\s|$))|(?<![\u4e00-\u9fff])·|"
    r"(?<=\s)(?:and|und|et|y|e|i|og|och|en|und|και|и|dan|ve)(?=\s)|&| – | — | - )\s*",
    re.IGNORECASE,
)
_PREFIX = re.compile(
    r"^[\W_]*(?:(?:by|written|posted|published|text|story|words|report|reported|article|author|authors|from|von|"
    r"par|por|di|da|door|av|af|"
    r"tekst|autor|autorin|autorka|autore|auteur|автор|текст|редактор|συντάκτης|yazar|penulis|"
    r"oleh)\b\s*(?:by\b)?[\s:：]*)+|"
    r"^[\W_]*(?:作者|文字?|撰文|[记記]者|本[报報][记記]者|[责責]任?[编編][辑輯]|[编編][辑輯]|筆者|著者|執筆|"
    r"取材・文|[记記]者)\s*[:：/／｜|]?\s*",
    re.IGNORECASE,
)
_SUFFIX = re.compile(
    r"(?:\s*(?:\(.*\)|（.*）|\[.*\]|【.*】|[记記]者|[报報][道導]|기자)|"
    r"\s+(?:(?:in|from|at|for)\s+[A-Z][\w .]+|(?:staff\s+writer|correspondent|"
    r"reporter|editor|contributor|columnist|special\s+to\s+.*|is\s+(?:a|an|the)\s.*|ph\.?d\.?|m\.?d\.?|ms|rdn|rd|"
    r"mba|published|updated|posted)|"
    r"\d{1,2}[:.]\d\d.*|\d{4}\b.*|@\w+|(?:published|updated|posted)\s.*))\s*$",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"https?:|www\.|@|\.(?:com|org|net|ru|cn)\b|\d{3,}|^(?:[編编][譯译輯辑]|[報报][導道]|整理|admin|"
    r"administrator|staff|editor|editors|editorial|web|online|news|null|none|"
    r"unknown|anonymous|[\w ]*(?:\bwriter|\beditor|correspondent|reporter|columnist|contributor)s?|"
    r"ph\.?d|m\.?d|ms|rdn?|ld|mba|cfp|jr|esq|cpt|[\w]+\.[\w.]+\.\w+|"
    r"author|authors|guest|user|redakcja|redaktion|redazione|редакция|root|webmaster|view\s+all|follow|share|read|"
    r"comments?|updated|published|posted|about|more|see|all|copyright|minutes?|photos?|getty.*|image.*|facebook|"
    r"twitter|instagram|email)$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"^\s*(?:https?:|//|www\.)|^\s*\S+@\S+\s*$", re.IGNORECASE)
_LAST_FIRST = re.compile(r"^\s*[\w'’-]+(?:\s[\w'’-]+)?\s*,\s*[\w.'’-]+(?:\s[\w.'’-]+)?\s*$")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DATED = re.compile(
    rf"(?:^|\s+)(?:on\s+)?{_MONTH}\s*\d{{1,2}}(?:st|nd|rd|th)?$|\s+on$|\s(?:january|february|july|september|"
    rf"october|november|december)$",
    re.IGNORECASE,
)
_FOREIGN = re.compile(
    r"[:+?=()（）<>{}]|\b(?:comments?|officer|head\s+of|vice\s+president|see\s+full|getty)\b", re.IGNORECASE
)
_MAX_NAMES = 20


def people(raw: Iterable[str], sites: frozenset[str]) -> tuple[str, ...]:
    """The names in bylines, each once, in order. ``sites``: keys of names that are the site's own and nobody's."""
    names: list[str] = []
    for line in _turned(list(raw)):
        if _ADDRESS.match(line):
            continue
        for part in _SPLIT.split(html.unescape(line)[:500]):
            name = _bare(part)
            if name and not _NO_NAME.search(name) and key_of(name) not in sites:
                names.append(name)
    return tuple(_without_repeats(names))[:_MAX_NAMES]


def _turned(raw: list[str]) -> list[str]:
    """Bylines, with "Last, First" turned round where all of several are written so (as in citation_author)."""
    if len(raw) > 1 and all(_LAST_FIRST.match(name) for name in raw):
        return [" ".join(reversed(re.split(r"\s*,\s*", name.strip()))) for name in raw]
    return raw


def _bare(part: str) -> str | None:
    """A name without what stands around it; None where what is left is no name."""
    text = " ".join(part.split())
    for _ in range(3):
        text = _DATED.sub("", _SUFFIX.sub("", _PREFIX.sub("", text))).strip(" .:-–—*#·|\"'“”‘’")
    letters = sum(c.isalpha() for c in text)
    if _FOREIGN.search(text) or letters < 2 or len(text) > 60 or len(text.split()) > 6 or letters < len(text) * 0.7:
        return None
    return text


def _without_repeats(names: list[str]) -> list[str]:
    """Each name once; a name that is part of a fuller one is left out."""
    keys = [key_of(name) for name in names]
    kept: dict[str, str] = {}
    for name, key in zip(names, keys, strict=True):
        if key and not any(key != other and key in other and len(key) < len(other) for other in keys):
            kept.setdefault(key, name)
    return list(kept.values())


def is_name(text: str) -> bool:
    """Whether a text that a page shows where names stand looks like a person's: capitals, or a script without them."""
    parts = text.split()
    if not 1 <= len(parts) <= 5 or _NOT_NAMES.search(text):
        return False
    if not text.isascii() and not any(c.isupper() or c.islower() for c in text):
        return 2 <= len(text) <= 20
    capital = [part for part in parts if part[0].isupper()]
    return len(capital) >= (2 if len(parts) > 1 else 1) and all(
        part in capital or part.lower() in _PARTICLES for part in parts
    )


_PARTICLES = words(
    "de del della di da do dos das du la le van von der den ter ten el al bin ibn abu y e zu af av st mac ap d l"
)
_NOT_NAMES = re.compile(
    rf"^{_MONTH}$|\b(?:the|posts?|more|full|bio|profile|expert|features|assistant|standards|rights|use\s+case|"
    rf"view|all|articles?|stories|story|home|menu|search|login|sign|subscribe|contact|category|"
    r"hardware|software|reviews?|guides?|min|read|blog|tips?|how|what|why|this|our|your|opinion|sports?|politics|"
    r"world|business|tech|podcast|videos?|"
    r"life|style|health|culture|entertainment|local|national|international|today|yesterday|monday|tuesday|"
    r"wednesday|thursday|friday|saturday|sunday)\b",
    re.IGNORECASE,
)
