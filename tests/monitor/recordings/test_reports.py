"""Reports of recordings: made one at a time by a process that is bounded, and whose fate is told."""

import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from queue import SimpleQueue

import pytest

from arpwatch_k8s.changes.change import Change
from arpwatch_k8s.changes.run import ReportFailure, ReportWritten
from arpwatch_k8s.code_cache import Place
from arpwatch_k8s.monitor.recordings import reports
from arpwatch_k8s.monitor.recordings.folder import Folder
from arpwatch_k8s.monitor.recordings.reports import Reports, bound, environment
from tests.savefiles import NS, VIP

T0 = 1_790_000_000 * NS
SOON_S = 60


class Desk:
    """A folder of recordings, what reports are made in it, and what is said of them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.folder = Folder(path, keep=9, keep_bytes=1 << 30)
        self.said: SimpleQueue[Change] = SimpleQueue()
        self.reports = Reports(self.folder, self.said.put)

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
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """An empty one; what is compiled already is at hand."""
    path = tmp_path / "rec"
    path.mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache")))
    return Desk(path)


def analyzing(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Another program is run in the place of `analyze`: a line of Python, after which the capture and `-o DIR` come."""
    popen = subprocess.Popen

    def run(command: tuple[str, ...], **options: object) -> "subprocess.Popen[bytes]":
        return popen((sys.executable, "-c", program, *command[5:]), **options)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(subprocess, "Popen", run)


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
    assert said.why.startswith(f"of {name}: arpwatch-k8s: ")
    assert [path.name for path in desk.path.iterdir()] == [name]


def test_one_that_takes_too_long_is_ended_with_what_it_started(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    child = tmp_path / "child"
    analyzing(
        monkeypatch,
        "import subprocess, time; child = subprocess.Popen(['sleep', '99']); "
        f"open({str(child)!r}, 'w').write(str(child.pid)); "
        "time.sleep(99)",
    )
    monkeypatch.setattr(reports, "MOST_S", 2.0)
    name = desk.recording()
    desk.reports.start()
    desk.reports.ask(name, T0)
    assert desk.hear() == ReportFailure(time=T0, why=f"of {name}: it took more than 2 s")
    desk.reports.close()
    assert state(int(child.read_text())) in ("Z", None)


def state(process: int) -> str | None:
    """A process's state; None where there is none."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2][:1]
    except FileNotFoundError:
        return None


def test_no_more_wait_than_may(desk: Desk) -> None:
    for _ in range(reports.MOST_WAITING):
        desk.reports.ask("x.pcapng", T0)
    assert desk.said.empty()
    desk.reports.ask("y.pcapng", T0)
    assert desk.hear() == ReportFailure(time=T0, why="of y.pcapng: 8 others wait for theirs")


def test_the_end_waits_for_a_report_no_longer_than_it_may(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    analyzing(monkeypatch, "import time; time.sleep(99)")
    monkeypatch.setattr(reports, "CLOSE_S", 0.5)
    desk.reports.start()
    desk.reports.ask(desk.recording(), T0)
    desk.reports.close()
    said = desk.hear()
    assert isinstance(said, ReportFailure)
    assert said.why.endswith("it was ended by SIGKILL")


def test_a_process_is_the_least_important_and_bounded() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        bound(process.pid)
        assert os.getpriority(os.PRIO_PROCESS, process.pid) == 19
        assert Path(f"/proc/{process.pid}/oom_score_adj").read_text() == "1000\n"
        assert resource.prlimit(process.pid, resource.RLIMIT_CPU) == (300, 300)
        assert resource.prlimit(process.pid, resource.RLIMIT_CORE) == (0, 0)
        process.kill()
    bound(process.pid)  # it is over: nothing to do, and nothing raised


def test_it_gets_nothing_of_the_environment_that_may_be_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALERT_TOKEN", "secret")
    given = environment(tmp_path)
    assert "secret" not in given.values()
    assert given["PATH"] == os.environ["PATH"]


def test_it_compiles_into_a_place_of_this_user_or_else_beside_the_recordings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    cache = tmp_path / "mine" / "arpwatch-k8s" / "digest"
    cache.mkdir(parents=True)
    place = Place(cache, os.open(cache, os.O_RDONLY), is_new=False)
    monkeypatch.setattr(reports, "cache_place", lambda: place)
    assert environment(tmp_path / "rec")["XDG_CACHE_HOME"] == str(tmp_path / "mine")
    monkeypatch.setattr(os, "geteuid", lambda: cache.stat().st_uid + 1)
    assert environment(tmp_path / "rec")["XDG_CACHE_HOME"] == str(tmp_path / "rec")
    os.close(place.descriptor)
