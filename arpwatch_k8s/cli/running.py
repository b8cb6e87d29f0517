"""From errors to messages and exit codes, in one place.

Exit codes: 0 done, 1 findings at or above --fail-on (of probe: not one owner each), 2 usage, 3 input unreadable, 4 done
but some input was unreadable or cut short (1 wins over 4), 70 a fault of the program itself, 75 an interface
is gone, or not there yet (watch), 130 interrupted.
"""

import contextlib
import errno
import logging
import os
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

import typer

from arpwatch_k8s import __version__
from arpwatch_k8s.cli.journal import mark
from arpwatch_k8s.errors import ArpwatchError
from arpwatch_k8s.wording.plain import plain_lines

DONE, FINDINGS, USAGE, UNREADABLE, INCOMPLETE, INTERRUPTED = 0, 1, 2, 3, 4, 130
FAULT = 70
"""EX_SOFTWARE of sysexits.h: neither the input nor the user is to blame."""
PACKAGE = Path(__file__).parents[1]
NO_ROOM = (errno.ENOSPC, errno.EIO, errno.ETIMEDOUT)
MOST_CHARS = 300
"""Of an error's own words."""


@contextlib.contextmanager
def reporting(*, quiet: bool = False, debug: bool = False) -> Iterator[None]:
    """Run a command's body: notices go to standard error, errors end it with a message of two lines and their code."""
    log_to_stderr(logging.WARNING if quiet else logging.INFO)
    try:
        yield
        sys.stdout.flush()
    except ArpwatchError as error:
        if debug:
            raise
        if isinstance(error.__cause__, BrokenPipeError):
            raise typer.Exit(DONE) from None
        complain(f"{error.what}\n  {error.fix}")
        raise typer.Exit(error.exit_code) from None
    except KeyboardInterrupt:
        if debug:
            raise
        complain("interrupted")
        raise typer.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        # whoever read us has seen enough; nothing may be flushed into the closed pipe at exit
        close_output()
        raise typer.Exit(DONE) from None
    except (typer.Exit, typer.Abort):
        raise
    except Exception as error:
        if debug:
            raise
        complain(unforeseen(error))
        if not is_full(error):
            raise typer.Exit(FAULT) from None
        close_output()
        raise typer.Exit(UNREADABLE) from None


def close_output() -> None:
    """Put nothing more into standard output: what waits there would fail once more at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def is_full(error: Exception) -> bool:
    """Whether standard output has no room, or nobody reads it: what is written to files says so itself."""
    return isinstance(error, OSError) and error.errno in NO_ROOM and error.filename is None


def unforeseen(error: Exception) -> str:
    """Two lines on an error that no part of the program speaks of."""
    if is_full(error):
        return f"standard output cannot be written ({error})\n  Make room, or write to another place."
    frames = traceback.extract_tb(error.__traceback__)
    within = (frame for frame in reversed(frames) if PACKAGE in Path(frame.filename).parents)
    where = next((frame for frame in within if frame.filename != __file__), frames[-1])  # it only passed through here
    place = f"{Path(where.filename).name}, line {where.lineno}"
    words = " ".join(str(error).split())[:MOST_CHARS]
    return (
        f"a fault of the program, not of its input: {type(error).__name__}: {words} ({place}, version {__version__})\n"
        "  Please report it with the command, what --debug adds to it, and the input if it may be shown."
    )


@contextlib.contextmanager
def nagios_reporting(*, quiet: bool = False, debug: bool = False) -> Iterator[None]:
    """The same for a plugin: whatever keeps it from an answer is told on standard output, and is status unknown."""
    with reporting(quiet=quiet, debug=debug):
        try:
            yield
        except (typer.Exit, typer.Abort):
            raise
        except Exception as error:
            if debug:
                raise
            raise unknown(str(error) if isinstance(error, ArpwatchError) else unforeseen(error)) from None


def unknown(told: str) -> typer.Exit:
    """Tell a monitoring system why there is no answer; the end of the command."""
    from arpwatch_k8s.report.formats.nagios import Status, head

    sys.stdout.write(head(Status.UNKNOWN, "; ".join(part.strip() for part in told.splitlines())) + "\n")
    return typer.Exit(Status.UNKNOWN)


def complain(message: str, level: int = logging.ERROR) -> None:
    """Tell the user something on standard error; the journal takes each line for itself, with how urgent it is."""
    lines = f"arpwatch-k8s: {plain_lines(message)}".split("\n")
    urgency = mark(level)
    sys.stderr.write("".join(f"{urgency}{line}\n" for line in lines))


class Notices(logging.Handler):
    """Log records as lines on standard error."""

    def emit(self, record: logging.LogRecord) -> None:
        """One line."""
        complain(record.getMessage(), record.levelno)


def log_to_stderr(level: int) -> None:
    """Show the package's log records from `level` up."""
    log = logging.getLogger("arpwatch_k8s")
    log.setLevel(level)
    log.handlers = [Notices()]
