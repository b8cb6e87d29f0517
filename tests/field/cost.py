"""What a process took: GNU time tells, because what the kernel says of our own child begins with our memory."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.field.tool import found

FILE = "cost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Of one process and its children."""

    cpu_s: float
    """Processor time, user and system."""
    peak_mib: float
    """The most memory that any of them had."""


def measured(command: list[str], folder: Path) -> list[str]:
    """A command that leaves what it took in a folder; the command itself where GNU time is not installed."""
    program = found("time")
    return [program, "-q", "-f", "%U %S %M", "-o", str(folder / FILE), *command] if program else command


def told(folder: Path) -> Cost | None:
    """What was left there; None where nothing was."""
    path = folder / FILE
    if not path.exists():
        return None
    user, system, kilobytes = path.read_text().split()[-3:]
    return Cost(cpu_s=float(user) + float(system), peak_mib=int(kilobytes) / 1024)
