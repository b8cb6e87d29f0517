"""What silence shows where frames are missing."""

from pathlib import Path

import pytest

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.doubting import FEW, doubted
from arpwatch_k8s.grades import Confidence
from tests.diagnosis.explanations import finding
from tests.savefiles import MAC_A, NS, VIP, announcement, exchange, pcapng, save, segment

LOSS = "The capturing side lost 3 frames: what it missed looks like silence"


def case(tmp_path: Path, drops: int, *more: tuple[int, bytes]) -> Case:
    """Ten attempts without an answer."""
    lost = [(n * NS, segment("S", port=41000 + n, seq=7)) for n in range(5, 15)]
    frames = [(0, announcement(MAC_A)), *exchange(NS, 40000), *lost, *more]
    return analyze([save(tmp_path / "x.pcapng", pcapng(frames, drops=drops))], vips=[VIP]).case


@pytest.mark.parametrize(
    ("attempts", "confidence"), [(FEW, Confidence.LOW), (FEW + 1, Confidence.MEDIUM), (10, Confidence.MEDIUM)]
)
def test_silence_proves_less_where_frames_are_missing(tmp_path: Path, attempts: int, confidence: Confidence) -> None:
    one = case(tmp_path, 3)
    (told,) = doubted(one, [finding("x", explains=one.vips[0].failed.only(list(one.vips[0].failed)[:attempts]))])
    assert (told.confidence, told.against) == (confidence, (LOSS,))


def test_where_nothing_was_lost_silence_is_silence(tmp_path: Path) -> None:
    one = case(tmp_path, 0)
    before = finding("x", explains=one.vips[0].failed)
    assert doubted(one, [before]) == [before]


def test_what_was_seen_to_fail_is_not_doubted(tmp_path: Path) -> None:
    refused = [
        (20 * NS, segment("S", port=42000, seq=7)),
        (20 * NS + 1000, segment("RA", port=42000, seq=0, ack=8, server=True)),
    ]
    one = case(tmp_path, 3, *refused)
    before = finding("x", explains=one.vips[0].failed)
    assert len(before.explains) == 11
    assert doubted(one, [before, finding("explains nothing")]) == [before, finding("explains nothing")]
