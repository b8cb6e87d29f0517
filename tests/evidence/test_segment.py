"""Which segment a row belongs to."""

import numpy as np
import pytest

from arpwatch_k8s.evidence.segment import Segment, untagged

TAG = 0x1000


@pytest.mark.parametrize(
    ("interface", "ifindex", "tags", "text"),
    [
        (0, 0, 0, "0"),
        (2, 0, TAG | 200, "2.200"),
        (0, 7, 0, "if7"),
        (0, 0, (TAG | 100) << 16 | TAG | 200, "0.100.200"),
        (0, 0, TAG, "0"),
        (0, 0, TAG << 16 | TAG | 200, "0.200"),
    ],
)
def test_a_segment_is_an_interface_and_its_vlans(interface: int, ifindex: int, tags: int, text: str) -> None:
    vlan = untagged(np.array([tags], np.uint64)).tolist()[0]
    assert str(Segment(interface, ifindex, vlan)) == text
