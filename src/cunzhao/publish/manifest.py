"""What a published folder holds, kept in the folder itself: which articles, which files, and how far the change log was done.

With it a run writes only what changed, and one that was killed goes on where it stopped: an article whose ``seq`` is not behind
its last change is done. The file is replaced atomically; at worst a few files are written once more.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

from cunzhao.errors import UsageError
from cunzhao.publish.files import write_atomic

NAME = ".cunzhao-site.json"
VERSION = 1
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


@dataclass(slots=True)
class Manifest:
    """How far the change log was done (``mark`` tells this log from a rebuilt one), and what is there.

    ``files`` maps paths to digests of their content, ``recipes`` paths of lists to digests of what they were made from.
    """

    checkpoint: int = 0
    mark: str = ""
    recipe: str = ""
    articles: dict[str, Entry] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    recipes: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, out: Path) -> Manifest:
        """The manifest of a folder; an empty one for a new folder. Raises UsageError for a folder that holds another site."""
        path = out / NAME
        if not path.exists():
            _refuse_foreign(out)
            return cls()
        try:
            kept = json.loads(path.read_bytes())
            if kept["version"] != VERSION:
                return cls(files=dict.fromkeys(kept["files"], ""))
            articles = {name: _entry(row) for name, row in kept["articles"].items()}
            return cls(
                int(kept["checkpoint"]),
                str(kept["mark"]),
                str(kept["recipe"]),
                articles,
                dict(kept["files"]),
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
            "files": self.files,
            "recipes": self.recipes,
        }
        write_atomic(out / NAME, json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode(), sync=True)


def _entry(row: list[object]) -> Entry:
    seq, recipe, key, line, updated, source, tags, images, copies = row
    assert isinstance(seq, int)
    lists = (tuple(map(str, part)) for part in (tags, images, copies) if isinstance(part, list))
    return Entry(seq, str(recipe), str(key), str(line), str(updated), None if source is None else str(source), *lists)


def _refuse_foreign(out: Path) -> None:
    """A folder without manifest must not hold what a site would overwrite or remove."""
    taken = [name for name in ("index.html", *FOLDERS) if (out / name).exists()]
    if taken:
        raise UsageError(f"{out} holds {taken[0]!r} and is no site that Cunzhao published; name an empty folder")


def files_on_disk(out: Path) -> set[str]:
    """Paths (with ``/``) of the files that may be ours: all in our folders, and those at the top. Links are not followed."""
    found = {path.name for path in out.iterdir() if path.is_file()} if out.is_dir() else set()
    for folder in FOLDERS:
        for directory, _, names in os.walk(out / folder):
            prefix = Path(directory).relative_to(out).as_posix()
            found.update(f"{prefix}/{name}" for name in names)
    return found
