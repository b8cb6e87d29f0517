"""Rows that are not about TCP are bounded: of a storm of announcements the last ones are counted, and it is said."""

from pathlib import Path

import pytest

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.capture import files, sink
from arpwatch_k8s.diagnosis.finding import Outcome
from tests.savefiles import MAC_A, MAC_B, NS, VIP, announcement, exchange, pcap, save, segment

FEW = 50


def test_the_last_announcements_of_a_storm_are_counted_and_the_verdict_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = [(n * NS // 10, announcement(MAC_A)) for n in range(FEW + 30)]
    frames += [frame for n in range(20) for frame in exchange(NS // 20 + n * NS // 10, 40000 + n)]
    path = save(tmp_path / "storm.pcap", pcap(sorted(frames)))
    whole = analyze([path], vips=[VIP])
    assert whole.verdict.outcome is Outcome.HEALTHY
    assert whole.case.captures[0].others_dropped == 0
    monkeypatch.setattr(sink, "MOST_OTHER_ROWS", FEW)
    cut = analyze([path], vips=[VIP])
    (info,) = cut.case.captures
    assert (info.others_dropped, info.rows_dropped) == (30, 0)
    assert len(cut.case.evidence) == len(whole.case.evidence) - 30
    assert cut.verdict.outcome is Outcome.INCONCLUSIVE
    said = "the last 30 frames of ARP, neighbor discovery, ICMP and VRRP of storm.pcap are more than is kept"
    assert said in cut.verdict.summary + " ".join(cut.verdict.caveats)


@pytest.mark.parametrize("vips", [[VIP], []], ids=["given", "discovered"])
def test_segments_by_another_mac_count_as_tcp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, vips: list[str]) -> None:
    frames = [(n, announcement(MAC_A)) for n in range(3)] + exchange(NS, 40000)[:2]
    frames += [(2 * NS + n, segment("A", port=40000, seq=1001, to=(MAC_B, MAC_A)[n % 2])) for n in range(6)]
    monkeypatch.setattr(sink, "MOST_OTHER_ROWS", 3)
    monkeypatch.setattr(files, "MAX_FILE_TCP_ROWS", 4)
    (info,) = analyze([save(tmp_path / "turns.pcap", pcap(frames))], vips=vips).case.captures
    assert (info.others_dropped, info.rows_dropped) == (0, 4)
