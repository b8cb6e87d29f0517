"""Logs of some lines, read as files are."""

from collections.abc import Sequence
from datetime import UTC, tzinfo
from pathlib import Path

from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.event import Contents, Log
from arpwatch_k8s.logs.source import LogSource
from arpwatch_k8s.logs.sources import LogFile, read_log

NS = 1_000_000_000
NOON = 1_795_348_800 * NS
"""2026-11-22 12:00:00 UTC."""


def saved(folder: Path, lines: Sequence[str]) -> Path:
    """A file of some lines."""
    path = folder / "some.log"
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def contents(source: LogSource, folder: Path, lines: Sequence[str], clock: ZoneClock | None = None) -> Contents:
    """What a source makes of them; stamps without a year are near noon."""
    return source.read(saved(folder, lines), clock or ZoneClock(UTC, near=NOON))


def told(folder: Path, lines: Sequence[str], zone: tzinfo = UTC) -> Log:
    """What they are told to be, and say."""
    return read_log(LogFile(path=str(saved(folder, lines))), zone, near=NOON)
