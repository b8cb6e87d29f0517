"""`arpwatch-k8s analyze DATASET --every`: a data set window by window."""

from __future__ import annotations

import json as jsonlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from arpwatch_k8s.cli import interrupts, naming, part, rights
from arpwatch_k8s.cli.crews import crew
from arpwatch_k8s.cli.options import FailOn
from arpwatch_k8s.cli.progress import shown
from arpwatch_k8s.cli.running import DONE, FINDINGS, INCOMPLETE, complain
from arpwatch_k8s.cli.terminal import width as terminal_width
from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.wording.counts import plural

if TYPE_CHECKING:
    from arpwatch_k8s.periods import Windowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked for, as the options say it."""

    sources: Sequence[str]
    every: str
    vips: Sequence[str]
    nodes: Sequence[str]
    inventories: Sequence[str]
    kubeconfig: str | None
    start: str | None
    end: str | None
    zone: tzinfo
    workers: int | None
    scheduler: str | None
    as_json: bool
    out: str | None
    force: bool
    fail_on: FailOn | None
    quiet: bool
    command: Sequence[str]
    others: Sequence[str]
    """Options that were given and mean nothing here."""


def analyze(asked: Request) -> int:
    """Look at a data set window by window, print and write what it comes to; the exit code. UsageError: an option makes
    no sense. InputError, OutputError: something cannot be read or written."""
    if asked.others:
        raise UsageError(f"{asked.others[0]} says nothing of windows", fix="Leave it out, or --every.")
    if len(asked.sources) != 1:
        raise UsageError("--every is for one data set alone", fix="arpwatch-k8s analyze DATASET --every 1d")
    span = part.span(part.part(asked.start, asked.end, None, asked.zone))
    if (asked.start is not None and span.start is None) or (asked.end is not None and span.end is None):
        raise UsageError("--from and --to of windows are dates and times", fix="--from 2026-10-01T00:00:00")
    if asked.out is not None:
        from arpwatch_k8s.report.target import refuse_folder

        refuse_folder(Path(asked.out), force=asked.force)
    make = crew(asked.workers, asked.scheduler)
    rights.prepare()
    from arpwatch_k8s.analysis.given import numbers_of
    from arpwatch_k8s.dataset.places import refuse_without_parquet

    refuse_without_parquet()  # what comes next cannot be loaded then
    from arpwatch_k8s.periods import windows
    from arpwatch_k8s.periods.days import parse_every

    every = parse_every(asked.every)
    cluster = naming.asked(asked.kubeconfig)  # as who called
    # workers are processes of their own, and have to read what this one may
    rights.lessen(writes=True)
    known = naming.over(naming.known(list(asked.nodes), list(asked.inventories)), cluster)
    interrupts.as_exceptions()
    with shown(quiet=asked.quiet) as progress:
        told = windows(
            asked.sources[0],
            make,
            every_ns=every,
            zone=asked.zone,
            vips=numbers_of(asked.vips),
            known=known,
            span=span,
            progress=progress,
        )
    show(told, asked)
    return code(told, asked.fail_on)


def show(told: Windowed, asked: Request) -> None:
    """What was asked for, printed and written."""
    if asked.as_json:
        from arpwatch_k8s.periods.document import document

        jsonlib.dump(document(told), sys.stdout, indent=2)
        sys.stdout.write("\n")
    else:
        from arpwatch_k8s.periods.text import text

        sys.stdout.write(text(told, terminal_width()))
    if asked.out is not None:
        from arpwatch_k8s.periods import folder

        folder.write(told, asked.out, force=asked.force, command=asked.command)


def code(told: Windowed, fail_on: FailOn | None) -> int:
    """The exit code; what was left is told."""
    from arpwatch_k8s.grades import Severity

    left = len(told.failed) + told.not_begun
    if left:
        why = told.lost or (told.failed[0].why if told.failed else "")
        said = f"{plural(left, 'window')} not looked at, or not wholly ({why})"
        complain(f"{said}\n  Mend that, and run it again; the others stand.")
    if fail_on is not None:
        least = Severity(fail_on.value).rank
        found = (one.cause.severity.rank for window in told.windows for one in window.findings)
        if any(rank >= least for rank in found):
            return FINDINGS
    return INCOMPLETE if left else DONE
