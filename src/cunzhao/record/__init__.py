"""The only writer of evidence: WARC files, the transparency log, the journal, and the lock that lets one process write.

What is written here is the truth of an archive; everything else can be made again from it.
"""

from __future__ import annotations

from cunzhao.record.disk import Disk, make_directories, replace_file, sync_directory
from cunzhao.record.evidence import Evidence, Stored
from cunzhao.record.journal import Journal
from cunzhao.record.leaves import leaf_for_capture, leaf_for_derive, leaf_for_gone, leaf_for_journal
from cunzhao.record.lock import WriterLock
from cunzhao.record.log import Log
from cunzhao.record.merkle import leaf_hash, verify_consistency, verify_inclusion
from cunzhao.record.note import Checkpoint, Signer, Verifier, open_checkpoint
from cunzhao.record.recovery import Recovery
from cunzhao.record.verify import Row, verify_quick

__all__ = [
    "Checkpoint",
    "Disk",
    "Evidence",
    "Journal",
    "Log",
    "Recovery",
    "Row",
    "Signer",
    "Stored",
    "Verifier",
    "WriterLock",
    "leaf_for_capture",
    "leaf_for_derive",
    "leaf_for_gone",
    "leaf_for_journal",
    "leaf_hash",
    "make_directories",
    "open_checkpoint",
    "replace_file",
    "sync_directory",
    "verify_consistency",
    "verify_inclusion",
    "verify_quick",
]
