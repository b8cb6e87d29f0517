"""The record that decoders fill, and the numbers that stand for kinds."""

from arpwatch_k8s.evidence import row
from arpwatch_k8s.evidence.row import MAC_BROADCAST, MAC_PRESENT, ROW
from arpwatch_k8s.evidence.table import mac_text
from arpwatch_k8s.wording.kinds import KINDS


def test_each_kind_has_the_number_of_its_name() -> None:
    assert [getattr(row, name.upper()) for name in KINDS[1:]] == list(range(1, len(KINDS)))


def test_bits_of_present_are_apart_and_fit_their_field() -> None:
    bits = [value for name, value in vars(row).items() if name.startswith("HAS_")]
    assert sum(bits) == (1 << len(bits)) - 1
    assert max(bits) < 1 << 8 * ROW["present"].itemsize


def test_a_mac_that_is_known_is_told_from_none() -> None:
    assert (mac_text(MAC_BROADCAST), mac_text(MAC_PRESENT)) == ("ff:ff:ff:ff:ff:ff", "00:00:00:00:00:00")
