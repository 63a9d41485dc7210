"""The catalogue: the only package that speaks SQL.

:class:`Store` opens ``catalog.db``; reading goes through a pool of read-only connections, writing through one connection and
:meth:`Store.write`. Every row here can be made again from evidence and journal.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from cunzhao.errors import NoArchive
from cunzhao.store.api import Catalogue
from cunzhao.store.dump import dump
from cunzhao.store.engine import check_version, migrate, reader_engine, settle, storage_error, writer_engine
from cunzhao.store.reader import Reader
from cunzhao.store.writer import Record, Transaction

__all__ = ["Catalogue", "Reader", "Record", "Store", "Transaction", "dump", "settle", "sqlite_version"]


class Store(Reader):
    """The catalogue of one archive.

    ``writable`` is set by whoever holds the data directory's lock. Raises :class:`NoArchive` when there is no catalogue
    to read and none may be made.
    """

    def __init__(self, path: Path, *, writable: bool = False) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._writer: Engine | None = None
        if writable:
            self._writer = writer_engine(path)
            with self._translated():
                migrate(self._writer)
        elif not path.exists():
            raise NoArchive(f"{path.name} is missing in {path.parent}: run `cunzhao rebuild` to make it from evidence")
        self._readers = reader_engine(path)
        super().__init__(self._connect)
        if not writable:
            with self._connect() as connection:
                check_version(connection, path)

    @contextmanager
    def _connect(self) -> Iterator[Connection]:
        with self._translated(), self._readers.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """One transaction; all of it is kept or none. Raises StorageError when the disk refuses."""
        if self._writer is None:
            raise NoArchive("this archive was opened for reading only")
        with self._lock, self._translated(), self._writer.begin() as connection:
            yield Transaction(connection)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise storage_error(error) from error

    def close(self) -> None:
        """Close every connection; the writer's last, so that it alone checkpoints."""
        self._readers.dispose()
        if self._writer is not None:
            self._writer.dispose()


def sqlite_version() -> str:
    """The SQLite library in use."""
    return sqlite3.sqlite_version
