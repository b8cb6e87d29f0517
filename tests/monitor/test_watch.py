"""The whole of watch over taps that a test holds: what it tells, in which form, and what it survives."""

import json
from collections.abc import Callable, Sequence
from importlib import resources
from threading import Semaphore

import pytest
from jsonschema import Draft202012Validator

from arpwatch_k8s.analysis import Result
from arpwatch_k8s.capture.live.kernel_filter import MOST_VIPS, Passing
from arpwatch_k8s.capture.live.stop import Stop
from arpwatch_k8s.capture.live.tap import GoneError
from arpwatch_k8s.errors import OutputError
from arpwatch_k8s.evidence.addresses import address_number
from arpwatch_k8s.inventory import Known
from arpwatch_k8s.monitor.change import Change, document, line
from arpwatch_k8s.monitor.judge import Look
from arpwatch_k8s.monitor.watch import Wanted, Watch
from tests.capture.live.taps import FakeTap
from tests.savefiles import MAC_A, MAC_B, NS, VIP, Timed, announcement, exchange, icmp, question, segment

NUMBER = address_number(VIP)
SCHEMA = json.loads(resources.files("arpwatch_k8s.monitor").joinpath("watch.schema.json").read_text())
T0 = 1_790_000_000 * NS


class Clock:
    """Both clocks, which a test moves: by `beat` at each look."""

    def __init__(self, *, beat: int = 20_000_000) -> None:
        self.wall, self.steady, self.beat = T0, 5 * NS, beat

    def __call__(self) -> tuple[int, int]:
        self.wall += self.beat
        self.steady += self.beat
        return self.wall, self.steady


class Looks:
    """Waits for the judge: what it was given before has been looked at, and told, when `wait` returns."""

    def __init__(self) -> None:
        self._seen = Semaphore(0)

    def note(self, _: Look) -> None:
        self._seen.release()

    def wait(self) -> None:
        while self._seen.acquire(blocking=False):
            pass
        for _ in range(3):  # one may have begun before, and one batch may wait in the queue
            assert self._seen.acquire(timeout=60)


@pytest.fixture(autouse=True)
def _eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """The judge looks all the time."""
    monkeypatch.setattr("arpwatch_k8s.monitor.judge.NEWS_S", 0.0)
    monkeypatch.setattr("arpwatch_k8s.monitor.judge.IDLE_S", 0.01)
    monkeypatch.setattr("arpwatch_k8s.monitor.judge.SHARE", 0.0)
    monkeypatch.setattr("arpwatch_k8s.capture.live.feed.SURVEY_S", 0.0)


def watched(
    *taps: FakeTap,
    looks: Looks | None = None,
    vips: Sequence[int] = (NUMBER,),
    clock: Clock | None = None,
    report: Callable[[Result], str] | None = None,
    control_only: bool = False,
) -> tuple[list[Change], Result]:
    """What is told of what taps give, all of it in keeping with the schema; and the result."""
    changes: list[Change] = []
    what = Wanted(vips=tuple(vips), known=Known(), passing=Passing(vips=tuple(vips), control_only=control_only))
    with Stop() as stop:
        watch = Watch(
            taps,  # type: ignore[arg-type]
            what,
            changes.append,
            clock=clock or Clock(),
            report=report,
            show=(looks or Looks()).note,
        )
        result = watch.run(stop)
    validate(changes)
    return changes, result


def validate(changes: Sequence[Change]) -> None:
    """Hold each change against the schema that is shipped."""
    for change in changes:
        Draft202012Validator(SCHEMA).validate(json.loads(document(change)))


def named(changes: Sequence[Change], event: str) -> list[Change]:
    return [change for change in changes if change.event == event]


def at(seconds: float, frame: bytes) -> Timed:
    return T0 + round(seconds * NS), frame


MOVE = [
    [at(0.0, announcement(MAC_A))],
    exchange(T0 + NS // 100, 40000),
    [at(0.05, announcement(MAC_B))],
    exchange(T0 + 6 * NS // 100, 40001, mac=MAC_B),
]


def test_a_move_is_told_and_counted_in_the_end() -> None:
    changes, result = watched(FakeTap(MOVE))
    assert [change.text for change in named(changes, "owner")] == [f"is claimed by {MAC_A}"]
    (move,) = [change for change in named(changes, "move") if change.data["track"] == "claimed"]
    assert move.time == T0 + NS // 20
    (stopped,) = named(changes, "stopped")
    assert (stopped.data["frames"], stopped.data["dropped"]) == (10, 0)
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
    assert [(change.vip, change.data) for change in named(changes, "vip")] == [(VIP, {"discovered": True})]
    assert tap.passing[-1].vips == (NUMBER,)
    assert [record.vip for record in result.case.vips] == [VIP]
    assert len(named(changes, "owner")) == 1


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
    (failures,) = named(changes, "failures")
    assert failures.data["failed"] == 8
    assert "8 unreachable" in failures.text
    (finding,) = named(changes, "finding")
    assert finding.data["rule"] == "service-not-programmed"
    assert "confidence" in finding.text
    assert [change.data["outcome"] for change in named(changes, "verdict")][-1] == "root-cause"


def test_a_clock_that_is_set_back_begins_anew_and_says_so() -> None:
    clock, looks = Clock(), Looks()

    def set_back() -> None:
        looks.wait()
        clock.wall -= 3600 * NS
        looks.wait()

    later = [(T0 - 3600 * NS + NS, announcement(MAC_B)), *exchange(T0 - 3600 * NS + NS + 1000, 40000, mac=MAC_B)]
    changes, result = watched(FakeTap([*MOVE[:2], set_back, later, looks.wait]), clock=clock, looks=looks)
    (step,) = named(changes, "clock")
    assert step.data["step_s"] == pytest.approx(-3600, abs=1)
    assert "set back by 3600.0 s" in step.text
    assert result.case.start is not None
    assert result.case.start < T0 - 3000 * NS
    (record,) = result.case.vips
    assert [epoch.mac & 0xFF for epoch in record.ownership.epochs] == [0x0B]
    # who held it before is still known: that order does not rest on times
    assert [change.data["mac"] for change in named(changes, "move") if change.data["track"] == "claimed"] == [MAC_B]


@pytest.mark.long
def test_ten_thousand_claimed_addresses_are_survived_and_told() -> None:
    flood = [
        [at(0.001 * b, announcement(MAC_A, f"10.{b}.{i // 250}.{i % 250 + 1}")) for i in range(1000)] for b in range(10)
    ]
    asked = [at(0, announcement(MAC_A)), *exchange(T0, 40000)]
    looks = Looks()
    changes, result = watched(
        FakeTap([asked, looks.wait, *flood, looks.wait]), vips=(), looks=looks, clock=Clock(beat=0)
    )
    assert named(changes, "flood")
    assert len(named(changes, "vip")) <= MOST_VIPS
    assert named(changes, "vip")[0].vip == VIP
    assert len(result.case.evidence) < 3000


def test_an_interface_that_is_gone_ends_it_with_a_report() -> None:
    written: list[Result] = []

    def report(result: Result) -> str:
        written.append(result)
        return "case/report"

    changes: list[Change] = []
    tap = FakeTap([MOVE[0], GoneError("-i eth0: is gone since 30 s", fix="Start this again.")])
    what = Wanted(vips=(NUMBER,), known=Known(), passing=Passing(vips=(NUMBER,)))
    with Stop() as stop, pytest.raises(GoneError) as raised:
        Watch([tap], what, changes.append, clock=Clock(), report=report).run(stop)  # type: ignore[list-item]
    assert raised.value.exit_code == 75
    assert len(written) == 1
    assert [change.text for change in named(changes, "report")] == ["report written: case/report"]
    validate(changes)


def test_a_report_that_cannot_be_written_is_told_and_ends_nothing() -> None:
    def report(_: Result) -> str:
        raise OutputError("case/report: cannot be written (No space left on device)", fix="Make room.")

    changes, _ = watched(FakeTap(MOVE), report=report)
    (told,) = named(changes, "report")
    assert told.text == "no report: case/report: cannot be written (No space left on device)"
    assert named(changes, "stopped")


def test_drops_are_told_and_make_the_capture_unable_to_clear() -> None:
    changes, result = watched(FakeTap(MOVE, dropped=7))
    assert [change.data["in_all"] for change in named(changes, "drops")] == [7]
    assert result.case.captures[0].drops == 7
    assert result.verdict.outcome == "inconclusive"


def test_two_interfaces_are_two_segments_of_one_capture() -> None:
    looks = Looks()
    first = FakeTap(MOVE[:2], name="eth0", ends=False)
    changes, result = watched(first, FakeTap([*MOVE[:2], looks.wait], name="eth1"), looks=looks)
    assert {change.interface for change in named(changes, "owner")} == {"eth0", "eth1"}
    assert sorted(record.segment.interface for record in result.case.vips) == [0, 1]
    assert len(result.case.captures) == 1


def test_lines_are_safe_for_a_terminal() -> None:
    change = Change(time=T0, event="interface", text="eth0: \x1b[2Jgone", interface="eth0")
    assert "\x1b" not in line(change, __import__("datetime").UTC)
    assert "\x1b" not in document(change)
