"""Batches become columns, one behind the other, whatever they hold."""

import numpy as np
import pytest

from arpwatch_k8s.compiled import blank
from arpwatch_k8s.evidence.batch import BATCH, BATCH_ROWS, OTHER_FIELDS, clear
from arpwatch_k8s.evidence.builder import START, Builder
from arpwatch_k8s.evidence.row import ARP_REPLY, TCP_FIN, TCP_SYN, VRRP
from arpwatch_k8s.evidence.table import DTYPES
from tests.evidence.filled import keep, row_of

NOTHING_LISTED = np.zeros((512, 2), np.uint64)


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


def test_rows_that_are_not_picked_are_left() -> None:
    builder, batches = Builder(0), blank(BATCH)
    for at in range(4):
        keep(batches, at, row_of(TCP_SYN, at))
    builder.append(batches[0], np.arange(len(batches[0]["kind"])) % 4 == 2, NOTHING_LISTED)
    assert builder.finish()["time"][0] == 3


def test_more_rows_than_there_was_room_for_keep_their_values() -> None:
    builder, batches = Builder(0), blank(BATCH)
    keep(batches, 0, row_of(TCP_SYN))
    for _ in range(START + 2):
        builder.append(batches[0], slice(0, 1), NOTHING_LISTED)
    built = builder.finish()
    assert len(built) == START + 2
    assert set(built["sport"].tolist()) == {int(batches["sport"][0, 0])}


@pytest.mark.parametrize("first", [0, 3 * START])
def test_room_that_is_made_at_once_holds_the_same(first: int) -> None:
    builder, batches = Builder(0, first), blank(BATCH)
    for at in range(500):
        keep(batches, at, row_of(TCP_SYN, at))
    for _ in range(5):
        builder.append(batches[0], slice(0, 500), NOTHING_LISTED)
    assert builder.finish()["sport"].tolist() == batches["sport"][0, :500].tolist() * 5


def test_room_that_is_hardly_filled_is_given_back() -> None:
    builder, batches = Builder(0, 100 * BATCH_ROWS), blank(BATCH)
    for at in range(BATCH_ROWS):
        keep(batches, at, row_of(TCP_SYN, at))
    for _ in range(3):
        builder.append(batches[0], slice(None), NOTHING_LISTED)
    built = builder.finish()
    assert len(built) == 3 * BATCH_ROWS
    for column in built.columns.values():
        assert column.base is None or column.base.nbytes <= 2 * column.nbytes


def test_an_address_that_no_row_has_takes_no_memory_and_one_that_a_late_row_has_is_read() -> None:
    for kinds, there in (((TCP_SYN, TCP_SYN), False), ((TCP_SYN, TCP_SYN, ARP_REPLY, TCP_SYN), True)):
        builder, batches = Builder(0), blank(BATCH)
        for kind in kinds:
            keep(batches, 0, row_of(kind))
            builder.append(batches[0], slice(0, 1), NOTHING_LISTED)
            clear(batches[0], 1)
        gateway = builder.finish()["gateway"]
        assert [code >= 0 for code in gateway.tolist()] == [kind == ARP_REPLY for kind in kinds]
        assert (gateway.strides != (0,)) is there


def test_lists_of_addresses_are_groups_and_equal_lists_are_one() -> None:
    builder, batches = Builder(0), blank(BATCH)
    listed = np.array([[0, 0xFFFFC0000250], [0, 0xFFFFC0000251], [0, 0xFFFFC0000250]], np.uint64)
    for at, (first, count) in enumerate([(0, 2), (2, 1), (0, 1), (0, 0)]):
        row = row_of(VRRP)
        row["addresses_at"], row["addresses_n"] = first, count
        keep(batches, at, row)
    builder.append(batches[0], slice(0, 4), listed)
    built = builder.finish()
    groups = [built.addresses.groups[code] if code >= 0 else () for code in built["vrrp_addresses"].tolist()]
    texts = [[built.addresses.text(code) for code in group] for group in groups]
    assert texts == [["192.0.2.80", "192.0.2.81"], ["192.0.2.80"], ["192.0.2.80"], []]
    assert len(built.addresses.groups) == 2


def test_of_ever_new_lists_of_addresses_so_many_are_kept_and_the_others_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("arpwatch_k8s.evidence.builder.MOST_LISTED", 8)
    builder, batches = Builder(0), blank(BATCH)
    listed = np.array([[0, 0xFFFFC0000200 + number] for number in range(20)], np.uint64)
    for at in range(10):
        row = row_of(VRRP)
        row["addresses_at"], row["addresses_n"] = (0 if at == 9 else 2 * at), 2
        keep(batches, at, row)
    builder.append(batches[0], slice(0, 10), listed)
    built = builder.finish()
    assert built["vrrp_addresses"].tolist() == [0, 1, 2, 3, -1, -1, -1, -1, -1, 0]
    assert builder.lists_left == 5
    assert {code for group in built.addresses.groups for code in group} == {
        built.addresses.find(f"192.0.2.{number}") for number in range(8)
    }
