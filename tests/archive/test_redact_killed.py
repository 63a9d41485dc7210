"""A redaction that is killed: before the journal has it nothing happened, behind that the next writer finishes it."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from cunzhao.archive import Archive, redacting, writing
from cunzhao.errors import Redacted, StorageError
from cunzhao.flow import redact
from cunzhao.record import Disk
from tests.archive.redacted import BODY, SECRETS, URL, WHO, WHY, bad, found_in, keep
from tests.flow.bad_press import page
from tests.press_archive import Clock

pytestmark = pytest.mark.xdist_group("redact")


class Counted:
    """The calls that change what lies on the disk; the one of a number does what it is told instead."""

    def __init__(self, number: int, instead: Callable[[], None]) -> None:
        self.left, self.instead = number, instead

    def wrap(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*words: Any, **more: Any) -> Any:
            self.left -= 1
            if self.left == 0:
                self.instead()
            return call(*words, **more)

        return counted


def redact_with(archive: Archive, article: str, counted: Counted, patch: pytest.MonkeyPatch) -> None:
    """A redaction whose every write, fsync, rename and removal is counted, and the begin and end of making the catalogue."""
    for name in ("replace", "unlink"):
        patch.setattr(Path, name, counted.wrap(getattr(Path, name)))
    for name in ("rebuild", "settle", "publish_log", "acknowledge"):
        patch.setattr(writing, name, counted.wrap(getattr(writing, name)))
    disk = Disk(counted.wrap(os.write), counted.wrap(os.fsync))
    opened = Archive(archive.place, archive.settings, Clock(), parallel=False, disk=disk)
    opened.redact([article], WHY, WHO)


def killed_at(archive: Archive, article: str, number: int) -> bool:
    """Whether there was such a call, and so a kill."""
    child = os.fork()
    if child == 0:
        code = 70
        try:
            with pytest.MonkeyPatch.context() as patch:
                redact_with(archive, article, Counted(number, lambda: os.kill(os.getpid(), signal.SIGKILL)), patch)
            code = 0
        finally:
            os._exit(code)
    ended = os.waitpid(child, 0)[1]
    assert ended in (0, signal.SIGKILL), ended
    return ended != 0


@pytest.fixture
def with_secret(archive: Archive, tmp_path: Path) -> tuple[Archive, str]:
    article = keep(archive, tmp_path, URL, page("Quagmire headline", BODY))
    keep(archive, tmp_path, "https://n.example/after", page("Harbour report, the day after"))
    return archive, article


def test_killed_at_every_second_call_it_is_either_not_begun_or_finished_by_the_next_writer(
    with_secret: tuple[Archive, str], tmp_path: Path
) -> None:
    pattern, article = with_secret
    whole = tmp_path / "whole"
    shutil.copytree(pattern.place.directory, whole)
    done = Archive.open(whole, clock=Clock(), parallel=False)
    done.redact([article], WHY, WHO)
    kept = [line for line in done.reading().dump() if not line.startswith("log_leaves")]
    finished = untouched = 0
    for number in range(1, 10_000, 2):
        trial = tmp_path / "trial"
        shutil.rmtree(trial, ignore_errors=True)
        shutil.copytree(pattern.place.directory, trial)
        archive = Archive.open(trial, clock=Clock(), parallel=False)
        if not killed_at(archive, article, number):
            break
        with archive.writing("test"):
            pass
        assert bad(archive) == [], number
        if b'"kind":"redaction"' not in (trial / "journal" / "journal.jsonl").read_bytes():
            untouched += 1
            assert archive.reading().article(article).line.url == URL
            continue
        finished += 1
        assert found_in(trial) == set(), number
        with pytest.raises(Redacted):
            archive.reading().article(article)
        found = list(archive.reading().dump())
        assert [line for line in found if not line.startswith("log_leaves")] == kept, number
    assert untouched >= 2
    assert finished >= 10


def test_a_disk_that_refuses_is_told_and_the_next_command_finishes(
    with_secret: tuple[Archive, str], tmp_path: Path
) -> None:
    def refuse() -> None:
        raise OSError(28, "No space left on device")

    pattern, article = with_secret
    refused = whole = 0
    for number in range(1, 60, 3):
        trial = tmp_path / "trial"
        shutil.rmtree(trial, ignore_errors=True)
        shutil.copytree(pattern.place.directory, trial)
        archive = Archive.open(trial, clock=Clock(), parallel=False)
        with pytest.MonkeyPatch.context() as patch, suppress(StorageError, OSError):
            redact_with(archive, article, Counted(number, refuse), patch)
            whole += 1
        with archive.writing("test"):
            pass
        assert bad(archive) == [], number
        if b'"kind":"redaction"' in (trial / "journal" / "journal.jsonl").read_bytes():
            assert found_in(trial) == set(), number
        refused += 1
    assert refused - whole >= 10


def test_verify_says_that_one_is_not_finished(with_secret: tuple[Archive, str]) -> None:
    archive, article = with_secret
    assert found_in(archive.place.directory) >= {(SECRETS[0], "catalog.db")}
    with archive.writing("test") as opened:
        planned = redacting.plan_of(archive.place, opened.context.store, [article])
        opened.context.journal.append(redact.entry(opened.context.store, opened.context.evidence, planned, WHY, WHO))
    assert any("still in" in line for line in bad(archive))
    with archive.writing("test"):
        pass
    assert bad(archive) == []
    assert found_in(archive.place.directory) == set()
