"""The whole of watch over taps that a test holds: what it tells, in which form, and what it survives."""

from queue import SimpleQueue
from threading import Event
from threading import enumerate as enumerate_threads

import pytest

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.capture.live.kernel_filter import MOST_VIPS
from arpwatch_k8s.capture.live.stop import Stop
from arpwatch_k8s.capture.live.tap import GoneError
from arpwatch_k8s.changes.change import Change
from arpwatch_k8s.changes.cost import Failures, Suspicion, VerdictChange
from arpwatch_k8s.changes.discovery import UnwatchedVips, VipFound
from arpwatch_k8s.changes.exposure import ClockStep, Drops, Flood, LinkChange
from arpwatch_k8s.changes.ownership import ContestEnd, FirstOwner, Takeover
from arpwatch_k8s.changes.run import ReportFailure, ReportWritten, WatchEnd, WatchStart
from arpwatch_k8s.errors import OutputError
from arpwatch_k8s.monitor.intake import Rates
from arpwatch_k8s.monitor.sinks.report import Report
from arpwatch_k8s.monitor.watch import Watch
from tests.capture.live.taps import FakeTap
from tests.monitor.watching import MOVE, NUMBER, T0, Clock, Kept, Looks, at, config, of, validate, watched
from tests.savefiles import MAC_A, MAC_B, NS, VIP, announcement, exchange, icmp, question, segment


@pytest.fixture(autouse=True)
def _eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """The examiner looks all the time."""
    monkeypatch.setattr("arpwatch_k8s.monitor.examiner.NEWS_S", 0.0)
    monkeypatch.setattr("arpwatch_k8s.monitor.examiner.IDLE_S", 0.01)
    monkeypatch.setattr("arpwatch_k8s.monitor.examiner.SHARE", 0.0)
    monkeypatch.setattr("arpwatch_k8s.capture.live.feed.SURVEY_S", 0.0)


def test_a_move_is_told_and_counted_in_the_end() -> None:
    changes, result = watched(FakeTap(MOVE))
    assert [change.text for change in of(changes, FirstOwner)] == [f"is claimed by {MAC_A}"]
    (move,) = of(changes, Takeover)
    assert move.time == T0 + NS // 20
    (end,) = of(changes, WatchEnd)
    assert end is changes[-1]
    assert (end.frames, end.dropped) == (10, 0)
    assert [record.vip for record in result.case.vips] == [VIP]
    assert result.case.captures[0].format == "live"


def test_the_verdict_is_that_of_the_same_frames_in_a_file() -> None:
    _, result = watched(FakeTap(MOVE))
    (record,) = result.case.vips
    assert [epoch.mac & 0xFF for epoch in record.ownership.epochs] == [0x0A, 0x0B]
    assert len(record.attempts) == 2
    assert result.verdict.outcome == "healthy"


def test_vips_are_discovered_and_then_let_through() -> None:
    looks = Looks()
    tap = FakeTap([[at(0, announcement(MAC_A))], looks.wait, *MOVE[1:]])
    changes, result = watched(tap, vips=(), looks=looks)
    assert [(change.vip, change.details) for change in of(changes, VipFound)] == [(VIP, {"discovered": True})]
    assert tap.passing[-1].vips == (NUMBER,)
    assert [record.vip for record in result.case.vips] == [VIP]
    assert len(of(changes, FirstOwner)) == 1


def test_failures_and_their_cause_are_told() -> None:
    frames = [at(0, announcement(MAC_A))]
    for i in range(8):
        frames += exchange(T0 + i * NS // 10, 41000 + i)
    for i in range(8):
        start = 2 + i * 0.3
        frames += [
            at(start, segment("S", port=42000 + i, seq=1)),
            at(start + 0.0001, icmp(5, 1, port=42000 + i, seq=1)),
            at(start + 3.07, icmp(3, 1, port=42000 + i, seq=1)),
        ]
    frames += [at(2.5, question(mac=MAC_A, sender="192.0.2.21"))]
    frames.sort(key=lambda frame: frame[0])
    looks = Looks()
    changes, result = watched(FakeTap([frames, looks.wait]), clock=Clock(beat=NS), looks=looks)
    assert result.verdict.cause == "service-not-programmed"
    (failures,) = of(changes, Failures)
    assert failures.failed == 8
    assert "8 unreachable" in failures.text
    (suspicion,) = of(changes, Suspicion)
    assert suspicion.rule == "service-not-programmed"
    assert "confidence" in suspicion.text
    assert [change.outcome for change in of(changes, VerdictChange)][-1] == "root-cause"


def test_a_clock_that_is_set_back_begins_anew_and_says_so() -> None:
    clock, looks = Clock(), Looks()

    def set_back() -> None:
        looks.wait()
        clock.wall -= 3600 * NS
        looks.wait()

    later = [(T0 - 3600 * NS + NS, announcement(MAC_B)), *exchange(T0 - 3600 * NS + NS + 1000, 40000, mac=MAC_B)]
    changes, result = watched(FakeTap([*MOVE[:2], set_back, later, looks.wait]), clock=clock, looks=looks)
    (step,) = of(changes, ClockStep)
    assert step.details["step_s"] == pytest.approx(-3600, abs=1)
    assert "set back by 3600.0 s" in step.text
    assert result.case.start is not None
    assert result.case.start < T0 - 3000 * NS
    (record,) = result.case.vips
    assert [epoch.mac & 0xFF for epoch in record.ownership.epochs] == [0x0B]
    # who held it before is still known: that order does not rest on times
    assert [change.holder.mac for change in of(changes, Takeover)] == [MAC_B]


def flooded() -> tuple[list[Change], Result]:
    """What is told, and what comes, of a served VIP and of 10,000 addresses that are claimed within a second."""
    one, address = announcement(MAC_A, "10.255.255.255"), bytes([10, 255, 255, 255])
    flood = [
        [at(0.001 * b, one.replace(address, bytes([10, b, i // 250, i % 250 + 1]))) for i in range(1000)]
        for b in range(10)
    ]
    looks = Looks()
    tap = FakeTap([SERVED, looks.wait, *flood, looks.wait])
    return watched(tap, vips=(), looks=looks, clock=Clock(beat=0))


SERVED = [at(0, announcement(MAC_A)), *exchange(T0, 40000)]
LET_IN = Rates().others
"""Frames of a second that are looked at, as long as no VIP is known."""


def test_of_ten_thousand_frames_in_a_second_those_that_are_not_looked_at_are_counted() -> None:
    changes, result = flooded()
    (flood,) = of(changes, Flood)
    (end,) = of(changes, WatchEnd)
    assert 0 < flood.frames == flood.in_all <= end.left_out
    assert len(result.case.evidence) == LET_IN
    assert end.left_out == len(SERVED) + 10_000 - LET_IN


def test_of_ten_thousand_claimed_addresses_those_that_cannot_be_watched_are_counted() -> None:
    changes, _ = flooded()
    found = of(changes, VipFound)
    assert (len(found), found[0].vip) == (MOST_VIPS, VIP)
    claimed = LET_IN - len(SERVED) + 1
    assert of(changes, UnwatchedVips)[-1].addresses == claimed - MOST_VIPS


def test_an_interface_that_is_gone_ends_it_with_a_report() -> None:
    written: list[Result] = []

    def report(result: Result) -> str:
        written.append(result)
        return "case/report"

    kept, notices = Kept(), SimpleQueue()
    tap = FakeTap([MOVE[0], GoneError("-i eth0: is gone since 30 s", fix="Start this again.")])
    sinks = [Report(report, notices.put), kept]
    with Stop() as stop, pytest.raises(GoneError) as raised:
        Watch([tap], config(), sinks, notices=notices, clock=Clock()).run(stop)  # type: ignore[list-item]
    assert raised.value.exit_code == 75
    assert len(written) == 1
    assert [change.text for change in of(kept.changes, ReportWritten)] == ["report written: case/report"]
    assert kept.is_closed
    validate(kept.changes)


def test_a_report_that_cannot_be_written_is_told_and_ends_nothing() -> None:
    def report(_: Result) -> str:
        raise OutputError("case/report: cannot be written (No space left on device)", fix="Make room.")

    changes, _ = watched(FakeTap(MOVE), report=report)
    (failure,) = of(changes, ReportFailure)
    assert failure.text == "no report: case/report: cannot be written (No space left on device)"
    assert of(changes, WatchEnd)


def test_drops_are_told_and_make_the_capture_unable_to_clear() -> None:
    changes, result = watched(FakeTap(MOVE, dropped=7))
    assert [change.in_all for change in of(changes, Drops)] == [7]
    assert result.case.captures[0].drops == 7
    assert result.verdict.outcome == "inconclusive"


def test_two_interfaces_are_two_segments_of_one_capture() -> None:
    looks = Looks()
    first = FakeTap(MOVE[:2], name="eth0", ends=False)
    changes, result = watched(first, FakeTap([*MOVE[:2], looks.wait], name="eth1"), looks=looks)
    assert {change.interface for change in of(changes, FirstOwner)} == {"eth0", "eth1"}
    assert sorted(record.segment.interface for record in result.case.vips) == [0, 1]
    assert len(result.case.captures) == 1


def test_no_fight_is_over_while_an_interface_was_not_read_that_far() -> None:
    clock, looks, hold = Clock(beat=0), Looks(), Event()
    over: list[bool] = []

    def wait_long() -> None:
        clock.steady += 60 * NS
        clock.wall += 60 * NS
        looks.wait()
        over.append(any(isinstance(change, ContestEnd) for change in kept.changes))
        hold.set()
        looks.wait()

    fight = [at(0.2 * number, announcement(MAC_A if number % 2 else MAC_B)) for number in range(8)]
    kept = Kept(looks.note)
    taps = [FakeTap([fight, wait_long]), FakeTap([lambda: bool(hold.wait(60))], name="eth1", ends=False)]
    with Stop() as stop:
        Watch(taps, config(), [kept], notices=SimpleQueue(), clock=clock).run(stop)  # type: ignore[arg-type]
    assert over == [False]
    assert len(of(kept.changes, ContestEnd)) == 1


def test_what_taps_say_comes_before_their_frames_and_the_beginning_before_all() -> None:
    kept, notices = Kept(), SimpleQueue()
    start = WatchStart(time=T0, interfaces=("eth0",), vips=(VIP,), became="as nobody")
    link = LinkChange(time=T0, interface="eth0", text="eth0 is up again", is_up=True)
    notices.put(start)
    tap = FakeTap([lambda: notices.put(link), *MOVE])
    with Stop() as stop:
        Watch([tap], config(), [kept], notices=notices, clock=Clock()).run(stop)  # type: ignore[list-item]
    assert kept.changes[:2] == [start, link]
    assert isinstance(kept.changes[2], FirstOwner)


def test_a_sink_that_hangs_keeps_neither_frames_nor_other_sinks_waiting() -> None:
    released, told = Event(), Event()

    class Hung(Kept):
        def tell(self, change: Change) -> None:
            released.wait()
            super().tell(change)

    class Prompt(Kept):
        def tell(self, change: Change) -> None:
            super().tell(change)
            if isinstance(change, Takeover):
                told.set()

    looks = Looks()
    hung, prompt = Hung(), Prompt(looks.note)

    def see() -> None:
        looks.wait()
        assert told.wait(60)
        assert hung.changes == []
        released.set()

    with Stop() as stop:
        watch = Watch([FakeTap([*MOVE, see])], config(), [hung, prompt], notices=SimpleQueue(), clock=Clock())  # type: ignore[list-item]
        result = watch.run(stop)
    assert len(result.case.evidence) == 10
    assert hung.changes == prompt.changes


def test_what_a_sink_raises_ends_the_watch_and_closes_all() -> None:
    class Broken(Kept):
        def tell(self, change: Change) -> None:
            raise BrokenPipeError

    broken, kept = Broken(), Kept()
    tap = FakeTap(MOVE, ends=False)
    with Stop() as stop, pytest.raises(BrokenPipeError):
        Watch([tap], config(), [broken, kept], notices=SimpleQueue(), clock=Clock()).run(stop)  # type: ignore[list-item]
    assert broken.is_closed
    assert kept.is_closed
    assert of(kept.changes, WatchEnd)


def test_no_thread_uses_a_tap_once_a_watch_is_over_whatever_ended_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """libpcap's handle is closed next: a thread that goes on with it takes the process with it."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("arpwatch_k8s.capture.live.stop.DRAIN_S", 0.2)
    monkeypatch.setattr(Watch, "_take", fail)
    tap = FakeTap([], endless=exchange(T0, 40000))
    with Stop() as stop, pytest.raises(ZeroDivisionError):
        Watch([tap], config(), [Kept()], notices=SimpleQueue(), clock=Clock()).run(stop)  # type: ignore[list-item]
    assert not [thread for thread in enumerate_threads() if thread.name == f"scan {tap.name}"]
