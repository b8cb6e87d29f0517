"""Each attempt's flow record is found, and no other's."""

from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from arpwatch_k8s.correlator.connections.carried import carried, found_in
from arpwatch_k8s.correlator.connections.connections import connections
from arpwatch_k8s.evidence.flow import FLOW, SEEN_SYN, TO_VIP
from arpwatch_k8s.thresholds import DEFAULTS
from tests.correlator.connections.talk import ISN, PORT, client, run, server, syn, synack
from tests.savefiles import NS, exchange, segment


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
    evidence = case.views[0].evidence
    flows = np.concatenate([case.flows] * 3)
    flows["frames"] = [[1, 1], [5, 4], [2, 1]]
    found = connections(evidence, [case.vips[0].code], 9 * NS, DEFAULTS, flows)
    assert found.column("flow").tolist() == [1]


def test_a_flow_whose_syn_was_not_seen_is_nobody_s(tmp_path: Path) -> None:
    case = run(tmp_path, syn(), synack(), client("PA", 0.1, data=b"x" * 90)).case
    flows = case.flows.copy()
    assert int(flows["isn"][0]) == ISN
    flows["seen"] &= np.uint8(~SEEN_SYN & 0xFF)
    assert len(carried(flows, case.views[0].evidence.addresses).keys) == 0


def test_without_flows_nothing_was_carried(tmp_path: Path) -> None:
    case = run(tmp_path, syn(), synack()).case
    for none in (None, np.zeros(0, FLOW)):
        assert len(carried(none, case.views[0].evidence.addresses).keys) == 0


@settings(deadline=None, max_examples=50)
@given(st.sets(st.integers(0, 20), min_size=1), st.lists(st.integers(-1, 21)))
def test_a_value_is_found_where_it_stands_and_nowhere_else(known: set[int], wanted: list[int]) -> None:
    ordered = sorted(known)
    found = found_in(np.array(ordered, np.int64), np.array(wanted, np.int64)).tolist()
    assert found == [ordered.index(value) if value in known else -1 for value in wanted]
