"""Verdicts on fights follow from what was said and when, not from which MACs, addresses or dates."""

from pathlib import Path

import pytest

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.analysis.savefiles import analyze
from tests.diagnosis.fights import EPOCH, NODE_C, asked, asks, lost, own, result, served
from tests.savefiles import MAC_A, MAC_B, MAC_C, NODE_A, NODE_B, NS, VIP, Timed, at, pcap, save
from tests.speakers.programs import keepalived, kube_vip, metallb, request

FIGHTS: dict[str, list[Timed]] = {
    "two-controllers": [*metallb(ticks=30), *kube_vip(MAC_B, 1.5, 11), *served(0, 33), *lost(20.5, 50000)],
    "split-brain": [*kube_vip(MAC_A, 0, 10), *kube_vip(MAC_B, 1.4, 10), *served(0, 28)],
    "split-brain of keepalived": [*keepalived(MAC_A, adverts=20), *keepalived(MAC_B, 0.3, source=NODE_B, adverts=20)],
    "orphan-address": [*kube_vip(MAC_A, 0, 20), asks(20, MAC_B), asks(40, MAC_B), *served(0, 60)],
    "every-node-answers": [*metallb(), *asked(10, MAC_B, MAC_A, MAC_C), *asked(40, MAC_A, MAC_C, MAC_B)],
    "flapping": [frame for i in range(6) for frame in kube_vip((MAC_A, MAC_B)[i % 2], 25 * i, 6)],
    "handover": [*metallb(), *served(0, 20), *metallb(MAC_B, 20.5), *served(21, 40, MAC_B, port=50000)],
}
OTHER_MACS = {MAC_A: "f0:1f:af:12:34:56", MAC_B: "00:22:4d:00:00:01", MAC_C: "ac:de:48:aa:bb:cc"}
OTHER_ADDRESSES = {VIP: "10.200.3.4", NODE_A: "10.200.3.250", NODE_B: "10.200.3.251", NODE_C: "10.200.3.252"}


def told(found: Result) -> list[tuple[str, str, str, int, int, int]]:
    return [
        (
            f.rule,
            f.severity.value,
            f.confidence.value,
            f.failed,
            f.start - (found.case.start or 0),
            f.end - f.start,
        )
        for f in found.verdict.findings
    ]


def raw(text: str) -> bytes:
    return bytes(int(part, 16) for part in text.split(":")) if ":" in text else bytes(map(int, text.split(".")))


@pytest.mark.parametrize("name", FIGHTS)
def test_renamed_macs_and_addresses_rename_the_verdict(tmp_path: Path, name: str) -> None:
    before = result(tmp_path, FIGHTS[name])
    renamed = []
    for time, frame in FIGHTS[name]:
        for old, new in (OTHER_MACS | OTHER_ADDRESSES).items():
            frame = frame.replace(raw(old), raw(new))  # noqa: PLW2901 - one replacement after the other
        renamed.append((time, frame))
    after = result(tmp_path, renamed, vip=[OTHER_ADDRESSES[VIP]])
    assert told(after) == told(before)
    assert before.verdict.findings


@pytest.mark.parametrize("name", FIGHTS)
def test_shifted_time_shifts_the_verdict(tmp_path: Path, name: str) -> None:
    before = result(tmp_path, FIGHTS[name])
    later = [(time + 86_400 * NS + 123_456_789, frame) for time, frame in FIGHTS[name]]
    assert told(result(tmp_path, later)) == told(before)


@pytest.mark.parametrize("name", FIGHTS)
def test_two_files_tell_what_one_does(tmp_path: Path, name: str) -> None:
    script = sorted((EPOCH + time, frame) for time, frame in FIGHTS[name])
    whole = analyze([save(tmp_path / "whole.pcap", pcap(script))], vips=[VIP])
    for cut in (len(script) // 3, len(script) // 2):
        halves = [save(tmp_path / f"{i}.pcap", pcap(part)) for i, part in enumerate((script[:cut], script[cut:]))]
        assert told(analyze(halves, vips=[VIP])) == told(whole)


def test_an_operator_s_arping_and_a_node_s_link_leave_a_healthy_vip_healthy(tmp_path: Path) -> None:
    by_hand = [at(12 + i, request(MAC_B)) for i in range(3)]
    back = [at(16, request(MAC_A))]
    found = result(tmp_path, [*metallb(), own(1, MAC_A, NODE_A), *by_hand, *back, *served(0, 11)])
    assert "two-controllers" not in {finding.rule for finding in found.verdict.findings}
