"""Frames that wait to be read are no silence: the reach is that of the interface that is furthest behind."""

from arpwatch_k8s.capture.live.feed import Batch
from arpwatch_k8s.evidence.table import gather
from arpwatch_k8s.monitor.reach import Reach


def batch(interface: int, read_to: int, *, last: bool = False) -> Batch:
    return Batch(interface=interface, evidence=gather([]), read_to=read_to, last=last)


def test_it_is_that_of_the_interface_that_is_furthest_behind() -> None:
    reach = Reach(2)
    reach.begin(100)
    reach.take(batch(0, 150))
    assert reach.at(200) == 100
    reach.take(batch(1, 170))
    assert reach.at(200) == 150
    reach.take(batch(0, 150, last=True))
    assert (reach.at(200), reach.at(160)) == (170, 160)
    reach.take(batch(1, 170, last=True))
    assert reach.at(200) == 200


def test_a_clock_that_is_set_begins_it_anew() -> None:
    reach = Reach(1)
    reach.begin(100)
    reach.take(batch(0, 150))
    reach.begin(5000)
    assert reach.at(5001) == 5000
    reach.take(batch(0, 160))  # read before the clock was set
    assert reach.at(5002) == 5000
