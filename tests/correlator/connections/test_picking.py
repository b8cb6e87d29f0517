"""Events of one connection stand side by side, in order of time; connections in that of their first events."""

from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from arpwatch_k8s.correlator.connections.events import CLIENT_END, SERVER_END, SYN_ACK, SYN_SENT
from arpwatch_k8s.correlator.connections.picking import PICKED, side_by_side
from arpwatch_k8s.evidence.table import DTYPES, Evidence, gather
from tests.correlator.connections.test_events import seen
from tests.savefiles import exchange

ENDS = st.tuples(*(st.integers(0, most) for most in (2, 1, 65_535, 1)))
"""Client, VIP and their ports."""


def test_events_of_one_connection_stand_together_in_order_of_time(tmp_path: Path) -> None:
    mixed = sorted([*exchange(0, 2), *exchange(1_500_000, 1)])
    found = seen(tmp_path, *mixed)
    assert found.client_port.tolist() == [2] * 4 + [1] * 4
    assert found.group.tolist() == [0] * 4 + [1] * 4
    assert [found.what[at : at + 4].tolist() for at in (0, 4)] == [[SYN_SENT, SYN_ACK, SERVER_END, CLIENT_END]] * 2


@settings(deadline=None)
@given(st.lists(ENDS, max_size=30).flatmap(lambda some: st.lists(st.sampled_from(some or [(0, 0, 0, 0)]), max_size=60)))
def test_no_event_is_lost_and_none_is_another_s(whose: list[tuple[int, int, int, int]]) -> None:
    """Whatever the ends, and however often one comes again."""
    picked = np.zeros(len(whose), PICKED)
    for place, (client, vip, client_port, vip_port) in enumerate(whose):
        picked[place] = (place, client, vip, client_port, vip_port, place % 8)
    rows = Evidence({name: np.zeros(len(whose), dtype) for name, dtype in DTYPES.items()}, gather([]).addresses)
    made = side_by_side(rows, picked)
    order = [place for ends in dict.fromkeys(whose) for place, other in enumerate(whose) if other == ends]
    assert made.row.tolist() == order
    assert made.what.tolist() == [place % 8 for place in order]
    columns = (made.client.tolist(), made.vip.tolist(), made.client_port.tolist(), made.vip_port.tolist())
    assert [*zip(*columns, strict=True)] == [whose[place] for place in order]
    numbers = {ends: number for number, ends in enumerate(dict.fromkeys(whose))}
    assert made.group.tolist() == [numbers[whose[place]] for place in order]
