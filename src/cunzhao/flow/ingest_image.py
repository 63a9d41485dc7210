"""Images of articles: held once, whatever the number of articles that name them."""

from __future__ import annotations

from cunzhao.flow.keys import url_key
from cunzhao.flow.material import Material, image_type
from cunzhao.flow.outcome import Outcome
from cunzhao.store import Transaction


def ingest(transaction: Transaction, found: Material) -> Outcome:
    """Hold an image that is one; anything else is noted and not asked for again."""
    capture = found.capture
    requested = capture.facts.get("requested", capture.url)
    kind = image_type(found.data) if capture.status in (200, None) else None
    transaction.settle(url_key(requested), "image", "done", capture.at, None)
    transaction.ingested(capture.id)
    if kind is None:
        what = f"answered {capture.status}" if capture.status != 200 else "is not an image"
        moved = capture.status is not None and 300 <= capture.status < 400
        return Outcome(
            "moved" if moved else "other", capture.id, capture.url, capture.source, detail=f"{requested} {what}"
        )
    for key in dict.fromkeys((url_key(requested), url_key(capture.url))):
        for article in transaction.hold_image(key, capture.id, kind):
            transaction.change("image", article, capture.at)
    return Outcome("image", capture.id, capture.url, capture.source)
