"""Prints what makes an archive run by itself: a systemd timer, a line for cron, a workflow for GitHub Actions."""

from __future__ import annotations

import shlex
import shutil
import sys
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from cunzhao.archive import Archive
from cunzhao.cli.common import HERE, Dir, Json, print_json
from cunzhao.errors import UsageError

EVERY_MINUTES = 10
"""How often it is asked whether something is due: by far most of these end at once, without a request."""


class Kind(StrEnum):
    """What can run it."""

    systemd = "systemd"
    cron = "cron"
    github = "github"


def schedule(
    kind: Annotated[Kind, typer.Argument(help="systemd, cron or github.")],
    publish: Annotated[bool, typer.Option("--publish", help="Publish the site after each round, too.")] = False,
    upload: Annotated[
        bool, typer.Option("--upload", help="Keep evidence as files of a release instead of committing it (github).")
    ] = False,
    directory: Dir = HERE,
    as_json: Json = False,
) -> None:
    """Print a systemd service and timer, a cron line, or a GitHub Actions workflow that keeps this archive running."""
    if upload and kind is not Kind.github:
        raise UsageError(f"--upload is for github only; {kind.value} keeps the evidence where the archive is")
    if kind is Kind.github:
        text = workflow(version("cunzhao"), upload=upload)
    else:
        place = Archive.open(directory).place.directory.resolve()
        command = shutil.which("cunzhao") or f"{sys.executable} -m cunzhao"
        text = (
            systemd(command, place, publish=publish) if kind is Kind.systemd else cron(command, place, publish=publish)
        )
    if as_json:
        print_json({"kind": kind.value, "text": text})
    else:
        sys.stdout.write(text)


def systemd(command: str, place: Path, *, publish: bool) -> str:
    """A service and a timer, as two files in one text."""
    name = _unit_path(place)
    post = f"ExecStartPost=-{command} publish {name}/site -d {name}\n" if publish else ""
    return f"""\
# ~/.config/systemd/user/cunzhao.service
[Unit]
Description=One round of the news archive, of what is due
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
ExecStart={command} run --due -d {name}
{post}SuccessExitStatus=1
Nice=10

# ~/.config/systemd/user/cunzhao.timer
[Unit]
Description=Ask every {EVERY_MINUTES} minutes whether something is due

[Timer]
OnCalendar=*:0/{EVERY_MINUTES}
RandomizedDelaySec=1min
Persistent=true

[Install]
WantedBy=timers.target
"""


def _unit_path(place: Path) -> str:
    """A path as systemd reads it: percent signs doubled, blanks and quotes within quotes."""
    text = str(place).replace("%", "%%")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' if set(text) & set(" \t\"'\\") else text


def cron(command: str, place: Path, *, publish: bool) -> str:
    """One line; cron reads a percent sign as the end of the line."""
    where = shlex.quote(str(place))
    after = f" ; {command} publish {shlex.quote(f'{place}/site')} -d {where} >/dev/null" if publish else ""
    line = f"{command} run --due -d {where} >/dev/null{after}"
    return f"*/{EVERY_MINUTES} * * * *  {line}\n".replace("%", "\\%")


def workflow(release: str, *, upload: bool) -> str:
    """A workflow without any action of others: every step is a ``run:`` with git, python and this program."""
    keep = _UPLOAD if upload else _COMMIT
    fetch = _DOWNLOAD if upload else ""
    return _WORKFLOW.replace("@VERSION@", release).replace("@KEEP@", keep).replace("@FETCH@", fetch)


_WORKFLOW = """\
# .github/workflows/cunzhao.yml: a news archive that runs by itself. No action of others is used.
# The archive lies in the folder `press` of this repository.
# Its signing key is the secret CUNZHAO_LOG_KEY: the text of press/log/key, which is never committed.
name: cunzhao
on:
  schedule:
    - cron: "7,37 * * * *"
  workflow_dispatch:
permissions:
  contents: write
concurrency:
  group: cunzhao
  cancel-in-progress: false
jobs:
  collect:
    runs-on: ubuntu-latest
    timeout-minutes: 50
    env:
      GITHUB_TOKEN: ${{ github.token }}
      CUNZHAO_LOG_KEY: ${{ secrets.CUNZHAO_LOG_KEY }}
      CUNZHAO_EVIDENCE_FILE_BYTES: "40000000"
      ARCHIVE: press
    steps:
      - name: Check out
        run: |
          git init -q -b "$GITHUB_REF_NAME" .
          git config user.name cunzhao
          git config user.email cunzhao@users.noreply.github.com
          git config http.extraheader "Authorization: Basic $(printf 'x-access-token:%s' "$GITHUB_TOKEN" | base64 -w0)"
          git remote add origin "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY"
          git fetch -q --depth 1 origin "$GITHUB_REF_NAME"
          git reset -q --hard FETCH_HEAD
      - name: Install
        run: |
          python3 -m venv "$RUNNER_TEMP/venv"
          "$RUNNER_TEMP/venv/bin/pip" install -q "cunzhao==@VERSION@"
          echo "$RUNNER_TEMP/venv/bin" >> "$GITHUB_PATH"
      - name: Collect
        run: |
@FETCH@          if [ ! -e "$ARCHIVE/cunzhao.toml" ]; then cunzhao init "$ARCHIVE"; fi
          if [ -n "$CUNZHAO_LOG_KEY" ]; then (umask 077; printf '%s\\n' "$CUNZHAO_LOG_KEY" > "$ARCHIVE/log/key"); fi
          if [ -e subscriptions.opml ]; then opml=subscriptions.opml; else opml=; fi
          cunzhao rebuild -d "$ARCHIVE"
          if [ -n "$opml" ]; then cunzhao import opml "$opml" -d "$ARCHIVE" || [ $? -eq 1 ]; fi
          cunzhao run --due -d "$ARCHIVE" || [ $? -eq 1 ]
@KEEP@      - name: Publish
        run: |
          cunzhao publish "$RUNNER_TEMP/site" -d "$ARCHIVE"
          cd "$RUNNER_TEMP/site"
          touch .nojekyll
          git init -q -b gh-pages .
          git config user.name cunzhao
          git config user.email cunzhao@users.noreply.github.com
          git config http.extraheader "Authorization: Basic $(printf 'x-access-token:%s' "$GITHUB_TOKEN" | base64 -w0)"
          git add -A
          git commit -q -m "The site"
          git push -q --force "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY" gh-pages
      - name: Say what is missing
        run: cunzhao coverage -d "$ARCHIVE" >> "$GITHUB_STEP_SUMMARY" || [ $? -eq 1 ]
"""

_IGNORED = "'key' '*.db' '*.db-*' 'lock' 'refused' 'rebuild/' 'index/'"

_COMMIT = f"""\
      - name: Keep the evidence
        run: |
          printf '%s\\n' {_IGNORED} > "$ARCHIVE/.gitignore"
          git add -A "$ARCHIVE"
          if git diff --cached --quiet; then exit 0; fi
          git commit -q -m "A round"
          git push -q origin "HEAD:$GITHUB_REF_NAME"
"""

_UPLOAD = f"""\
      - name: Keep the evidence
        run: |
          printf '%s\\n' {_IGNORED} 'evidence/' > "$ARCHIVE/.gitignore"
          gh release view evidence >/dev/null 2>&1 || gh release create evidence --notes "WARC files of the archive"
          find "$ARCHIVE/evidence" -type f -newer "$RUNNER_TEMP/fetched" -exec gh release upload evidence --clobber {{}} +
          git add -A "$ARCHIVE"
          if git diff --cached --quiet; then exit 0; fi
          git commit -q -m "A round"
          git push -q origin "HEAD:$GITHUB_REF_NAME"
"""

_DOWNLOAD = """\
          mkdir -p "$ARCHIVE/evidence"
          if gh release view evidence >/dev/null 2>&1; then gh release download evidence -D "$ARCHIVE/evidence"; fi
          touch "$RUNNER_TEMP/fetched"
"""
