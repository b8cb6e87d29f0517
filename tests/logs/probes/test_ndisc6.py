"""What ndisc6 prints."""

from datetime import UTC

from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.details.belief import Conflict, Remark
from arpwatch_k8s.logs.details.listed import ArpAnswer, ArpSilence
from arpwatch_k8s.logs.event import Undated
from arpwatch_k8s.logs.probes.ndisc6 import SOURCE, parse

VIP = "2001:db8::80"
A, B = "52:54:00:00:02:15", "52:54:00:00:02:AA"
START = f"Soliciting {VIP} ({VIP}) on eth0..."
REMARK = Remark(program="ndisc6")


def said(*lines: str) -> list[object]:
    return [item.detail for item in parse(lines, ZoneClock(UTC)) if isinstance(item, Undated)]


def test_answers_are_of_the_address_that_was_solicited_and_a_second_mac_is_a_conflict() -> None:
    lines = [line for mac in (A, B) for line in (f"Target link-layer address: {mac}", f" from {VIP}")]
    assert said(START, *lines) == [
        REMARK,
        ArpAnswer(address=VIP, mac=parse_mac(A)),
        REMARK,
        Conflict(kind="two_macs_answer", address=VIP, mac=parse_mac(B)),
        REMARK,
    ]


def test_each_time_out_is_a_silence() -> None:
    assert said(START, "Timed out.", "Timed out.", "No response.") == [
        REMARK,
        ArpSilence(address=VIP),
        ArpSilence(address=VIP),
        REMARK,
    ]


def test_what_is_no_answer_is_told() -> None:
    lines = ["Timed out.", f" from {VIP}", "Target link-layer address: none"]
    assert list(parse(lines, ZoneClock(UTC))) == [*enumerate(lines, 1)]
    assert SOURCE.recognize(f"{START}\nTimed out.\n".encode()) == 1
