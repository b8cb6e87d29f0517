"""What arpalert's log is read as, and which settings it is given."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.field import arpalert
from tests.field.alarm import Alarm, Start
from tests.field.tool import Job

PLAYED = datetime(2026, 11, 28, 8, 24, 8, tzinfo=UTC).timestamp()
START = Start(frame_s=1795616258.0, played_s=PLAYED)
LOG = """Nov  28 08:24:07 arpalert: Selected device: eth0
Nov  28 08:24:10 arpalert: seq=2, mac=52:54:00:00:02:16, ip=192.0.2.80, type=new, dev=eth0
Nov  28 08:24:10 arpalert: seq=3, mac=52:54:00:00:02:16, ip=192.0.2.22, reference=192.0.2.80, type=ip_change, dev=eth0
Nov  28 08:24:13 arpalert: seq=9, mac=52:54:00:00:02:16, ip=192.0.2.80, reference=, type=mac_change, dev=eth0
"""


def test_alerts_are_alarms_and_new_hosts_are_not() -> None:
    assert arpalert.alarms(LOG, START) == [
        Alarm(time_s=2.0, addresses=("192.0.2.22", "192.0.2.80"), kind="ip_change"),
        Alarm(time_s=5.0, addresses=("192.0.2.80",), kind="mac_change"),
    ]


def test_a_stamp_of_january_is_of_the_next_year() -> None:
    start = Start(frame_s=0.0, played_s=datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp())
    line = "Jan  01 00:00:01 arpalert: seq=9, mac=52:54:00:00:02:16, ip=192.0.2.80, reference=, type=mac_change, dev=e"
    assert [alarm.time_s for alarm in arpalert.alarms(line, start)] == [2.0]


def test_its_settings_are_those_given_but_for_where_files_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = tmp_path / "given.conf"
    given.write_text('log ip change = true\nmac vendor file = "/etc/oui.txt"\n')
    monkeypatch.setattr(arpalert, "SETTINGS", given)
    command = arpalert.command(Job(capture=Path("a.pcapng"), vips=(), folder=tmp_path, interface="eth0"))
    settings = Path(command[command.index("-f") + 1]).read_text()
    assert command[-2:] == ["-i", "eth0"]
    assert "log ip change = true" in settings
    assert "oui.txt" not in settings
    assert f'maclist file = "{tmp_path / "allowed"}"' in settings
    assert (tmp_path / "allowed").exists()
