"""How many bytes a reader takes, and in which order; `test_fields.py` holds where it may read."""

import numpy as np
import pytest

from arpwatch_k8s.compiled import BUFFER, Buffers, blank, buffers_type, entry, i8, void
from arpwatch_k8s.wire.loader import loader

big_2, big_4, little_2, little_4 = loader(2, "big"), loader(4, "big"), loader(2, "little"), loader(4, "little")
one, either = loader(1, "big"), loader(1, "little")


@entry(void(buffers_type, i8, i8[::1]))
def load(buffers: Buffers, at: int, out: list[int]) -> None:
    """What each reader finds at one position."""
    b = buffers[0]
    out[0], out[1] = one(b, at), either(b, at)
    out[2], out[3] = big_2(b, at), little_2(b, at)
    out[4], out[5] = big_4(b, at), little_4(b, at)


@pytest.mark.parametrize("at", [0, 1, 7])
def test_bytes_are_joined_in_the_order_asked_for_wherever_they_stand(at: int) -> None:
    buffers, out = blank(BUFFER), np.zeros(6, np.int64)
    buffers["bytes"][0, at : at + 4] = list(b"\xfe\xdc\xba\x98")
    load(buffers, at, out)
    assert [hex(number) for number in out.tolist()] == ["0xfe", "0xfe", "0xfedc", "0xdcfe", "0xfedcba98", "0x98badcfe"]
