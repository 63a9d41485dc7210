"""The ledger of statements: who said what, over time and sources, and what people corrected in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cunzhao.types.statements import Statement
from cunzhao.types.views import ArticleLine

StatementState = Literal["stands", "carried", "changed", "withdrawn"]
"""What became of a statement: it stands in the newest text; a later text has it again, word for word; or with other words
or another speaker; or no more."""

CorrectionKind = Literal["speaker", "none", "missing"]
"""What a person says of a place in a text: somebody else said it; nobody did (it is no statement); a statement is missing."""


@dataclass(frozen=True, slots=True)
class Gloss:
    """Two names that a text gives to one: 川普（Donald Trump）."""

    name: str
    other: str


@dataclass(frozen=True, slots=True)
class Noted:
    """A statement as the ledger keeps it beside what was read: its words, and the keys under which like words are found.

    ``by`` is the id of the journal entry of the person who corrected or added it. ``sure`` statements are shown unasked: their
    confidence is that of their reader's upper tier, or a person said so.
    """

    statement: Statement
    text: str
    bands: tuple[int, ...] = ()
    by: str | None = None
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """All that was heard in one text, by which reader, and what it was told: the day of publication (ISO, at the outlet), and
    the language."""

    reader: str
    day: str | None
    language: str | None
    statements: tuple[Noted, ...] = ()
    glosses: tuple[Gloss, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person said of the characters ``start`` to ``end`` of a revision. ``digest`` is the SHA-256 of these characters,
    by which the place is found again in other revisions; the journal holds no word of the text."""

    id: str
    at: datetime
    article: str
    revision: str
    what: CorrectionKind
    start: int
    end: int
    digest: str
    speaker: str | None = None
    who: str = ""


@dataclass(frozen=True, slots=True)
class Bond:
    """What a person said of two names: they are one actor, or they are not."""

    id: str
    at: datetime
    same: bool
    name: str
    other: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class SaidLine:
    """One entry of the ledger: a statement in a revision, with the way to its evidence.

    ``id`` is ``<revision>.<start>-<end>``. ``day`` is the last day (ISO) on which it can have been said, as far as is
    known: that of the text's own words, else of publication. ``was`` are the words of the revision before, where
    an edit changed them.
    """

    id: str
    n: int
    article: ArticleLine
    revision: str
    number: int
    noted: Noted
    key: str
    day: str
    state: StatementState
    was: str | None
    was_by: str | None
    capture: str
    captured: datetime
    payload_digest: str
    text_digest: str
    leaf: int | None


@dataclass(frozen=True, slots=True)
class SaidFilter:
    """Which statements are asked for. ``keys`` are names of one actor, folded (None: anybody). ``about`` are words that stand
    in the statement, its occasion or the headline. ``after`` and ``before`` are ISO days: from that day on; before that day.
    ``source`` is the id or the name of an outlet."""

    keys: frozenset[str] | None = None
    about: str = ""
    after: str = ""
    before: str = ""
    source: str = ""
    article: str = ""
    sure: bool = True


@dataclass(frozen=True, slots=True)
class SpeakerLine:
    """A speaker with how many statements are theirs, and the days of the first and the last."""

    key: str
    name: str
    statements: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class TitleClaim:
    """A title that articles gave a speaker, with the days of the first and the last statement that says so."""

    title: str
    first: str
    last: str
    statements: int
