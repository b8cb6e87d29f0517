"""Every field of a row arrives in a batch, be it TCP or anything else."""

from arpwatch_k8s.compiled import blank
from arpwatch_k8s.evidence.batch import BATCH, BATCH_ROWS, OTHER_FIELDS, SCRATCH_FIELDS, TCP_FIELDS, clear
from arpwatch_k8s.evidence.row import ARP_REPLY, L2_CHANGE, ROW, TCP_FIN, TCP_RST, TCP_SYN
from tests.evidence.filled import keep, row_of


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
