"""What README and tutorial tell a newcomer to type works, in the order in which it stands there."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cunzhao.archive import network
from cunzhao.press import Press
from tests.docs.pages import README, ROOT, after_mark, code_blocks
from tests.docs.program import call
from tests.press_archive import network_of

TEXT = README.read_text(encoding="utf-8")
SETUP = "python3 -m venv .venv && .venv/bin/pip install -q uv && .venv/bin/uv run --frozen "
LEFT_OUT = ("serve", "demo", "--every")
"""What goes on until it is interrupted, or is what made the archive that the rest looks at; these have tests of their own."""

pytestmark = pytest.mark.xdist_group("demo-archive")


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> Iterator[Press]:
    """The only network there is, for commands that would ask the real one."""
    with Press(crawl_delay=0.0) as running:
        monkeypatch.setattr(network, "Network", lambda: network_of(running))
        yield running


def commands(text: str, press: Press, article: str) -> Iterator[list[str]]:
    """The words of each line in a page's blocks, with the press in place of the invented address."""
    seed = press.seeds[0]
    story = press.url("haian/election")
    for block in code_blocks(text, "sh"):
        for line in block.splitlines():
            line = line.replace("https://news.example/story", story).replace("https://news.example/", seed.home)
            words = shlex.split(line.partition(" > ")[0])
            yield [article if word == "ID" else word for word in words]


def test_the_two_set_up_lines_stand_where_machines_look_for_them() -> None:
    assert after_mark(TEXT, "run") == SETUP + "--no-dev cunzhao demo"
    assert after_mark(TEXT, "test") == SETUP + "pytest -q"


def test_the_picture_is_there_and_small() -> None:
    picture = ROOT / "docs" / "images" / "reading-room.png"
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size < 300_000


@pytest.mark.parametrize("name", ["README.md", "docs/tutorial.md"])
def test_its_commands_work_as_they_stand(
    name: str,
    press: Press,
    demo: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(demo, "demo-press")
    _old_archive(tmp_path / "old-archive")
    shutil.copy(min((demo / "evidence").glob("*.warc.gz")), "crawl.warc.gz")
    call("search", "is:edited", "-d", "demo-press")
    article = capsys.readouterr().out.split()[0]
    done: set[str] = set()
    for words in commands((ROOT / name).read_text(encoding="utf-8"), press, article):
        if words[0] == "export":
            monkeypatch.setenv(*words[1].split("=", 1))
        elif words[0] == "rm":
            Path(words[1]).unlink()
        elif words[0] == "cunzhao" and not set(LEFT_OUT) & set(words):
            # doctor has something to say: the archive has no contact yet.
            assert call(*words[1:]) == (1 if words[1] == "doctor" else 0), words
            assert capsys.readouterr().out.strip(), words
            done.add(words[1])
    assert done >= {"init", "add", "run", "search", "show", "diff", "verify", "rebuild", "doctor"}
    assert name != "README.md" or _given_out(tmp_path)


def _given_out(folder: Path) -> bool:
    """Whether the README's site and exports are there."""
    lines = (folder / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    posts = list((folder / "posts").rglob("*.md"))
    return (folder / "site" / "index.html").exists() and len(lines) == len(posts) > 5


def _old_archive(folder: Path) -> None:
    posts = folder / "_posts"
    posts.mkdir(parents=True)
    for day in range(1, 4):
        (posts / f"2026-03-0{day}-ferry.md").write_text(
            f"---\nlayout: post\ntitle: Ferry report {day}\ndate: 2026-03-0{day}T06:00:00Z\n"
            f"from: https://old.example/ferry/{day}\n---\n<p>On day {day} the ferry left at noon.</p>\n",
            encoding="utf-8",
        )
