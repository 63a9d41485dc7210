"""A file system that remembers what was synced: from a trace to what a power cut may leave.

What POSIX promises is all that counts here. The bytes of a file are durable by ``fsync`` of the file, a name by that of its
folder; of everything else any part may survive, in any order, torn at sectors of 512 bytes. After an ``fsync`` that failed, the
bytes that it should have written are gone for good, although every read still finds them (that is what Linux does).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.durability.strace import Call, data, text

SECTOR = 512
_FORGOTTEN = ("-shm",)
"""SQLite's shared memory is made anew after a crash; its bytes never count."""


@dataclass
class File:
    """Bytes as a reader sees them, bytes that are on the disk, and what lies between: (time, offset, bytes) or (time, size)."""

    seen: bytearray = field(default_factory=bytearray)
    durable: bytes = b""
    pending: list[tuple[int, int, bytes | None]] = field(default_factory=list)

    def write(self, at: int, offset: int, content: bytes) -> None:
        _put(self.seen, offset, content)
        self.pending.append((at, offset, content))

    def cut(self, at: int, size: int) -> None:
        _resize(self.seen, size)
        self.pending.append((at, size, None))

    def sync(self, worked: bool) -> None:
        if worked:
            kept = bytearray(self.durable)
            for _, offset, content in self.pending:
                _apply(kept, offset, content)
            self.durable = bytes(kept)
        self.pending = []

    def survives(self, chosen: Survives) -> bytes:
        """What is on the disk when this part of the pending changes got there."""
        kept = bytearray(self.durable)
        for at, offset, content in self.pending:
            if content is None:
                if chosen(at):
                    _resize(kept, offset)
                continue
            for start, piece in _sectors(offset, content):
                if chosen(at):
                    _put(kept, start, piece)
        return bytes(kept)


@dataclass
class Folder:
    """Names as a reader sees them, names on the disk, and the changes between: (time, names to set; None removes)."""

    seen: dict[str, File | Folder] = field(default_factory=dict)
    durable: dict[str, File | Folder] = field(default_factory=dict)
    pending: list[tuple[int, dict[str, File | Folder | None]]] = field(default_factory=list)

    def change(self, at: int, names: dict[str, File | Folder | None]) -> None:
        _rename(self.seen, names)
        self.pending.append((at, names))

    def sync(self, worked: bool) -> None:
        """A failed one proves nothing; unlike the pages of a file, names wait in the journal for the next one."""
        if worked:
            for _, names in self.pending:
                _rename(self.durable, names)
            self.pending = []

    def survives(self, chosen: Survives) -> dict[str, File | Folder]:
        kept = dict(self.durable)
        for at, names in self.pending:
            if chosen(at):
                _rename(kept, names)
        return kept


Survives = Callable[[int], bool]
"""Whether a change that was made at this time, and not synced, got to the disk; asked once for each sector or name."""


def _apply(kept: bytearray, offset: int, content: bytes | None) -> None:
    if content is None:
        _resize(kept, offset)
    else:
        _put(kept, offset, content)


def _put(kept: bytearray, offset: int, content: bytes) -> None:
    if len(kept) < offset:
        _resize(kept, offset)
    kept[offset : offset + len(content)] = content


def _resize(kept: bytearray, size: int) -> None:
    del kept[size:]
    kept.extend(bytes(size - len(kept)))


def _rename(names: dict[str, File | Folder], changes: dict[str, File | Folder | None]) -> None:
    for name, target in changes.items():
        if target is None:
            names.pop(name, None)
        else:
            names[name] = target


def _sectors(offset: int, content: bytes) -> Iterator[tuple[int, bytes]]:
    position = 0
    while position < len(content):
        size = SECTOR - (offset + position) % SECTOR
        yield offset + position, content[position : position + size]
        position += size


@dataclass
class _Descriptor:
    node: File | Folder
    append: bool
    position: int = 0


class Model:
    """The file system below ``root``, which begins with ``tree`` on the disk, brought forward call by call."""

    def __init__(self, root: Path, tree: Mapping[str, bytes | None]) -> None:
        self.root = root
        self.top = Folder()
        for path, content in tree.items():
            place = self._place(str(root / path))
            assert place is not None
            node = Folder() if content is None else File(bytearray(content), content)
            place[0].seen[place[1]] = place[0].durable[place[1]] = node
        self.time = 0
        self._open: dict[int, _Descriptor] = {}

    def take(self, call: Call) -> bool:
        """Does what this call did; whether it changed anything that a power cut could undo or must leave."""
        self.time += 1
        act = getattr(self, f"_{call.name}", None)
        if act is None:
            return self._unknown(call)
        if call.result < 0 and call.name not in ("fsync", "fdatasync"):
            return False
        return bool(act(call))

    def tree(self, chosen: Survives) -> dict[str, bytes | None]:
        """What is left: path and bytes of each file, None for a folder."""
        return dict(_walk(self.top, "", chosen))

    def as_seen(self) -> dict[str, bytes | None]:
        """What a reader sees now."""
        return dict(_seen(self.top, ""))

    # -- calls --------------------------------------------------------------------------------------------------------

    def _unknown(self, call: Call) -> bool:
        if call.result >= 0 and any(str(self.root) in text(w.partition("<")[2].rstrip(">")) for w in call.arguments):
            raise ValueError(f"the model does not know {call.name}")
        return False

    def _place(self, path: str) -> tuple[Folder, str] | None:
        """Folder and name of a path below the root."""
        try:
            parts = Path(path).relative_to(self.root).parts
        except ValueError:
            return None
        folder = self.top
        for part in parts[:-1]:
            below = folder.seen[part]
            assert isinstance(below, Folder)
            folder = below
        return (folder, parts[-1]) if parts else None

    def _node(self, path: str) -> File | Folder | None:
        if path == str(self.root):
            return self.top
        place = self._place(path)
        return None if place is None else place[0].seen.get(place[1])

    def _openat(self, call: Call) -> bool:
        path, flags = _joined(call.arguments[0], call.arguments[1]), call.arguments[2]
        place = self._place(path)
        if path.endswith(_FORGOTTEN) or (place is None and path != str(self.root)):
            self._open.pop(call.result, None)
            return False
        node, made = self._node(path), False
        if node is None:
            assert place is not None
            node, made = File(), True
            place[0].change(self.time, {place[1]: node})
        if "O_TRUNC" in flags and isinstance(node, File) and node.seen:
            node.cut(self.time, 0)
            made = True
        self._open[call.result] = _Descriptor(node, "O_APPEND" in flags)
        return made

    def _close(self, call: Call) -> bool:
        self._open.pop(_number(call.arguments[0]), None)
        return False

    def _file(self, call: Call) -> tuple[_Descriptor, File] | None:
        found = self._open.get(_number(call.arguments[0]))
        return (found, found.node) if found is not None and isinstance(found.node, File) else None

    def _write(self, call: Call) -> bool:
        found = self._file(call)
        if found is None:
            return False
        where, file = found
        start = len(file.seen) if where.append else where.position
        file.write(self.time, start, data(call.arguments[1])[: call.result])
        where.position = start + call.result
        return True

    def _pwrite64(self, call: Call) -> bool:
        found = self._file(call)
        if found is not None:
            found[1].write(self.time, int(call.arguments[3]), data(call.arguments[1])[: call.result])
        return found is not None

    def _lseek(self, call: Call) -> bool:
        found = self._file(call)
        if found is not None:
            found[0].position = call.result
        return False

    def _ftruncate(self, call: Call) -> bool:
        found = self._file(call)
        if found is not None:
            found[1].cut(self.time, int(call.arguments[1]))
        return found is not None

    def _fsync(self, call: Call) -> bool:
        found = self._open.get(_number(call.arguments[0]))
        if found is not None:
            found.node.sync(call.result == 0)
        return found is not None

    _fdatasync = _fsync

    def _mkdir(self, call: Call) -> bool:
        place = self._place(text(call.arguments[0]))
        if place is not None:
            place[0].change(self.time, {place[1]: Folder()})
        return place is not None

    def _unlink(self, call: Call) -> bool:
        return self._remove(text(call.arguments[0]))

    _rmdir = _unlink

    def _unlinkat(self, call: Call) -> bool:
        return self._remove(_joined(call.arguments[0], call.arguments[1]))

    def _remove(self, path: str) -> bool:
        place = self._place(path)
        if place is None or path.endswith(_FORGOTTEN):
            return False
        place[0].change(self.time, {place[1]: None})
        return True

    def _rename(self, call: Call) -> bool:
        old, new = (self._place(text(word)) for word in call.arguments[:2])
        if old is None or new is None:
            return False
        moved = old[0].seen[old[1]]
        if old[0] is new[0]:
            old[0].change(self.time, {old[1]: None, new[1]: moved})
        else:
            new[0].change(self.time, {new[1]: moved})
            old[0].change(self.time, {old[1]: None})
        return True

    def _sendto(self, call: Call) -> bool:
        return False


def _number(word: str) -> int:
    return int(word.partition("<")[0])


def _joined(folder: str, name: str) -> str:
    return str(Path(text(folder.partition("<")[2].rstrip(">"))) / text(name))


def _walk(folder: Folder, path: str, chosen: Survives) -> Iterator[tuple[str, bytes | None]]:
    for name, node in sorted(folder.survives(chosen).items()):
        if isinstance(node, File):
            yield path + name, node.survives(chosen)
        else:
            yield path + name, None
            yield from _walk(node, f"{path}{name}/", chosen)


def _seen(folder: Folder, path: str) -> Iterator[tuple[str, bytes | None]]:
    for name, node in sorted(folder.seen.items()):
        if isinstance(node, File):
            yield path + name, bytes(node.seen)
        else:
            yield path + name, None
            yield from _seen(node, f"{path}{name}/")


def choices(chance: random.Random, now: int) -> Iterator[Survives]:
    """Ways in which a power cut may go, the worst first, then ever more at random."""
    yield lambda _: False
    yield lambda _: True
    while True:
        cut, share = chance.randint(max(0, now - 60), now), chance.choice((0.1, 0.5, 0.9))
        yield lambda at, cut=cut: at <= cut  # type: ignore[misc]
        yield lambda _, share=share: chance.random() < share  # type: ignore[misc]
        yield lambda at, cut=cut: at < cut or (at == cut and chance.random() < 0.5)  # type: ignore[misc]
