"""Where the parts of an archive lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cunzhao.archive.settings import FILE
from cunzhao.errors import NoArchive


@dataclass(frozen=True, slots=True)
class Place:
    """The data directory."""

    directory: Path
    catalog_in: Path | None = None
    """Another folder for the catalogue, while it is being made again."""

    @property
    def settings(self) -> Path:
        """cunzhao.toml"""
        return self.directory / FILE

    @property
    def evidence(self) -> Path:
        """WARC files."""
        return self.directory / "evidence"

    @property
    def log(self) -> Path:
        """Tiles, entries, checkpoints, and the key."""
        return self.directory / "log"

    @property
    def journal(self) -> Path:
        """What people did."""
        return self.directory / "journal"

    @property
    def catalog(self) -> Path:
        """The catalogue; derived."""
        return (self.catalog_in or self.directory) / "catalog.db"

    @property
    def index(self) -> Path:
        """Search indexes, each in a folder with a number; derived. The catalogue says which one is its own."""
        return self.directory / "index"

    @property
    def aliases(self) -> Path:
        """Names that are one actor's, as the keeper wrote them down; there only where somebody did."""
        return self.directory / "aliases.txt"

    @property
    def refused(self) -> Path:
        """What the disk refused; there only until everything was checked again."""
        return self.directory / "refused"

    @property
    def is_archive(self) -> bool:
        """Whether somebody made an archive here."""
        return self.settings.is_file() and self.evidence.is_dir()

    def checked(self) -> Place:
        """This place; raises NoArchive when there is no archive."""
        if not self.directory.exists():
            raise NoArchive(
                f"{self.directory}: there is no such directory; make an archive with `cunzhao init {self.directory}`"
            )
        if not self.is_archive:
            raise NoArchive(
                f"{self.directory} is not an archive (no {FILE}); make one with `cunzhao init`, or name one with -d"
            )
        return self
