"""Settings that are read again while a watch runs: what changes, what cannot, and what is wrong."""

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from threading import Event

import pytest

from arpwatch_k8s.capture.live.kernel_filter import Passing
from arpwatch_k8s.capture.live.stop import Stop
from arpwatch_k8s.capture.live.tap import Settings
from arpwatch_k8s.changes.cost import Withdrawal
from arpwatch_k8s.changes.discovery import VipFound
from arpwatch_k8s.changes.ownership import ContestStart, FirstOwner, Takeover
from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.evidence.addresses import address_number
from arpwatch_k8s.inventory import Known, parse_node
from arpwatch_k8s.monitor.config import WatchConfig
from arpwatch_k8s.monitor.recordings.settings import Recordings
from arpwatch_k8s.monitor.reload import Reload, unchangeable
from arpwatch_k8s.monitor.watch import Watch
from arpwatch_k8s.thresholds import DEFAULTS
from tests.capture.live.taps import FakeTap
from tests.monitor.watching import MOVE, NUMBER, Clock, Kept, Looks, at, config, of, validate
from tests.savefiles import MAC_A, MAC_B, NS, VIP, announcement

OTHER = "192.0.2.81"


@pytest.fixture(autouse=True)
def _eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """The examiner looks all the time."""
    monkeypatch.setattr("arpwatch_k8s.monitor.examiner.NEWS_S", 0.0)
    monkeypatch.setattr("arpwatch_k8s.monitor.examiner.IDLE_S", 0.01)
    monkeypatch.setattr("arpwatch_k8s.monitor.examiner.SHARE", 0.0)
    monkeypatch.setattr("arpwatch_k8s.capture.live.feed.SURVEY_S", 0.0)


class Given(Reload):
    """Settings that are there when a test says so; `taken` is set once the loop has them."""

    def __init__(self, new: WatchConfig) -> None:
        super().__init__(new, lambda: new, lambda _: None)
        self.given: SimpleQueue[WatchConfig] = SimpleQueue()
        self.taken = Event()

    def next(self) -> WatchConfig | None:
        if self.given.empty():
            return None
        self.taken.set()
        return self.given.get()


def reloaded(before: WatchConfig, after: WatchConfig, first: list[object], then: list[object]) -> tuple[Kept, FakeTap]:
    """What is told where settings are read again between two parts of what is on the wire."""
    looks = Looks()
    kept, reload = Kept(looks.note), Given(after)

    def turn() -> None:
        looks.wait()
        reload.given.put(after)
        assert reload.taken.wait(60)
        looks.wait()

    tap = FakeTap([*first, turn, *then, looks.wait])  # type: ignore[list-item]
    with Stop() as stop:
        Watch([tap], before, [kept], notices=SimpleQueue(), clock=Clock(), reload=reload).run(stop)  # type: ignore[arg-type, list-item]
    validate(kept.changes)
    return kept, tap


def test_vips_that_are_named_since_are_watched_and_those_that_are_not_are_left() -> None:
    both = [[at(0, announcement(MAC_A)), at(0.001, announcement(MAC_A, vip=OTHER))]]
    later = [[at(5, announcement(MAC_B)), at(5.001, announcement(MAC_B, vip=OTHER))]]
    after = config((address_number(OTHER),))
    kept, tap = reloaded(config(), after, both, later)
    assert tap.passing[-1].vips == (address_number(OTHER),)
    assert {change.vip for change in of(kept.changes, FirstOwner)} == {VIP, OTHER}
    assert of(kept.changes, Takeover) == []
    assert of(kept.changes, Withdrawal) == []


def test_where_vips_are_named_instead_of_discovered_no_more_are_and_the_other_way_round() -> None:
    seen = [[at(0, announcement(MAC_A))]]
    later = [[at(5, announcement(MAC_A, vip=OTHER))]]
    kept, tap = reloaded(config(()), config(), seen, later)
    assert [change.vip for change in of(kept.changes, VipFound)] == [VIP]
    assert tap.passing[-1].vips == (NUMBER,)
    kept, tap = reloaded(config(), config(()), seen, later)
    assert [change.vip for change in of(kept.changes, VipFound)] == [OTHER]
    assert set(tap.passing[-1].vips) == {NUMBER, address_number(OTHER)}


def test_names_and_thresholds_hold_from_then_on() -> None:
    named = replace(
        config(),
        known=Known(nodes=(parse_node(f"node2={MAC_B}"),)),
        thresholds=replace(DEFAULTS, contest_changes=2, contest_gap_ns=3 * NS),
    )
    later = [[at(5, announcement(MAC_A))], [at(6, announcement(MAC_B))], [at(7, announcement(MAC_A))]]
    kept, _ = reloaded(config(), named, MOVE[:3:2], later)  # type: ignore[arg-type]
    moves = of(kept.changes, Takeover)
    assert [move.holder.node for move in moves[:1]] == [None]
    (fight,) = of(kept.changes, ContestStart)
    assert "node2" in fight.text


def test_what_cannot_be_changed_is_named() -> None:
    before = config()
    after = replace(
        before,
        interfaces=("eth1",),
        settings=Settings(buffer_bytes=1),
        passing=Passing(user="vlan 3"),
        metrics=("", 1),
        recordings=Recordings(folder=Path("rec"), keep=7),
    )
    assert unchangeable(before, after) == ["interfaces", "buffer_kib", "metrics", "record", "filter"]
    live = replace(before, passing=Passing(vips=(1,)), thresholds=replace(DEFAULTS, contest_changes=9))
    assert unchangeable(before, live) == []


def read_once(read: Callable[[], WatchConfig], adopt: Callable[[WatchConfig], None]) -> Reload:
    """Settings that were asked for once."""
    reload = Reload(config(), read, adopt)
    reload.start()
    reload.ask()
    return reload


def until_told(caplog: pytest.LogCaptureFixture, words: str) -> None:
    """Wait for a line of the log."""
    for _ in range(6000):
        if any(words in message for message in caplog.messages):
            return
        Event().wait(0.01)
    raise AssertionError(caplog.messages)


def test_settings_that_are_wrong_are_told_and_change_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> WatchConfig:
        raise UsageError("watch.toml, line 3: watch.vip: no such key", fix="Did you mean vips?")

    with caplog.at_level(logging.WARNING, "arpwatch_k8s"):
        reload = read_once(broken, lambda _: None)
        until_told(caplog, "settings are as before: watch.toml, line 3: watch.vip: no such key; Did you mean vips?")
    assert reload.next() is None


def test_settings_that_cannot_be_taken_over_change_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def refuse(_: WatchConfig) -> None:
        raise UsageError("messages need apprise", fix="Install it.")

    with caplog.at_level(logging.WARNING, "arpwatch_k8s"):
        reload = read_once(config, refuse)
        until_told(caplog, "settings are as before: messages need apprise; Install it.")
    assert reload.next() is None


def test_settings_that_are_right_are_taken_over_once(caplog: pytest.LogCaptureFixture) -> None:
    adopted: list[WatchConfig] = []
    with caplog.at_level(logging.WARNING, "arpwatch_k8s"):
        new = replace(config(), interfaces=("eth1",))
        reload = read_once(lambda: new, adopted.append)
        until_told(caplog, "settings were read again; only a new start changes interfaces")
        taken = None
        while taken is None:
            taken = reload.next()
    assert (adopted, taken) == ([new], new)
    assert reload.next() is None
