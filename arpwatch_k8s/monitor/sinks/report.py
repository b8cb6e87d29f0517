"""The report's folder, written at the end, and in between when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo
from pathlib import Path
from typing import ClassVar, Final

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.changes.change import Change
from arpwatch_k8s.changes.run import ReportFailure, ReportWritten
from arpwatch_k8s.errors import ArpwatchError
from arpwatch_k8s.monitor.sinks.sink import State
from arpwatch_k8s.report import folder

FOLDER: Final = "report"
MOST_PAGES: Final = 4
"""Of a report's figure, each drawn thrice: whoever ends a watch waits for it. The tables have all."""

WriteReport = Callable[[Result], str]
"""Writes a report somewhere, and says where."""


class Report:
    """Has reports written by `write`, and `say`s so; a disk that is full ends nothing."""

    name: ClassVar[str] = "report"

    def __init__(self, write: WriteReport, say: Callable[[Change], None]) -> None:
        self._write = write
        self._say = say
        self._state: State | None = None
        self._wanted = False

    def ask(self) -> None:
        """Have one written as soon as there is a state; from any thread, and from a signal's handler."""
        self._wanted = True

    def tell(self, change: Change) -> None:
        """A report is made of states."""

    def show(self, state: State) -> None:
        """Write one of this state where it was asked for."""
        self._state = state
        if self._wanted:
            self._wanted = False
            self._say(self._written(state))

    def close(self) -> None:
        """Write the last one."""
        if self._state is not None:
            self._say(self._written(self._state))

    def _written(self, state: State) -> ReportWritten | ReportFailure:
        try:
            return ReportWritten(time=state.time, path=self._write(state.result))
        except ArpwatchError as error:
            return ReportFailure(time=state.time, why=error.what)
        except OSError as error:
            return ReportFailure(time=state.time, why=str(error))


def into(directory: Path, zone: tzinfo) -> WriteReport:
    """Writes `report` in a folder, anew each time."""

    def write(result: Result) -> str:
        folder.write(result, str(directory / FOLDER), zone=zone, force=True, pages=MOST_PAGES)
        return str(directory / FOLDER)

    return write
