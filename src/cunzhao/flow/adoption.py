"""Articles that were kept by hand get their source once somebody follows it: they were the outlet's all along.

Both occasions are leaves of the log (a journal entry, a capture), so that a rebuild adopts the same at the same place.
"""

from __future__ import annotations

from cunzhao.flow.keys import domain
from cunzhao.store import Transaction
from cunzhao.types import Capture, Source


def by_source(transaction: Transaction, source: Source) -> None:
    """Articles without a source on a registrable domain of this source's home or channels become its own.

    A domain that another followed source has too decides nothing: there a capture of the one or the other does.
    """
    mine = _domains(source)
    if not transaction.read.sourceless(sorted(mine)):
        return  # the usual case, which must not cost a look at every other source
    others = {name for other in transaction.read.followed() if other.id != source.id for name in _domains(other)}
    for article in transaction.read.sourceless(sorted(mine - others)):
        transaction.adopt(article, source.id, source.name, source.added)


def by_capture(transaction: Transaction, article: str, capture: Capture) -> None:
    """A followed source has brought a page of an article that has no source yet."""
    row = transaction.read.article_row(article)
    name = transaction.read.source_name(capture.source)
    if row is not None and row["source_id"] is None and capture.source is not None and name is not None:
        transaction.adopt(article, capture.source, name, capture.at)


def _domains(source: Source) -> set[str]:
    return {name for url in (source.home, *(c.url for c in source.channels)) if (name := domain(url))}
