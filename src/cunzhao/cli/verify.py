"""The command verify: an archive, or a proof that somebody handed over."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from cunzhao.cli.common import HERE, Dir, Json, progress, tell
from cunzhao.errors import InputError, UsageError
from cunzhao.types import Finding

VERDICTS = {"tampering": 2, "damage": 1, "unchecked": 3}
"""Exit codes of ``verify``: the gravest finding decides, in this order."""

MAX_FILE = 1_000_000_000
"""Bytes of a proof that are taken into memory."""
_SHARE = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,4})?)%")


class ReadDataMayStandAlone(TyperCommand):
    """``--read-data`` alone means all of it, ``--read-data=5%`` a share: the parser itself knows only one of the two."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The arguments with the share written out."""
        return super().parse_args(ctx, ["--read-data=100%" if each == "--read-data" else each for each in args])


COMMAND_CLASS = ReadDataMayStandAlone


def verify(
    proof: Annotated[
        Path | None, typer.Argument(metavar="[PROOF]", help="A file that `cunzhao prove` made; needs no archive.")
    ] = None,
    directory: Dir = HERE,
    quick: Annotated[bool, typer.Option("--quick", help="Signatures, tree, rows and files (the default).")] = False,
    read_data: Annotated[
        str, typer.Option("--read-data", metavar="[=N%]", help="Compute every digest again, or those of N%.")
    ] = "0%",
    against: Annotated[
        Path | None, typer.Option("--against", metavar="FILE", help="A checkpoint that somebody else kept.")
    ] = None,
    authority: Annotated[
        list[Path] | None, typer.Option("--authority", metavar="PEM", help="A certificate trusted for time stamps.")
    ] = None,
    as_json: Json = False,
) -> int:
    """Check an archive, or a proof. Never writes. Exit 0 sound, 1 damage, 2 tampering, 3 could not check."""
    share = 0.0 if quick else _share(read_data)
    other = None if against is None else _text(against)
    if proof is not None:
        found = _proof(proof, other, [_text(path) for path in authority or ()])
    elif authority:
        raise UsageError("--authority is for a proof; an archive keeps the certificates with its time stamps")
    else:
        from cunzhao.archive import Archive

        with progress(as_json) as show:
            found = Archive.open(directory).verify(share, other, show)
    tell(found, as_json)
    levels = {f.level for f in found}
    return next((code for level, code in VERDICTS.items() if level in levels), 0)


def _share(text: str) -> float:
    given = _SHARE.fullmatch(text)
    if given is None or float(given[1]) > 100:
        raise UsageError(f"--read-data={text}: give a share from 0% to 100%, as in --read-data=5%")
    return float(given[1]) / 100


def _proof(path: Path, against: str | None, authorities: list[str]) -> list[Finding]:
    from cunzhao.record.proof_check import check_proof

    return check_proof(_read(path), against, authorities)


def _text(path: Path) -> str:
    return _read(path).decode("utf-8", "replace")


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_FILE:
            raise InputError(f"{path}: larger than {MAX_FILE // 1_000_000} MB, no proof and no checkpoint")
        return path.read_bytes()
    except IsADirectoryError:
        raise InputError(f"{path}: is a directory; `cunzhao verify -d {path}` checks an archive") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check the path") from None
