"""What waits for a look that takes long is bounded."""

import numpy as np
import pytest

from arpwatch_k8s.capture.live.feed import Batch
from arpwatch_k8s.evidence.flow import FLOW
from arpwatch_k8s.inventory import Known
from arpwatch_k8s.monitor import examiner
from arpwatch_k8s.monitor.examiner import Examiner
from arpwatch_k8s.thresholds import DEFAULTS
from tests.monitor.watching import NUMBER, rows
from tests.savefiles import MAC_A, VIP, announcement


def test_rows_and_flows_that_wait_for_a_look_are_the_newest_and_the_others_are_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(examiner, "MOST_WAITING", 20)
    monkeypatch.setattr(examiner, "MOST_FLOWS", 5)
    waiting = Examiner(["eth0"], [1], [NUMBER], [VIP], Known(), DEFAULTS)
    for at in range(10):
        taken = rows([(at * 10 + n, announcement(MAC_A)) for n in range(4)])
        waiting.take(Batch(interface=0, evidence=taken, flows=(np.zeros(3, FLOW),)), taken, at * 10)
    assert waiting.left_out == 20
    result = waiting.look().result
    assert result.case.evidence["time"].tolist() == [at * 10 + n for at in range(5, 10) for n in range(4)]
    assert len(result.case.flows) <= 5
