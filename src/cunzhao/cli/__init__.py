"""The command line. Every error is one line on standard error and a documented exit code; there is no traceback."""

from __future__ import annotations

import errno
import os
import sys

from cunzhao.errors import CunzhaoError, StorageError

INTERRUPTED = 130


def main() -> None:
    """Run the command line and end the process with its exit code."""
    try:
        code = _run()
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read us has read enough; a second error at exit would help nobody.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code)


def _run() -> int:
    from cunzhao.cli.app import build

    try:
        result = build(next((a for a in sys.argv[1:] if not a.startswith("-")), None))(standalone_mode=False)
    except KeyboardInterrupt:
        return _fail("interrupted; what was acknowledged is kept, run again to go on", INTERRUPTED)
    except CunzhaoError as error:
        return _fail(str(error), error.exit_code)
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise BrokenPipeError from None
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        advice = "make room, then run again" if full else "check the path and its permissions"
        return _fail(f"{error.filename or 'the disk'}: {error.strerror}; {advice}", StorageError.exit_code)
    except Exception as error:
        return _usage_error(error)
    return int(result) if isinstance(result, int) else 0


def _usage_error(error: Exception) -> int:
    """Typer's own errors (a wrong option, a missing argument) in our form; anything else is a fault of ours."""
    said = getattr(error, "format_message", None)
    if said is not None:
        return _fail(f"{said()} (see `cunzhao --help`)", int(getattr(error, "exit_code", 2)))
    if type(error).__name__ in ("Abort", "Exit"):
        return int(getattr(error, "exit_code", INTERRUPTED))
    raise error


def _fail(message: str, code: int) -> int:
    line = " ".join(message.split())
    sys.stderr.write(f"cunzhao: {line}\n")
    return code
