"""Proofs, measured: ``python -m bench.prove [LEAVES…]`` (default 1,000, 100,000 and 1,000,000).

For each size a log is made; then a hundred single leaves, spread over it, are proved and checked. "cold" is the first proof
of a freshly opened log, the others come from one that has read its tiles. The proof is the JSON that ``cunzhao prove`` prints,
of one capture with a record of the usual size; "path" is the part of it that grows with the log.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from statistics import median

from cunzhao.record import Disk, Log
from cunzhao.record.leaves import Promise
from cunzhao.record.proof import Placed, prove
from cunzhao.record.proof_check import check_proof

SIZES = (1_000, 100_000, 1_000_000)
PROOFS = 100
BATCH = 50_000


def promise(number: int) -> Promise:
    """A capture's promise of the usual size."""
    name = sha256(number.to_bytes(8, "big")).hexdigest()
    record = {
        "at": datetime(2026, 11, 1, tzinfo=UTC).isoformat(),
        "block_digest": name,
        "content_type": "text/html; charset=utf-8",
        "etag": f'"{name[:32]}"',
        "facts": {"claims": "[]", "robots": "allowed"},
        "id": f"c{name[:14]}",
        "kind": "response",
        "payload_digest": name,
        "peer": "192.0.2.7:443",
        "purpose": "page",
        "record_id": f"urn:uuid:{name[:8]}-{name[8:12]}-4{name[13:16]}-8{name[17:20]}-{name[20:32]}",
        "size": 48_213,
        "source": "press",
        "status": 200,
        "tls": name,
        "url": f"https://press.example/2026/11/{number}/{name[:20]}.html",
    }
    return Promise("capture", sha256(b"salt" + name.encode()).digest(), record, f"c{name[:14]}")


def made(folder: Path, size: int, proved: frozenset[int]) -> Log:
    """A log of this size; only the leaves that are to be proved are real promises, the others only look like some."""
    log = Log.create(folder, disk=Disk(fsync=lambda fd: None))
    for start in range(0, size, BATCH):
        numbers = range(start, min(size, start + BATCH))
        log.publish([promise(n).leaf.entry if n in proved else _filler(n) for n in numbers], start)
    return log


def _filler(number: int) -> bytes:
    return b'{"commit":"%s","kind":"capture"}' % sha256(b"%d" % number).hexdigest().encode()


def measured(size: int, folder: Path) -> tuple[str, ...]:
    """The row of one size."""
    numbers = [(2 * i + 1) * size // (2 * PROOFS) for i in range(PROOFS)]
    made(folder, size, frozenset(numbers))
    log, proving, checking, proofs = Log(folder), [], [], []
    for number in numbers:
        begun = time.perf_counter()
        proof = json.dumps(prove(log, "bench", [Placed(promise(number), number)])).encode()
        proving.append((time.perf_counter() - begun) * 1000)
        proofs.append(proof)
    for proof in proofs:
        begun = time.perf_counter()
        assert {found.level for found in check_proof(proof)} == {"ok"}
        checking.append((time.perf_counter() - begun) * 1000)
    hashes = [len(json.loads(proof)["leaves"][0]["path"]) for proof in proofs]
    whole, path = median(map(len, proofs)), median(hashes) * 48
    times = (f"{proving[0]:.1f}", f"{median(proving[1:]):.2f}", f"{median(checking):.2f}")
    return (f"{size:,}", f"{median(hashes):.0f}", f"{path:.0f}", f"{whole:.0f}", *times)


def main() -> None:
    """Prints a table."""
    sizes = [int(word) for word in sys.argv[1:]] or SIZES
    print("| leaves | hashes | path, bytes | proof, bytes | cold, ms | warm, ms | check, ms |")
    print("|---|---|---|---|---|---|---|")
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            print("| " + " | ".join(measured(size, Path(folder))) + " |", flush=True)


if __name__ == "__main__":
    main()
