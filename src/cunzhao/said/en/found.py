"""What is found in a sentence, in tokens, before speakers and days are known."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cunzhao.said.en.phrases import Subject
from cunzhao.said.en.tokens import Unit


@dataclass(frozen=True, slots=True)
class Found:
    """A statement as token ranges: content ``a`` to ``b``, cue ``cue`` to ``cue_end``. ``sign`` says by what it was known:
    quote, medial, colon, that, to, about, bare, before, according, noun-that, dash, announced, heading,
    turn, as, mixed, quote-before; ``relay`` is who passed it on."""

    a: int
    b: int
    subject: Subject
    cue: int
    cue_end: int
    sign: str
    lemma: str
    unit: Unit
    relay: Subject | None = None


Part = tuple[int, int, Subject, int, str]


def run_on(found: Found, b: int) -> Found:
    """The same statement, running on to token ``b``."""
    return replace(found, b=b)
