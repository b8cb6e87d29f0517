"""Which captures are of one host, and which of several."""

from dataclasses import replace

import pytest

from arpwatch_k8s.correlator.views.vantages import vantages
from tests.plotter.results import capture

Spans = list[tuple[str, float, float]]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ([("a.pcap", 0, 10)], [(0,)]),
        ([("a.pcap", 0, 10), ("b.pcap", 10, 20)], [(0, 1)]),
        ([("b.pcap", 10, 20), ("a.pcap", 0, 10)], [(1, 0)]),
        ([("proxy.pcap", 0, 10), ("node2.pcap", 1, 9)], [(0,), (1,)]),
        ([("p1.pcap", 0, 10), ("n1.pcap", 1, 9), ("p2.pcap", 11, 20), ("n2.pcap", 10, 19)], [(0, 2), (1, 3)]),
        ([("p1.pcap", 0, 10), ("n1.pcap", 1, 9), ("else.pcap", 11, 20)], [(0,), (1,), (2,)]),
        ([("p1.pcap", 0, 10), ("p2.pcap", 1, 9), ("p3.pcap", 11, 20)], [(0,), (1,), (2,)]),
        ([("p1.pcap", 0, 10), ("p2.pcap", 1, 19), ("p3.pcap", 11, 20), ("p4.pcap", 19, 22)], [(0, 2), (1, 3)]),
        ([("a.pcap", 0, 10), ("b.pcap", 10, 20), ("a1.pcap", 20, 30), ("b1.pcap", 21, 29)], [(0, 1, 2), (3,)]),
        ([("a.pcap", 0, 10), ("b.pcap", 5, 20), ("a1.pcap", 20, 30), ("b1.pcap", 21, 29)], [(0, 2), (1, 3)]),
    ],
)
def test_captures_one_after_the_other_are_of_one_host(files: Spans, expected: list[tuple[int, ...]]) -> None:
    assert vantages([capture(start, end, name=name) for name, start, end in files]) == expected


def test_a_capture_without_frames_is_by_itself() -> None:
    empty = replace(capture(), first_ns=None, last_ns=None)
    assert vantages([empty, capture(0, 10)]) == [(1,), (0,)]
    assert vantages([]) == []
