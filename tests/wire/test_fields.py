"""Field readers: both byte orders, and nothing outside the buffer, compiled or not."""

import struct

import numpy as np
import pytest

from arpwatch_k8s.compiled import BUFFER, WINDOW_BYTES, Buffers, blank, boolean, buffers_type, entry, i8, void
from arpwatch_k8s.wire.fields import ipv4_mapped, mac, native16, native32, u8, u16, u32, u64

READERS = ("u8", "u16", "u32", "u64", "mac", "ipv4", "native16", "native32")


@entry(void(buffers_type, i8, i8, boolean, i8[::1]))
def read(buffers: Buffers, reader: int, at: int, big: bool, out: list[int]) -> None:
    """One field by the number of its reader."""
    b = buffers[0]
    if reader == 0:
        out[0] = u8(b, at)
    elif reader == 1:
        out[0] = u16(b, at)
    elif reader == 2:
        out[0] = u32(b, at)
    elif reader == 3:
        out[0] = u64(b, at)
    elif reader == 4:
        out[0] = mac(b, at)
    elif reader == 5:
        out[0] = ipv4_mapped(b, at)
    elif reader == 6:
        out[0] = native16(b, at, big)
    else:
        out[0] = native32(b, at, big)


def field(reader: str, at: int, data: bytes = b"", *, big: bool = True) -> int:
    """What a reader finds at a position of a buffer that ends with some bytes."""
    buffers, out = blank(BUFFER), np.zeros(1, np.int64)
    buffers["bytes"][0, WINDOW_BYTES - len(data) :] = list(data)
    read(buffers, READERS.index(reader), at, big, out)
    return int(out[0])


@pytest.mark.parametrize(
    ("reader", "form", "number", "found"),
    [
        ("u8", ">B", 0xFE, 0xFE),
        ("u16", ">H", 0xFEDC, 0xFEDC),
        ("u32", ">I", 0xFEDCBA98, 0xFEDCBA98),
        ("u64", ">Q", 0x7EDCBA9876543210, 0x7EDCBA9876543210),
        ("mac", ">Q", 0xFEDCBA9876540000, 0x1FEDCBA987654),
        ("ipv4", ">I", 0xC0000201, 0xFFFFC0000201),
    ],
)
def test_the_last_field_of_the_buffer_is_read_and_none_behind_it(
    reader: str, form: str, number: int, found: int
) -> None:
    size = 6 if reader == "mac" else struct.calcsize(form)
    data = struct.pack(form, number)[:size]
    last = WINDOW_BYTES - size
    assert field(reader, last, data) == found
    with pytest.raises(IndexError):
        field(reader, last + 1, data)


@pytest.mark.parametrize("big", [True, False])
@pytest.mark.parametrize(("reader", "form"), [("native16", "H"), ("native32", "I")])
def test_a_savefile_states_its_byte_order(reader: str, form: str, big: bool) -> None:
    data = struct.pack((">" if big else "<") + form, 0xABCD)
    assert field(reader, WINDOW_BYTES - len(data), data, big=big) == 0xABCD


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("at", [-1, -8, -WINDOW_BYTES, WINDOW_BYTES, 1 << 62, -(1 << 63)])
def test_no_position_wraps_around(reader: str, at: int) -> None:
    with pytest.raises(IndexError):
        field(reader, at)
