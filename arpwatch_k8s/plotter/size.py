"""How large a page is: as its lanes need, a sheet of paper, a slide, or as told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import inf
from typing import Final

MILLIMETER: Final = 72 / 25.4
UNITS: Final = {"mm": MILLIMETER, "cm": 10 * MILLIMETER, "in": 72.0, "pt": 1.0, "": MILLIMETER}
"""Points in each unit; millimeters where none is named."""
LEAST_WIDTH: Final = 400.0
LEAST_HEIGHT: Final = 280.0
"""Points below which the lanes' labels leave no room for a plot."""
MOST: Final = 4000.0
"""Points: 11,111 pixels at 200 a inch, which viewers still open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """Points. fixed: pages are `height` high; else as high as they need to be, up to that."""

    width: float
    height: float
    fixed: bool


AUTO: Final = Size(width=841.9, height=1190.6, fixed=False)
"""As wide as A4 lying; at its highest it has A4's proportions, standing."""
ENDLESS: Final = Size(width=841.9, height=inf, fixed=False)
"""One page however many lanes: for a painter that scrolls."""
SIZES: Final = {
    "auto": AUTO,
    "a4": Size(width=297 * MILLIMETER, height=210 * MILLIMETER, fixed=True),
    "letter": Size(width=792.0, height=612.0, fixed=True),
    "slide": Size(width=720.0, height=405.0, fixed=True),
}
"""A4 and letter lie; a slide is 10 by 5.625 inches, 16:9, so that the smallest text is legible from afar."""
GIVEN: Final = re.compile(r"(\d+(?:\.\d+)?)[x×](\d+(?:\.\d+)?)(mm|cm|in|pt|)")


def parse_size(text: str) -> Size:
    """The size of a name, or of width x height in mm, cm, in or pt. ValueError: neither, or nothing to draw on."""
    if text.lower() in SIZES:
        return SIZES[text.lower()]
    found = GIVEN.fullmatch(text.lower().replace(" ", ""))
    if found is None:
        raise ValueError("it is no size")
    width, height = (float(number) * UNITS[found[3]] for number in found.groups()[:2])
    if width < LEAST_WIDTH or height < LEAST_HEIGHT:
        raise ValueError(f"it is smaller than {LEAST_WIDTH / MILLIMETER:.0f}x{LEAST_HEIGHT / MILLIMETER:.0f} mm")
    if max(width, height) > MOST:
        raise ValueError(f"it is larger than {MOST / MILLIMETER:.0f} mm")
    return Size(width=width, height=height, fixed=True)
