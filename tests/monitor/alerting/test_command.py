"""A program that is run for an incident: what it gets, for how long, and that nothing of it stays."""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.grades import Severity
from arpwatch_k8s.monitor.alerting import command
from arpwatch_k8s.monitor.alerting.channel import UndeliveredError
from arpwatch_k8s.monitor.alerting.command import Command
from arpwatch_k8s.monitor.alerting.notice import Identity, Kind, Notice
from tests.changes.samples import T0
from tests.monitor.alerting.incidents import SILENT, opened
from tests.savefiles import VIP

IDENTITY = Identity(vip=VIP, segment="eth0", cause="owner-silent", severity=Severity.CRITICAL, incident="1")
NOTICE = Notice(kind=Kind.FIRING, identity=IDENTITY, change=opened(cause=SILENT))
Script = Callable[[str], str]


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Script:
    """Writes a script; who runs it is taken for somebody else than root."""
    monkeypatch.setattr(command.os, "geteuid", lambda: 1000)

    def write(text: str) -> str:
        path = tmp_path / "script"
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)
        return str(path)

    return write


def is_alive(pid: int) -> bool:
    """Whether a process runs: one that has ended may still wait for its parent."""
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def test_it_gets_the_change_and_the_alert_and_no_secret(
    script: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARPWATCH_K8S_NOTIFY", "json://secret")
    path = script(f'cat > "{tmp_path}/given"; env > "{tmp_path}/env"; pwd; ls /proc/self/fd > "{tmp_path}/fds"')
    Command([path, "one"]).send([NOTICE], T0)
    given = json.loads((tmp_path / "given").read_text())
    assert (given["event"], given["vip"], given["cause"]) == ("incident_opened", VIP, "owner-silent")
    assert given["alert"]["kind"] == "firing"
    assert given["alert"]["severity"] == "critical"
    assert "secret" not in (tmp_path / "env").read_text()
    assert set((tmp_path / "fds").read_text().split()) <= {"0", "1", "2", "3"}


def test_one_that_does_not_read_keeps_nobody_waiting(script: Script) -> None:
    Command([script("exit 0")]).send([NOTICE] * 3, T0)


def test_one_that_takes_too_long_is_killed_with_what_it_started(script: Script, tmp_path: Path) -> None:
    path = script(f'sleep 60 & echo $! > "{tmp_path}/child"; echo $$ > "{tmp_path}/self"; wait')
    began = time.monotonic()
    with pytest.raises(UndeliveredError, match="it ran for 1 s, and was killed"):
        Command([path], limit_s=0.6).send([NOTICE], T0)
    assert time.monotonic() - began < 30
    pids = [int((tmp_path / name).read_text()) for name in ("child", "self")]
    end = time.monotonic() + 10
    while any(map(is_alive, pids)) and time.monotonic() < end:
        time.sleep(0.01)
    assert not any(map(is_alive, pids))


def test_what_one_leaves_behind_is_killed(script: Script, tmp_path: Path) -> None:
    Command([script(f'sleep 60 & echo $! > "{tmp_path}/child"')]).send([NOTICE], T0)
    child = int((tmp_path / "child").read_text())
    end = time.monotonic() + 10
    while is_alive(child) and time.monotonic() < end:
        time.sleep(0.01)
    assert not is_alive(child)


def test_what_it_prints_is_told_as_far_as_a_line_where_it_fails(script: Script) -> None:
    path = script('i=0; while [ $i -lt 20000 ]; do echo "no route to the pager"; i=$((i+1)); done; exit 3')
    with pytest.raises(UndeliveredError) as caught:
        Command([path]).send([NOTICE], T0)
    assert str(caught.value).startswith("it ended with 3: no route to the pager no route")
    assert len(str(caught.value)) < 300


def test_one_that_prints_for_ever_is_killed_without_its_words_being_kept(script: Script) -> None:
    with pytest.raises(UndeliveredError, match="was killed"):
        Command([script("exec yes")], limit_s=0.3).send([NOTICE], T0)


def test_one_that_cannot_be_run_is_told(script: Script) -> None:
    path = script("exit 0")
    program = Command([path])
    Path(path).write_text("#!/no/such/shell\n")
    with pytest.raises(UndeliveredError, match="it cannot be run: No such file"):
        program.send([NOTICE], T0)
    with pytest.raises(UsageError, match="--on-incident /no/such: no such program"):
        Command(["/no/such"])


@pytest.mark.root
def test_nothing_is_run_as_root(tmp_path: Path) -> None:
    with pytest.raises(UndeliveredError, match="nothing is run as root"):
        Command(["/bin/touch", str(tmp_path / "made")]).send([NOTICE], T0)
    assert not (tmp_path / "made").exists()
    assert os.geteuid() == 0
