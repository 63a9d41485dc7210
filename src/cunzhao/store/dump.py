"""The catalogue as text, in a canonical order: equal catalogues give equal bytes. Used to show that a rebuild is exact."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import select

from cunzhao.store import said_index
from cunzhao.store import schema as t
from cunzhao.store.rows import to_json

if TYPE_CHECKING:
    from cunzhao.store.reader import Reader

LEFT_OUT = frozenset({"checkpoints", "search_state"})
"""Where a consumer stands is no fact about the press: it says how far an index or a site has come."""


def dump(reader: Reader) -> Iterator[str]:
    """One line of JSON per row, by table and primary key; then what the index of statements holds."""
    for table in sorted(t.metadata.tables.values(), key=lambda table: table.name):
        if table.name in LEFT_OUT:
            continue
        with reader.connect() as connection:
            for row in connection.execute(select(table).order_by(*table.primary_key.columns)).mappings():
                values = {k: v.hex() if isinstance(v, bytes) else v for k, v in row.items()}
                yield f"{table.name} {to_json(values)}"
    with reader.connect() as connection:
        for name, values in said_index.content(connection):
            yield f"{name} {to_json(values)}"
