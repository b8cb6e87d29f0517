"""Names made safe, measured, cut and wrapped. Names are input: a savefile's name or a node's may hold
anything.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final

from arpwatch_k8s.plotter.scale import GUTTER, GUTTER_END, TEXT_SIZE

# fmt: off
ADVANCES: Final = (
    317, 400, 459, 837, 636, 950, 779, 274, 390, 390, 500, 837, 317, 360, 317, 336,
    636, 636, 636, 636, 636, 636, 636, 636, 636, 636, 336, 336, 837, 837, 837, 530,
    1000, 684, 686, 698, 770, 631, 575, 774, 751, 294, 294, 655, 557, 862, 748, 787,
    603, 787, 694, 634, 610, 731, 684, 988, 685, 610, 685, 390, 336, 390, 837, 500,
    500, 612, 634, 549, 634, 615, 352, 634, 633, 277, 277, 579, 277, 974, 633, 611,
    634, 634, 411, 520, 392, 633, 591, 817, 591, 591, 524, 636, 336, 636, 837,
)
# fmt: on
"""Widths of the characters from space to tilde in DejaVu Sans, thousandths of an em."""
OTHER: Final = 0.7
WIDE: Final = 1.0
BOLD: Final = 1.14
SPARE: Final = 1.02
"""Ems of a letter beyond ASCII, of an East Asian one, how much wider bold type runs, and what rounding to
pixels may add.
"""


def advance(character: str) -> float:
    """Width of a character in ems."""
    code = ord(character) - ord(" ")
    if 0 <= code < len(ADVANCES):
        return ADVANCES[code] / 1000
    return WIDE if character in "…—" or unicodedata.east_asian_width(character) in "WF" else OTHER


def width(text: str, size: float) -> float:
    """Width of `text` in points at `size` points."""
    return sum(map(advance, text)) * size * SPARE


def cut(text: str, room: float, size: float) -> str:
    """`text`, its middle left out where it is wider than `room` points: the ends are what tells names
    apart.
    """
    if width(text, size) <= room:
        return text
    for keep in range(min(len(text) - 1, most_characters(room, size)), 1, -1):
        shorter = text[: (keep + 1) // 2] + "…" + text[len(text) - keep // 2 :]
        if width(shorter, size) <= room:
            return shorter
    return "…"


def most_characters(room: float, size: float) -> int:
    """More characters than fit into `room` points, whichever they are: what is longer need not be measured."""
    return int(room / (size * min(ADVANCES) / 1000)) + 1


def first_fitting(candidates: Iterable[str], room: float, size: float) -> str:
    """The first text that fits into `room` points; "" where none does."""
    return next((text for text in candidates if width(text, size) <= room), "")


def gutter_room(note: str) -> float:
    """Points that a lane's label has left of its note."""
    return GUTTER - GUTTER_END - (width(note, TEXT_SIZE) + 4 if note else 0)


def wrapped(text: str, room: float, size: float, most: int) -> tuple[str, ...]:
    """`text` in lines of at most `room` points, at most `most` of them; an ellipsis tells that more was
    said.
    """
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if width(longer, size) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        line = cut(word, room, size)
    if line:
        lines.append(line)
    if len(lines) > most:
        lines = [*lines[: most - 1], cut_end(f"{lines[most - 1]} {lines[most]}", room, size)]
    return tuple(lines)


def cut_end(text: str, room: float, size: float) -> str:
    """`text` with an ellipsis where its end does not fit into `room` points."""
    text = text[: most_characters(room, size)]
    while text and width(text + " …", size) > room:
        text = text[:-1]
    return text.rstrip() + " …"


def short_number(n: int) -> str:
    """A number in at most four characters."""
    for unit, name in ((10**9, "G"), (10**6, "M"), (10**3, "k")):
        if n >= unit * (10 if unit == 10**3 else 1):
            return f"{n / unit:.0f}{name}" if n >= 10 * unit else f"{n / unit:.1f}{name}"
    return str(n)
