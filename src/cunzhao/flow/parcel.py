"""The inside of a WACZ file made by others: judged by its directory before anything is read, never unpacked to disk.

Format: WACZ 1.1.1 (https://specs.webrecorder.net/wacz/1.1.1/): a ZIP with ``archive/``, ``pages/``, ``indexes/``, a manifest.
"""

from __future__ import annotations

import hashlib
import json
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Any, BinaryIO, cast

from cunzhao.errors import InputError

MAX_DIRECTORY = 16_000_000
"""Bytes of the ZIP directory, which is held in memory whole: some hundred thousand names."""
MAX_PART = 200_000_000
"""Bytes of a part that is kept whole (manifest, pages, logs)."""
MAX_RATIO = 200
"""Bytes out of each byte in. WARC files are stored, or packed like text (5 to 20); a bomb has a thousand."""
MAX_PAGES = 100_000
WARC = (".warc", ".warc.gz", ".arc", ".arc.gz")
_END = b"PK\x05\x06"
_END_64 = b"PK\x06\x07"
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, struct.error)


class Parcel:
    """A WACZ: ``archives`` and ``rest`` are names of parts, ``refused`` those not taken with the reason, ``odd`` what is wrong.

    Raises InputError for what is no ZIP file, or one whose directory is too large. ``check`` False spares the digests.
    """

    def __init__(self, stream: BinaryIO, name: str, check: bool = True) -> None:
        self.name = name
        _check_directory(stream, name)
        try:
            self._zip = zipfile.ZipFile(stream)
        except (*_BROKEN, ValueError, OverflowError) as error:
            raise InputError(f"{name}: not a ZIP file that can be read ({error})") from None
        self.refused: list[tuple[str, str]] = []
        self.odd: list[tuple[str, str]] = []
        self.archives: list[str] = []
        self.rest: list[str] = []
        self._infos: dict[str, zipfile.ZipInfo] = {}
        for info in self._zip.infolist():
            self._sort_in(info)
        if check:
            self._check_manifest()

    def _sort_in(self, info: zipfile.ZipInfo) -> None:
        name = info.filename
        reason = self._objection(info)
        if info.is_dir() and reason is None:
            return
        if reason is not None:
            self.refused.append((name, reason))
            return
        self._infos[name] = info
        if name.startswith("archive/") and name.lower().endswith(WARC):
            self.archives.append(name)
        elif info.file_size <= MAX_PART:
            self.rest.append(name)
        else:
            self.refused.append(
                (name, f"{info.file_size} bytes, more than the {MAX_PART} that are kept of such a part")
            )

    def _objection(self, info: zipfile.ZipInfo) -> str | None:
        parts = info.filename.replace("\\", "/").split("/")
        if info.filename.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]:
            return "its name leads out of the package"
        if info.filename in self._infos:
            return "a second part of this name"
        if info.flag_bits & 0x1:
            return "it is encrypted"
        if info.file_size > MAX_RATIO * max(info.compress_size, 1000):
            return f"{info.compress_size} bytes that say they are {info.file_size}: a bomb"
        return None

    def open(self, name: str) -> BinaryIO:
        """A part as a stream that ends where the part cannot be read on."""
        return cast(BinaryIO, _Part(self._zip.open(self._infos[name]), self._infos[name].file_size, self._told(name)))

    def read(self, name: str) -> bytes:
        """A part whole, as far as it can be read."""
        with self.open(name) as part:
            return part.read(MAX_PART)

    def _told(self, name: str) -> Callable[[str], None]:
        return lambda what: self.odd.append((name, what))

    # -- what it says of itself ---------------------------------------------------------------------------------------

    def _check_manifest(self) -> None:
        manifest = self._json("datapackage.json")
        if manifest is None:
            self.odd.append(("", "no datapackage.json that can be read: nothing says what it should hold"))
            return
        version = manifest.get("wacz_version")
        if not isinstance(version, str) or not version.startswith("1."):
            self.odd.append(("datapackage.json", f"version {str(version)[:40]!r} of the format is not known"))
        stated = {str(r.get("path")): str(r.get("hash")) for r in _dicts(manifest.get("resources"))}
        for name in self._infos:
            if name in stated and not self._fits(name, stated[name]):
                self.odd.append((name, "it does not have the digest that datapackage.json states"))
            elif name not in stated and not name.startswith("datapackage"):
                self.odd.append((name, "datapackage.json does not name it"))
        self.odd += [
            (name, "datapackage.json names it, and it is not there") for name in stated.keys() - self._infos.keys()
        ]
        digest = self._json("datapackage-digest.json")
        if digest is not None and not self._fits("datapackage.json", str(digest.get("hash"))):
            self.odd.append(("datapackage.json", "it does not have the digest that datapackage-digest.json states"))

    def _fits(self, name: str, stated: str) -> bool:
        kind, _, value = stated.partition(":")
        if kind not in ("sha256", "md5", "sha1", "sha512"):
            return False
        hasher = hashlib.new(kind, usedforsecurity=False)
        with self.open(name) as part:
            while piece := part.read(1 << 20):
                hasher.update(piece)
        return hasher.hexdigest() == value.lower()

    def _json(self, name: str) -> dict[str, Any] | None:
        if name not in self._infos or self._infos[name].file_size > MAX_PART // 10:
            return None
        try:
            found = json.loads(self.read(name))
        except (ValueError, RecursionError):
            return None
        return found if isinstance(found, dict) else None

    def unmet(self, held: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
        """Pages that the package names and of which nothing is ``held``."""
        for name in self.rest:
            if not (name.startswith("pages/") and name.endswith(".jsonl")):
                continue
            for line in self.read(name).splitlines()[:MAX_PAGES]:
                url = _page_url(line)
                if url is not None and not held(url):
                    yield name, f"it names a page that is not in the package: {url[:200]}"


def _page_url(line: bytes) -> str | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    url = found.get("url") if isinstance(found, dict) else None
    return url if isinstance(url, str) else None


def _dicts(value: object) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


class _Part:
    """A part of the ZIP read forward; damage and more bytes than stated end it, and are told."""

    def __init__(self, stream: IO[bytes], size: int, tell: Callable[[str], None]) -> None:
        self._stream, self._left, self._tell = stream, size, tell

    def read(self, size: int = -1) -> bytes:
        try:
            data = self._stream.read(self._left if size < 0 else min(size, self._left))
        except (*_BROKEN, OSError) as error:
            self._tell(f"it cannot be read to its end ({error})")
            self._left = 0
            return b""
        self._left -= len(data)
        return data

    def __enter__(self) -> _Part:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()


def _check_directory(stream: BinaryIO, name: str) -> None:
    """Looks at the size of the ZIP's directory before anybody reads it whole."""
    end = stream.seek(0, 2)
    start = max(0, end - 66_000)
    stream.seek(start)
    tail = stream.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        raise InputError(f"{name}: not a whole ZIP file (its directory is missing); get it again")
    size = struct.unpack_from("<I", tail, at + 12)[0]
    locator = tail.rfind(_END_64, 0, at)
    if size == 0xFFFFFFFF and locator >= 0:
        stream.seek(min(struct.unpack_from("<Q", tail, locator + 8)[0], end))
        record = stream.read(56)
        size = struct.unpack_from("<Q", record, 40)[0] if len(record) == 56 else size
    if size > MAX_DIRECTORY:
        raise InputError(f"{name}: a ZIP directory of {size} bytes is more than is read ({MAX_DIRECTORY})")
    stream.seek(0)
