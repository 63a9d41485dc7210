"""The command line. Every error is one line on standard error and a documented exit code; there is no traceback."""

from __future__ import annotations

import errno
import os
import sys
from typing import TYPE_CHECKING

from cunzhao.cli.terminal import ignore_interrupts, interrupts_wait, keep_interrupts, one_line, settle_streams
from cunzhao.errors import CunzhaoError, NoArchive, StorageError, UsageError

if TYPE_CHECKING:
    import typer

INTERRUPTED = 130


def main() -> None:
    """Run the command line and end the process with its exit code."""
    settle_streams()
    keep_interrupts()
    try:
        code = _run(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read us has read enough; a second error at exit would help nobody.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code)


def _run(words: list[str]) -> int:
    try:
        app = _load(words)
        if not words:
            app(args=["--help"], standalone_mode=False)
            return UsageError.exit_code
        result = app(args=words, standalone_mode=False)
    except KeyboardInterrupt:
        return _interrupted()
    except CunzhaoError as error:
        return _fail(str(error) + (_hint(words) if isinstance(error, NoArchive) else ""), error.exit_code)
    except OSError as error:
        return _disk_error(error)
    except Exception as error:
        return _usage_error(error, words)
    code = int(result) if isinstance(result, int) else 0
    return _interrupted() if code == INTERRUPTED else code  # newer Typer gives the code, older ones raise Abort


def _load(words: list[str]) -> typer.Typer:
    """The commands. An interrupt waits meanwhile: in the middle of an import it can end in any error at all."""
    with interrupts_wait():
        import logging

        from cunzhao.cli.app import build

        # Its pool logs a traceback when Ctrl-C falls into the closing of a connection; what matters reaches us as an exception.
        logging.getLogger("sqlalchemy").addHandler(logging.NullHandler())

        return build(next((w for w in words if not w.startswith("-")), None))


def _interrupted() -> int:
    ignore_interrupts()
    return _fail("interrupted; nothing acknowledged is lost; run it again to go on", INTERRUPTED)


def _disk_error(error: OSError) -> int:
    if error.errno == errno.EPIPE:
        raise BrokenPipeError from None
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    advice = "make room, then run again" if full else "check the path and its permissions"
    return _fail(f"{error.filename or 'the disk'}: {error.strerror}; {advice}", StorageError.exit_code)


def _usage_error(error: Exception, words: list[str]) -> int:
    """Typer's own errors (a wrong option, a missing argument) in our form; anything else is a fault of ours."""
    if type(error).__name__ == "Abort":
        return _interrupted()
    said = getattr(error, "format_message", None)
    if said is None:
        return _fault(error)
    unknown = type(error).__name__ == "NoSuchOption"
    hint = "; put -- before a word that begins with - and is no option" if unknown else _hint(words)
    return _fail(f"{said()}{hint} (see `cunzhao --help`)", int(getattr(error, "exit_code", 2)))


def _fault(error: Exception) -> int:
    """A fault of ours, in one line that helps to report it; ``python -X dev`` shows the whole traceback."""
    if sys.flags.dev_mode:
        raise error
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f" at {os.path.basename(place.tb_frame.f_code.co_filename)}:{place.tb_lineno}" if place else ""  # noqa: PTH119
    return _fail(f"a fault of our own ({type(error).__name__}{where}: {error}); please report it", 1)


def _hint(words: list[str]) -> str:
    """``search -dog`` reads as ``-d og``: whoever meant the word is told how to write it."""
    glued = next((w for w in words if w.startswith("-d") and len(w) > 2), None)
    return "" if glued is None or "--" in words else f"; {glued} was read as -d {glued[2:]}, unless -- stands before it"


def _fail(message: str, code: int) -> int:
    sys.stderr.write(f"cunzhao: {one_line(message)}\n")
    return code
