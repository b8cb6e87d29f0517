"""What a watch is told to do, in one record."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from enum import StrEnum
from pathlib import Path

from arpwatch_k8s.capture.live.kernel_filter import Passing
from arpwatch_k8s.capture.live.privilege import Account
from arpwatch_k8s.capture.live.tap import Settings
from arpwatch_k8s.inventory import Known
from arpwatch_k8s.monitor.alerting.policy import Policy
from arpwatch_k8s.monitor.alerting.receivers import Receiver
from arpwatch_k8s.monitor.recordings.settings import Recordings
from arpwatch_k8s.past.keeping import KEEP_DAYS
from arpwatch_k8s.thresholds import DEFAULTS, Thresholds


class Output(StrEnum):
    """What standard output shows."""

    TEXT = "text"
    NDJSON = "ndjson"
    SCREEN = "screen"


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchConfig:
    """Where to listen, for what, as whom, and who is told."""

    interfaces: tuple[str, ...]
    """Names of those to listen on."""

    settings: Settings = field(default_factory=Settings)
    """How to listen there."""

    passing: Passing = field(default_factory=Passing)
    """What the kernel lets through; `vips` names those to watch, none: they are discovered."""

    known: Known = field(default_factory=Known)
    """Names of nodes that were given."""

    thresholds: Thresholds = DEFAULTS
    """What judgments rest on."""

    account: Account | None = None
    """Whom to become once all is open; None: this process stays who it is."""

    zone: tzinfo = UTC
    """Of times that people read."""

    output: Output = Output.TEXT
    """What standard output shows."""

    metrics: tuple[str, int] | None = None
    """Host and port at which Prometheus is served; None: it is not."""

    textfile: Path | None = None
    """The file that metrics are written to; None: they are not."""

    history: Path | None = None
    """The database that is to remember what is told; None: nothing does."""

    keep_days: int = KEEP_DAYS
    """For how long it keeps that, in days."""

    report: Path | None = None
    """The folder that reports are written into; None: there are none."""

    recordings: Recordings | None = None
    """How incidents are recorded; None: they are not."""

    receivers: tuple[Receiver, ...] = ()
    """Who is told of incidents besides."""

    policy: Policy = field(default_factory=Policy)
    """When they are."""
