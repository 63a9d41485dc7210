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
from typing import Any, BinaryIO, cast

from cunzhao.errors import InputError
from cunzhao.record import is_sealed

MAX_DIRECTORY = 16_000_000
"""Bytes of the ZIP directory, which is held in memory whole: some hundred thousand names."""
MAX_PART = 200_000_000
"""Bytes of a part that is kept whole (manifest, pages, logs)."""
MAX_NAME = 1000
MAX_RATIO = 200
"""Bytes out of each byte in. WARC files are stored, or packed like text (5 to 20); a bomb has a thousand."""
MAX_PAGES = 100_000
WARC = (".warc", ".warc.gz", ".arc", ".arc.gz")
_SEAL = ("signature", "publicKey")
_END = b"PK\x05\x06"
_END_64 = b"PK\x06\x07"
_BROKEN = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OverflowError, struct.error)
_PIECE = 1 << 18
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Parcel:
    """A WACZ: ``archives`` and ``rest`` are names of parts, ``refused`` those not taken with the reason, ``odd`` what is wrong.

    Raises InputError for what is no ZIP file, or one whose directory is too large. ``check`` False spares the digests.
    """

    def __init__(self, stream: BinaryIO, name: str, check: bool = True) -> None:
        self._stream = stream
        _check_directory(stream, name)
        try:
            infos = zipfile.ZipFile(stream).infolist()
        except _BROKEN as error:
            raise InputError(f"{name}: not a ZIP file that can be read ({error})") from None
        self.refused: list[tuple[str, str]] = []
        self.odd: list[tuple[str, str]] = []
        self.archives: list[str] = []
        self.rest: list[str] = []
        self._infos: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
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
        if len(info.filename) > MAX_NAME:
            return f"a name of {len(info.filename)} characters"
        if info.filename in self._infos:
            return "a second part of this name"
        if info.flag_bits & 0x1 or info.compress_type not in _METHODS:
            return "it is encrypted, or packed in a way that WACZ does not know"
        if info.file_size > MAX_RATIO * max(info.compress_size, 1000):
            return f"{info.compress_size} bytes that say they are {info.file_size}: a bomb"
        return None

    def open(self, name: str) -> BinaryIO:
        """A part as a stream that ends where the part cannot be read on."""
        return cast(BinaryIO, _Part(self._stream, self._infos[name], self._told(name)))

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
        if digest is not None:
            self._check_seal(digest)

    def _check_seal(self, digest: dict[str, Any]) -> None:
        name, stated = "datapackage.json", str(digest.get("hash"))
        if not self._fits(name, stated):
            self.odd.append((name, "it does not have the digest that datapackage-digest.json states"))
        signed = digest.get("signedData")
        if isinstance(signed, dict) and "publicKey" in signed:
            if signed.get("hash") != stated or not is_sealed(stated, *(str(signed.get(n)) for n in _SEAL)):
                self.odd.append((name, "its signature does not fit"))
        elif signed is not None:
            self.odd.append((name, "it is signed for a domain name, which is not checked here"))

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
    """A part of the ZIP read forward, as far as it goes: one bad byte does not cost the rest, as it would by checksum.

    What it should have been is for the manifest's digests to say. Damage is told.
    """

    def __init__(self, stream: BinaryIO, info: zipfile.ZipInfo, tell: Callable[[str], None]) -> None:
        self._stream, self._tell = stream, tell
        self._at, self._packed = _start(stream, info), info.compress_size
        self._left = info.file_size
        self._unpacker = zlib.decompressobj(-zlib.MAX_WBITS) if info.compress_type == zipfile.ZIP_DEFLATED else None

    def read(self, size: int = -1) -> bytes:
        """At most ``size`` bytes; the rest without it; fewer than asked for only at the end."""
        wanted = self._left if size < 0 else min(size, self._left)
        pieces, got = [], 0
        while got < wanted and (piece := self._piece(wanted - got)):
            pieces.append(piece)
            got += len(piece)
        if got < wanted:
            self._tell(f"it ends {self._left - got} bytes before its end")
        self._left -= got if got == wanted else self._left
        return b"".join(pieces)

    def _piece(self, most: int) -> bytes:
        if self._unpacker is None:
            return self._raw(min(most, _PIECE))
        try:
            while not self._unpacker.eof:
                feed = self._unpacker.unconsumed_tail or self._raw(_PIECE)
                piece = self._unpacker.decompress(feed, min(most, _PIECE))
                if piece or not feed:
                    return piece
        except zlib.error as error:
            self._tell(f"its compressed bytes are damaged ({error})")
        return b""

    def _raw(self, most: int) -> bytes:
        self._stream.seek(self._at)
        data = self._stream.read(min(most, self._packed))
        self._at += len(data)
        self._packed -= len(data)
        return data

    def __enter__(self) -> _Part:
        return self

    def __exit__(self, *_: object) -> None:
        self._left = 0


def _start(stream: BinaryIO, info: zipfile.ZipInfo) -> int:
    """Where a part's bytes begin: behind its own head, which repeats its name."""
    stream.seek(info.header_offset)
    head = stream.read(30)
    if len(head) < 30 or not head.startswith(b"PK\x03\x04"):
        return stream.seek(0, 2)
    name, extra = struct.unpack_from("<HH", head, 26)
    return info.header_offset + 30 + int(name) + int(extra)


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
