"""Tells the keeper: once when a source gets into trouble, and once when it is well again; and that the collector is alive.

What was told is a checkpoint in the change log: a webhook that cannot be reached is tried again after the next round. Requests
go through the same guarded client as all others. Nothing here ends a round: what fails is said and tried again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from cunzhao.archive.network import Connect
from cunzhao.archive.settings import Settings
from cunzhao.errors import FetchError
from cunzhao.flow.context import Context
from cunzhao.store import Store, polling
from cunzhao.store.rows import Row, maybe_time, to_time

CONSUMER = "notify"
TOO_LATE = timedelta(days=7)
"""Older news of this kind is not told any more: a webhook set today is not told of last year."""
MOST = 50
"""Events in one message; a network that is down puts every source into trouble, and one message says so."""
WORDS = {
    "silent": "is silent",
    "failing": "does not answer",
    "blocked": "refuses its pages",
    "empty": "yields nothing to read",
}


async def tell(context: Context, connect: Connect, settings: Settings, archive: str) -> str | None:
    """Tell what is new, and that a round went well. Returns what could not be told, in one line."""
    store = context.store
    rows, newest = polling.untold(store, CONSUMER)
    now = context.clock()
    events = [e for row in rows if now - _at(row) < TOO_LATE for e in [event(row, _name(context, row))]]
    if not settings.notify_webhook:
        events = []
    lost = dead = None
    if events:
        lost = await _send(connect, settings.notify_webhook, message(archive, events))
    if settings.heartbeat_url:
        dead = await _send(connect, settings.heartbeat_url)
    if newest > store.checkpoint(CONSUMER) and lost is None:
        with store.write() as transaction:
            transaction.set_checkpoint(CONSUMER, newest)
    return lost or dead


async def beat(connect: Connect, settings: Settings) -> str | None:
    """Only that the collector is alive."""
    return await _send(connect, settings.heartbeat_url) if settings.heartbeat_url else None


def all_told(store: Store) -> None:
    """After a rebuild: what was told once is not told again."""
    _, newest = polling.untold(store, CONSUMER)
    with store.write() as transaction:
        transaction.set_checkpoint(CONSUMER, newest)


async def _send(connect: Connect, url: str, body: bytes | None = None) -> str | None:
    """What went wrong, in one line."""
    try:
        async with connect() as client:
            answer = await client.tell(url, body)
    except FetchError as error:
        return str(error)
    return None if answer.status < 300 else f"{url} answered {answer.status}"


def _at(row: Row) -> Any:
    return to_time(row["until"] if row["change"] == "mended" else row["since"])


def _name(context: Context, row: Row) -> str:
    return context.store.source_name(row["source_id"]) or str(row["source_id"])


def event(row: Row, name: str) -> dict[str, Any]:
    """One event as scripts read it."""
    over = row["change"] == "mended"
    until = maybe_time(row["until"]) if over else None
    return {
        "source": row["source_id"],
        "name": name,
        "kind": row["kind"],
        "event": "ended" if over else "began",
        "since": to_time(row["since"]).isoformat(),
        "until": until.isoformat() if until else None,
        "what": row["what"],
    }


def sentence(event: Mapping[str, Any]) -> str:
    """The same for people."""
    if event["event"] == "ended":
        return f"{event['name']} is well again ({event['kind']} since {event['since'][:16]}Z)"
    return f"{event['name']} {WORDS[event['kind']]}: {event['what']}"


def message(archive: str, events: Sequence[Mapping[str, Any]]) -> bytes:
    """The webhook's body: ``events`` for scripts; ``title``, ``body`` and ``type`` as an Apprise API server takes them;
    ``text`` as chat programs do.
    """
    lines = [sentence(e) for e in events[:MOST]] + ([f"and {len(events) - MOST} more"] if len(events) > MOST else [])
    bad = any(e["event"] == "began" for e in events)
    title = f"{archive}: " + ("sources in trouble" if bad else "sources are well again")
    text = "\n".join(lines)
    value = {"title": title, "body": text, "text": f"{title}\n{text}", "type": "warning" if bad else "success"}
    return json.dumps(value | {"events": list(events)}, ensure_ascii=False).encode()
