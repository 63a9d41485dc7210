"""Our own style, script and icon: read once, addressed by their hash, so that a browser may keep them for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from starlette.responses import Response

from cunzhao.errors import NotFound

TYPES: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file; ``mark`` is the first 16 hex digits of its SHA-256."""

    name: str
    mark: str
    content: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class Assets:
    """All files by name."""

    by_name: Mapping[str, Asset]

    @classmethod
    def read(cls, paths: Iterable[Path]) -> Assets:
        """Reads the files; a later file of the same name wins."""
        return cls(MappingProxyType({path.name: _asset(path) for path in paths}))

    def path(self, name: str) -> str:
        """The address of a file, with its hash in it. KeyError: a template names a file that is not there."""
        return f"/static/{self.by_name[name].mark}/{name}"

    def serve(self, mark: str, name: str) -> Response:
        """The file, immutable. NotFound when there is none of that name and hash."""
        asset = self.by_name.get(name)
        if asset is None or asset.mark != mark:
            raise NotFound(f"no file {name} with hash {mark}")
        headers = {"cache-control": "public, max-age=31536000, immutable"}
        return Response(asset.content, media_type=asset.content_type, headers=headers)


def _asset(path: Path) -> Asset:
    content = path.read_bytes()
    return Asset(path.name, hashlib.sha256(content).hexdigest()[:16], content, TYPES[path.suffix])
