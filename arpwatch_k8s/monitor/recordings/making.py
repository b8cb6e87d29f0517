"""What a recording comes to: its analysis by what the watch goes by, and the report of that.

`rehearse` makes one of a recording of a few frames: what is imported, read and compiled when it is first used is at
hand from then on, whatever becomes of the files.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from importlib import import_module
from pathlib import Path
from typing import Final

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.inventory import Known
from arpwatch_k8s.monitor.rehearsal import FRAME
from arpwatch_k8s.plotter.painters import fonts
from arpwatch_k8s.report import folder
from arpwatch_k8s.savefile.writer import write_file
from arpwatch_k8s.thresholds import DEFAULTS, NS, Thresholds

TIME_NS: Final = 1_000_000_000 * NS
ETHERNET: Final = 1
FONTS: Final = ".fonts"
FRAMES: Final = (FRAME, FRAME.replace(bytes.fromhex("525400000001"), bytes.fromhex("525400000002")))
"""Two nodes announce one address."""


@dataclass(slots=True, kw_only=True)
class Making:
    """What reports rest on: as the watch had it when it began."""

    folder: Path
    """Where recordings are; fonts are laid out below it."""

    known: Known = field(default_factory=Known)
    """Names of nodes and services."""

    thresholds: Thresholds = DEFAULTS
    """What judgments rest on."""

    zone: tzinfo = UTC
    """Of times that people read."""

    fonts: Mapping[str, bytes] = field(default_factory=dict)
    """Those that figures take, by their paths; from the rehearsal until they are laid out."""

    def make(self, capture: Path, target: Path) -> None:
        """The report of a recording into a new folder. ArpwatchError where it cannot be read or written."""
        result = analyze([capture], known=self.known, thresholds=self.thresholds, zone=self.zone)
        command = ("arpwatch-k8s", "analyze", str(capture))
        folder.write(result, str(target), zone=self.zone, force=False, command=command)

    def settle(self) -> None:
        """Lay out what is out of reach by now. OSError, OutputError where that fails."""
        fonts.lay_out(self.fonts, self.folder / FONTS)
        self.fonts = {}

    def rehearse(self) -> None:
        """Make one of a move. ArpwatchError where none can be made."""
        self.fonts = fonts.read()
        import_module("arpwatch_k8s.analysis.telling")  # by which a recording that is broken is told
        with tempfile.TemporaryDirectory(prefix="arpwatch-k8s-") as aside:
            capture = Path(aside) / "rehearsal.pcapng"
            with write_file(capture) as writer:
                number = writer.add_interface(ETHERNET)
                for second, frame in enumerate(FRAMES):
                    writer.write(number, TIME_NS + second * NS, frame)
            self.make(capture, Path(aside) / "report")
