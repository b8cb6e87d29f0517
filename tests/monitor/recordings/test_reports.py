"""Reports of recordings: made one at a time, and told."""

import logging
import shutil
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue

import pytest

from arpwatch_k8s.changes.change import Change
from arpwatch_k8s.changes.run import ReportFailure, ReportWritten
from arpwatch_k8s.errors import OutputError
from arpwatch_k8s.monitor.recordings import reports
from arpwatch_k8s.monitor.recordings.folder import Folder
from arpwatch_k8s.monitor.recordings.maker import GONE, Work, begin
from arpwatch_k8s.monitor.recordings.making import Making
from arpwatch_k8s.monitor.recordings.reports import Reports
from tests.monitor.recordings.doing import Doing, hang, until
from tests.savefiles import NS, VIP

T0 = 1_790_000_000 * NS
SOON_S = 60


class Desk:
    """A folder of recordings, what reports are made in it, and what is said of them."""

    def __init__(self, path: Path, work: Work | None = None) -> None:
        self.path = path
        path.mkdir()
        self.folder = Folder(path, keep=9, keep_bytes=1 << 30)
        self.said: SimpleQueue[Change] = SimpleQueue()
        self.maker = begin(work or Making(folder=path), None)
        self.reports = Reports(self.folder, self.said.put, self.maker)

    def recording(self, source: Path | None = None) -> str:
        """A recording that is complete: a copy of a capture, or nothing that could be read."""
        name = self.folder.name(VIP, T0)
        if source is None:
            (self.path / name).write_bytes(b"no capture")
        else:
            shutil.copy(source, self.path / name)
        return name

    def hear(self) -> Change:
        """What is said next."""
        return self.said.get(timeout=SOON_S)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An empty one."""
    desk = Desk(tmp_path / "rec")
    yield desk
    desk.maker.close()


def test_a_report_is_made_beside_the_recording(desk: Desk, captures: Path) -> None:
    name = desk.recording(captures / "owner-silent" / "proxy.pcapng")
    desk.reports.start()
    desk.reports.ask(name, T0)
    said = desk.hear()
    desk.reports.close()
    report = desk.path / f"{name.removesuffix('.pcapng')}.report"
    assert said == ReportWritten(time=T0, path=str(report))
    assert {"analysis.json", "report.html", "evidence.pcapng"} <= {path.name for path in report.iterdir()}
    assert not (desk.path / ".making").exists()


def test_what_keeps_it_from_being_made_is_told(desk: Desk) -> None:
    name = desk.recording()
    desk.reports.start()
    desk.reports.ask(name, T0)
    said = desk.hear()
    desk.reports.close()
    assert isinstance(said, ReportFailure)
    assert said.why.startswith(f"of {name}: {desk.path / name}: not a capture")
    assert [path.name for path in desk.path.iterdir()] == [name]


def test_no_more_wait_than_may(desk: Desk) -> None:
    for _ in range(reports.MOST_WAITING):
        desk.reports.ask("x.pcapng", T0)
    assert desk.said.empty()
    desk.reports.ask("y.pcapng", T0)
    assert desk.hear() == ReportFailure(time=T0, why="of y.pcapng: 8 others wait for theirs")


def test_the_end_waits_for_reports_no_longer_than_it_may_and_tells_of_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "CLOSE_S", 0.5)
    desk = Desk(tmp_path / "rec", Doing(hang))
    first, second = desk.recording(), desk.recording()
    desk.reports.start()
    desk.reports.ask(first, T0)
    until(lambda: any((desk.path / ".making").glob("*.report")))
    desk.reports.ask(second, T0)
    desk.reports.close()
    told = [desk.hear(), desk.hear()]
    assert [change.why for change in told if isinstance(change, ReportFailure)] in (
        [f"of {first}: {why}", f"of {second}: the watch ended first"] for why in (GONE, "the watch is over")
    )


def test_where_none_can_be_made_that_is_told_at_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def refuse() -> None:
        raise OutputError("no room", fix="Make some.")

    desk = Desk(tmp_path / "rec", Doing(hang, refuse))
    with caplog.at_level(logging.WARNING, "arpwatch_k8s"):
        desk.reports.start()
        desk.reports.ask(desk.recording(), T0)
        said = desk.hear()
    desk.reports.close()
    assert caplog.messages == ["recordings get no reports: no room; Make some."]
    assert isinstance(said, ReportFailure)
