"""Options of `watch` by which incidents are recorded, and what they amount to."""

from __future__ import annotations

import re
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from arpwatch_k8s.cli.choosing import dashed
from arpwatch_k8s.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from arpwatch_k8s.capture.live.tap import Tap
    from arpwatch_k8s.changes.change import Change
    from arpwatch_k8s.cli.choosing import CommandLine
    from arpwatch_k8s.monitor.config import WatchConfig
    from arpwatch_k8s.monitor.recordings.maker import Maker
    from arpwatch_k8s.monitor.recordings.recorder import Recorder
    from arpwatch_k8s.monitor.recordings.settings import Recordings
    from arpwatch_k8s.monitor.settings.file import Values

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
SPAN: Final = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)([A-Za-z]{0,2})", re.ASCII)
HOW: Final = frozenset({"before", "after", "keep", "keep_bytes", "no_record_report"})
"""Options that say how incidents are recorded."""


def recordings(line: CommandLine, values: Values) -> Recordings | None:
    """How to record, None where that is not wanted. UsageError: what was given makes no sense."""
    from arpwatch_k8s.monitor.settings import record_keys

    folder = line.chosen("record", record_keys.FOLDER, values)
    if folder is None:
        refuse_unused(line, values)
        return None
    from arpwatch_k8s.monitor.recordings import recorder  # noqa: F401 - loaded while it is within reach
    from arpwatch_k8s.monitor.recordings.settings import Recordings

    reports = None if "no_record_report" in line.named else values.of(record_keys.REPORTS)
    return Recordings(
        folder=Path(folder),
        before_ns=line.understood("before", record_keys.BEFORE, values, span_ns),
        after_ns=line.understood("after", record_keys.AFTER, values, span_ns),
        keep=line.understood("keep", record_keys.KEPT, values, count),
        keep_bytes=line.understood("keep_bytes", record_keys.KEPT_BYTES, values, size),
        reports=not line.values["no_record_report"] if reports is None else reports,
    )


def refuse_unused(line: CommandLine, values: Values) -> None:
    """UsageError where it is said how to record, and not where."""
    from arpwatch_k8s.monitor.settings import record_keys

    unused = sorted(line.named & HOW)
    if unused:
        raise UsageError(
            f"{dashed(unused[0])}: nothing is recorded", fix="Name the folder for recordings: --record DIR."
        )
    table = record_keys.FOLDER.table
    if "record" not in line.named and any(name.startswith(f"{table}.") for name in values.by_key):
        raise values.fault((table,), "has no folder", f"Add folder = {record_keys.FOLDER.form}")


def span_ns(option: str, text: str) -> int:
    """A time as `60s`, `2m`, `500ms`; seconds where no unit stands. UsageError: it is none, or too long."""
    from arpwatch_k8s.monitor.recordings.settings import LONGEST_NS
    from arpwatch_k8s.thresholds import NS

    found = SPAN.fullmatch(text)
    unit = SECONDS.get(found[2] or "s") if found is not None else None
    if found is None or unit is None or Decimal(found[1]) * unit * NS > LONGEST_NS:
        raise UsageError(f"{option} {text}: no time of up to {LONGEST_NS // NS} s", fix="Write it as 60s, or as 2m.")
    return int(Decimal(found[1]) * unit * NS)


def count(option: str, number: int) -> int:
    """How many to keep. UsageError: none."""
    if number < 1:
        raise UsageError(f"{option} {number}: at least 1", fix="Leave out --record to record nothing.")
    return number


def size(option: str, text: str) -> int:
    """Bytes as `1GiB`, `500MiB`; bytes where no unit stands. UsageError: it is none, or less than a recording needs."""
    from arpwatch_k8s.monitor.settings import record_keys

    try:
        return record_keys.KEPT_BYTES.read(text)
    except ValueError:
        raise UsageError(f"{option} {text}: no size of at least 1MiB", fix="Write it as 1GiB, or as 500MiB.") from None


def maker(config: WatchConfig, stack: ExitStack) -> Maker | None:
    """What makes reports of recordings, until the stack is left, None where there are to be none. Begun before root is
    given away, and before anything else is opened."""
    if config.recordings is None or not config.recordings.reports:
        return None
    from arpwatch_k8s.monitor.recordings.maker import begin
    from arpwatch_k8s.monitor.recordings.making import Making

    work = Making(folder=config.recordings.folder, known=config.known, thresholds=config.thresholds, zone=config.zone)
    made = begin(work, config.account)
    stack.callback(made.close)
    return made


def recorder(
    config: WatchConfig,
    taps: Sequence[Tap],
    say: Callable[[Change], None],
    stack: ExitStack,
    reports: Maker | None,
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
    described = [
        Described(name=tap.name, linktype=tap.linktype, snaplen=passing.snaplen, filter_text=passing.user)
        for tap in taps
    ]
    return Recorder(wanted, folder, described, say, reports)
