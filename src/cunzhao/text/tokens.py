"""Tokens for search, one per position, the same at index and at query time.

Han, kana, Hangul and the scripts without spaces give overlapping pairs of characters, and each run ends with its last
character alone::

    立法會選舉2021 -> 立法 法会 会选 选举 举 2021

That last single token does three things. A one-character query is a prefix query (举 finds 举x and 举). Two runs are never
adjacent without it, so pairs that follow each other are always one run: a word of such characters is found exactly where
it stands, never across a comma. And a phrase that does cross punctuation can be asked for (选举，结果 is 选举 举 结果).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cunzhao.errors import UsageError
from cunzhao.text import table
from cunzhao.text.folding import TABLE_PAYS, characters, fold, plain
from cunzhao.text.scripts import PAIRED, category_ranges, char_class, one_of, without

# Longer "words" are encoded data; they are cut so that no token grows without bound (FTS5 itself cuts at 32,768 bytes).
_WORD_MAX = 64

_paired = f"[{char_class(PAIRED)}]"
# Letters, numbers and marks; Python's \w would cut words of Hindi or pointed Hebrew at their marks. Below U+20000 only:
# what follows are ideographs.
_word = one_of(category_ranges("LNM", without(range(0x20000), PAIRED)))
_runs = re.compile(f"({_paired}+)|({_word}{{1,{_WORD_MAX}}})")
_word_char = re.compile(_word)
_separators = re.compile(f"(?:(?!{_paired}|{_word}).)*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Token:
    """A token of a query; with ``prefix`` it stands for every token that begins with ``text``."""

    text: str
    prefix: bool = False


def index_tokens(s: str) -> list[str]:
    """The tokens of ``s`` (any text, not yet folded), one per position."""
    tokens: list[str] = []
    for run, word in _runs.findall(fold(s)):
        if word:
            tokens.append(word)
        else:
            tokens += _pairs(run)
    return tokens


def token_text(s: str) -> str:
    """:func:`index_tokens` joined by spaces, for long texts."""
    codes = table.codes_of(plain(s)) if len(s) >= TABLE_PAYS else None
    made = None if codes is None else table.pairs_and_words(codes, characters(), _WORD_MAX)
    return " ".join(index_tokens(s)) if made is None else made


def _pairs(run: str) -> list[str]:
    """Overlapping pairs, then the last character alone."""
    return [run[i : i + 2] for i in range(len(run))]


def query_tokens(s: str) -> list[Token]:
    """The tokens that must follow each other for ``s`` to stand in a text; empty when ``s`` has no letter or number.

    The last run's single token is left out, since the text may go on there; a last run of one character is a prefix.
    """
    tokens = [Token(t) for t in index_tokens(s)]
    if not tokens or not _is_paired(tokens[-1].text):
        return tokens
    before = tokens[-2].text if len(tokens) > 1 else ""
    # A pair before the single token is of the same run: a run always ends with a single.
    if len(before) == 2 and _is_paired(before):
        return tokens[:-1]
    return [*tokens[:-1], Token(tokens[-1].text, prefix=True)]


_is_paired = re.compile(_paired).match


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a query asks to stand in a text, as folded runs of paired characters and words that follow each other."""

    runs: tuple[str, ...]

    @classmethod
    def of(cls, s: str) -> Phrase:
        """The runs of ``s``; there are none when it has no letter or number."""
        return cls(tuple(run or word for run, word in _runs.findall(fold(s))))

    def find(self, folded: str, start: int = 0) -> tuple[int, int] | None:
        """Where in *folded* text the phrase stands next, as (start, end): what ``query_tokens`` finds by index."""
        if not self.runs:
            return None
        at = folded.find(self.runs[0], start)
        while at >= 0:
            end = self._end(folded, at)
            if end is not None:
                return at, end
            at = folded.find(self.runs[0], at + 1)
        return None

    def _end(self, folded: str, at: int) -> int | None:
        """Where the phrase ends if it begins at ``at``, else None."""
        end = at
        for i, run in enumerate(self.runs):
            begin = end
            if i:
                begin = _skip(folded, end)
                if begin == end and _same_kind(self.runs[i - 1], run):
                    return None
            end = begin + len(run)
            if not folded.startswith(run, begin) or not _bounded(folded, begin, end):
                return None
        return end


def _skip(folded: str, at: int) -> int:
    """The end of the separators at ``at``."""
    match = _separators.match(folded, at)
    return match.end() if match else at


def _same_kind(one: str, other: str) -> bool:
    return bool(_is_paired(one)) == bool(_is_paired(other))


def _bounded(folded: str, start: int, end: int) -> bool:
    """False when a word is only a part of the word that stands there; runs of paired characters may be parts."""
    if _is_paired(folded, start):
        return True
    return not (start and _word_char.match(folded, start - 1)) and not _word_char.match(folded, end)


def shingles(s: str, n: int) -> frozenset[str]:
    """All stretches of ``n`` units of ``s``, a unit being one character of a paired script or one word.

    A text of fewer units is one shingle; a text of none has none. ``n`` is at least 1.
    """
    if n < 1:
        raise UsageError(f"shingles need n of at least 1, not {n}")
    units: list[str] = []
    for run, word in _runs.findall(fold(s)):
        units += [word] if word else run
    if len(units) < n:
        return frozenset({" ".join(units)} if units else ())
    return frozenset(" ".join(units[i : i + n]) for i in range(len(units) - n + 1))
