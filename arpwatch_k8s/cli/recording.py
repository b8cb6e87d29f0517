"""Options of `watch` by which incidents are recorded, and what they amount to."""

from __future__ import annotations

import logging
import os
import re
import sys
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from arpwatch_k8s.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from arpwatch_k8s.capture.live.tap import Tap
    from arpwatch_k8s.changes.change import Change
    from arpwatch_k8s.monitor.config import WatchConfig
    from arpwatch_k8s.monitor.recordings.recorder import Recorder
    from arpwatch_k8s.monitor.recordings.settings import Recordings

log = logging.getLogger("arpwatch_k8s")

Record = Annotated[
    str | None,
    typer.Option(
        "--record", metavar="DIR", help="Record each incident into this folder, from before it to after it (pcapng)."
    ),
]
Before = Annotated[
    str, typer.Option("--before", metavar="TIME", help="How long before an incident its recording begins.")
]
After = Annotated[str, typer.Option("--after", metavar="TIME", help="How long after an incident its recording ends.")]
Keep = Annotated[int, typer.Option("--keep", metavar="N", help="Keep the newest N recordings.")]
KeepBytes = Annotated[
    str, typer.Option("--keep-bytes", metavar="SIZE", help="Keep no more than so much of them, with their reports.")
]
NoReport = Annotated[bool, typer.Option("--no-record-report", help="No report beside each recording.")]

SECONDS: Final = {"ms": Decimal("0.001"), "s": Decimal(1), "m": Decimal(60), "h": Decimal(3600)}
BYTES: Final = {"B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40}
QUANTITY: Final = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)([A-Za-z]{0,3})", re.ASCII)
LONGEST_S: Final = 3600
"""Before and after: what comes long before or after an incident is another story."""
LEAST_BYTES: Final = 1 << 20


def recordings(
    folder: str | None, *, before: str, after: str, keep: int, keep_bytes: str, reports: bool
) -> Recordings | None:
    """How to record, None where that is not wanted. UsageError: what was given makes no sense."""
    if folder is None:
        return None
    from arpwatch_k8s.monitor.recordings import recorder  # noqa: F401 - loaded while it is within reach
    from arpwatch_k8s.monitor.recordings.settings import Recordings

    if keep < 1:
        raise UsageError(f"--keep {keep}: at least 1", fix="Leave out --record to record nothing.")
    return Recordings(
        folder=Path(folder),
        before_ns=span_ns("--before", before),
        after_ns=span_ns("--after", after),
        keep=keep,
        keep_bytes=size("--keep-bytes", keep_bytes),
        reports=reports,
    )


def span_ns(option: str, text: str) -> int:
    """A time as `60s`, `2m`, `500ms`; seconds where no unit stands. UsageError: it is none, or too long."""
    found = QUANTITY.fullmatch(text)
    unit = SECONDS.get(found[2] or "s") if found is not None else None
    if found is None or unit is None or Decimal(found[1]) * unit > LONGEST_S:
        raise UsageError(f"{option} {text}: no time of up to {LONGEST_S} s", fix="Write it as 60s, or as 2m.")
    return int(Decimal(found[1]) * unit * 1_000_000_000)


def size(option: str, text: str) -> int:
    """Bytes as `1GiB`, `500MiB`; bytes where no unit stands. UsageError: it is none, or less than a recording needs."""
    found = QUANTITY.fullmatch(text)
    unit = BYTES.get(found[2] or "B") if found is not None else None
    if found is None or unit is None or Decimal(found[1]) * unit < LEAST_BYTES:
        raise UsageError(f"{option} {text}: no size of at least 1MiB", fix="Write it as 1GiB, or as 500MiB.")
    return int(Decimal(found[1]) * unit)


def recorder(
    config: WatchConfig, taps: Sequence[Tap], say: Callable[[Change], None], stack: ExitStack
) -> Recorder | None:
    """What records, None where nothing is to be; its folder is held until the stack is left. OutputError: it cannot
    be written, or another watch records there."""
    if config.recordings is None:
        return None
    from arpwatch_k8s.monitor.recordings.folder import Folder
    from arpwatch_k8s.monitor.recordings.recorder import Recorder
    from arpwatch_k8s.monitor.recordings.recording import Described

    wanted, passing = config.recordings, config.passing
    folder = Folder(wanted.folder, keep=wanted.keep, keep_bytes=wanted.keep_bytes)
    stack.callback(folder.close)
    if wanted.reports and not os.access(sys.executable, os.X_OK):
        log.warning("recordings get no reports: user %d cannot run %s", os.geteuid(), sys.executable)
    described = [
        Described(name=tap.name, linktype=tap.linktype, snaplen=passing.snaplen, filter_text=passing.user)
        for tap in taps
    ]
    return Recorder(wanted, folder, described, say)
