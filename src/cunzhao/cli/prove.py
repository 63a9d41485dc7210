"""Commands that bind this archive to the world outside: prove, mirror, anchor, key."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cunzhao.archive import Archive
from cunzhao.cli.common import HERE, Dir, Json, print_json, progress, say, tell
from cunzhao.errors import InputError, UsageError
from cunzhao.record import Log


def prove(
    name: Annotated[str, typer.Argument(metavar="ID", help="An article, revision or capture, or the article's URL.")],
    directory: Dir = HERE,
    with_bytes: Annotated[bool, typer.Option("--with-bytes", help="Put the WARC records themselves into it.")] = False,
    as_json: Json = False,
) -> None:
    """Print a proof, as JSON, that this was on record; anybody checks it with `cunzhao verify FILE`, without the archive."""
    print_json(Archive.open(directory).prove(name, with_bytes))


def mirror(
    copy: Annotated[Path, typer.Argument(metavar="OTHER_DIR", help="The copy's directory; made if it is missing.")],
    directory: Dir = HERE,
    as_json: Json = False,
) -> None:
    """Keep a second copy of evidence, journal and log, without the secret key; a forked log is refused."""
    with progress(as_json) as show:
        done = Archive.open(directory).mirror(copy, show)
    if as_json:
        print_json(done)
    else:
        if done.redacted:
            say(f"redacted captures were taken out of {done.redacted} files of the copy")
        say(f"{done.bytes} bytes copied, {done.files} files new or grown; the copy's log has {done.leaves} leaves")


def anchor(
    directory: Dir = HERE,
    request: Annotated[
        Path | None, typer.Option("--request", metavar="FILE", help="Write a request for a time stamp.")
    ] = None,
    response: Annotated[
        Path | None, typer.Option("--response", metavar="FILE", help="Take in an authority's answer.")
    ] = None,
    authority: Annotated[
        Path | None, typer.Option("--authority", metavar="PEM", help="The authority's root certificate.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Time stamps (RFC 3161) of the log's checkpoints: ask for one, take in the answer, or list those that are kept."""
    archive = Archive.open(directory)
    if (response is None) != (authority is None):
        raise UsageError(
            "--response and --authority go together: the answer, and the certificate that it verifies under"
        )
    if request is not None:
        request.write_bytes(archive.stamp_request())
        if as_json:
            print_json({"request": str(request)})
        else:
            say(f"wrote {request}: send it to an authority as application/timestamp-query, then take in the answer")
    elif response is not None and authority is not None:
        tell([archive.keep_stamp(_read(response), _read(authority).decode("utf-8", "replace"))], as_json)
    else:
        tell(archive.stamps(), as_json)


def key(
    directory: Dir = HERE,
    replace: Annotated[bool, typer.Option("--replace", help="Give the log another key.")] = False,
    lost: Annotated[bool, typer.Option("--lost", help="The old key is lost and cannot say so itself.")] = False,
    as_json: Json = False,
) -> None:
    """The public keys of the log, the newest first; or another key for it, which is entered in the log itself."""
    archive = Archive.open(directory)
    if lost and not replace:
        raise UsageError("--lost goes with --replace")
    if replace:
        archive.replace_key(lost)
    keys = [str(each) for each in Log(archive.place.log).verifiers]
    if as_json:
        print_json({"keys": keys})
    else:
        for each in keys:
            say(each)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check the path") from None
