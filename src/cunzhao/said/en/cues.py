"""The words by which English says that somebody says something, each with what may follow it.

A line of the table is ``frames: verb verb …``. Irregular verbs carry their forms after slashes (base/s/past/ing).
"""

from __future__ import annotations

from typing import NamedTuple

from cunzhao.said.en.words import table

CLAUSE = "c"  # whatever follows is the content: that-clause, bare clause, "to" and a verb, a thing
MARKED = "t"  # only a that-clause, a question word, a colon or a quotation
OBJECT = "o"  # first to whom, then the content
ORDER = "u"  # whom, then "to" and a verb; both together are the content
BLAME = "b"  # whom, then "of" or "for" and the content
NAMING = "n"  # call X Y: the content is both, if Y is marked by an article or a quotation
QUOTE = "q"  # only with a quotation


class Cue(NamedTuple):
    """One form of a cue: ``form`` is base, s, past, ing or noun; ``frames`` is one of the letters above; ``particles`` are
    the words that must follow, where some must."""

    lemma: str
    form: str
    frames: str
    particles: frozenset[str] = frozenset()


_VERBS = """
c: say/says/said/saying add note claim argue insist contend assert maintain suggest acknowledge admit concede
c: announce indicate remark boast reiterate stress emphasize emphasise vow pledge promise predict caution testify
c: allege deny reveal disclose mention lament confess affirm proclaim propose recommend promise imply
c: joke quip complain brag recount recall signal reaffirm assert swear/swears/swore/swearing hint decry
c: tweet wonder estimate underscore underline echo argue opine observe
t: state declare report explain write/writes/wrote/writing respond reply/replies/replied/replying conclude
t: continue believe agree post
t: clarify attest criticize criticise praise condemn denounce counter confirm retort charge question
t: recite relate repeat protest object argue confide elaborate
o: tell/tells/told/telling warn inform remind assure advise notify reassure
u: urge ask order implore beg/begs/begged/begging exhort beseech/beseeches/beseeched/beseeching encourage
b: accuse blame
n: call describe label dub/dubs/dubbed/dubbing brand characterize characterise
q: begin/begins/began/beginning laugh shout yell scream exclaim mutter whisper sigh cry/cries/cried/crying interject
q: go/goes/went/going
q: chant intone plead marvel smile shrug gasp snap/snaps/snapped/snapping grin/grins/grinned/grinning
"""

_PARTICLES = {
    "call": frozenset(("for", "on", "upon")),
    "point": frozenset(("out", "to")),
    "go": frozenset(("on",)),
}

NOUNS = table(
    "claim claims statement statements assertion assertions allegation allegations argument arguments warning "
    "warnings suggestion suggestions vow vows promise promises pledge pledges acknowledgment acknowledgement "
    "admission insistence contention announcement declaration comment comments remark remarks accusation "
    "accusations call calls complaint complaints assurance assurances prediction predictions denial request "
    "testimony"
)
"""Nouns of saying: "his claim that …", "repeated warnings from X that …"."""

NOT_CONTENT = table("statement statements letter letters speech tweet tweets email interview report post message memo")
"""After a verb of saying these carry the words, they are not the words: "issued a statement saying …"."""


def _forms(word: str) -> tuple[str, str, str, str]:
    """The four forms of a verb, by rule where the table does not give them."""
    if "/" in word:
        base, third, past, ing = word.split("/")
        return base, third, past, ing
    if word.endswith("e"):
        return word, word + "s", word + "d", word[:-1] + "ing"
    if word.endswith(("y",)) and word[-2] not in "aeiou":
        return word, word[:-1] + "ies", word[:-1] + "ied", word + "ing"
    if word.endswith(("s", "sh", "ch", "x")):
        return word, word + "es", word + "ed", word + "ing"
    if word in ("admit", "brag"):
        return word, word + "s", word + word[-1] + "ed", word + word[-1] + "ing"
    return word, word + "s", word + "ed", word + "ing"


def _table() -> dict[str, Cue]:
    found: dict[str, Cue] = {}
    for line in _VERBS.strip().splitlines():
        frames, verbs = line.split(": ")
        for word in verbs.split():
            forms = _forms(word)
            for form, spelled in zip(("base", "s", "past", "ing"), forms, strict=True):
                found.setdefault(spelled, Cue(forms[0], form, frames))
    for form, spelled in (("base", "point"), ("s", "points"), ("past", "pointed"), ("ing", "pointing")):
        found[spelled] = Cue("point", form, CLAUSE, frozenset(("out",)))
    found["reads"] = Cue("read", "s", QUOTE)
    return found


CUES = _table()
"""Every form of every verb of saying; nouns are in ``NOUNS``."""

THINGS = table(
    "states tweets remarks claims charges calls promises posts reports complaints requests protests notes charge state"
)
"""Forms of verbs that are mostly nouns: read as verbs only behind a name or a pronoun."""
