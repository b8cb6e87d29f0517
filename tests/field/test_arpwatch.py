"""What arpwatch's reports are read as."""

from tests.field import arpwatch
from tests.field.alarm import Alarm, Start

START = Start(frame_s=1795616258.0, played_s=1795616258.0)
REPORT = """
From: arpwatch (Arpwatch host)
To: root
Subject: {kind} ({address}) (from file)

            hostname: <unknown>
          ip address: {address}
           interface: (from file)
    ethernet address: 52:54:00:00:02:15
     ethernet vendor: <unknown>
{old}           timestamp: Wednesday, November 25, 2026 14:17:47 +0000
"""
OLD = "old ethernet address: 52:54:00:00:02:16\n old ethernet vendor: <unknown>\n"


def report(kind: str, address: str = "192.0.2.80", old: str = OLD) -> str:
    """One as it would be mailed."""
    return REPORT.format(kind=kind, address=address, old=old)


def test_a_changed_address_is_an_alarm_at_its_time() -> None:
    assert arpwatch.alarms(report("changed ethernet address"), START) == [
        Alarm(time_s=9.0, addresses=("192.0.2.80",), kind="changed ethernet address")
    ]


def test_what_is_seen_for_the_first_time_is_none() -> None:
    text = report("new station", old="") + report("new activity", old="")
    assert arpwatch.alarms(text, START) == []


def test_a_report_stands_between_others() -> None:
    text = report("new station", "192.0.2.10", "") + report("flip flop") + report("new station", "192.0.2.22", "")
    assert [alarm.kind for alarm in arpwatch.alarms(text, START)] == ["flip flop"]


def test_what_is_only_logged_has_no_time() -> None:
    line = "arpwatch: reused old ethernet address 192.0.2.80 52:54:00:00:02:15 (52:54:00:00:02:16) (from file)\n"
    assert arpwatch.alarms(report("flip flop") + line, START)[1:] == [
        Alarm(time_s=None, addresses=("192.0.2.80",), kind="reused old ethernet address")
    ]


def test_a_time_within_the_second_of_the_first_frame_is_not_before_it() -> None:
    late = Start(frame_s=1795616267.9, played_s=1795616267.9)
    assert [alarm.time_s for alarm in arpwatch.alarms(report("flip flop"), late)] == [0.0]
