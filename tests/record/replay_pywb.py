"""pywb replays the evidence folder as it lies: `python -m pytest tests/record/replay_pywb.py`, with `wayback` on the PATH.

Not among the tests that always run: pywb brings a module `brotli` of its own, which would take the place of ours.
"""

from __future__ import annotations

import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import socket

import pytest

from cunzhao.record import Evidence
from cunzhao.types import Deposit
from tests.record.make import chunked, evidence, exchange, nothing, resource

WAYBACK = shutil.which("wayback")
PAGE = b"<!doctype html><title>The ferry</title><p>The ferry runs again, said the harbour master.</p>"


@contextmanager
def wayback(folder: Path, work: Path) -> Iterator[str]:
    """pywb over one folder that holds indexes and records; gives the root of raw replay."""
    (work / "config.yaml").write_text(
        f"collections:\n  press:\n    index_paths: {folder}\n    archive_paths: {folder}/\n"
    )
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert WAYBACK is not None
    server = subprocess.Popen(
        [WAYBACK, "-p", str(port), "-b", "127.0.0.1"], cwd=work, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(port)
        yield f"http://127.0.0.1:{port}/press"
    finally:
        server.terminate()
        server.wait(20)


def _wait(port: int) -> None:
    for _ in range(300):
        with socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("pywb did not start")


def ask(url: str) -> tuple[int, bytes]:
    """Status and body; redirects are not followed."""
    opener = urllib.request.build_opener(_Stay)
    try:
        with opener.open(url, timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        return None


def fill(archive: Evidence) -> None:
    html = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    framed = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    moved = b"HTTP/1.1 301 Moved\r\nLocation: https://press.example/Ferry\r\n\r\n"
    given = [
        exchange(PAGE, url="https://press.example/Ferry", head=html),
        exchange(PAGE, url="https://www.press.example/copy?b=2&a=1", head=html),
        exchange(PAGE + b"2", url="https://press.example/chunked", head=framed, body=chunked(PAGE + b"2")),
        exchange(b"", url="https://press.example/old", head=moved, status=301, headers=()),
        exchange("<p>台风</p>".encode(), url="https://press.example/新闻?题=台风", head=html),
    ]
    archive.append([Deposit("page", exchange=each) for each in given], nothing)
    archive.append([resource(PAGE, "https://press.example/handed-in", "text/html")], nothing)
    archive.index()


def test_pywb_replays_pages_revisits_redirects_and_resources(tmp_path: Path) -> None:
    folder, work = tmp_path / "evidence", tmp_path / "work"
    work.mkdir()
    fill(evidence(folder, roll_bytes=2_000))
    assert len(list(folder.glob("*.cdxj"))) > 1
    with wayback(folder, work) as root:
        assert ask(f"{root}/20261122id_/https://press.example/Ferry") == (200, PAGE)
        assert ask(f"{root}/20261122id_/http://press.example/copy?a=1&b=2") == (200, PAGE)
        assert ask(f"{root}/20261122id_/https://press.example/chunked") == (200, PAGE + b"2")
        assert ask(f"{root}/20261122id_/https://press.example/old")[0] == 301
        odd = "https://press.example/%E6%96%B0%E9%97%BB?%E9%A2%98=%E5%8F%B0%E9%A3%8E"
        assert ask(f"{root}/20261122id_/{odd}") == (200, "<p>台风</p>".encode())
        assert ask(f"{root}/20261122id_/https://press.example/handed-in") == (200, PAGE)
        assert ask(f"{root}/20261122id_/https://press.example/nothing")[0] == 404
