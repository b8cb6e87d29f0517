"""Addresses as codes: in order of appearance, whatever the table's size and its secret."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arpwatch_k8s.evidence import addresses as addresses_room
from arpwatch_k8s.evidence.addresses import LOW, NO_ADDRESS, START, Addresses, address_number, number_text

NUMBERS = st.one_of(
    st.integers(0, 20), st.integers(0, 2**32 - 1).map(lambda n: n | 0xFFFF << 32), st.integers(0, 2**128 - 1)
)


def halves(numbers: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """Columns of a scan."""
    return np.array([n >> 64 for n in numbers], np.uint64), np.array([n & LOW for n in numbers], np.uint64)


@settings(deadline=None, max_examples=50)
@given(st.lists(NUMBERS, max_size=60))
def test_codes_count_up_in_order_of_first_appearance(numbers: list[int]) -> None:
    addresses = Addresses()
    codes = addresses.codes(*halves(numbers), np.ones(len(numbers), bool)).tolist()
    first = list(dict.fromkeys(numbers))
    assert codes == [first.index(number) for number in numbers]
    assert [addresses.number(code) for code in range(len(addresses))] == first


def test_more_addresses_than_there_was_room_for_keep_their_codes() -> None:
    addresses = Addresses()
    numbers = [address_number("2001:db8::") + n for n in range(3 * START)]
    for number in numbers:
        addresses.intern(number)
    assert addresses.codes(*halves(numbers), np.ones(len(numbers), bool)).tolist() == list(range(3 * START))


def test_those_that_were_there_are_found_while_others_are_added(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another thread may ask at any time."""
    addresses = Addresses()
    there = [addresses.intern(address_number(text)) for text in ("0.0.0.0", "::", "192.0.2.1")]
    asked = []
    real = addresses_room.intern_column

    def ask(*given: object) -> None:
        asked.append([addresses.find(text) for text in ("0.0.0.0", "::", "192.0.2.1")])
        real(*given)
        asked.append([addresses.number(code) for code in there])

    monkeypatch.setattr(addresses_room, "intern_column", ask)
    new = [address_number("2001:db8::") + n for n in range(3 * START)]
    addresses.codes(*halves(new), np.ones(len(new), bool))
    numbers = [address_number(text) for text in ("0.0.0.0", "::", "192.0.2.1")]
    assert asked == [there, numbers] * 2


def test_where_a_row_has_none_there_is_no_code() -> None:
    addresses = Addresses()
    there = np.array([False, True, False])
    assert addresses.codes(*halves([7, 8, 9]), there).tolist() == [NO_ADDRESS, 0, NO_ADDRESS]
    assert addresses.text(NO_ADDRESS) is None


@pytest.mark.parametrize("text", ["192.0.2.80", "0.0.0.0", "2001:db8::80", "::"])
def test_an_address_is_written_as_it_was_read(text: str) -> None:
    assert number_text(address_number(text)) == text


def test_an_address_is_found_by_any_of_its_texts() -> None:
    addresses = Addresses()
    code = addresses.intern(address_number("2001:db8::80"))
    assert addresses.find("2001:0DB8:0:0::0080") == code
    assert addresses.find("2001:db8::81") == NO_ADDRESS
    with pytest.raises(ValueError, match="ingress"):
        addresses.find("ingress")


def test_another_table_is_taken_in_with_its_groups() -> None:
    ours, theirs = Addresses(), Addresses()
    ours.intern(10)
    for number in (20, 10):
        theirs.intern(number)
    theirs.intern_group((0, 1))
    codes, groups = ours.adopt(theirs)
    assert codes.tolist() == [1, 0, NO_ADDRESS]
    assert groups.tolist() == [0, NO_ADDRESS]
    assert ours.groups == [(1, 0)]


def test_a_part_of_a_table_has_the_members_of_its_groups() -> None:
    whole = Addresses()
    for number in (10, 20, 30, 40):
        whole.intern(number)
    whole.intern_group((0,))
    whole.intern_group((3, 1))
    part, codes, groups = whole.only(np.array([2], np.int32), np.array([1], np.int32))
    assert codes.tolist() == [NO_ADDRESS, 0, 1, 2, NO_ADDRESS]
    assert groups.tolist() == [NO_ADDRESS, 0, NO_ADDRESS]
    assert [part.number(code) for code in part.groups[0]] == [40, 20]


def test_groups_are_found_by_their_members() -> None:
    table = Addresses()
    first, second, third = (table.intern(number) for number in (5, 6, 7))
    table.intern_group((first, second))
    table.intern_group((second,))
    assert table.groups_with([second]) == [0, 1]
    assert table.groups_with([third, first, first]) == [0]
    assert table.groups_with([third]) == []


def test_what_comes_after_something_was_found_is_found_too() -> None:
    table = Addresses()
    table.intern(9)
    assert table.find("::9") == 0
    assert table.find("::5") == NO_ADDRESS
    table.intern(5)
    assert table.find("::5") == 1
    assert table.find("1::5") == NO_ADDRESS
