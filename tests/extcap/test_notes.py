"""What of a watch's changes stands on frames."""

import pytest

from arpwatch_k8s.changes.change import Change
from arpwatch_k8s.changes.cost import Suspicion, VerdictChange
from arpwatch_k8s.changes.discovery import VipFound
from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.extcap.notes import Note, Notes, note
from arpwatch_k8s.grades import Confidence, Severity
from tests.savefiles import VIP

CAUSE = Suspicion(
    time=9,
    vip=VIP,
    rule="split-brain",
    severity=Severity.WARNING,
    confidence=Confidence.HIGH,
    summary="two hold it\x1b[2J",
    start=1,
    end=8,
    frames=(7, 3, 7),
    remedy="stop one",
)


def test_a_cause_is_about_the_frames_that_it_cites_and_safe_to_show() -> None:
    made = note(CAUSE)
    assert made is not None
    assert made.frames == (3, 7)
    assert made.text == (
        f"arpwatch-k8s: {VIP}: suspected cause split-brain (warning, high confidence): two hold it\\x1b[2J"
    )


@pytest.mark.parametrize(
    ("change", "frames"),
    [
        (VipFound(time=1, vip=VIP), ()),
        (VerdictChange(time=1, outcome=Outcome.HEALTHY, cause=None, summary="x"), None),
    ],
)
def test_what_is_about_no_frame_is_a_note_unless_it_sums_up(change: Change, frames: tuple[int, ...] | None) -> None:
    made = note(change)
    assert (None if made is None else made.frames) == frames


def test_the_stream_ends_with_the_notes() -> None:
    kept: list[Note] = []
    ended: list[bool] = []
    notes = Notes(kept.append, lambda: ended.append(True))
    notes.tell(CAUSE)
    notes.close()
    assert ([made.frames for made in kept], ended) == ([(3, 7)], [True])
