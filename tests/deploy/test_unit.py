"""The systemd unit, as systemd itself understands it."""

import re
import subprocess
from configparser import RawConfigParser
from pathlib import Path

import pytest

from arpwatch_k8s.capture.live.tap import GoneError
from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.monitor.recordings.reports import CLOSE_S
from arpwatch_k8s.monitor.settings import alert_keys, record_keys, watch_keys
from arpwatch_k8s.monitor.settings.file import read
from tests.conftest import REPO
from tests.live.namespaces import START_TIMEOUT_S

UNIT = REPO / "deploy" / "arpwatch-k8s.service"
DEFAULT = REPO / "deploy" / "deb" / "default"
COMMAND = "/opt/arpwatch-k8s/bin/arpwatch-k8s"
MOST_EXPOSED = 21
"""Tenths, as `systemd-analyze security` counts: what it needs is packet sockets, the host's network, and to compile."""


def settings() -> dict[str, str]:
    """What [Service] says; of what it says twice, the last."""
    parser = RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(UNIT)
    return dict(parser["Service"])


def analyzed(*words: str) -> subprocess.CompletedProcess[str]:
    """What systemd-analyze says; it needs no systemd that runs."""
    done = ["systemd-analyze", "--no-pager", *words]
    return subprocess.run(done, capture_output=True, text=True, check=False, timeout=START_TIMEOUT_S)


@pytest.mark.systemd
def test_systemd_finds_no_fault_with_it(tmp_path: Path) -> None:
    unit = tmp_path / UNIT.name
    text = UNIT.read_text()
    assert COMMAND in text
    # what it starts and names is not installed here
    there = "\n".join(line for line in text.replace(COMMAND, "/bin/true").splitlines() if "Documentation=" not in line)
    unit.write_text(there)
    done = analyzed("verify", str(unit))
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    unit.write_text(there.replace("Type=notify", "Type=notice"))
    assert "notice" in analyzed("verify", str(unit)).stderr  # it does look


@pytest.mark.systemd
def test_it_is_hardened() -> None:
    done = analyzed("security", "--offline=true", f"--threshold={MOST_EXPOSED}", str(UNIT))
    assert done.returncode == 0, done.stdout


def test_it_says_what_the_program_does() -> None:
    said = settings()
    assert (said["Type"], said["NotifyAccess"]) == ("notify", "main")
    assert said["RestartForceExitStatus"] == str(GoneError.exit_code)
    assert said["CapabilityBoundingSet"] == said["AmbientCapabilities"] == "CAP_NET_RAW"
    assert int(said["WatchdogSec"]) < int(said["TimeoutStartSec"])


def test_it_reloads_by_the_signal_that_has_settings_read_again() -> None:
    assert settings()["ExecReload"] == "/bin/sh -c 'kill -HUP $MAINPID'"
    assert "USR1" in UNIT.read_text()  # a report, now


def test_wrong_settings_are_not_started_with_again() -> None:
    assert settings()["RestartPreventExitStatus"] == str(UsageError.exit_code)


def test_a_report_that_memory_is_too_little_for_does_not_end_the_watch() -> None:
    said = settings()
    assert said["OOMPolicy"] == "continue"
    assert said["KillMode"] == "mixed"
    assert int(said["TimeoutStopSec"]) > CLOSE_S


def test_its_options_are_words_of_the_command() -> None:
    assert settings()["ExecStart"].endswith(" --config /etc/arpwatch-k8s/watch.toml $OPTIONS")
    (line,) = [line for line in DEFAULT.read_text().splitlines() if not line.startswith("#")]
    assert line == "OPTIONS="
    told = [line.split()[1] for line in DEFAULT.read_text().splitlines() if line.startswith("#   -")]
    page = (REPO / "docs" / "man" / "arpwatch-k8s-watch.1").read_text().replace("\\-", "-")
    assert told == ["--debug", "--control-only"]
    assert [option for option in told if not re.search(rf"{option}(?![\w-])", page)] == []


def test_what_it_writes_is_where_it_may(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alert_keys.shutil, "which", lambda name: name)
    file = tmp_path / "watch.toml"
    file.write_text(re.sub("(?m)^#(?=[^ ])", "", (REPO / "deploy" / "watch.toml").read_text()))
    file.chmod(0o640)
    values = read(str(file))
    for key in (watch_keys.REPORT, watch_keys.HISTORY, record_keys.FOLDER):
        place = Path(values.of(key) or "/")
        state = Path("/var/lib") / settings()["StateDirectory"]
        assert place.is_relative_to(state), key.full
