"""What a published folder holds, kept in the folder itself: which articles, which files, and how far the change log was done.

With it a run writes only what changed, and one that was killed goes on where it stopped: an article whose ``seq`` is not behind
its last change is done. The file is replaced atomically; at worst a few files are written once more.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from cunzhao.errors import UsageError
from cunzhao.publish.files import write_atomic

NAME = ".cunzhao-site.json"
VERSION = 2
FOLDERS = ("a", "all", "d", "img", "m", "s", "t")
"""Folders that are ours alone: what lies in them and is not part of the site is removed. All else in the folder is left."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as the site last showed it.

    ``seq`` is the change up to which it was read, ``recipe`` what it was made with, ``key`` sorts (time and id), ``line``
    is the digest of what lists show, ``images`` are file names, ``copies`` ids of other articles, ``updated`` is RFC 3339.
    """

    seq: int
    recipe: str
    key: str
    line: str
    updated: str
    source: str | None = None
    tags: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()

    @property
    def day(self) -> str:
        """The day (UTC) under which it is listed, ``YYYY-MM-DD``."""
        return self.key[:10]


@dataclass(frozen=True, slots=True)
class Written:
    """A file as it was written: the digest of its content, its size in bytes, and when it last changed.

    ``at`` is the later of the file system's times of change (of the content, and of the file's entry), in nanoseconds of the
    epoch: neither copying an old time onto a file nor writing in place leaves it as it is.
    """

    digest: str
    size: int = -1
    at: int = -1


NOTHING = Written("")
"""A file of which only the name is known: it is written anew."""


@dataclass(slots=True)
class Manifest:
    """How far the change log was done (``mark`` tells this log from a rebuilt one), and what is there.

    ``files`` maps paths to what was written there, ``recipes`` paths of lists to digests of what they were made from.
    """

    checkpoint: int = 0
    mark: str = ""
    recipe: str = ""
    articles: dict[str, Entry] = field(default_factory=dict)
    files: dict[str, Written] = field(default_factory=dict)
    recipes: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, out: Path) -> Manifest:
        """The manifest of a folder; an empty one for a new folder. Raises UsageError where it cannot be read."""
        path = out / NAME
        if not path.exists():
            return cls()
        try:
            kept = json.loads(path.read_bytes())
            if kept["version"] != VERSION:
                return cls(files=dict.fromkeys(kept["files"], NOTHING))
            articles = {name: _entry(row) for name, row in kept["articles"].items()}
            return cls(
                int(kept["checkpoint"]),
                str(kept["mark"]),
                str(kept["recipe"]),
                articles,
                {path: _written(row) for path, row in kept["files"].items()},
                dict(kept["recipes"]),
            )
        except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
            raise UsageError(
                f"{path} cannot be read ({error}); remove it and the site's files, then publish again"
            ) from error

    def write(self, out: Path) -> None:
        """Replaces the manifest of the folder and waits for the disk. Raises StorageError."""
        rows = {
            name: [e.seq, e.recipe, e.key, e.line, e.updated, e.source, e.tags, e.images, e.copies]
            for name, e in self.articles.items()
        }
        kept = {
            "version": VERSION,
            "checkpoint": self.checkpoint,
            "mark": self.mark,
            "recipe": self.recipe,
            "articles": rows,
            "files": {path: [w.digest, w.size, w.at] for path, w in self.files.items()},
            "recipes": self.recipes,
        }
        write_atomic(out / NAME, json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode(), sync=True)


def _written(row: list[object]) -> Written:
    mark, size, at = row
    assert isinstance(size, int)
    assert isinstance(at, int)
    return Written(str(mark), size, at)


def _entry(row: list[object]) -> Entry:
    seq, recipe, key, line, updated, source, tags, images, copies = row
    assert isinstance(seq, int)
    lists = (tuple(map(str, part)) for part in (tags, images, copies) if isinstance(part, list))
    return Entry(seq, str(recipe), str(key), str(line), str(updated), None if source is None else str(source), *lists)
