"""Files that a person or another archive hands in: each goes on record once, however often it is handed in.

A page that is fetched again is news of its outlet even when it is the same; the same file from the same hands is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from cunzhao.flow.context import Context
from cunzhao.flow.deposit import put_on_record
from cunzhao.flow.ingest import ingest
from cunzhao.flow.outcome import Outcome
from cunzhao.types import Deposit

HELD = "the same file is on record already"


def take_files(context: Context, deposits: Sequence[Deposit]) -> list[Outcome]:
    """What became of each, in their order. Raises StorageError."""
    held = [_on_record(context, deposit) for deposit in deposits]
    fresh = [deposit for deposit, before in zip(deposits, held, strict=True) if before is None]
    done = iter(ingest(context, put_on_record(context, fresh)) if fresh else [])
    return [next(done) if before is None else before for before in held]


def _on_record(context: Context, deposit: Deposit) -> Outcome | None:
    """The fate of a file that came in before from such hands, at this address and of this type; unread it is tried again."""
    resource = deposit.resource
    if resource is None:
        return None
    for line in context.store.with_payload(sha256(resource.content).hexdigest()):
        c = line.capture
        told = (c.kind, c.purpose, c.url, c.content_type, c.origin)
        same = told == ("resource", deposit.purpose, resource.url, resource.content_type, resource.origin)
        article = context.store.article_of_capture(c.id) if same else None
        if article is not None or (same and c.purpose == "image"):
            return Outcome("unchanged" if article else "image", c.id, c.url, c.source, article, HELD)
    return None
