"""What ping prints."""

from datetime import UTC

import pytest

from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.details.belief import Remark
from arpwatch_k8s.logs.details.listed import Echo, EchoResult
from arpwatch_k8s.logs.event import LogEvent, Undated
from arpwatch_k8s.logs.probes.ping import SOURCE, parse

VIP, NODE = "192.0.2.80", "192.0.2.22"
START = f"PING {VIP} ({VIP}) 56(84) bytes of data."


def result(*lines: str) -> EchoResult:
    """What the last of some lines says."""
    item = list(parse(lines, ZoneClock(UTC)))[-1]
    assert isinstance(item, LogEvent | Undated)
    assert isinstance(item.detail, EchoResult)
    return item.detail


@pytest.mark.parametrize(
    ("line", "kind", "sender", "sequence", "gateway"),
    [
        (f"64 bytes from {VIP}: icmp_seq=3 ttl=64 time=0.41 ms", Echo.ANSWERED, VIP, 3, None),
        (f"64 bytes from vip.example.com ({VIP}): icmp_seq=3 ttl=64 time=0.41 ms", Echo.ANSWERED, VIP, 3, None),
        (f"64 bytes from {VIP}: seq=0 ttl=64 time=0.153 ms", Echo.ANSWERED, VIP, 0, None),
        (f"64 bytes from {VIP}: icmp_seq=3 ttl=64 time=0.41 ms (DUP!)", Echo.DUPLICATE, VIP, 3, None),
        (f"From {NODE} icmp_seq=1 Destination Host Unreachable", Echo.UNREACHABLE, NODE, 1, None),
        (f"From {NODE} icmp_seq=1 Time to live exceeded", Echo.OTHER, NODE, 1, None),
        (f"From {NODE}: icmp_seq=2 Redirect Host(New nexthop: {VIP})", Echo.REDIRECT, NODE, 2, VIP),
        (
            f"From {NODE} icmp_seq=2 Redirect HostFrom {NODE}: icmp_seq=2 Redirect Host(New nexthop: {VIP})",
            Echo.REDIRECT,
            NODE,
            2,
            VIP,
        ),
        (f"From _gateway ({NODE}): icmp_seq=2 Redirect Host(New nexthop: {VIP})", Echo.REDIRECT, NODE, 2, VIP),
        (f"92 bytes from {NODE}: Redirect Host(New addr: {VIP})", Echo.REDIRECT, NODE, None, VIP),
        (f"92 bytes from {NODE}: Destination Host Unreachable", Echo.UNREACHABLE, NODE, None, None),
        ("no answer yet for icmp_seq=4", Echo.SILENT, None, 4, None),
        ("Request timeout for icmp_seq 1", Echo.SILENT, None, 1, None),
    ],
)
def test_every_line_tells_what_came_of_a_request(
    line: str, kind: Echo, sender: str | None, sequence: int | None, gateway: str | None
) -> None:
    assert result(START, line) == EchoResult(kind=kind, address=VIP, sender=sender, sequence=sequence, gateway=gateway)


@pytest.mark.parametrize(
    ("start", "target"),
    [
        (START, VIP),
        (f"PING vip.example.com ({VIP}): 56 data bytes", VIP),
        ("PING 2001:db8::80(2001:db8::80) 56 data bytes", "2001:db8::80"),
        ("PING vip.example.com(vip.example.com (2001:db8::80)) 56 data bytes", "2001:db8::80"),
        ("PING6(56=40+8+8 bytes) 2001:db8::1 --> 2001:db8::80", None),
    ],
)
def test_the_first_line_names_who_is_pinged(start: str, target: str | None) -> None:
    if target:
        assert result(start, "no answer yet for icmp_seq=4").address == target


def test_a_reply_without_the_first_line_is_of_who_answers_an_error_of_nobody() -> None:
    assert result(f"64 bytes from {VIP}: icmp_seq=3 ttl=64 time=0.41 ms").address == VIP
    assert result(f"From {NODE} icmp_seq=1 Destination Host Unreachable").address is None


def test_the_time_in_front_is_read() -> None:
    (event,) = parse([f"[1795378523.181601] From {NODE} icmp_seq=1 Destination Host Unreachable"], ZoneClock(UTC))
    assert isinstance(event, LogEvent)
    assert (event.time, event.width_ns) == (1_795_378_523_181_601_000, 1000)


@pytest.mark.parametrize(
    "line",
    [
        f"--- {VIP} ping statistics ---",
        "3 packets transmitted, 0 received, +1 errors, 100% packet loss, time 2038ms",
        "rtt min/avg/max/mdev = 203.688/203.689/203.691/0.451 ms",
        "ping: sendmsg: No route to host",
        "Vr HL TOS  Len   ID Flg  off TTL Pro  cks      Src      Dst",
        " 4  5  00 0054 5d0d   0 0000  3f  01 ba9e 192.0.2.10  192.0.2.80 ",
    ],
)
def test_what_says_nothing_of_a_request_is_understood(line: str) -> None:
    (item,) = parse([line], ZoneClock(UTC))
    assert isinstance(item, Undated)
    assert item.detail == Remark(program="ping")


@pytest.mark.parametrize("line", ["what?", "PING", "64 bytes from " + "1" * 1_000_000, "From " + "a (" * 300_000])
def test_what_is_nothing_known_is_told(line: str) -> None:
    assert list(parse([line], ZoneClock(UTC))) == [(1, line)]


def test_a_run_is_told_by_its_content() -> None:
    assert SOURCE.recognize(f"{START}\nFrom {NODE} icmp_seq=1 Destination Host Unreachable\n".encode()) == 1
