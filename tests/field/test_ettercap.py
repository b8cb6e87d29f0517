"""What the lines of Ettercap's plugin are read as."""

from tests.field import ettercap
from tests.field.alarm import SEVERAL_HOSTS, Alarm, Start

START = Start(frame_s=0.0, played_s=0.0)
SAID = """arp_cop: plugin running...
arp_cop: (new host) 192.0.2.80[52:54:00:00:02:16]
arp_cop: (IP-change) [52:54:00:00:02:16]  192.0.2.80 -> 192.0.2.22
Truncated packet detected, skipping...
arp_cop: (IP-conflict) [52:54:00:00:02:15] wants to be 192.0.2.80[52:54:00:00:02:16]
arp_cop: (WARNING) 192.0.2.21[52:54:00:00:02:15] pretends to be 192.0.2.80[52:54:00:00:02:16]
"""


def test_a_change_a_conflict_and_a_pretender_are_alarms() -> None:
    assert ettercap.alarms(SAID, START) == [
        Alarm(time_s=None, addresses=("192.0.2.80", "192.0.2.22"), kind="IP-change"),
        Alarm(time_s=None, addresses=("192.0.2.80",), kind="IP-conflict", causes=SEVERAL_HOSTS),
        Alarm(
            time_s=None,
            addresses=("192.0.2.21", "192.0.2.80"),
            kind="WARNING",
            causes=frozenset({"arp-spoofing"}),
        ),
    ]
