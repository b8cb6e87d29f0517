"""No input crashes or hangs the readers: thousands of broken captures of every container."""

from io import BytesIO

import numpy as np
import pytest

from arpwatch_k8s.capture import pcap_scan, pcapng_scan
from arpwatch_k8s.capture.sink import Sink
from arpwatch_k8s.capture.window import Window
from arpwatch_k8s.errors import InputError
from arpwatch_k8s.evidence.addresses import address_number
from arpwatch_k8s.savefile import pcap, pcapng
from arpwatch_k8s.wire.wanted import ALL_TCP, CONTROL, COUNT, VIP_TCP, wanted
from arpwatch_k8s.wording.kinds import KINDS
from tests.mutations import SEEDS, variants
from tests.savefiles import VIP

MODES = {"all": (CONTROL | ALL_TCP | COUNT, []), "vip": (CONTROL | VIP_TCP | COUNT, [address_number(VIP)])}
RUNS, FEW_RUNS = 1000, 300
"""Variants of a container; the few are read uncompiled as well, and in a hurry."""
SHORTEST = "pcap"


def scan(data: bytes, mode: str) -> Sink | None:
    """The scan of some bytes; None where they are refused as no capture."""
    stream = BytesIO(data)
    sink = Sink(0, wanted(*MODES[mode]), 1000)
    try:
        reader = pcapng_scan if data[:4] == pcapng.SECTION_MAGIC else pcap_scan
        if data[:4] in pcap.MAGICS or reader is pcapng_scan:
            reader.read(Window(stream.readinto), sink, "broken")
    except InputError:
        return None
    return sink


def check(data: bytes, mode: str) -> None:
    """What must hold of any input."""
    sink = scan(data, mode)
    if sink is None:
        return
    frames = int(sink.state["frame"])
    rows = sink.builder.finish()
    assert ((rows["kind"] > 0) & (rows["kind"] < len(KINDS))).all()
    assert ((rows["frame"] >= 1) & (rows["frame"] <= frames)).all()
    assert (rows["offset"] < len(data)).all()
    assert (np.diff(rows["frame"].astype(np.int64)) > 0).all()
    assert len(rows) + int(sink.state["undecoded"].sum()) <= frames


@pytest.mark.parametrize("runs", [FEW_RUNS, pytest.param(RUNS, marks=pytest.mark.long)])
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", SEEDS)
def test_broken_captures_never_crash_and_never_invent_frames(name: str, mode: str, runs: int) -> None:
    for data in variants(name, runs // len(MODES), seed=runs):
        check(data, mode)


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name == SHORTEST else pytest.mark.long) for name in SEEDS]
)
def test_every_prefix_of_a_capture_is_read_or_refused(name: str) -> None:
    for length in range(len(SEEDS[name])):
        check(SEEDS[name][:length], "vip")
