"""One index on disk: a folder that tantivy keeps, and beside it how far in the change log it has come."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import tantivy

from cunzhao.errors import StorageError
from cunzhao.index.fields import schema

_UPTO = "upto"
# One thread is 15 MB at least; 64 MB hold some 20,000 articles before a segment is written.
_HEAP_BYTES = 64_000_000


class Engine:
    """An index open for searching, and for whoever holds the archive's lock for writing.

    Raises StorageError for a folder that is no index, or whose disk refuses.
    """

    def __init__(self, folder: Path, threads: int = 1) -> None:
        self.folder = folder
        self._threads = threads
        self._writer: tantivy.IndexWriter | None = None
        try:
            self._index = tantivy.Index.open(str(folder))
            self._index.config_reader("manual")
        except (ValueError, OSError) as error:
            raise StorageError(f"the search index in {folder.name} cannot be read: {error}") from None

    @classmethod
    def make(cls, folder: Path, threads: int = 1) -> Engine:
        """A new, empty index."""
        try:
            folder.mkdir(parents=True)
            tantivy.Index(schema(), str(folder))
        except (ValueError, OSError) as error:
            raise StorageError(f"no search index can be made in {folder}: {error}") from None
        return cls(folder, threads)

    # -- writing ------------------------------------------------------------------------------------------------------

    def put(self, ids: Iterable[str], entries: Iterable[tantivy.Document]) -> None:
        """Take these articles out, and put these in; seen after :meth:`commit`."""
        writer = self._writing()
        for each in ids:
            writer.delete_documents_by_term("id", each)
        for entry in entries:
            writer.add_document(entry)

    def commit(self, upto: int) -> None:
        """Keep what was put. ``upto`` is the last change that is in it; noted after the commit, so that a crash between the
        two makes the next writer put some articles again, which changes nothing."""
        try:
            self._writing().commit()
            new = self.folder / f"{_UPTO}.new"
            new.write_text(str(upto), encoding="ascii")
            new.replace(self.folder / _UPTO)
        except (ValueError, OSError) as error:
            self._writer = None
            raise StorageError(
                f"the search index could not be written: {error}; it is made up when there is room"
            ) from None

    def close(self) -> None:
        """End writing. Merging that is under way is waited for."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.wait_merging_threads()

    def _writing(self) -> tantivy.IndexWriter:
        if self._writer is None:
            try:
                self._writer = self._index.writer(heap_size=_HEAP_BYTES * self._threads, num_threads=self._threads)
            except (ValueError, OSError) as error:
                raise StorageError(f"the search index cannot be written: {error}") from None
        return self._writer

    # -- reading ------------------------------------------------------------------------------------------------------

    @property
    def upto(self) -> int:
        """The last change of the log that is in the index; 0 when that is not known."""
        try:
            return int((self.folder / _UPTO).read_text(encoding="ascii"))
        except (OSError, ValueError):
            return 0

    def searcher(self) -> tantivy.Searcher:
        """The index as it was last committed, by whatever process; it stays so while it is used."""
        self._index.reload()
        return self._index.searcher()


def folders(directory: Path) -> list[str]:
    """The names of the indexes in a directory, oldest first."""
    if not directory.is_dir():
        return []
    return sorted((e.name for e in os.scandir(directory) if e.is_dir() and e.name.isdecimal()), key=int)
