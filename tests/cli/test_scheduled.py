"""What `schedule` prints is read by those it is printed for; the workflow's own steps are run, in a repository of their own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from cunzhao.archive import Archive
from cunzhao.cli.scheduled import EVERY_MINUTES, cron, systemd, workflow
from cunzhao.errors import UsageError
from tests.docs.program import call


def units(text: str) -> Mapping[str, str]:
    """The files that stand in the text of `schedule systemd`, by name."""
    parts = re.split(r"^# \S+/(\S+)\n", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not on the path")
@pytest.mark.parametrize("place", ["/srv/press", '/srv/my "press" 100%'])
def test_systemd_reads_its_units(tmp_path: Path, place: str) -> None:
    made = units(systemd(sys.executable, Path(place), publish=True))
    assert set(made) == {"cunzhao.service", "cunzhao.timer"}
    for name, text in made.items():
        (tmp_path / name).write_text(text)
    said = subprocess.run(
        ["systemd-analyze", "verify", *(str(tmp_path / name) for name in made)], capture_output=True, text=True
    )
    ours = [line for line in said.stderr.splitlines() if "cunzhao." in line]
    assert ours == []


def test_the_line_for_cron_is_one_line_and_safe_for_any_path() -> None:
    line = cron("cunzhao", Path("/srv/a b%c"), publish=True)
    assert line.count("\n") == 1
    assert line.startswith(f"*/{EVERY_MINUTES} * * * *  cunzhao run --due -d '/srv/a b\\%c' ")
    assert not re.search(r"(?<!\\)%", line)


def test_the_workflow_uses_no_action_of_others() -> None:
    for upload in (False, True):
        value = yaml.safe_load(workflow("1.2.3", upload=upload))
        steps = value["jobs"]["collect"]["steps"]
        assert all(set(step) == {"name", "run"} for step in steps)
        assert value[True]["schedule"]  # YAML 1.1 reads "on" so
        assert value["permissions"] == {"contents": "write"}
        assert "cunzhao==1.2.3" in str(steps)
        assert ("gh release" in str(steps)) == upload


def git(folder: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True, text=True).stdout


class Runner:
    """A machine that runs the workflow's steps once, and is thrown away; the repository stays."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.origin = base / "owner" / "repo"
        self.origin.mkdir(parents=True)
        git(self.origin, "init", "-q", "--bare", "-b", "main")
        program = base / "bin" / "cunzhao"
        program.parent.mkdir()
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cunzhao "$@"\n')
        program.chmod(0o755)

    def run(self, number: int, key: str, skip: tuple[str, ...] = ("Install",)) -> None:
        work, temp = self.base / f"work{number}", self.base / f"temp{number}"
        work.mkdir()
        temp.mkdir()
        (temp / "path").touch()
        job = yaml.safe_load(workflow("0", upload=False))["jobs"]["collect"]
        env = {k: v for k, v in job["env"].items() if not v.startswith("${{")}
        env |= {"GITHUB_TOKEN": "t", "CUNZHAO_LOG_KEY": key, "GITHUB_REF_NAME": "main", "RUNNER_TEMP": str(temp)}
        env |= {"GITHUB_SERVER_URL": f"file://{self.base}", "GITHUB_REPOSITORY": "owner/repo", "HOME": str(temp)}
        env |= {"GITHUB_PATH": str(temp / "path"), "GITHUB_STEP_SUMMARY": str(temp / "summary")}
        path = f"{self.base / 'bin'}:{os.environ['PATH']}"
        for step in job["steps"]:
            if step["name"] not in skip:
                said = subprocess.run(
                    ["bash", "-e", "-c", step["run"]],
                    cwd=work,
                    env=os.environ | env | {"PATH": path},
                    capture_output=True,
                    text=True,
                )
                assert said.returncode == 0, (step["name"], said.stderr)

    def files(self, branch: str) -> set[str]:
        return set(git(self.origin, "ls-tree", "-r", "--name-only", branch).splitlines())


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not on the path")
def test_the_workflows_steps_collect_commit_and_publish(tmp_path: Path) -> None:
    runner = Runner(tmp_path)
    seed = tmp_path / "seed"
    archive = Archive.init(seed / "press", parallel=False)
    page = "<title>Ferry</title><article><h1>Ferry</h1>" + "<p>The old ferry left the harbour at dawn today.</p>" * 9
    (tmp_path / "p.html").write_text(page)
    with archive.writing("test") as writing:
        writing.keep_file(tmp_path / "p.html", "https://n.example/ferry")
    key = (seed / "press/log/key").read_text()
    for name in ("log/key", "lock"):
        (seed / "press" / name).unlink(missing_ok=True)
    (seed / "press/catalog.db").unlink()
    git(seed, "init", "-q", "-b", "main")
    git(seed, "add", "-A")
    git(seed, "-c", "user.name=a", "-c", "user.email=a@n.example", "commit", "-q", "-m", "The archive")
    git(seed, "push", "-q", str(runner.origin), "main")
    runner.run(1, key.rstrip("\n"))
    kept = runner.files("main")
    assert {"press/cunzhao.toml", "press/.gitignore", "press/log/checkpoint"} <= kept
    assert any(name.startswith("press/evidence/") for name in kept)
    assert not {name for name in kept if name.endswith(("/key", "catalog.db", "/lock")) or "/index/" in name}
    site = runner.files("gh-pages")
    assert {"index.html", ".nojekyll"} <= site
    assert any(name.startswith("a/") for name in site)
    assert "last round" in (tmp_path / "temp1/summary").read_text()


def test_what_does_not_fit_together_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--upload"):
        call("schedule", "cron", "--upload", "-d", str(tmp_path))


def test_the_command_prints_and_nothing_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call("init", str(tmp_path / "a"))
    capsys.readouterr()
    for kind in ("systemd", "cron", "github"):
        assert call("schedule", kind, "--publish", "-d", str(tmp_path / "a")) == 0
        assert "cunzhao" in capsys.readouterr().out


def test_coverage_and_due_rounds_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call("init", str(tmp_path / "a"))
    assert call("coverage", "-d", str(tmp_path / "a")) == 0
    assert "last round: –" in capsys.readouterr().out
    assert call("run", "--due", "-d", str(tmp_path / "a")) == 0
    assert "nothing is due before" in capsys.readouterr().out
