"""Tables of rows: merged in order of time, taken apart, written for people."""

import numpy as np
import pytest

from arpwatch_k8s.compiled import blank
from arpwatch_k8s.evidence.addresses import NO_ADDRESS, Addresses, address_number
from arpwatch_k8s.evidence.batch import BATCH
from arpwatch_k8s.evidence.builder import Builder
from arpwatch_k8s.evidence.row import ARP_REPLY, TCP_RST, TCP_SYN
from arpwatch_k8s.evidence.table import (
    CODED_COLUMNS,
    DTYPES,
    Evidence,
    compact,
    gather,
    has_one_value,
    mac_text,
    parse_mac,
    vlan_text,
)
from tests.evidence.filled import keep, row_of

NOTHING_LISTED = np.zeros((512, 2), np.uint64)


def table(*rows: tuple[int, int, int], capture: int = 0, address: str = "192.0.2.80") -> Evidence:
    """Rows of (time, frame, kind) of one capture, all from one address."""
    columns = {name: np.zeros(len(rows), dtype) for name, dtype in DTYPES.items()}
    for name in CODED_COLUMNS:
        columns[name][:] = NO_ADDRESS
    addresses = Addresses()
    columns["capture"][:] = capture
    columns["ip_src"][:] = addresses.intern(address_number(address))
    for name, values in zip(("time", "frame", "kind"), zip(*rows, strict=True), strict=False):
        columns[name][:] = values
    return Evidence(columns, addresses)


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


def test_rows_of_several_captures_stand_in_order_of_time_then_capture_then_frame() -> None:
    one, other = table((5, 1, TCP_SYN), (7, 2, TCP_SYN)), table((5, 9, TCP_SYN), (6, 8, TCP_SYN), capture=1)
    assert list(gather([other, one]).lists("time", "capture", "frame")) == [
        (5, 0, 1),
        (5, 1, 9),
        (6, 1, 8),
        (7, 0, 2),
    ]


def test_one_capture_s_rows_of_equal_times_stand_by_frame() -> None:
    mixed = table((5, 3, TCP_SYN), (5, 1, TCP_SYN), (4, 2, TCP_SYN))
    assert gather([mixed])["frame"].tolist() == [2, 1, 3]


def test_addresses_of_several_tables_become_codes_of_one() -> None:
    whole = gather([table((1, 1, TCP_SYN)), table((2, 1, TCP_SYN), address="2001:db8::1")])
    assert [whole.addresses.text(code) for code in whole["ip_src"].tolist()] == ["192.0.2.80", "2001:db8::1"]
    assert set(whole["ip_dst"].tolist()) == {NO_ADDRESS}


def test_no_table_at_all_is_an_empty_one() -> None:
    assert len(gather([])) == 0


def test_rows_are_taken_by_mask_by_index_and_by_kind() -> None:
    rows = table((1, 1, TCP_SYN), (2, 2, ARP_REPLY), (3, 3, TCP_RST))
    assert rows.take(np.array([True, False, True]))["frame"].tolist() == [1, 3]
    assert rows.take(np.array([2, 0]))["frame"].tolist() == [3, 1]
    assert rows.of_kinds(ARP_REPLY, TCP_RST)["frame"].tolist() == [2, 3]
    assert rows.take(np.ones(3, bool)) is rows
    assert rows.take(np.array([2, 1])).take(np.array([False, True]))["frame"].tolist() == [2]
    assert rows.take(np.array([2, 1])).of_kinds(TCP_RST)["frame"].tolist() == [3]


def test_a_part_that_is_all_rows_is_these_themselves() -> None:
    rows = table((1, 1, TCP_SYN), (2, 2, ARP_REPLY))
    assert rows.part(np.arange(2)) is rows
    assert rows.part(np.array([1]))["frame"].tolist() == [2]


@pytest.mark.parametrize("n", [1, 63, 64, 65, 1000])
@pytest.mark.parametrize("odd", [None, 0, 1, -1])
def test_a_column_has_one_value_where_no_row_has_another(n: int, odd: int | None) -> None:
    column = np.full(n, 7)
    if odd is not None and n > 1:
        column[odd] = 8
    assert has_one_value(column) is (odd is None or n == 1)


def test_a_table_made_compact_knows_its_own_addresses_alone() -> None:
    rows = gather([table((1, 1, TCP_SYN)), table((2, 2, TCP_SYN), address="192.0.2.81")])
    left = compact(rows.take(np.array([1])))
    assert len(left.addresses) == 1
    assert left.addresses.text(int(left["ip_src"][0])) == "192.0.2.81"
    assert left["ip_dst"].tolist() == [NO_ADDRESS]


@pytest.mark.parametrize("text", ["52:54:00:00:00:0a", "52-54-00-00-00-0A", "52:54:0:0:0:a"])
def test_a_mac_is_read_as_people_write_it(text: str) -> None:
    assert mac_text(parse_mac(text)) == "52:54:00:00:00:0a"


@pytest.mark.parametrize(
    "text", ["", "52:54:00:00:00", "52:54:00:00:00:0a:0b", "52:54:00:00:00:0g", "525400:0:0:0:0:a"]
)
def test_what_is_no_mac_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"MAC|invalid"):
        parse_mac(text)


def test_all_zeros_are_a_mac_and_nothing_is_none() -> None:
    assert (mac_text(1 << 48), mac_text(0)) == ("00:00:00:00:00:00", None)


@pytest.mark.parametrize(("tags", "text"), [(0, ""), (0x10C8, "200"), (0x1064_10C8, "100.200"), (0x1000, "0")])
def test_tags_are_written_outer_first(tags: int, text: str) -> None:
    assert vlan_text(tags) == text
