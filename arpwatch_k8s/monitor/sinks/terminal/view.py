"""All that the live view shows, to the terminal's size: what finds no room is counted, and of changes the newest stay.

From the top: the time and what is listened to, the verdict, the newest incident, the VIPs, changes; on a wide terminal
the changes stand beside all that.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.console import Console
from rich.text import Text

from arpwatch_k8s.monitor.sinks.terminal.folding import BETWEEN, beside, cut, wrapped
from arpwatch_k8s.monitor.sinks.terminal.shown import Shown
from arpwatch_k8s.monitor.sinks.terminal.standing import verdict_lines, vip_lines
from arpwatch_k8s.wording.plain import plain
from arpwatch_k8s.wording.times import NS, clock, day, duration

FEWEST_CHANGES: Final = 6
"""Lines that are left for changes, however many VIPs there are."""
WIDE: Final = 160
"""Columns from which on there are two columns of lines."""
LEFT_SHARE: Final = 0.55
KEYS: Final = "? help  q end"
HELP: Final = (
    "q            end, with the report where one was asked for (as Ctrl-C does)",
    "?            this page, and back",
    "",
    "claimed      who says by ARP or neighbor discovery that the VIP is theirs",
    "used         to whom this host sends what is for the VIP",
    "serving      who answers connections to it",
    "kernel       whom this host's neighbor table names",
    "",
    "Each owner has the color that it has in the report's figure. Tracks that are yellow disagree.",
    "Rates are those of the last minute; an attempt that has no answer yet has not failed.",
)


def view(shown: Shown, changes: Sequence[str], now: int, console: Console) -> Text:
    """All of it at `now`, ns UTC: as many lines as the console is high at most, and one line less."""
    room = console.height - 1
    lines = [heading(shown, now, console)][:room]
    room -= len(lines)
    if shown.is_help:
        texts = [part for text in HELP for part in wrapped(Text(text), console, " " * 13, width=console.width)]
        return Text("\n").join([*lines, *cut(texts, room)])
    if console.width >= WIDE:
        width = round(console.width * LEFT_SHARE)
        left = standing(shown, now, console, width=width, room=room)
        right = newest(changes, console, width=console.width - width - len(BETWEEN), room=room)
        return Text("\n").join([*lines, *beside(left, right, width)])
    kept = min(room, max(1, room - min(FEWEST_CHANGES, room // 3) - 1))
    state = standing(shown, now, console, width=console.width, room=kept)
    last = newest(changes, console, width=console.width, room=room - len(state) - bool(state))
    return Text("\n").join([*lines, *state, *([Text()] if state and last else []), *last])


def heading(shown: Shown, now: int, console: Console) -> Text:
    """The time, what is listened to and for how long; the keys at the end of the line."""
    time = f"{clock(now, shown.zone)[: len('00:00:00')]} {day(now, shown.zone).split(' ')[1]}"
    up = duration(shown.up_ns // NS * NS).replace(".0 s", " s") if shown.up_ns >= NS else "0 s"
    text = Text(plain(f"{time}  {', '.join(shown.interfaces)}  for {up}"), style="reverse")
    room = console.width - len(KEYS) - 2
    text.truncate(room, overflow="ellipsis")
    text.pad_right(max(0, room - text.cell_len))
    text.append(f"  {KEYS}")
    text.truncate(console.width)
    return text


def standing(shown: Shown, now: int, console: Console, *, width: int, room: int) -> list[Text]:
    """The verdict, the newest incident and the VIPs, in at most `room` lines."""
    result = shown.result
    if result is None or room < 1:
        return []
    trouble = shown.trouble.lines(now, shown.zone, console, width=width)
    state = shown.trouble.newest
    told = state is not None and state.cause is not None and state.cause.rule == result.verdict.cause
    lines = cut(verdict_lines(result, console, width=width, with_summary=not told), room)
    lines += cut(trouble, max(0, (room - len(lines)) * 3 // 5))
    return lines + vip_lines(shown, result, console, width=width, room=room - len(lines))


def newest(changes: Sequence[str], console: Console, *, width: int, room: int) -> list[Text]:
    """As many of the newest changes as there is room for, the newest below."""
    lines: list[Text] = []
    for words in reversed(changes):
        more = wrapped(Text(words), console, "    ", width=width)
        if len(lines) + len(more) > room:
            break
        lines = more + lines
    return lines
