"""Two grounds to draw on, and colors that can be told from each of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

LEAST_CONTRAST: Final = 3.0
"""What lines and marks must have against the ground (WCAG 2.2, success criterion 1.4.11)."""
STEPS: Final = 20
MOST_COLORS: Final = 256
"""Whose legible form is remembered: a figure has a few, and asks for them once for each of its owners."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """Colors, #rrggbb, from what is read first to the ground: `ink` and `gray` for text, `pale` and `faint` for
    lines and faces behind it."""

    name: str
    ink: str
    gray: str
    pale: str
    faint: str
    paper: str


LIGHT: Final = Theme(name="light", ink="#1a1a1a", gray="#5f5f5f", pale="#c4c4c4", faint="#e6e6e6", paper="#ffffff")
DARK: Final = Theme(name="dark", ink="#ececec", gray="#a9adb2", pale="#5b6168", faint="#30353b", paper="#15181c")
THEMES: Final = {theme.name: theme for theme in (LIGHT, DARK)}


@lru_cache(MOST_COLORS)
def legible(color: str, theme: Theme) -> str:
    """`color`, moved towards the theme's ink as far as thin lines of it need to be seen on its paper."""
    mixed = color
    for step in range(1, STEPS + 1):
        if contrast(mixed, theme.paper) >= LEAST_CONTRAST:
            break
        mixed = between(color, theme.ink, step / STEPS)
    return mixed


def contrast(one: str, two: str) -> float:
    """Contrast ratio of two colors, 1 to 21, as WCAG 2.2 defines it."""
    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)


def luminance(color: str) -> float:
    """Relative luminance, 0 to 1, as WCAG 2.2 defines it."""
    red, green, blue = (linear(part / 255) for part in parts(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(part: float) -> float:
    """A channel of sRGB without its gamma."""
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def parts(color: str) -> tuple[int, int, int]:
    """Red, green and blue, 0 to 255."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def between(one: str, two: str, share: float) -> str:
    """The color that lies `share` of the way from one to two."""
    mixed = (round(a + (b - a) * share) for a, b in zip(parts(one), parts(two), strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)
