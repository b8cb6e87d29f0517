"""Small captures that one thread reads with the same memory are read as if each had its own."""

import tracemalloc
from pathlib import Path

import numpy as np

from arpwatch_k8s.capture import state
from arpwatch_k8s.capture.desk import Desk
from arpwatch_k8s.capture.files import load
from arpwatch_k8s.evidence.addresses import address_number
from arpwatch_k8s.evidence.builder import Builder
from tests.savefiles import MAC_A, VIP, announcement, at, exchange, pcap, save, segment


def test_a_capture_after_another_has_nothing_of_it(tmp_path: Path) -> None:
    data = [at(1 + port / 10, segment("PA", port=port, seq=1001, ack=9001, data=b"data")) for port in (1, 2)]
    rich = pcap([at(0, announcement(MAC_A)), *exchange(0, 1), *exchange(0, 2), *data])
    poor = pcap([at(9, announcement(MAC_A))])
    paths = [save(tmp_path / f"{number}.pcap", data) for number, data in enumerate((rich, poor, poor[:-1]))]
    vip = address_number(VIP)
    together = load(paths, vips=[vip])
    for number, path in enumerate(paths):
        alone = load([path], vips=[vip])
        mine = together.evidence.take(together.evidence["capture"] == number)
        assert mine["time"].tolist() == alone.evidence["time"].tolist()
        assert int((together.flows["capture"] == number).sum()) == len(alone.flows)
        info, own = together.captures[number], alone.captures[0]
        assert (info.frames, info.first_ns, info.last_ns, info.truncated_at, info.undecoded) == (
            (own.frames, own.first_ns, own.last_ns, own.truncated_at, own.undecoded)
        )
    assert len(together.flows) == 2


def test_a_state_that_was_used_is_blank_again() -> None:
    desk = Desk()
    used = desk.states()
    for name in ("tags", "endpoints", "presence", "senders", "flows"):
        used[name].view(np.uint8)[:] = 7
    used["frame"] = used["rows_n"] = 5
    again, fresh = desk.states(), state.new()
    assert again is used
    for name in state.STATE.names or ():
        if name not in state.COUNTED:
            assert again[name].tobytes() == fresh[name].tobytes(), name


def test_a_thousand_captures_without_rows_take_little_memory() -> None:
    tracemalloc.start()
    made = [Builder(0).finish() for _ in range(1000)]
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert len(made) == 1000
    assert held < 12_000_000
