"""Opening the catalogue: one connection writes and checkpoints, any number read.

SQLite 3.7.0 to 3.51.2 can corrupt a database in WAL mode when two connections write or checkpoint at once. Here only the
writer's connection does either: readers are opened read-only, and the data directory's lock keeps other writers out.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.pool import QueuePool, StaticPool

from cunzhao.errors import ArchiveBusy, NoArchive, StorageError

HEAD = "0001"
"""The newest migration; a test compares it with alembic's own head."""

WRITER_PRAGMAS = (
    *("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000", "cache_size=-65536"),
    # What an earlier process left in the write-ahead log may never have reached the disk (its fsync failed, or it was killed
    # before). Copied into the catalogue it is synced anew; nothing that is acknowledged from here on rests upon it.
    "wal_checkpoint(PASSIVE)",
)
READER_PRAGMAS = ("query_only=ON", "busy_timeout=5000", "cache_size=-32768")


def _apply(engine: Engine, pragmas: tuple[str, ...]) -> None:
    def on_connect(connection: sqlite3.Connection, _record: object) -> None:
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    event.listen(engine, "connect", on_connect)


def writer_engine(path: Path) -> Engine:
    """An engine with exactly one connection, which alone may write; it begins every transaction with BEGIN IMMEDIATE."""
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(path, check_same_thread=False, isolation_level=None),
        poolclass=StaticPool,
    )
    _apply(engine, WRITER_PRAGMAS)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def reader_engine(path: Path) -> Engine:
    """An engine whose connections cannot write."""
    uri = f"file:{quote(str(path))}?mode=ro"
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(uri, uri=True, check_same_thread=False, isolation_level=None),
        pool_size=4,
        max_overflow=8,
        poolclass=QueuePool,
    )
    _apply(engine, READER_PRAGMAS)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


def settle(path: Path) -> None:
    """Bring what stands in a catalogue's write-ahead log into the catalogue itself, and empty the log.

    For whoever holds the writer lock and is about to replace the file. Of a catalogue too damaged for that the log goes, since
    nothing can be read with it. Raises ArchiveBusy where a reader keeps an older state for longer than it is waited for.
    """
    if not path.exists():
        return
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA busy_timeout=5000")
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise storage_error(error) from error
        Path(f"{path}-wal").unlink(missing_ok=True)
        return
    finally:
        connection.close()
    if busy:
        raise ArchiveBusy(
            "somebody is reading the old catalogue: close the reading room or wait, then run rebuild again"
        )


def schema_version(connection: Connection) -> str | None:
    """The migration that this catalogue stands at; None when it is new."""
    found = connection.execute(
        text("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'")
    ).first()
    if found is None:
        return None
    row = connection.execute(text("SELECT version_num FROM alembic_version")).first()
    return None if row is None else str(row[0])


def check_version(connection: Connection, path: Path) -> None:
    """Raise NoArchive for a catalogue of an older version: a reader cannot bring it up to date, a writer does."""
    version = schema_version(connection)
    if version is None or version < HEAD:
        raise NoArchive(f"{path} was made by an older Cunzhao: run `cunzhao rebuild` to make it again from evidence")


def migrate(engine: Engine) -> None:
    """Bring the catalogue to :data:`HEAD`. Alembic is only loaded when there is something to do."""
    with engine.connect() as connection:
        version = schema_version(connection)
    if version == HEAD:
        return
    if version is not None and version > HEAD:
        raise NoArchive(
            f"this archive was written by a newer Cunzhao (catalogue {version}, known {HEAD}): update cunzhao"
        )
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_damage(error: BaseException) -> bool:
    """Whether SQLite says that the file is no sound database; everything else is the disk's refusal."""
    # An error that the module raises itself, not the library, has no code; of an extended code, the low byte is the kind.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)


def storage_error(error: Exception) -> StorageError:
    """What SQLite said, as one line for people."""
    cause = getattr(error, "orig", None) or error
    if is_damage(cause):
        return StorageError(f"the catalogue is damaged ({cause}): run `cunzhao rebuild` to make it again from evidence")
    return StorageError(f"the catalogue refuses ({cause}): make room or check the disk, then run again")
