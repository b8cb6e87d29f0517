"""What waits for a look that takes long is bounded, and nobody waits for one at the end."""

from collections.abc import Collection
from threading import Event

import numpy as np
import pytest

from arpwatch_k8s.analysis import analyzer
from arpwatch_k8s.capture.live.feed import Batch, Survey
from arpwatch_k8s.capture.live.tap import Counts
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.endpoint import ENDPOINT
from arpwatch_k8s.evidence.flow import FLOW
from arpwatch_k8s.inventory import Inventory, Known, learn
from arpwatch_k8s.monitor import examiner
from arpwatch_k8s.monitor.examiner import Examiner
from arpwatch_k8s.thresholds import DEFAULTS
from tests.monitor.watching import NUMBER, rows
from tests.savefiles import MAC_A, MAC_B, NS, VIP, announcement


def test_rows_and_flows_that_wait_for_a_look_are_the_newest_and_the_others_are_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(examiner, "MOST_WAITING", 20)
    monkeypatch.setattr(examiner, "MOST_FLOWS", 5)
    waiting = Examiner(["eth0"], [1], [NUMBER], [VIP], Known(), DEFAULTS)
    for at in range(10):
        taken = rows([(at * 10 + n, announcement(MAC_A)) for n in range(4)])
        waiting.take(
            Batch(interface=0, evidence=taken, read_to=at, flows=(np.zeros(3, FLOW),)), taken, at * 10, at * 10
        )
    assert waiting.left_out == 20
    result = waiting.look().result
    assert result.case.evidence["time"].tolist() == [at * 10 + n for at in range(5, 10) for n in range(4)]
    assert len(result.case.flows) <= 5


def test_a_look_at_hand_is_left_at_the_end_and_the_last_one_tells_what_it_would_have(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun = Event()
    watching = Examiner(["eth0"], [1], [], [], Known(), DEFAULTS)
    taken = rows([(NS, announcement(MAC_A)), (2 * NS, announcement(MAC_B))], [])
    survey = Survey(
        frames=2,
        counts=Counts(),
        first_ns=NS,
        last_ns=2 * NS,
        undecoded={},
        cut_frames=0,
        backwards=0,
        flows=np.zeros(0, FLOW),
        endpoints=np.zeros(0, ENDPOINT),
    )

    def slow(evidence: Evidence, vips: Collection[int], known: Known) -> Inventory:
        begun.set()
        watching._end.wait(30)
        return learn(evidence, vips, known)

    monkeypatch.setattr(analyzer, "learn", slow)
    watching.take(Batch(interface=0, evidence=taken, read_to=0, survey=survey), taken, 2 * NS, 2 * NS)
    watching.start()
    assert begun.wait(30)
    result = watching.close()
    (only,) = [watching.looks.get() for _ in range(watching.looks.qsize())]
    assert only.result is result
    assert only.found == (NUMBER,)
    assert len(result.case.evidence) == 2
