"""Ctrl-C, sent to the whole group of processes as a terminal does: one line, the documented code, nothing lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cunzhao.cli import INTERRUPTED
from tests.cli.test_cli import ARTICLE

pytestmark = [
    pytest.mark.xdist_group("cli"),
    pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="looks into /proc for the moment to strike"),
]
LINE = "cunzhao: interrupted; nothing acknowledged is lost; run it again to go on\n"
POSTS = 200


def start(*arguments: object) -> subprocess.Popen[str]:
    """The command line in a group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "cunzhao", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def interrupt(process: subprocess.Popen[str], ready: Callable[[], bool], times: int = 1) -> None:
    """Ctrl-C once something is the case, and again shortly after where asked; it must end in one line."""
    deadline = time.monotonic() + 60
    while not ready():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.002)
    for _ in range(times):
        os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.03)
    _, err = process.communicate(timeout=60)
    lines = [line for line in err.splitlines(keepends=True) if not line.endswith(" posts\n")]  # progress
    assert (lines, process.returncode) == ([LINE], INTERRUPTED)


def loading(process: subprocess.Popen[str]) -> bool:
    """Whether the program is importing its modules: it lets Ctrl-C wait meanwhile."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    blocked = next(line for line in status.splitlines() if line.startswith("SigBlk"))
    return bool(int(blocked.split()[1], 16) & 1 << (signal.SIGINT - 1))


def has_children(process: subprocess.Popen[str]) -> bool:
    """Whether the program has started another process."""
    return any(path.read_text().strip() for path in Path(f"/proc/{process.pid}/task").glob("*/children"))


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    """A call that is left alone."""
    return subprocess.run([sys.executable, "-m", "cunzhao", *map(str, arguments)], capture_output=True, text=True)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An empty archive."""
    assert run("init", tmp_path / "a").returncode == 0
    return tmp_path / "a"


def test_an_import_that_is_interrupted_twice_goes_on_where_it_was(archive: Path, tmp_path: Path) -> None:
    posts = tmp_path / "_posts"
    posts.mkdir()
    for n in range(POSTS):
        body = "".join(f"<p>Paragraph {i} of post {n}: the ferry {n * i} left the harbour.</p>\n" for i in range(20))
        head = f"---\nlayout: post\ntitle: Post {n}\nfrom: https://news.example/{n}\n---\n"
        (posts / f"2026-03-01-{n}.md").write_text(head + body)
    call = ("import", "jekyll", posts, "-d", archive)
    early = start(*call)
    interrupt(early, lambda: loading(early))
    middle = start(*call)
    interrupt(middle, lambda: any(p.stat().st_size for p in archive.glob("evidence/*.warc.gz")), times=2)
    done = run(*call, "--json")
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["read"] == POSTS == said["kept"] + said["merged"] + len(said["skipped"])
    assert said["skipped"] == []
    assert run("verify", "--read-data", "-d", archive).returncode == 0
    assert json.loads(run("search", "ferry", "--json", "-d", archive).stdout)["total"] == POSTS


def test_children_that_have_just_been_started_say_nothing(archive: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(ARTICLE)
    keeping = start("keep", *[page] * 200, "-d", archive)
    interrupt(keeping, lambda: has_children(keeping), times=4)
    assert run("keep", page, "-d", archive).returncode == 0
    assert run("verify", "-d", archive).returncode == 0


def test_an_interrupt_that_falls_into_a_clean_up_is_not_lost() -> None:
    code = """
import time
from cunzhao.cli.terminal import keep_interrupts
class Cleaned:
    def __del__(self):
        raise KeyboardInterrupt
keep_interrupts()
cleaned = Cleaned()
try:
    del cleaned
    time.sleep(20)
except KeyboardInterrupt:
    print("came again")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("came again\n", "")


def test_a_reading_room_is_closed_by_it(archive: Path) -> None:
    serving = start("serve", "-d", archive, "--port", 0, "--json")
    assert serving.stdout is not None
    first = json.loads(serving.stdout.readline())
    assert first == {"url": f"http://127.0.0.1:{first['port']}/", "host": "127.0.0.1", "port": first["port"]}
    os.killpg(serving.pid, signal.SIGINT)
    assert serving.communicate(timeout=60) == ("", "")
    assert serving.returncode == 0
