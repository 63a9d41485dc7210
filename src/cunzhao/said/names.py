"""Names of speakers as they are compared, and the names that a text itself says are one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import islice

from cunzhao.text import fold
from cunzhao.types import Gloss

LONGEST = 80
"""Characters of a name; what is longer is a description."""
LONGEST_TEXT = 200_000
MOST = 50
"""Glosses of one text."""

_DOTS = re.compile(r"\s*[·•・‧∙．･]\s*")
_OUTSIDE = re.compile(r"^[\W_]+|[\W_]+$")
_HAN = re.compile(r"[\u3400-\u9fff]")
_HONORIFIC = re.compile(r"^(?:the|mr|mrs|ms|miss|dr|sir|madam)\b\.?\s+")


def key_of(name: str | None) -> str:
    """A name as it is compared: folded (so 简 and 繁 are one), without spaces between ideographs, honorifics, outer marks.

    Empty for what holds no letter, and for what is too long to be a name.
    """
    folded = fold(name or "")
    if len(folded) > LONGEST:
        return ""
    plain = _OUTSIDE.sub("", _DOTS.sub("·", folded))
    if _HAN.search(plain):
        return re.sub(r"\s+", "", plain)
    plain = _HONORIFIC.sub("", " ".join(plain.replace("’", "'").split()))
    return plain.removesuffix("'s")


# -- glosses ----------------------------------------------------------------------------------------------------------

_HAN_NAME = r"[\u3400-\u9fff][\u3400-\u9fff·•・‧]{0,23}[\u3400-\u9fff]"
_WORD = r"[A-ZÀ-ÖØ-Þ][\w.'’-]{0,24}"
_LATIN_NAME = rf"{_WORD}(?:\s(?:{_WORD}|de|da|di|van|von|bin|al|el|der|la)){{1,4}}"
_ACRONYM = r"[A-Z]{2,8}"
_REST = r"(?:\s?[,，、;；/][^（）()\n]{0,40})?"
_BEHIND = re.compile(rf"({_HAN_NAME})\s?[（(]({_LATIN_NAME}|{_ACRONYM}){_REST}[)）]")
_BEFORE = re.compile(rf"({_LATIN_NAME})\s?[（(]({_HAN_NAME}){_REST}[)）]")
_ALSO = re.compile(
    rf"({_HAN_NAME})\s?[（(][^（）()\n]{{0,60}}?"
    r"(?:又[译譯称稱名]|(?:中国|中國)?(?:大陆|大陸|内地|內地|台湾|臺灣|台灣|香港|新加坡|台|港)[译譯])(?:作|为|為)?[:：]?\s?[「“]?"
    r"([\u3400-\u9fff·•・‧]{2,12})"
)
_TITLE = re.compile(
    r".*(?:总统|總統|主席|总理|總理|首相|外长|外長|部长|部長|大臣|国王|國王|议员|議員|议长|議長|州长|州長|市长|市長|省长|省長|发言人|發言人"
    r"|秘书长|秘書長|司令|将军|將軍|上将|上將|大使|特使|代表|顾问|顧問|教授|博士|学者|學者|律师|律師|法官|记者|記者|导演|導演|演员|演員"
    r"|歌手|作家|创始人|創始人|创办人|創辦人|首席执行官|執行長|执行长|总裁|總裁|董事长|董事長|总干事|總幹事|书记|書記|委员|委員"
    r"|领导人|領導人|负责人|負責人|候选人|候選人|总司令|總司令|国务卿|國務卿|检察官|檢察官|经理|經理|分析师|分析師|主任|院长|院長)"
)
_SHORTEST, _LONGEST_HAN = 2, 6
_OFTEN = 0.6
"""Of the times that its last two characters stand in the text, a name stands there whole at least so often."""


def glosses_of(text: str, speakers: Collection[str] = ()) -> tuple[Gloss, ...]:
    """Names that the text puts beside each other for one bearer: 川普（Donald Trump）, Wang Yi (王毅), 普京（台译蒲亭）.

    A name of one word in Latin letters is a surname, or may be one, and is never taken; an acronym is taken for the name of a
    speaker of this text (``speakers``) only. Where the Han name begins is told by the rest of the text.
    """
    found: dict[Gloss, None] = {}
    for name, other in islice(_pairs(text[:LONGEST_TEXT], speakers), 2 * MOST):
        if key_of(name) and key_of(other) and key_of(name) != key_of(other):
            found[Gloss(name, other)] = None
    return tuple(found)[:MOST]


def _pairs(text: str, speakers: Collection[str]) -> Iterator[tuple[str, str]]:
    for match in islice(_BEHIND.finditer(text), MOST):
        is_acronym = re.fullmatch(_ACRONYM, match[2]) is not None
        name = _known(match[1], speakers) if is_acronym else _own(match[1], text, speakers)
        if name:
            yield name, match[2]
    for match in islice(_BEFORE.finditer(text), MOST):
        yield match[2], match[1]
    for match in islice(_ALSO.finditer(text), MOST):
        name = _own(match[1], text, speakers)
        if name:
            yield name, match[2]


def _known(run: str, speakers: Collection[str]) -> str:
    """The longest speaker of the text that the run of ideographs ends with."""
    return max((s for s in speakers if run.endswith(s)), key=len, default="")


def _own(run: str, text: str, speakers: Collection[str]) -> str:
    """The name at the end of a run of ideographs, or nothing where it cannot be told from what stands before it."""
    known = _known(run, speakers)
    if known:
        return known
    rest = _TITLE.sub("", run)
    if _DOTS.search(rest):
        return rest
    if rest != run and _SHORTEST <= len(rest) <= _LONGEST_HAN:
        return rest
    often = text.count(run[-_SHORTEST:])
    for length in range(min(_LONGEST_HAN, len(run)), _SHORTEST - 1, -1):
        count = text.count(run[-length:])
        if count >= 2 and count >= _OFTEN * often:
            return run[-length:]
    return run if len(run) <= 4 and len(run) == len(rest) and not _mid_run(run, text) else ""


def _mid_run(run: str, text: str) -> bool:
    """Whether what stands before the run could belong to it: the regular expression cuts runs at 25 characters."""
    at = text.find(run)
    return at > 0 and bool(_HAN.match(text, at - 1))
