"""Each attempt's flow record is found, and no other's."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from arpwatch_k8s.correlator.connections.connections import connections
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.evidence.flow import FLOW, SEEN_SYN, TO_VIP, FlowRows
from arpwatch_k8s.thresholds import DEFAULTS
from tests.correlator.connections.talk import ISN, PORT, client, run, server, syn, synack
from tests.savefiles import NS, exchange, segment


def flow_of(case: Case, flows: FlowRows | None) -> list[int]:
    """The flow of each attempt, of some."""
    found = connections(case.views[0].evidence, [case.vips[0].code], 9 * NS, DEFAULTS, flows)
    return [int(place) for place in found.column("flow")]


def test_an_attempt_has_the_bytes_of_its_own_flow(tmp_path: Path) -> None:
    again = [
        (20 * NS, segment("S", port=PORT, seq=777_000)),
        (20 * NS + 1, segment("SA", port=PORT, seq=1, ack=777_001, server=True)),
    ]
    frames = [syn(), synack(), client("PA", 0.1, data=b"x" * 90), server("FA", 1, sent=0)]
    frames += [*again, (21 * NS, segment("PA", port=PORT, seq=777_001, ack=2, data=b"y" * 7))]
    (record,) = run(tmp_path, *frames, *exchange(30 * NS, PORT + 1)).case.vips
    carrying = [one.flow["payload"][TO_VIP] if one.flow is not None else None for one in record.connections]
    assert carrying == [90, 7, None]


def test_of_two_hosts_records_of_one_connection_the_fuller_counts(tmp_path: Path) -> None:
    case = run(tmp_path, syn(), synack(), client("PA", 0.1, data=b"x" * 90)).case
    flows = np.concatenate([case.flows] * 3)
    flows["frames"] = [[1, 1], [5, 4], [2, 1]]
    assert flow_of(case, flows) == [1]


def test_the_number_tells_connections_of_the_same_ports_apart(tmp_path: Path) -> None:
    case = run(tmp_path, syn(), synack(), client("PA", 0.1, data=b"x" * 90)).case
    flows = np.concatenate([case.flows] * 2)
    flows["isn"] = [ISN + 1, ISN]
    assert flow_of(case, flows) == [1]
    flows["isn"] += np.uint32(5)
    assert flow_of(case, flows) == [-1]


def test_a_flow_whose_syn_was_not_seen_is_nobody_s(tmp_path: Path) -> None:
    case = run(tmp_path, syn(), synack(), client("PA", 0.1, data=b"x" * 90)).case
    flows = case.flows.copy()
    assert int(flows["isn"][0]) == ISN
    flows["seen"] &= np.uint8(~SEEN_SYN & 0xFF)
    assert flow_of(case, flows) == [-1]


def test_without_flows_nothing_was_carried(tmp_path: Path) -> None:
    case = run(tmp_path, syn(), synack()).case
    for none in (None, np.zeros(0, FLOW)):
        assert flow_of(case, none) == [-1]
