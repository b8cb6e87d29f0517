"""Claims that are another's over again."""

from pathlib import Path

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.evidence.table import parse_mac
from tests.savefiles import MAC_A, MAC_B, MAC_C, VIP, ZERO, Timed, announcement, answer, arp, at, exchange, pcap, save

SOON = 0.00002
SERVED = exchange(40_000_000_000, 40000)


def run(tmp_path: Path, *frames: Timed) -> Result:
    return analyze([save(tmp_path / "x.pcap", pcap(sorted([*frames, *SERVED])))], vips=[VIP])


def said(seconds: float, mac: str) -> list[Timed]:
    """An announcement, a question in the VIP's name, and an answer."""
    asks = arp(1, mac, VIP, ZERO, "192.0.2.1")
    return [at(seconds, announcement(mac)), at(seconds + 5, asks), at(seconds + 9, answer(mac))]


def owners(found: Result) -> set[int]:
    (record,) = found.case.vips
    return {epoch.owner for epoch in record.ownership.epochs}


def test_a_bridge_that_repeats_a_guest_is_no_second_owner(tmp_path: Path) -> None:
    found = run(tmp_path, *said(1, MAC_A), *said(1 + SOON, MAC_B), *said(20, MAC_A), *said(20 + SOON, MAC_B))
    assert owners(found) == {parse_mac(MAC_A)}
    assert (found.verdict.outcome, found.verdict.findings) == (Outcome.HEALTHY, ())
    assert any(f"{MAC_B} repeats at once each claim of {VIP}" in words for words in found.verdict.caveats)


def test_order_may_be_turned_now_and_then(tmp_path: Path) -> None:
    """As a capture sorts frames of one moment."""
    frames = [*said(1, MAC_A), *said(1 + SOON, MAC_B), *said(20, MAC_A), *said(20 + SOON, MAC_B)]
    frames += [*said(60 + SOON, MAC_A), *said(60, MAC_B)]
    assert owners(run(tmp_path, *frames)) == {parse_mac(MAC_A)}


def test_two_hosts_that_answer_one_question_are_two(tmp_path: Path) -> None:
    both = [at(1 + 5 * n + m * SOON, answer(mac)) for n in range(4) for m, mac in enumerate((MAC_A, MAC_B))]
    (record,) = run(tmp_path, *both).case.vips
    assert record.echoes == {}


def test_one_that_ever_speaks_for_itself_is_no_echo(tmp_path: Path) -> None:
    frames = [*said(1, MAC_A), *said(1 + SOON, MAC_B), at(30, announcement(MAC_B))]
    (record,) = run(tmp_path, *frames).case.vips
    assert record.echoes == {}


def test_one_that_repeats_two_is_none(tmp_path: Path) -> None:
    frames = [*said(1, MAC_A), *said(1 + SOON, MAC_C), *said(20, MAC_B), *said(20 + SOON, MAC_C)]
    (record,) = run(tmp_path, *frames).case.vips
    assert record.echoes == {}


def test_a_flood_in_many_names_is_no_bridge(tmp_path: Path) -> None:
    """Each of them asks once, at once after another."""
    flood = [at(1 + n * SOON, arp(1, f"52:54:00:00:01:{n:02x}", VIP, ZERO, "192.0.2.1")) for n in range(40)]
    (record,) = run(tmp_path, *flood).case.vips
    assert record.echoes == {}
    assert len(record.claims) == 40
