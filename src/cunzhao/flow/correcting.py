"""What people say of the ledger: written to the journal first, then to the catalogue.

    {"kind": "statement", "what": "speaker" | "none" | "missing",
     "article", "revision", "start", "end", "digest", "speaker", "who"}
    {"kind": "actor", "what": "same" | "apart", "name", "other", "who"}
    {"kind": "statement" | "actor", "what": "undo", "of": ID, "who"}

The journal holds no word of the text: a place, and the digest of what stands there.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cunzhao.errors import NotFound, UsageError
from cunzhao.flow import saying
from cunzhao.said.corrected import digest_of
from cunzhao.said.names import LONGEST, key_of
from cunzhao.store import Reader, Transaction, ledger
from cunzhao.types import Bond, Correction, CorrectionKind

KINDS = ("statement", "actor")
UNDO = "undo"
LONGEST_STATEMENT = 20_000
"""Characters of a statement that a person adds; the longest of 1,500 in news texts has 964."""
LONGEST_WHO = 200


def correction(
    reader: Reader, what: CorrectionKind, revision: str, place: tuple[int, int], speaker: str | None, who: str
) -> dict[str, Any]:
    """The journal entry of a correction. Raises NotFound for a revision that is not here, UsageError for a place or a name that
    is none."""
    found = reader.revision(revision)
    if found is None:
        raise NotFound(f"no revision {revision!r} here; `cunzhao said ID` shows those of an article")
    start, end = place
    if not 0 <= start < end <= len(found.text) or end - start > LONGEST_STATEMENT:
        raise UsageError(f"{start}:{end} is no part of the text, which has {len(found.text)} characters")
    name = None if speaker is None else checked_name(speaker)
    told = {"kind": "statement", "what": what, "article": found.article, "revision": revision, "speaker": name}
    return told | {"start": start, "end": end, "digest": digest_of(found.text[start:end]), "who": _one_line(who)}


def bond(name: str, other: str, same: bool, who: str) -> dict[str, Any]:
    """The journal entry by which a person binds two names, or holds them apart. Raises UsageError."""
    first, second = checked_name(name), checked_name(other)
    if key_of(first) == key_of(second):
        raise UsageError(f"{first} and {second} are one name as it is; name two")
    return {"kind": "actor", "what": "same" if same else "apart", "name": first, "other": second, "who": _one_line(who)}


def undoing(reader: Reader, of: str, who: str) -> dict[str, Any]:
    """The journal entry that takes another back. Raises NotFound where there is none to take back."""
    if any(one.id == of for one in reader.corrections()):
        return {"kind": "statement", "what": UNDO, "of": of, "who": _one_line(who)}
    if any(one.id == of for one in reader.bonds()):
        return {"kind": "actor", "what": UNDO, "of": of, "who": _one_line(who)}
    raise NotFound(f"nothing to take back under {of[:60]!r}; `cunzhao said --corrections` lists what there is")


def checked_name(name: str) -> str:
    """A name as it may be kept: one printable line with a letter in it. Raises UsageError."""
    line = _one_line(name)
    if not key_of(line):
        raise UsageError(f"{name[:60]!r} is no name: it needs a letter, and {LONGEST} characters at most")
    return line


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:LONGEST_WHO]


def apply(transaction: Transaction, entry: Mapping[str, Any]) -> None:
    """Write what an entry says. One of an article that is not here any more (it was redacted) says nothing."""
    at = datetime.fromisoformat(entry["at"])
    if entry["what"] == UNDO:
        article = ledger.undo(transaction, str(entry["of"]))
    elif entry["kind"] == "actor":
        made = Bond(entry["id"], at, entry["what"] == "same", entry["name"], entry["other"], entry["who"])
        ledger.bind(transaction, made)
        article = None
    else:
        article = str(entry["article"])
        if transaction.read.article_row(article) is None:
            return
        ledger.correct(transaction, _correction_of(entry, at))
    if article is not None:
        saying.hear_again(transaction, article)
    transaction.change("said", article or entry["id"], at)


def _correction_of(entry: Mapping[str, Any], at: datetime) -> Correction:
    names = ("id", "article", "revision", "what", "start", "end", "digest", "speaker", "who")
    return Correction(at=at, **{name: entry[name] for name in names})
