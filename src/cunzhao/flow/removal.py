"""When is an article gone? One answer "not found" shows that a page is missing; that it was taken down takes more.

| seen | the article is |
|---|---|
| 404, 451, a "not found" page with status 200 | missing |
| the same again, at least an hour after the first time, and its host has served another article since then | gone |
| the same again, at least seven days after the first time, whatever the host serves | gone |
| 410 | gone at once: with it a server says that the page was removed on purpose and for good (RFC 9110, 15.5.11) |
| the page again | live |

So neither a server that answers 404 to everything for a while nor one that turns us away with 404 makes articles gone; an
outlet that has served nothing for a week does. Everything here follows from captures and what was ingested before them.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from cunzhao.record import leaf_for_gone
from cunzhao.store import Transaction
from cunzhao.store.rows import Row, maybe_time, to_time
from cunzhao.types import ArticleState, Capture, Verdict

CONFIRMED_AFTER = timedelta(hours=1)
"""Deployments and cache faults are over by then; it is also the first look of the schedule."""
WITHOUT_WITNESS = timedelta(days=7)
"""Outages and blocks rarely last a week, and what is not served for a week is not served."""
ON_PURPOSE = 410

What = Literal["gone", "missing", "unchanged", "blocked"]
"""What a look that brought no article says: newly gone, missing, still gone, or refused."""


def decide_gone(status: int | None, missing_since: datetime | None, at: datetime, served_since: bool) -> bool:
    """Whether an article whose page was not served at ``at`` is gone.

    ``missing_since`` is when that was first seen, None for now; ``served_since`` whether its host served another one after it.
    """
    if status == ON_PURPOSE:
        return True
    if missing_since is None:
        return False
    age = at - missing_since
    return age >= WITHOUT_WITNESS or (age >= CONFIRMED_AFTER and served_since)


def note(transaction: Transaction, row: Row, capture: Capture, verdict: Verdict) -> What:
    """Write what an answer in an article's place says about the article: its state, and a leaf when it is gone."""
    if verdict.kind not in ("gone", "soft-404"):
        # A refusal says nothing about the article behind it: what was gone or missing stays so.
        state: ArticleState = row["state"] if row["state"] in ("gone", "missing") else "blocked"
        _keep(transaction, row, capture, state, maybe_time(row["missing_since"]))
        return "blocked"
    since = maybe_time(row["missing_since"])
    if row["gone_since"] is not None:
        _keep(transaction, row, capture, "gone", since)
        return "unchanged"
    served = since is not None and transaction.read.served_since(row["host"], since)
    gone = decide_gone(capture.status, since, capture.at, served)
    _keep(transaction, row, capture, "gone" if gone else "missing", since or capture.at)
    if gone:
        transaction.change("gone", row["id"], capture.at)
        transaction.add_leaf(leaf_for_gone(capture, row["id"]))
    return "gone" if gone else "missing"


def _keep(transaction: Transaction, row: Row, capture: Capture, state: ArticleState, since: datetime | None) -> None:
    gone_since = since if state == "gone" else None
    transaction.seen_again(row["id"], capture.at, state, gone_since, since)


def watched_from(row: Row) -> datetime:
    """From when an article's looks are counted: a page that is missing or gone is looked at as often as a new one."""
    return to_time(row["missing_since"] or row["first_captured"])
