"""The screen obeys keys and draws by itself; what fails while it does is heard of."""

from contextlib import closing
from datetime import UTC
from io import StringIO
from queue import SimpleQueue
from threading import Event

import pytest
from rich.console import Console

from arpwatch_k8s.changes.discovery import VipFound
from arpwatch_k8s.monitor.sinks.terminal.screen import Screen
from tests.changes.samples import T0
from tests.savefiles import NS, VIP

WAIT_S = 60.0
FOUND = VipFound(time=T0, vip=VIP)


class Keys:
    """A keyboard that a test presses; it says when a key was obeyed, and drawn after."""

    def __init__(self) -> None:
        self._pressed: SimpleQueue[str] = SimpleQueue()
        self._asked = Event()

    def press(self, key: str) -> None:
        self._asked.clear()
        self._pressed.put(key)
        assert self._asked.wait(WAIT_S)

    def key(self, *, within_s: float) -> str:
        self._asked.set()
        return self._pressed.get()

    def wake(self) -> None:
        self._pressed.put("")


def screen(out: StringIO, keys: Keys, end: Event, clock: list[int]) -> Screen:
    console = Console(file=out, width=80, height=24, force_terminal=True)
    return Screen(["eth0"], UTC, console, keyboard=keys, end=end.set, clock=lambda: (clock[0], clock[1]))  # type: ignore[arg-type]


def test_keys_end_it_and_explain_it_and_the_clock_goes_on() -> None:
    out, keys, end, clock = StringIO(), Keys(), Event(), [T0, 0]
    with closing(screen(out, keys, end, clock)) as shown:
        shown.tell(FOUND)
        assert "14:13:20 UTC  eth0  for 0 s" in out.getvalue()
        clock[0], clock[1] = T0 - 3 * NS, 3 * NS  # it was set back meanwhile
        keys.press("")  # a second without a key
        assert "14:13:17 UTC  eth0  for 3 s" in out.getvalue()
        keys.press("?")
        assert "who says by ARP or neighbor discovery" in out.getvalue()
        assert not end.is_set()
        keys.press("q")
        assert end.is_set()
    last = out.getvalue().rpartition("14:13:17 UTC")[2]
    assert "behaves like a VIP" in last  # not the page that explains keys
    assert "\x1b[?25h" in last


class Broken(StringIO):
    """A terminal that takes nothing any more, once a test says so."""

    is_broken = False

    def write(self, text: str) -> int:
        if self.is_broken:
            raise TimeoutError("nobody reads it")
        return super().write(text)


def test_what_drawing_raises_beside_the_sinks_thread_is_raised_there() -> None:
    out, keys = Broken(), Keys()
    shown = screen(out, keys, Event(), [T0, 0])
    shown.tell(FOUND)
    out.is_broken = True
    keys._pressed.put("")
    shown._thread.join(WAIT_S)
    with pytest.raises(TimeoutError):
        shown.tell(FOUND)
    out.is_broken = False
    shown.close()
