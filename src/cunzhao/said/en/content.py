"""Where the content of a verb of saying begins."""

from __future__ import annotations

from cunzhao.said.en.cues import BLAME, CUES, MARKED, NAMING, NOT_CONTENT, OBJECT, ORDER, QUOTE, Cue
from cunzhao.said.en.frames import FRAME_NOUNS, over_frame
from cunzhao.said.en.phrases import verblike
from cunzhao.said.en.tokens import ENDS, Tokens
from cunzhao.said.en.words import (
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    PREPOSITIONS,
    SUBJECT_PRONOUNS,
    TIME_NOUNS,
    table,
)

_NO_NOUN = PREPOSITIONS | DETERMINERS


_FAR = 30


def begin(tokens: Tokens, cue: Cue, i: int, stop: int) -> tuple[int, str] | None:
    """Where the content begins that follows a verb whose next token is ``i``, and what marks it (quote, colon, that, to,
    bare); None if nothing of that kind follows before ``stop``."""
    if cue.frames in (OBJECT, ORDER, BLAME, NAMING):
        return _after_object(tokens, cue, i, stop)
    j = over_frame(tokens, i, stop)
    if j >= stop:
        return None
    found = _marked(tokens, j, stop)
    if found or cue.frames in (MARKED, QUOTE):
        return found if found is None or cue.frames != QUOTE or found[1] in ("quote", "colon") else None
    return _bare(tokens, cue, j, stop)


def _marked(tokens: Tokens, j: int, stop: int) -> tuple[int, str] | None:
    """A beginning that shows: a quotation, a colon, "that", a question word."""
    low = tokens.lows[j]
    if j in tokens.closes:
        return j, "quote"
    if low == ":":
        return (j + 1, "colon") if j + 1 < stop else (j, "colon-end")
    if low in ("that", "how", "whether", "why"):
        return (j, "that") if j + 1 < stop else None
    if low in ",—–":
        return _after_comma(tokens, j + 1, stop)
    return _that_ahead(tokens, j, stop)


def _after_comma(tokens: Tokens, j: int, stop: int) -> tuple[int, str] | None:
    """ "said, speaking in Ohio, that …": the quotation right behind a comma, or that or "that" after an aside."""
    if j < stop and j in tokens.closes:
        return j, "quote"
    for k in range(j, min(stop, j + _FAR)):
        if tokens.words[k] == "," and k + 1 < stop and not tokens.inside[k]:
            if k + 1 in tokens.closes:
                return k + 1, "quote"
            return (k + 1, "that") if tokens.lows[k + 1] == "that" else None
        if tokens.lows[k] in CUES or k in tokens.closes:
            return None
    return None


def _that_ahead(tokens: Tokens, j: int, stop: int) -> tuple[int, str] | None:
    """After a preposition ("said in the letter …"): "that", a quotation behind a comma, or a colon, not far off."""
    if tokens.lows[j] not in PREPOSITIONS or _of_act(tokens, j, stop):
        return None
    for k in range(j, min(stop, j + _FAR)):
        low = tokens.lows[k]
        if low == "that" and tokens.lows[k - 1] not in PREPOSITIONS:
            return k, "that"
        if low in ",:" and k + 1 < stop and k + 1 in tokens.closes:
            return k + 1, "quote"
        if low == ":" and k + 1 == stop:
            return k, "colon-end"
        if low in "," or low in AUXILIARIES or (low in CUES and CUES[low].form != "base"):
            return None
    return None


def _of_act(tokens: Tokens, j: int, stop: int) -> bool:
    """Whether "to push for" or "by pointing at" stands at ``j``: what comes behind is not said, but done."""
    low, follows = tokens.lows[j], tokens.lows[j + 1] if j + 1 < stop else ""
    if low == "to":
        return follows not in DETERMINERS and not tokens.capital(j + 1) and follows not in FRAME_NOUNS
    return low == "by" and follows.endswith("ing")


def _bare(tokens: Tokens, cue: Cue, j: int, stop: int) -> tuple[int, str] | None:
    """Content with no mark, as it stands right behind the verb."""
    low, plain = tokens.lows[j], cue.lemma in ("say", "add")
    if not (low[0].isalnum() or low in "$@#'"):
        return None
    if low == "to":
        return None if plain or cue.lemma == "point" else (j, "to")
    if low in _ABOUT and not plain:
        return (j + 1, "about") if j + 1 < stop else None
    if low in PREPOSITIONS and not (plain and low in _LEADING):
        return None
    if low in _EMPTY or low in AUXILIARIES or tokens.lows[j + 1 : j + 2] == ["much"]:
        return None
    if (low in ("him", "them", "me", "us") and cue.lemma != "say") or _names_vessel(tokens, j, stop):
        return None
    return (j, "bare") if cue.lemma in _SURE or _clause_like(tokens, j, stop) else None


_EMPTY = CONJUNCTIONS | NOT_CONTENT | table("something nothing anything everything yes no so little much hello goodbye")
_ABOUT = table("of about against for on with")
_LEADING = table("after before since under in despite with during by without")
"""Prepositions with which a clause may begin: "said in winter the road was shut"."""


_SURE = table("say add note call mention suggest promise pledge propose acknowledge admit reveal announce")
"""Verbs whose object is what was said, be it a clause or a thing; behind the others only a clause is taken."""


def _clause_like(tokens: Tokens, j: int, stop: int) -> bool:
    """Whether a subject and soon a verb stand at ``j``."""
    low = tokens.lows[j]
    if not (low.split("'")[0] in SUBJECT_PRONOUNS or low in DETERMINERS or low == "there" or tokens.capital(j)):
        return False
    return "'" in low or any(verblike(tokens, k) for k in range(j + 1, min(j + 12, stop)))


def _names_vessel(tokens: Tokens, j: int, stop: int) -> bool:
    """Whether "a statement", "an emailed letter" stands at ``j``: that is where the words are, not the words."""
    if tokens.lows[j] not in ("a", "an"):
        return False
    return any(tokens.lows[k] in NOT_CONTENT for k in range(j + 1, min(j + 3, stop)))


def _after_object(tokens: Tokens, cue: Cue, i: int, stop: int) -> tuple[int, str] | None:
    """Content behind the one who is told, urged or accused."""
    if tokens.words[i : i + 1] == [","] and i + 1 in tokens.closes:
        return i + 1, "quote"
    if tokens.lows[i : i + 1] == ["about"]:
        return None
    for k in range(i, min(stop, i + _FAR)):
        if k in tokens.closes and (k == i or cue.frames != ORDER):
            if cue.frames == NAMING or tokens.words[k - 1] in ",:" or k == i:
                return _quoted_object(tokens, cue, i, k)
        elif tokens.words[k] == ":":
            return (k + 1, "colon") if k + 1 < stop else (k, "colon-end")
        elif k > i and not tokens.inside[k]:
            if tokens.words[k] in _OBJECT_ENDS and not (tokens.words[k] == "," and cue.frames == BLAME):
                return _after_comma(tokens, k + 1, stop) if tokens.words[k] == "," else None
            found = _behind_object(tokens, cue, i, k, stop)
            if found:
                return found
    return None


_OBJECT_ENDS = ENDS | {","}


def _behind_object(tokens: Tokens, cue: Cue, i: int, k: int, stop: int) -> tuple[int, str] | None:
    """Whether the content begins at ``k``, behind an object that begins at ``i``."""
    low, frames = tokens.lows[k], cue.frames
    if frames == BLAME:
        return (k + 1, "about") if low in ("of", "for") else None
    if frames == NAMING:
        return (i, "bare") if low in ("a", "an", "as") else None
    asks = frames == OBJECT and low in ("what", "if") and tokens.lows[k - 1] not in PREPOSITIONS
    if low in ("that", "how", "whether", "why") or asks:
        return k, "that"
    if low == "to":
        place = k + 1 < stop and (tokens.capital(k + 1) or tokens.lows[k + 1] in DETERMINERS)
        return None if place else (i if frames == ORDER else k, "to")
    return (k, "bare") if frames == OBJECT and _clause_after_object(tokens, i, k) else None


def _quoted_object(tokens: Tokens, cue: Cue, i: int, k: int) -> tuple[int, str] | None:
    if cue.frames == NAMING:
        return i, "bare" if k > i else "quote"
    if tokens.lows[k - 1] in ("of", "by", "the", "on", "in", "with", "for") or tokens.closes[k] - k < 3:
        return None
    return k, "quote"


def _clause_after_object(tokens: Tokens, i: int, k: int) -> bool:
    """Whether a bare clause begins at ``k``: "told reporters he would", "told him the law was"."""
    low = tokens.lows[k]
    if low in SUBJECT_PRONOUNS or low == "there":
        return True
    near = low in DETERMINERS and k - i <= 2 and tokens.lows[k - 1] not in _NO_NOUN
    return near and TIME_NOUNS.isdisjoint(tokens.lows[k + 1 : k + 2])
