"""From errors to messages and exit codes, in one place.

Exit codes: 0 done, 1 findings at or above --fail-on, 2 usage, 3 input unreadable, 4 done but some input was unreadable
or cut short (1 wins over 4), 130 interrupted.
"""

import contextlib
import logging
import os
import sys
from collections.abc import Iterator

import typer

from arpwatch_k8s.errors import ArpwatchError
from arpwatch_k8s.wording.plain import plain_lines

DONE, FINDINGS, USAGE, UNREADABLE, INCOMPLETE, INTERRUPTED = 0, 1, 2, 3, 4, 130


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
        complain(f"{error.what}\n  {error.fix}")
        raise typer.Exit(error.exit_code) from None
    except KeyboardInterrupt:
        if debug:
            raise
        complain("interrupted")
        raise typer.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        # whoever read us has seen enough; nothing may be flushed into the closed pipe at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(DONE) from None


@contextlib.contextmanager
def nagios_reporting(*, quiet: bool = False, debug: bool = False) -> Iterator[None]:
    """The same for a plugin: whatever keeps it from an answer is told on standard output, and is status unknown."""
    with reporting(quiet=quiet, debug=debug):
        try:
            yield
        except ArpwatchError as error:
            if debug:
                raise
            from arpwatch_k8s.report.formats.nagios import Status, head

            sys.stdout.write(head(Status.UNKNOWN, f"{error.what}; {error.fix}") + "\n")
            raise typer.Exit(Status.UNKNOWN) from None


def complain(message: str) -> None:
    """Tell the user something on standard error."""
    sys.stderr.write(f"arpwatch-k8s: {plain_lines(message)}\n")


class Notices(logging.Handler):
    """Log records as lines on standard error."""

    def emit(self, record: logging.LogRecord) -> None:
        """One line."""
        complain(record.getMessage())


def log_to_stderr(level: int) -> None:
    """Show the package's log records from `level` up."""
    log = logging.getLogger("arpwatch_k8s")
    log.setLevel(level)
    log.handlers = [Notices()]
