"""From a clean text to the ledger: its statements are read (in child processes), and written with the revision.

What is heard depends on the text, its headline, its language and the day of publication at the outlet, and on nothing else. The
day that the page itself claims is known where the page is read. Where channels know better, the main process reads again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from cunzhao.flow.claims import derive, first_seen, gather
from cunzhao.said import VERSION, Context, statements_of, sure_from
from cunzhao.said.corrected import corrected, noted
from cunzhao.said.names import glosses_of
from cunzhao.shapes import is_claimed
from cunzhao.store import Reader, Transaction, ledger
from cunzhao.store.rows import claims_of, published_of
from cunzhao.types import Capture, Claim, Correction, Extraction, Heard, Published, Revision

_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)\s*$", re.ASCII)
CHINESE = timedelta(hours=8)
"""Where a page in Chinese states no zone: that of the mainland, Hong Kong, Macau, Taiwan, Singapore and Malaysia."""
_FARTHEST = timedelta(hours=14)


@dataclass(frozen=True, slots=True)
class Text:
    """What statements are looked for in."""

    text: str
    headline: str
    language: str | None
    day: str | None


def hear(found: Text) -> Heard:
    """All that is heard in a text. A fault of the reader costs this text's statements only, and no article."""
    day = date.fromisoformat(found.day) if found.day else None
    at = datetime.combine(day, time(12), UTC) if day else None
    # Noon, in a zone without distance: "yesterday" is then counted from that very day.
    context = Context(at, timedelta(0), found.headline)
    try:
        read = statements_of(found.text, found.language, context)
    except Exception:
        return Heard(VERSION, found.day, found.language)
    speakers = {s.speaker for s in read if s.speaker and s.why != "unnamed"}
    glosses = glosses_of(found.text, speakers)
    least = sure_from(found.text, found.language)
    noted_all = tuple(noted(found.text, s, sure=s.confidence >= least) for s in read)
    return Heard(VERSION, found.day, found.language, noted_all, glosses)


def unheard(found: Text) -> Heard:
    """What is left of a text over which the reader hung or died; reading again tries again."""
    return Heard("", found.day, found.language)


def text_of(capture: Capture, extraction: Extraction) -> Text:
    """The text of a page, with the day that the page itself claims."""
    claims = gather((), extraction.claims, capture.at, capture.url)
    day = day_of(derive(claims, first_seen(claims, capture.at)), claims, extraction.language)
    return Text(extraction.text, headline(capture, extraction), extraction.language, day)


def headline(capture: Capture, extraction: Extraction) -> str:
    """What a revision is called: its title, else the beginning of its text, else its URL."""
    return extraction.title or extraction.text[:60].split("\n")[0] or capture.url


def day_of(published: Published, claims: Sequence[Claim], language: str | None) -> str | None:
    """The day of publication at the outlet, ISO; None where nobody claimed one: the day of a capture is none.

    The outlet's zone is the one that the deciding claim states, else any claim, else that of the language. A claim to the
    day is that day.
    """
    if published.at is None or not is_claimed(published) or published.precision in ("month", "year"):
        return None
    if published.precision == "day":
        return published.at.date().isoformat()
    try:
        return (published.at + zone_of(published, claims, language)).date().isoformat()
    except OverflowError:
        return None


def zone_of(published: Published, claims: Sequence[Claim], language: str | None) -> timedelta:
    """The distance from UTC by which the outlet counts its days."""
    deciding = [c for c in claims if c.kind == published.by and c.at == published.at]
    for claim in (*deciding, *claims):
        found = _OFFSET.search(claim.raw[-40:]) if claim.zone == "stated" else None
        distance = timedelta(hours=int(found[2]), minutes=int(found[3])) if found else timedelta(0)
        if found and timedelta(0) < distance <= _FARTHEST:
            return distance if found[1] == "+" else -distance
    return CHINESE if (language or "").lower().startswith("zh") else timedelta(0)


# -- writing ----------------------------------------------------------------------------------------------------------


def note(transaction: Transaction, revision: Revision, heard: Heard | None, language: str | None) -> None:
    """Write what was heard in a revision that was just added, with what people said of its article.

    ``heard`` is what a child process heard by the page's own claims; it is heard again where the article's time says another
    day.
    """
    row = transaction.read.article_row(revision.article)
    assert row is not None
    day = day_of(published_of(row), claims_of(row["claims"]), language)
    told = heard is not None and heard.day == day and heard.language == language
    if heard is None or (heard.reader and not told):
        heard = hear(Text(revision.text, revision.title, language, day))
    _write(transaction, revision, heard, ledger.corrections_of(transaction, revision.article))


def write_again(transaction: Transaction, article: str, heard: Sequence[tuple[Revision, Heard]]) -> None:
    """Put what was heard in all the revisions of an article in the place of what the ledger says of it."""
    corrections = ledger.corrections_of(transaction, article)
    ledger.clear(transaction, article)
    for revision, one in heard:
        _write(transaction, revision, one, corrections)


def hear_again(transaction: Transaction, article: str) -> None:
    """Read the statements of an article's revisions once more, as after a correction."""
    revisions = transaction.read.revisions(article)
    write_again(transaction, article, [(r, hear(told(transaction.read, r))) for r in revisions])


def told(reader: Reader, revision: Revision) -> Text:
    """A revision's text with the day and the language that its reader was told before."""
    row = reader.reading_of(revision.id)
    language, day = (row["language"], row["day"]) if row is not None else (None, None)
    return Text(revision.text, revision.title, language, day)


def _write(transaction: Transaction, revision: Revision, heard: Heard, corrections: Sequence[Correction]) -> None:
    if corrections:
        heard = replace(heard, statements=corrected(revision.text, heard.statements, corrections))
    ledger.note(transaction, ledger.Place(revision.article, revision.id, revision.number, revision.title), heard)
