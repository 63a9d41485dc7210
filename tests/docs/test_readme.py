"""What the README tells a newcomer to type works, in the order in which it stands there."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

import cunzhao.archive
from cunzhao.press import Press
from tests.docs.pages import README, ROOT, after_mark, code_blocks
from tests.docs.program import call
from tests.press_archive import network_of

TEXT = README.read_text(encoding="utf-8")
SETUP = "python3 -m venv .venv && .venv/bin/pip install -q uv && .venv/bin/uv run --frozen "
LOOPS = ("serve",)
"""Commands that go on until they are interrupted; they have tests of their own."""

pytestmark = pytest.mark.xdist_group("demo-archive")


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> Iterator[Press]:
    """The only network there is, for commands that would ask the real one."""
    with Press(crawl_delay=0.0) as running:
        monkeypatch.setattr(cunzhao.archive, "Network", lambda: network_of(running))
        yield running


def commands(press: Press, article: str) -> Iterator[list[str]]:
    """The words of each line in the README's blocks, with the press in place of the invented address."""
    seed = press.seeds[0]
    story = press.url("haian/election")
    for block in code_blocks(TEXT, "sh"):
        for line in block.splitlines():
            line = line.replace("https://news.example/story", story).replace("https://news.example/", seed.home)
            words = shlex.split(line)
            yield [article if word == "ID" else word for word in words]


def test_the_two_set_up_lines_stand_where_machines_look_for_them() -> None:
    assert after_mark(TEXT, "run") == SETUP + "--no-dev cunzhao demo"
    assert after_mark(TEXT, "test") == SETUP + "pytest -q"


def test_the_picture_is_there_and_small() -> None:
    picture = ROOT / "docs" / "images" / "reading-room.png"
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size < 300_000


def test_its_commands_work_as_they_stand(
    press: Press, demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "demo-press").symlink_to(demo)
    _old_archive(tmp_path / "old-archive")
    call("search", "is:edited", "-d", "demo-press")
    article = capsys.readouterr().out.split()[0]
    done: list[str] = []
    for words in commands(press, article):
        if words[0] == "export":
            monkeypatch.setenv(*words[1].split("=", 1))
        elif words[0] == "cunzhao" and words[1] not in LOOPS:
            assert call(*words[1:]) == (1 if words[1] == "doctor" else 0), words
            printed = capsys.readouterr().out
            assert printed.strip(), words
            done.append(words[1])
    # doctor has something to say: the archive has no contact yet.
    assert {"init", "add", "run", "import", "publish", "verify", "rebuild", "show", "diff", "cite"} <= set(done)
    assert (tmp_path / "site" / "index.html").exists()
    assert (tmp_path / "articles.jsonl").stat().st_size > 1000
    assert list((tmp_path / "posts").rglob("*.md"))


def _old_archive(folder: Path) -> None:
    posts = folder / "_posts"
    posts.mkdir(parents=True)
    for day in range(1, 4):
        (posts / f"2026-03-0{day}-ferry.md").write_text(
            f"---\nlayout: post\ntitle: Ferry report {day}\ndate: 2026-03-0{day}T06:00:00Z\n"
            f"from: https://old.example/ferry/{day}\n---\n<p>On day {day} the ferry left at noon.</p>\n",
            encoding="utf-8",
        )
