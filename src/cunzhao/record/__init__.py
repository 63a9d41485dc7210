"""The only writer of evidence: WARC files, the transparency log, the journal, and the lock that lets one process write.

What is written here is the truth of an archive; everything else can be made again from it.
"""

from __future__ import annotations

from cunzhao.record.cdxj import cdxj_line, media_type
from cunzhao.record.disk import Disk, make_directories, replace_file, sync_directory
from cunzhao.record.evidence import Evidence, Stored
from cunzhao.record.foreign import Foreign, Unreadable, digest_fits, read_foreign
from cunzhao.record.http import Answer, answer_of
from cunzhao.record.journal import Journal
from cunzhao.record.leaves import leaf_for_capture, leaf_for_derive, leaf_for_gone, leaf_for_journal
from cunzhao.record.lock import WriterLock
from cunzhao.record.log import Log
from cunzhao.record.merkle import leaf_hash, verify_consistency, verify_inclusion
from cunzhao.record.note import Checkpoint, Signer, Verifier, open_checkpoint
from cunzhao.record.recovery import Recovery
from cunzhao.record.seal import is_sealed, seal
from cunzhao.record.verify import Row, verify_quick
from cunzhao.record.whole import Whole, whole

__all__ = [
    "Answer",
    "Checkpoint",
    "Disk",
    "Evidence",
    "Foreign",
    "Journal",
    "Log",
    "Recovery",
    "Row",
    "Signer",
    "Stored",
    "Unreadable",
    "Verifier",
    "Whole",
    "WriterLock",
    "answer_of",
    "cdxj_line",
    "digest_fits",
    "is_sealed",
    "leaf_for_capture",
    "leaf_for_derive",
    "leaf_for_gone",
    "leaf_for_journal",
    "leaf_hash",
    "make_directories",
    "media_type",
    "open_checkpoint",
    "read_foreign",
    "replace_file",
    "seal",
    "sync_directory",
    "verify_consistency",
    "verify_inclusion",
    "verify_quick",
    "whole",
]
