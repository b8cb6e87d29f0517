"""What both makes of arping print."""

from datetime import UTC

import pytest

from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.details.belief import Conflict, Remark
from arpwatch_k8s.logs.details.detail import Detail
from arpwatch_k8s.logs.details.listed import ArpAnswer, ArpCount, ArpSilence
from arpwatch_k8s.logs.event import LogEvent, Undated
from arpwatch_k8s.logs.probes.arping import SOURCE, parse

VIP = "192.0.2.80"
A, B = "52:54:00:00:02:15", "52:54:00:00:02:AA"
IPUTILS = f"ARPING {VIP} from 192.0.2.10 eth0"


def said(*lines: str) -> list[Detail]:
    """What lines say that are all understood, but for what is said of nothing."""
    items = list(parse(lines, ZoneClock(UTC)))
    assert not [item for item in items if isinstance(item, tuple)]
    details = [item.detail for item in items if isinstance(item, LogEvent | Undated)]
    return [detail for detail in details if not isinstance(detail, Remark)]


def answer(mac: str, *, unasked: bool = False, size: int | None = None) -> ArpAnswer:
    return ArpAnswer(address=VIP, mac=parse_mac(mac), unasked=unasked, frame_bytes=size)


def conflict(mac: str) -> Conflict:
    return Conflict(kind="two_macs_answer", address=VIP, mac=parse_mac(mac))


def test_iputils_tells_answers_and_their_number() -> None:
    assert said(
        IPUTILS,
        f"Unicast reply from {VIP} [{A}]  0.731ms",
        f"Broadcast request from {VIP} [{A}] for 192.0.2.9 UNSOLICITED?",
        "Sent 2 probes (1 broadcast(s))",
        "Received 2 response(s) (1 request(s), 1 broadcast(s))",
    ) == [
        answer(A),
        answer(A, unasked=True),
        ArpCount(address=VIP, asked=2, answers=None),
        ArpCount(address=VIP, asked=None, answers=2),
    ]


def test_habets_tells_the_length_of_frames_silences_and_extra_answers() -> None:
    assert said(
        f"ARPING {VIP}",
        f"60 bytes from {A} ({VIP}): index=0 time=731.200 usec",
        "Timeout",
        f"--- {VIP} statistics ---",
        "2 packets transmitted, 1 packets received,  50% unanswered (0 extra)",
        "rtt min/avg/max/std-dev = 0.731/0.767/0.802/0.036 ms",
    ) == [answer(A, size=60), ArpSilence(address=VIP), ArpCount(address=VIP, asked=2, answers=1, extra=0)]


def test_a_second_mac_in_one_run_is_a_conflict_once() -> None:
    lines = [f"Unicast reply from {VIP} [{mac}]  0.731ms" for mac in (A, B, A, B)]
    assert said(IPUTILS, *lines) == [answer(A), conflict(B), answer(A), answer(B)]


def test_another_mac_in_another_run_is_none() -> None:
    lines = [f"42 bytes from {mac} ({VIP}): index=0 time=3.042 msec" for mac in (A, B)]
    assert said(f"ARPING {VIP}", lines[0], f"ARPING {VIP}", lines[1]) == [answer(A, size=42), answer(B, size=42)]


def test_a_time_in_front_of_a_line_is_its_time() -> None:
    (event,) = parse([f"2026-11-22T12:00:00.25Z 42 bytes from {A} ({VIP}): index=0 time=3.042 msec"], ZoneClock(UTC))
    assert isinstance(event, LogEvent)
    assert (event.time, event.width_ns) == (1_795_348_800_250_000_000, 10_000_000)


def test_an_answer_without_a_time_is_of_its_run() -> None:
    line = f"Unicast reply from {VIP} [{A}]  0.731ms"
    runs = [item.listing for item in parse([IPUTILS, line, IPUTILS, line], ZoneClock(UTC)) if isinstance(item, Undated)]
    assert runs == [1, 1, 2, 2]


@pytest.mark.parametrize(
    "line",
    [
        "Unicast reply from 192.0.2.800 [52:54:00:00:02:15]  0.731ms",
        f"64 bytes from {VIP}: icmp_seq=1 ttl=64 time=0.41 ms",
        "what?",
        "Unicast reply from " + "x" * 1_000_000,
    ],
    ids=["no address", "a ping", "nothing known", "a long line"],
)
def test_what_is_no_answer_is_told(line: str) -> None:
    assert list(parse([line], ZoneClock(UTC))) == [(1, line)]


def test_a_run_is_told_by_its_content() -> None:
    assert SOURCE.recognize(f"{IPUTILS}\nUnicast reply from {VIP} [{A}]  0.731ms\n".encode()) == 1
