"""Flows and presence of one host on another one's clock."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.correlator.views.clocks import FLOW_TIMES, Clock, flows_on, presence_on
from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.evidence.flow import FLOW, NO_TIME
from arpwatch_k8s.evidence.presence import PRESENCE
from tests.diagnosis.cast import Cast
from tests.diagnosis.hangs import busy, owned
from tests.savefiles import NS, pcap, save

AHEAD = Clock((1,), np.array([0.0, 100.0]) * NS, np.array([5.0, 7.0]) * NS)
"""Ahead by 5 s at first, by 7 s after a hundred."""


def flows() -> np.ndarray:
    """One of each of three captures; the second one sent nothing twice."""
    made = np.zeros(3, FLOW)
    made["capture"] = [0, 1, 2]
    for name in FLOW_TIMES:
        made[name] = 50 * NS
    made["resent_first"][1] = NO_TIME
    return made


def test_a_clock_is_ahead_by_what_lies_on_its_line() -> None:
    assert AHEAD.ahead(np.array([0, 50, 100, 200]) * NS).tolist() == [5 * NS, 6 * NS, 7 * NS, 7 * NS]


def test_flows_of_a_clock_are_set_and_the_others_kept() -> None:
    given = flows()
    found = flows_on(given, [0, 1], (AHEAD,))
    assert found["capture"].tolist() == [0, 1]
    assert found["payload_last"].tolist() == [[50 * NS] * 2, [44 * NS] * 2]
    assert found["first_time"].tolist() == [50 * NS, 44 * NS]
    assert found["resent_first"][1].tolist() == [NO_TIME] * 2
    assert (given["first_time"] == 50 * NS).all()


def test_without_clocks_nothing_is_copied() -> None:
    given = flows()
    assert flows_on(given, [0, 1, 2], ()) is given


def test_presence_is_set_to_the_second() -> None:
    there = np.array([(1, 50, 52, 0), (1, 50, 52, 1), (1, 50, 52, 2)], PRESENCE)
    found = presence_on(there, [0, 1], (AHEAD,))
    assert found[["first", "last", "capture"]].tolist() == [(50, 52, 0), (44, 45, 1)]


@pytest.mark.parametrize("ahead", [0, 3, -3])
def test_payload_of_a_host_whose_clock_is_wrong_is_no_sign_of_a_connection_that_hangs(
    tmp_path: Path, ahead: int
) -> None:
    """At one host control frames alone were captured, so that what the connections carried is the other one's."""
    cast = Cast()
    every = sorted([*owned(cast), *busy(cast, 4, 26)])
    short = [(time, frame) for time, frame in every if len(frame) < 100]
    base = 1000 * NS
    here = [(base + time, frame) for time, frame in short]
    there = [(base + time + ahead * NS, frame) for time, frame in every]
    paths = [save(tmp_path / f"{name}.pcap", pcap(frames)) for name, frames in (("here", here), ("there", there))]
    result = analyze(paths, vips=[cast.vip])
    (record,) = result.case.vips
    assert len(result.case.views) == 1
    carried = [one.flow for one in record.attempts if one.flow is not None]
    assert len(carried) == 23
    for one, flow in zip([one for one in record.attempts if one.flow is not None], carried, strict=True):
        assert one.start <= int(flow["payload_first"][0]) <= int(flow["payload_last"][1]) <= one.end
    assert (result.verdict.outcome, result.verdict.findings) == (Outcome.HEALTHY, ())
