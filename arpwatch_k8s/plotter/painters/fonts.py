"""Fonts for those who draw where they cannot reach the files that matplotlib found.

Whatever was loaded of a font does not help: matplotlib forgets it in a process that is forked, and opens the files
again.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from matplotlib import font_manager

from arpwatch_k8s.plotter.painters.files import put
from arpwatch_k8s.plotter.painters.ink import FAMILIES, families


def read() -> dict[str, bytes]:
    """Every file of the fonts that texts are drawn in, by its path."""
    families()  # finds them
    paths = {font.fname for font in font_manager.fontManager.ttflist if font.name in FAMILIES}
    return {path: Path(path).read_bytes() for path in sorted(paths)}


def lay_out(files: Mapping[str, bytes], folder: Path) -> None:
    """Have those that are out of reach read from copies in a folder. OSError, OutputError: it cannot be written."""
    manager = font_manager.fontManager
    for path, data in files.items():
        if os.access(path, os.R_OK):
            continue
        folder.mkdir(exist_ok=True)
        copy = put(folder / Path(path).name, data)
        manager.ttflist = [
            replace(font, fname=os.fspath(copy)) if font.fname == path else font for font in manager.ttflist
        ]
        manager.addfont(copy)  # which has matplotlib look for fonts anew
