"""Rows become columns: every field of a row arrives, in batches of TCP and of everything else."""

from typing import Any

import numpy as np
from numba import from_dtype

from arpwatch_k8s.compiled import blank, entry, i8, void
from arpwatch_k8s.evidence.batch import BATCH, BATCH_ROWS, OTHER_FIELDS, SCRATCH_FIELDS, TCP_FIELDS, clear, store
from arpwatch_k8s.evidence.builder import Builder
from arpwatch_k8s.evidence.row import ARP_REPLY, L2_CHANGE, ROW, TCP_FIN, TCP_RST, TCP_SYN
from arpwatch_k8s.evidence.table import CODED_COLUMNS, DTYPES, gather

NOTHING_LISTED = np.zeros((512, 2), np.uint64)


@entry(void(from_dtype(BATCH)[::1], i8, from_dtype(ROW)[::1]))
def keep(batches: Any, at: int, rows: Any) -> None:  # noqa: ANN401 - NumPy record arrays
    """Copy a row into a batch."""
    store(batches[0], at, rows[0])


def row_of(kind: int, start: int = 1) -> Any:  # noqa: ANN401
    """A row each of whose fields has a number of its own."""
    rows = np.zeros(1, ROW)
    for number, name in enumerate(ROW.names or (), start):
        rows[name] = 1 + number % 251
    rows["kind"] = kind
    return rows


def test_every_field_arrives() -> None:
    batches, rows = blank(BATCH), row_of(ARP_REPLY)
    keep(batches, 7, rows)
    for name in ROW.names or ():
        if name not in SCRATCH_FIELDS:
            assert batches[name][0, 7] == rows[name][0], name
            assert not batches[name][0, :7].any()


def test_tcp_leaves_what_it_does_not_have() -> None:
    for kind in (TCP_SYN, TCP_FIN, TCP_RST, L2_CHANGE):
        batches, rows = blank(BATCH), row_of(kind)
        keep(batches, 0, rows)
        assert all(batches[name][0, 0] == rows[name][0] for name in TCP_FIELDS)
        assert not any(batches[name].any() for name in OTHER_FIELDS)


def test_a_batch_that_is_used_again_shows_nothing_of_the_last() -> None:
    batches = blank(BATCH)
    for at in range(BATCH_ROWS):
        keep(batches, at, row_of(ARP_REPLY))
    clear(batches[0], BATCH_ROWS)
    keep(batches, 3, row_of(TCP_SYN))
    assert not any(batches[name].any() for name in OTHER_FIELDS)


def test_batches_stand_one_behind_the_other_whatever_they_hold() -> None:
    builder, batches = Builder(5), blank(BATCH)
    kinds = [TCP_SYN, TCP_SYN, ARP_REPLY, TCP_FIN]
    for kind in kinds:
        for at in range(500):
            keep(batches, at, row_of(kind, at))
        builder.append(batches[0], slice(0, 500), NOTHING_LISTED)
        clear(batches[0], 500)
    built = builder.finish()
    assert built["kind"].tolist() == [kind for kind in kinds for _ in range(500)]
    assert (built["capture"] == 5).all()
    assert built["time"].reshape(4, 500)[:, 0].tolist() == [1] * 4
    of_arp = built["kind"] == ARP_REPLY
    for name in OTHER_FIELDS:
        if name in DTYPES:
            assert not built[name][~of_arp].any()
            assert built[name][of_arp].all()
    assert (built["gateway"][~of_arp] == -1).all()
    assert (built["gateway"][of_arp] >= 0).all()


def test_columns_of_one_value_take_no_memory_and_read_the_same() -> None:
    builders = [Builder(0), Builder(1)]
    batches = blank(BATCH)
    keep(batches, 0, row_of(TCP_SYN))
    for builder in builders:
        builder.append(batches[0], slice(0, 1), NOTHING_LISTED)
    whole = gather([builder.finish() for builder in builders], using_up=True)
    assert whole["capture"].tolist() == [0, 1]
    for name in DTYPES:
        expected = -1 if name in CODED_COLUMNS and not name.startswith("ip_") else whole[name].tolist()[0]
        if name != "capture":
            assert whole[name].strides == (0,)
            assert whole[name].tolist() == [expected] * 2
