"""What a change of an article is: its grades, gravest first, and the runs that show it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, Protocol, get_args

from rapidfuzz.distance import Indel

from cunzhao.compare.diff import diff
from cunzhao.compare.numbers import figures
from cunzhao.compare.tokens import weight
from cunzhao.types import DiffRun, Edit

Grade = Literal["headline", "number", "name", "removed", "added", "wording", "typo"]
GRADES: tuple[Grade, ...] = get_args(Grade)

PASSAGE = 24.0
"""Weight (Latin letters) from which text put in or taken out is a passage and not a choice of words: some four English words
or ten Chinese characters, the length of a short clause."""

LONG_WORD = 6
"""Letters from which one letter more, less or transposed inside a word is taken for spelling. A replaced letter is not
("denied", "defied"), nor one at either end ("legal", "illegal"; "minister", "ministers")."""

MOST_SLIPS = 3
"""More small corrections than this are a revision of the wording."""

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_CAPITAL = re.compile(r"(?<=[\s(,;’'\-])(?!\d)[^\W_a-zß-öø-ÿ㐀-鿿][\w’'\-]+")
_DOTTED = re.compile(r"[㐀-鿿]{1,2}(?:[·・•‧][㐀-鿿]{1,8})*[·・•‧][㐀-鿿]{1,2}")
"""A transliterated name; of its outer parts only the two characters at the dot, because where it ends is not written."""

_NOUNS_ARE_CAPITAL = ("de", "lb", "nds")


class Reading(Protocol):
    """What is compared: an Extraction and a Revision both have these two."""

    @property
    def title(self) -> str | None: ...

    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class _Hunk:
    """One stretch of change, with the character offsets of its two sides."""

    gone: str
    new: str
    old_at: int
    new_at: int


def compare(old: Reading, new: Reading, language: str | None = None) -> Edit | None:
    """The edit that leads from one reading to the next, or None when only white space or invisible characters differ.

    The runs are over the texts with white space normalised. ``language`` is a BCP 47 tag. Pure; bounded as :func:`diff` is.
    """
    titles = normalised(old.title or ""), normalised(new.title or "")
    texts = normalised(old.text), normalised(new.text)
    if titles[0] == titles[1] and texts[0] == texts[1]:
        return None
    title, text = diff(*titles, language), diff(*texts, language)
    found = set(_grades(title, titles, language, title=True)) | set(_grades(text, texts, language, title=False))
    return Edit(tuple(grade for grade in GRADES if grade in found), title, text)


def normalised(text: str) -> str:
    """Runs of white space as one space, empty lines and invisible characters dropped."""
    lines = (" ".join(line.split()) for line in _INVISIBLE.sub("", text).splitlines())
    return "\n".join(line for line in lines if line)


def _grades(runs: Iterable[DiffRun], texts: tuple[str, str], language: str | None, *, title: bool) -> Iterator[Grade]:
    """The grades of one pair of texts. Figures and names are graded in the title too; the rest of a title is ``headline``."""
    hunks = list(_hunks(runs))
    if not hunks:
        return
    touched = [_touched(hunk, texts) for hunk in hunks]
    numbers = [a != b for a, b in touched]
    names = [
        _names(texts[0], hunk, language, old=True) != _names(texts[1], hunk, language, old=False) for hunk in hunks
    ]
    if any(n and not _is_passage(h) for h, n in zip(hunks, numbers, strict=True)):
        yield "number"
    if any(n and not _is_passage(h) for h, n in zip(hunks, names, strict=True)):
        yield "name"
    if title:
        yield "headline"
        return
    plain = [h for h, number, name in zip(hunks, numbers, names, strict=True) if _is_passage(h) or not (number or name)]
    slips = [hunk for hunk in plain if _is_slip(hunk)]
    for hunk in plain:
        if hunk in slips and len(slips) <= MOST_SLIPS:
            yield "typo"
        else:
            yield _kind(hunk, texts)


def _kind(hunk: _Hunk, texts: tuple[str, str]) -> Grade:
    """A passage taken out, put in, or other words. A passage that stands elsewhere in the other text was only moved."""
    gone, new = hunk.gone.strip(), hunk.new.strip()
    if weight(gone) >= PASSAGE and weight(new) < weight(gone) / 3 and gone not in texts[1]:
        return "removed"
    if weight(new) >= PASSAGE and weight(gone) < weight(new) / 3 and new not in texts[0]:
        return "added"
    return "wording"


def _is_passage(hunk: _Hunk) -> bool:
    """Whether text was only put in or only taken out, in a length whose own figures and names are not a change of any."""
    small, large = sorted((weight(hunk.gone), weight(hunk.new)))
    return large >= PASSAGE and small < large / 3


def _is_slip(hunk: _Hunk) -> bool:
    """Marks, accents or case only; or one letter more, less or transposed inside a long word of an alphabet.

    A changed Chinese character is never a slip here: without a dictionary 做/坐 cannot be told from 是/非.
    """
    gone, new = hunk.gone.strip(), hunk.new.strip()
    if _letters(gone) == _letters(new):
        return True
    if min(len(gone), len(new)) < LONG_WORD or weight(gone + new) > len(gone + new):
        return False
    if gone[0] != new[0] or gone[-1] != new[-1] or " " in gone + new:
        return False
    return sorted(gone) == sorted(new) if len(gone) == len(new) else Indel.distance(gone, new) == 1


def _letters(text: str) -> str:
    """Letters and digits only, without case and accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if c.isalnum())


def _hunks(runs: Iterable[DiffRun]) -> Iterator[_Hunk]:
    """Neighbouring gone and new as one; ``diff`` puts gone first and never two of a kind side by side."""
    old_at = new_at = 0
    gone = ""
    for run in runs:
        if gone and run.op != "new":
            yield _Hunk(gone, "", old_at - len(gone), new_at)
            gone = ""
        if run.op == "new":
            yield _Hunk(gone, run.text, old_at - len(gone), new_at)
            gone = ""
        old_at += len(run.text) if run.op != "new" else 0
        new_at += len(run.text) if run.op != "gone" else 0
        if run.op == "gone":
            gone = run.text
    if gone:
        yield _Hunk(gone, "", old_at - len(gone), new_at)


_AROUND = 40
"""Characters beside a change in which a figure or name that it cuts is looked for."""


def _touched(hunk: _Hunk, texts: tuple[str, str]) -> tuple[Counter[str], Counter[str]]:
    """The figures that the change touches on both sides, as values."""
    sides = ((texts[0], hunk.old_at, hunk.gone), (texts[1], hunk.new_at, hunk.new))
    first, second = (Counter(_figures_at(text, at, at + len(part))) for text, at, part in sides)
    return first, second


def _figures_at(text: str, start: int, end: int) -> Iterator[str]:
    base = max(0, start - _AROUND)
    for first, last, value in figures(text[base : end + _AROUND]):
        if base + first < end and base + last > start:
            yield value


def _names(text: str, hunk: _Hunk, language: str | None, *, old: bool) -> set[str]:
    """Capitalised words inside a sentence, and names joined by a middle dot, that the change touches.

    Chinese names without a dot are not told from other words here, and German writes every noun with a capital: there the
    change stays ``wording``.
    """
    if (language or "").lower().split("-")[0] in _NOUNS_ARE_CAPITAL:
        return set()
    at, part = (hunk.old_at, hunk.gone) if old else (hunk.new_at, hunk.new)
    base = max(0, at - _AROUND)
    window = text[base : at + len(part) + _AROUND]
    matches = [m for m in _CAPITAL.finditer(window) if not _opens(window, m)] + list(_DOTTED.finditer(window))
    return {m[0] for m in matches if base + m.start() < at + len(part) and base + m.end() > at}


def _opens(text: str, match: re.Match[str]) -> bool:
    """Whether a word opens a sentence or the text, where a capital says nothing."""
    before = text[: match.start()].rstrip(" ’'“\"「『(")
    return not before or before[-1] in ".!?:\n。！？：…"
