"""Reports: at the end, and in between where one is asked for."""

from datetime import UTC
from pathlib import Path

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.changes.change import Change
from arpwatch_k8s.changes.run import ReportFailure, ReportWritten
from arpwatch_k8s.monitor.rehearsal import analyzed
from arpwatch_k8s.monitor.sinks.report import Report, into
from arpwatch_k8s.monitor.sinks.sink import State


def test_one_is_written_when_it_is_asked_for_and_at_the_end() -> None:
    said: list[Change] = []
    report = Report(lambda _: "case/report", said.append)
    result = analyzed()
    report.show(State(time=1, result=result))
    assert said == []
    report.ask()
    report.show(State(time=2, result=result))
    report.show(State(time=3, result=result))
    report.close()
    assert said == [ReportWritten(time=2, path="case/report"), ReportWritten(time=3, path="case/report")]


def test_without_any_state_there_is_none() -> None:
    said: list[Change] = []
    Report(lambda _: "case/report", said.append).close()
    assert said == []


def test_a_disk_that_is_full_is_told() -> None:
    def write(_: Result) -> str:
        raise OSError(28, "No space left on device")

    said: list[Change] = []
    report = Report(write, said.append)
    report.show(State(time=1, result=analyzed()))
    report.close()
    assert said == [ReportFailure(time=1, why="[Errno 28] No space left on device")]


def test_it_is_written_anew_into_its_folder(tmp_path: Path) -> None:
    write, result = into(tmp_path, UTC), analyzed()
    assert write(result) == write(result) == str(tmp_path / "report")
    assert {path.name for path in tmp_path.iterdir()} == {"report"}
    assert (tmp_path / "report" / "analysis.json").exists()
