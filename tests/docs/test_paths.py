"""No committed file names a place on somebody's machine, and the lock file names public registries only."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.docs.pages import ROOT

TEXT = {".md", ".py", ".toml", ".lock", ".html", ".css", ".js", ".mako", ".json", ".txt", ".cfg", ".yml", ".yaml", ""}
PLACE = re.compile(r"(?<![\w.:/-])/(?:work|root|Users|home/\w+)/[\w.]+")
"""A folder below somebody's home; ``/home`` alone may stand in a test page as the path of an address."""
REGISTRIES = {"pypi.org", "files.pythonhosted.org"}


def committed() -> Iterator[Path]:
    """The files of the project that are texts: those that git knows, or all of them where there is no git."""
    if not (ROOT / ".git").exists():
        found = [p for p in ROOT.rglob("*") if not any(part.startswith(".") for part in p.relative_to(ROOT).parts)]
    else:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
        found = [ROOT / name for name in listed.stdout.split("\0") if name]
    return (p for p in found if p.suffix in TEXT and p.is_file())


def test_no_file_names_a_place_on_a_machine() -> None:
    here = f"{ROOT}/"
    named = []
    for path in committed():
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if PLACE.search(line) or here in line:
                named.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    assert not named, "\n".join(named)


def test_the_pattern_finds_what_it_should() -> None:
    assert PLACE.search('open("' + "/home" + '/somebody/press")')
    assert not PLACE.search('<a href="/home">')
    assert not PLACE.search("https://news.example/root/story")


def test_the_lock_file_names_public_registries_only() -> None:
    lock = (ROOT / "uv.lock").read_text(encoding="utf-8")
    assert set(re.findall(r"https?://([^/\"]+)", lock)) == REGISTRIES
