"""Rows that are not about TCP are bounded: of a storm of announcements the last ones are counted, and it is said."""

from pathlib import Path

import pytest

from arpwatch_k8s.analysis import analyze
from arpwatch_k8s.capture import sink
from arpwatch_k8s.diagnosis.finding import Outcome
from tests.savefiles import MAC_A, NS, VIP, announcement, exchange, pcap, save

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
