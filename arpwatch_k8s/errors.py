"""What can go wrong that a user can mend: each error says what, where and what to do, and carries its exit code."""

from typing import ClassVar


class ArpwatchError(Exception):
    """Base of all errors that `arpwatch-k8s` raises on purpose.

    `what` names the fault and where it is (file, byte offset, frame), `fix` what the user can do. `str()` gives both,
    a line each.
    """

    exit_code: ClassVar[int] = 3

    def __init__(self, what: str, *, fix: str) -> None:
        super().__init__(what, fix)
        self.what = what
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.what}\n{self.fix}"


class UsageError(ArpwatchError):
    """The command line or the arguments of a call do not make sense."""

    exit_code = 2


class InputError(ArpwatchError):
    """A source cannot be read at all: missing, empty, or not a capture."""


class OutputError(ArpwatchError):
    """A result cannot be written."""
