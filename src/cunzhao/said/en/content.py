"""What was said: where the content of a verb of saying begins, and where indirect speech ends."""

from __future__ import annotations

from cunzhao.said.en.cues import BLAME, CUES, MARKED, NAMING, NOT_CONTENT, OBJECT, ORDER, QUOTE, Cue
from cunzhao.said.en.subjects import verblike
from cunzhao.said.en.tokens import ENDS, Tokens
from cunzhao.said.en.words import (
    ADVERBS,
    AUXILIARIES,
    CLAUSE_OPENERS,
    CONJUNCTIONS,
    DETERMINERS,
    MONTHS,
    PREPOSITIONS,
    SUBJECT_PRONOUNS,
    TIME_LEADS,
    TIME_NOUNS,
    TIME_WORDS,
    WEEKDAYS,
)

DASHES = frozenset(("—", "–", "―", "--"))
_FRAME_NOUNS = frozenset(
    "statement interview speech email e-mail letter tweet tweets post report article column memo message briefing conference rally "
    "debate event hearing appearance book testimony phone telephone video call reporters television tv radio twitter facebook "
    "instagram op-ed editorial essay note filing lawsuit affidavit court opinion ruling summit meeting ceremony forum release "
    "response remarks website site show program programme address part blog documents news".split()
)
"""Where something is said: a phrase with one of these, after the verb, is stepped over before the content begins."""
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
        return j, "that"
    if low in ",—–":
        if j + 1 < stop and j + 1 in tokens.closes:
            return j + 1, "quote"
        return _after_comma(tokens, j + 1, stop)
    return _that_ahead(tokens, j, stop)


def _after_comma(tokens: Tokens, j: int, stop: int) -> tuple[int, str] | None:
    """ "said, speaking in Ohio, that …": the quotation or "that" after an aside."""
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
    if tokens.lows[j] not in PREPOSITIONS:
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


def _bare(tokens: Tokens, cue: Cue, j: int, stop: int) -> tuple[int, str] | None:
    """Content with no mark, as it stands right behind the verb."""
    low = tokens.lows[j]
    if not (low[0].isalnum() or low in "$@#'"):
        return None
    if low == "to":
        return (j, "to") if cue.lemma not in ("say", "add", "state", "point") else None
    if low in ("of", "about", "against", "for", "on", "with") and cue.lemma not in ("say", "add", "state"):
        return (j + 1, "about") if j + 1 < stop else None
    if low in PREPOSITIONS and low not in (
        "after",
        "before",
        "since",
        "under",
        "in",
        "despite",
        "with",
        "during",
        "by",
        "without",
        "as",
    ):
        return None
    if low in PREPOSITIONS and cue.lemma not in ("say", "add"):
        return None
    if low in ("him", "them", "me", "us") and cue.lemma != "say":
        return None
    if (
        low in CONJUNCTIONS
        or low in NOT_CONTENT
        or (low == "as" or low == "so")
        and tokens.lows[j + 1 : j + 2] == ["much"]
    ):
        return None
    if low in DETERMINERS and _names_vessel(tokens, j, stop):
        return None
    if cue.lemma not in _SURE and not _clause_like(tokens, j, stop):
        return None
    return j, "bare"


_SURE = frozenset("say add note call mention suggest promise pledge propose acknowledge admit reveal announce".split())
"""Verbs whose object is what was said, be it a clause or a thing; behind the others only a clause is taken."""


def _clause_like(tokens: Tokens, j: int, stop: int) -> bool:
    """Whether a subject and soon a verb stand at ``j``."""
    low = tokens.lows[j]
    if not (low.split("'")[0] in SUBJECT_PRONOUNS or low in DETERMINERS or low == "there" or tokens.capital(j)):
        return False
    return "'" in low or any(verblike(tokens, k) for k in range(j + 1, min(j + 12, stop)))


def _names_vessel(tokens: Tokens, j: int, stop: int) -> bool:
    """Whether "a statement", "an emailed letter" stands at ``j``: that is where the words are, not the words."""
    return any(tokens.lows[k] in NOT_CONTENT for k in range(j + 1, min(j + 3, stop))) and tokens.lows[j] in ("a", "an")


def over_frame(tokens: Tokens, i: int, stop: int) -> int:
    """Steps over "on Tuesday in a statement" and "later"."""
    j = i
    while j < stop:
        k = _over_time(tokens, j, stop)
        if k == j:
            k = _over_place(tokens, j, stop)
        if (
            k == j
            and tokens.lows[j] in ADVERBS - DETERMINERS
            and tokens.lows[j] not in ("both", "almost", "already", "only")
        ):
            k = j + 1
        if (
            k == j
            and tokens.lows[j].endswith("ly")
            and tokens.lows[j] not in ("only", "nearly", "roughly")
            and not tokens.capital(j)
        ):
            k = j + 1
        if k == j:
            return j
        j = k
    return j


def _over_time(tokens: Tokens, j: int, stop: int) -> int:
    """Steps over "on Tuesday", "Monday night", "earlier this month", "Sept. 15", "in March"."""
    k = j
    if tokens.lows[k] in ("on", "in", "at", "by", "during", "late", "earlier", "early"):
        k += 1
    hit = False
    while k < stop:
        low = tokens.lows[k]
        if (
            low in TIME_WORDS
            or low in WEEKDAYS
            or low in MONTHS
            and tokens.capital(k)
            or hit
            and (low == "." or low.isdigit())
        ):
            if low == "." and not tokens.lows[k - 1] in MONTHS:
                break
            hit = True
        elif not (
            low in TIME_LEADS and k + 1 < stop and tokens.lows[k + 1] in TIME_NOUNS | TIME_LEADS | WEEKDAYS.keys()
        ):
            if not (
                low in ("the", "a", "that")
                and k + 1 < stop
                and tokens.lows[k + 1] in TIME_NOUNS | WEEKDAYS.keys()
                and k > j
            ):
                break
        k += 1
    return k if hit else j


def _over_place(tokens: Tokens, j: int, stop: int) -> int:
    """Steps over "in a statement", "at a rally in Ohio", "to reporters": a preposition, then soon a noun of ``_FRAME_NOUNS``."""
    if tokens.lows[j] not in ("in", "at", "on", "during", "to", "via", "by", "through", "after", "from"):
        return j
    for k in range(j + 1, min(j + 9, stop)):
        low = tokens.lows[k]
        if low in _FRAME_NOUNS:
            return _over_more(tokens, k + 1, stop)
        if (
            not low[0].isalnum()
            and low not in ("'s", ".", "-")
            and not tokens.inside[k]
            or low in PREPOSITIONS
            or low in CUES
        ):
            return j
        if low in SUBJECT_PRONOUNS or low in AUXILIARIES:
            return j
    return j


def _over_more(tokens: Tokens, k: int, stop: int) -> int:
    """After "in an interview": "with CNN", "in Novi, Michigan" as far as it is made of names."""
    while k + 1 < stop and tokens.lows[k] in ("with", "in", "at", "to", "on", "from") and tokens.capital(k + 1):
        n = k + 1
        while n < stop and tokens.capital(n):
            n += 1
        if n - k > 4 or n >= stop:
            return k
        k = n
    return k


def _after_object(tokens: Tokens, cue: Cue, i: int, stop: int) -> tuple[int, str] | None:
    """Content behind the one who is told, urged or accused."""
    for k in range(i, min(stop, i + _FAR)):
        low = tokens.lows[k]
        if k in tokens.closes and not (cue.frames == ORDER and k > i):
            if cue.frames == NAMING or tokens.words[k - 1] in ",:" or k == i:
                return _quoted_object(tokens, cue, i, k)
        if tokens.inside[k]:
            continue
        if low == "," and k == i and k + 1 in tokens.closes:
            return k + 1, "quote"
        if low == ":":
            return (k + 1, "colon") if k + 1 < stop else (k, "colon-end")
        if k == i:
            continue
        if (
            low in ("that", "how", "whether", "why")
            and cue.frames in (OBJECT, ORDER)
            or cue.frames == OBJECT
            and low in ("what", "who", "if")
            and tokens.lows[k - 1] not in PREPOSITIONS
        ):
            return k, "that"
        if low == "to" and k > i and cue.frames in (OBJECT, ORDER):
            if k + 1 < stop and (tokens.capital(k + 1) or tokens.lows[k + 1] in DETERMINERS):
                continue
            return (i if cue.frames == ORDER else k), "to"
        if low in ("of", "for") and cue.frames == BLAME:
            return k + 1, "about"
        if cue.frames == NAMING and low in ("a", "an", "as"):
            return i, "bare"
        if low == "," and cue.frames != BLAME:
            return _after_comma(tokens, k + 1, stop) or ((k + 1, "quote") if k + 1 in tokens.closes else None)
        if low in ENDS:
            return None
        if cue.frames == OBJECT and _clause_after_object(tokens, i, k):
            return k, "bare"
    return None


def _quoted_object(tokens: Tokens, cue: Cue, i: int, k: int) -> tuple[int, str] | None:
    if cue.frames == NAMING:
        return i, "bare" if k > i else "quote"
    if tokens.lows[k - 1] in ("of", "by", "the", "on", "in", "with", "for") or tokens.closes[k] - k < 3:
        return None
    return k, "quote"


def _clause_after_object(tokens: Tokens, i: int, k: int) -> bool:
    """Whether a bare clause begins at ``k``: "told reporters he would", "told him the law was"."""
    low = tokens.lows[k]
    return (
        low in SUBJECT_PRONOUNS
        or low in ("there",)
        or (low in DETERMINERS and k - i <= 2 and tokens.lows[k - 1] not in PREPOSITIONS | DETERMINERS)
    )


def finish(tokens: Tokens, i: int, stop: int, cue: Cue, subordinate: str = "") -> int:
    """Where content that begins at ``i`` ends (exclusive): the end of the sentence, or a tail of the narrator's before it."""
    k, depth = i, 0
    while k < stop:
        low = tokens.lows[k]
        if k in tokens.closes:
            k = tokens.closes[k]
            if tokens.words[k - 1] in "," and k + 1 < stop and _tail(tokens, k + 1, stop, cue):
                return k + 1
        elif low == "(":
            if k > i and tokens.words[stop - 1] == ")" and ")" not in tokens.words[k : stop - 1]:
                return k
            depth += 1
        elif low == ")":
            if depth == 0:
                return k
            depth -= 1
        elif depth:
            pass
        elif low == ";":
            return k
        elif low in DASHES and not tokens.glued(k):
            other = next((n for n in range(k + 1, stop) if tokens.lows[n] in DASHES and not tokens.inside[n]), None)
            if other is None or subordinate == "clause":
                return k
            k = other
        elif (
            low == ","
            and k > i
            and k + 1 < stop
            and (_closes(tokens, k + 1, subordinate) or _tail(tokens, k + 1, stop, cue))
        ):
            return k
        elif low in ("and", "but", "or") and k > i and _other_saying(tokens, k + 1, stop, cue):
            return k
        k += 1
    return _in_statement(tokens, i, stop)


def _closes(tokens: Tokens, k: int, subordinate: str) -> bool:
    """Whether a comma before token ``k`` ends a subordinate clause: "when X said A, …", "who said A, left"."""
    return subordinate == "clause" or subordinate == "relative" and verblike(tokens, k)


def _in_statement(tokens: Tokens, i: int, stop: int) -> int:
    """The end without the narrator's "in a statement on Thursday"."""
    for k in range(stop - 3, max(i + 1, stop - 12), -1):
        if tokens.lows[k] in ("in", "during", "on") and tokens.lows[k + 1] in ("a", "an") and not tokens.inside[k]:
            return k if any(low in _FRAME_NOUNS for low in tokens.lows[k + 2 : k + 5]) else stop
    return stop


def _other_saying(tokens: Tokens, k: int, stop: int, cue: Cue) -> bool:
    """Whether after "and" the same speaker goes on: "said A and added B"."""
    while k < stop and (
        tokens.lows[k] in ADVERBS or tokens.lows[k].endswith("ly") or tokens.lows[k] in ("has", "have")
    ):
        k += 1
    found = CUES.get(tokens.lows[k]) if k < stop and not tokens.inside[k] else None
    return (
        found is not None
        and found.form == cue.form
        and (not found.particles or k + 1 < stop and tokens.lows[k + 1] in found.particles)
    )


def _tail(tokens: Tokens, k: int, stop: int, cue: Cue) -> bool:
    """Whether the words after a comma are the narrator's again."""
    low = tokens.lows[k]
    if low in ("even", "also", "while", "later", "then") and k + 1 < stop and tokens.lows[k + 1].endswith("ing"):
        low = tokens.lows[k + 1]
    if (
        low in CUES
        and CUES[low].form == "ing"
        or low in ("citing", "referring", "speaking", "according", "though", "although")
    ):
        return True
    if low in ("and", "but", "or") and _other_saying(tokens, k + 1, stop, cue):
        return True
    if low == "but" and k + 1 < stop and _skips_to_verb(tokens, k + 1, stop):
        return True
    if low in ("and", "but", "though", "although", "while", "which", "who", "where", "whom", "as"):
        return _narrated(tokens, k + 1, stop, cue)
    return False


def _skips_to_verb(tokens: Tokens, k: int, stop: int) -> bool:
    """Whether a verb without a subject follows: "but offered no proof", "but still lost"."""
    while k < stop - 1 and (tokens.lows[k] in ADVERBS - DETERMINERS or tokens.lows[k].endswith("ly")):
        k += 1
    return verblike(tokens, k) and tokens.lows[k] not in AUXILIARIES


def _narrated(tokens: Tokens, k: int, stop: int, cue: Cue) -> bool:
    """Whether a verb of saying with its own subject follows within a few words."""
    for n in range(k, min(k + 9, stop)):
        if tokens.words[n] in ",;" or n in tokens.closes:
            return False
        found = CUES.get(tokens.lows[n])
        if (
            found
            and found.form != "base"
            and (found.form != "ing" or tokens.lows[n - 1] in AUXILIARIES)
            and n > k
            and not tokens.capital(n)
            and tokens.lows[n - 1] not in DETERMINERS | PREPOSITIONS
        ):
            return True
    return False
