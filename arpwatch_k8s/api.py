"""The library's way in: `analyze()`, and `Analysis` as users hold it, with DataFrames, the figure and the texts.

    >>> import arpwatch_k8s as aw
    >>> a = aw.analyze("proxy.pcapng", vip="192.0.2.80")
    >>> a.verdict.outcome
    >>> a.epochs, a.speakers, a.connections, a.symptoms, a.findings, a.evidence

DataFrames are made here and at the report's edge only; everything below works on plain records and columns.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, tzinfo
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from arpwatch_k8s import analysis
from arpwatch_k8s.analysis import Result
from arpwatch_k8s.correlator.frames import FrameRef
from arpwatch_k8s.diagnosis.finding import Verdict
from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.evidence.frame import to_frame
from arpwatch_k8s.inventory import Given, Known, parse_node
from arpwatch_k8s.inventory.files import read_names
from arpwatch_k8s.logs.sources import parse_log
from arpwatch_k8s.report import json, text
from arpwatch_k8s.thresholds import DEFAULTS, NS, Thresholds

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Path = str | os.PathLike[str]


def analyze(
    *sources: Path,
    vip: str | Sequence[str] = (),
    nodes: Mapping[str, str | Sequence[str]] | None = None,
    inventory: str | Sequence[str] = (),
    logs: str | Sequence[str] = (),
    tz: tzinfo = UTC,
    thresholds: Thresholds = DEFAULTS,
) -> Analysis:
    """Analyze savefiles.

    vip: addresses to look at, discovered where none are given. nodes: name -> its MACs or addresses. inventory: files
    of names (TOML, `kubectl get nodes,svc -o json`, `ip -json neigh`). logs: as `--log` takes them, KIND=FILE@ZONE;
    those without a zone are in `tz`. Raises UsageError for arguments that make no sense and InputError for sources that
    cannot be read.
    """
    known = sum((read_names(path) for path in several(inventory)), Known(nodes=tuple(given(nodes or {}))))
    result = analysis.analyze(
        sources,
        vips=several(vip),
        known=known,
        logs=[parse_log(text) for text in several(logs)],
        zone=tz,
        thresholds=thresholds,
    )
    return Analysis(result)


def several(one_or_more: str | Sequence[str]) -> list[str]:
    """A text by itself, or texts, as a list."""
    return [one_or_more] if isinstance(one_or_more, str) else list(one_or_more)


def given(nodes: Mapping[str, str | Sequence[str]]) -> list[Given]:
    """Nodes of the `nodes` argument."""
    return [
        parse_node(f"{name}={value}")
        for name, values in nodes.items()
        for value in ([values] if isinstance(values, str) else values)
    ]


class Analysis:
    """A finished analysis. `result` is the plain record behind it; all times are UTC."""

    def __init__(self, result: Result) -> None:
        self.result = result

    @property
    def verdict(self) -> Verdict:
        """Outcome, cause, findings, what was ruled out, caveats."""
        return self.result.verdict

    @cached_property
    def evidence(self) -> pd.DataFrame:
        """One row a frame, or a connection (`tcp_flow`): `COLUMNS` and `FLOW_COLUMNS` of `evidence.frame`."""
        return to_frame(self.result.evidence, [info.name for info in self.result.captures], self.result.flows)

    @cached_property
    def epochs(self) -> pd.DataFrame:
        """Who held which track when: half-open [start, end), disjoint within a view, VIP, segment, track and sender.

        `view` names the capture, or the captures merged; where several were, those of each follow.
        """
        views = [(self.result.views[record.view].name, record) for record in self.result.vips]
        rows = [
            {
                "view": view,
                "vip": record.vip,
                "segment": str(record.segment),
                "track": epoch.track,
                "sender": None if epoch.sender is None else mac_text(epoch.sender),
                "mac": mac_text(epoch.mac),
                "node": self.result.inventory.name(epoch.owner),
                "start": instant(epoch.start),
                "end": instant(epoch.end),
                "first_capture": self._capture(epoch.first_frame),
                "first_frame": self._number(epoch.first_frame),
                "last_capture": self._capture(epoch.last_frame),
                "last_frame": self._number(epoch.last_frame),
                "claims": epoch.claims,
                "ends_by": epoch.ends_by,
            }
            for view, record in (*views, *self.result.by_vantage)
            for epoch in record.epochs
        ]
        return pd.DataFrame(rows, columns=EPOCH_COLUMNS)

    @cached_property
    def expected(self) -> pd.DataFrame:
        """Which MACs the capturing host's neighbor cache could hold when: half-open [start, end), in order."""
        rows = [
            {
                "vip": record.vip,
                "segment": str(record.segment),
                "host": mac_text(record.neighbor.host.mac),
                "macs": [mac_text(mac) for mac in span.macs],
                "start": instant(span.start),
                "end": instant(span.end),
                "frame": span.frame.frame,
            }
            for record in self.result.vips
            if record.neighbor is not None
            for span in record.neighbor.expectations
        ]
        return pd.DataFrame(rows, columns=EXPECTED_COLUMNS)

    @cached_property
    def speakers(self) -> pd.DataFrame:
        """One row a candidate program of each speaker, the likeliest first; scores of one speaker sum up to 1."""
        rows = [
            {
                "speaker": number,
                "vip": speaker.vip,
                "segment": str(speaker.segment),
                "mac": mac_text(speaker.mac),
                "node": self.result.inventory.name(speaker.owner),
                "program": candidate.program,
                "name": candidate.name,
                "score": candidate.score,
                "announcements": speaker.announcements,
                "first": instant(speaker.first),
                "last": instant(speaker.last),
                "facts": list(speaker.facts),
                "frames": [frame.frame for frame in speaker.frames],
            }
            for number, speaker in enumerate(self.result.speakers)
            for candidate in speaker.candidates
        ]
        return pd.DataFrame(rows, columns=SPEAKER_COLUMNS)

    @cached_property
    def handovers(self) -> pd.DataFrame:
        """One row a handover and how it went; durations are in seconds, NaN where they are not known."""
        name = self.result.inventory.name
        rows = [
            {
                "vip": record.vip,
                "segment": str(record.segment),
                "time": instant(moved.time),
                "from_mac": mac_text(moved.before),
                "from_node": name(moved.before),
                "to_mac": mac_text(moved.after),
                "to_node": name(moved.after),
                "frame": moved.frame.frame,
                "announcements": moved.announcements,
                "overlap": moved.overlap_ns / NS,
                "first_used": instant(quality.first_used),
                "first_served": instant(quality.first_served),
                "open_connections": quality.open_connections,
                "moved": quality.moved,
                "outage": float("nan") if quality.outage_ns is None else quality.outage_ns / NS,
            }
            for record in self.result.vips
            for moved, quality in zip(record.ownership.handovers, record.qualities, strict=True)
        ]
        return pd.DataFrame(rows, columns=HANDOVER_COLUMNS)

    @cached_property
    def connections(self) -> pd.DataFrame:
        """One row a connection: who asked, how often, who answered, how it ended."""
        address = self.result.evidence.addresses.text
        rows = [
            {
                "vip": record.vip,
                "port": connection.port,
                "segment": str(record.segment),
                "sender": address(connection.sender),
                "sender_port": connection.sender_port,
                "start": instant(connection.start),
                "end": instant(connection.end),
                "outcome": connection.outcome,
                "failed": connection.failed,
                "tries": len(connection.tries),
                "first_frame": self._number(connection.tries[0].frame if connection.tries else connection.end_frame),
                "end_frame": self._number(connection.end_frame),
                "sent_to": mac_text(connection.tries[-1].mac) if connection.tries else None,
                "answered_by": mac_text(connection.answer_mac),
                "ended_by": mac_text(connection.reporter),
                "moved": connection.moved,
            }
            for record in self.result.vips
            for connection in record.connections
        ]
        return pd.DataFrame(rows, columns=CONNECTION_COLUMNS)

    @cached_property
    def symptoms(self) -> pd.DataFrame:
        """One row a frame that hurts or warns."""
        rows = [
            {
                "time": instant(symptom.time),
                "kind": symptom.kind,
                "vip": record.vip,
                "segment": str(record.segment),
                "mac": mac_text(symptom.mac),
                "node": self.result.inventory.name(
                    self.result.inventory.owner(symptom.mac, symptom.time, symptom.segment)
                ),
                "source": self.result.evidence.addresses.text(symptom.source),
                "frame": symptom.frame.frame,
                "icmp_code": symptom.icmp_code,
                "quoted_ttl": symptom.quoted_ttl,
                "quotes_syn": symptom.quotes_syn,
                "outcome": symptom.attempt.outcome if symptom.attempt else None,
            }
            for record in self.result.vips
            for symptom in record.symptoms
        ]
        return pd.DataFrame(rows, columns=SYMPTOM_COLUMNS)

    @cached_property
    def findings(self) -> pd.DataFrame:
        """One row a finding, the leading one first."""
        rows = [
            {
                "rule": finding.rule,
                "severity": finding.severity.value,
                "confidence": finding.confidence.value,
                "vip": finding.vip,
                "start": instant(finding.start),
                "end": instant(finding.end),
                "failed": finding.failed,
                "summary": finding.summary,
                "frames": [frame.frame for frame in finding.frames],
                "remedy": finding.remedy,
                "confirm": finding.confirm,
            }
            for finding in self.verdict.findings
        ]
        return pd.DataFrame(rows, columns=FINDING_COLUMNS)

    def timeline(self, *, tz: tzinfo = UTC, title: str | None = None, relative: bool = False) -> Figure:
        """The ownership timeline as a matplotlib Figure, free to edit."""
        from arpwatch_k8s.plotter.layout import timeline_layout
        from arpwatch_k8s.plotter.paint import paint

        return paint(timeline_layout(self.result, tz=tz, title=title, relative=relative))

    def text(self, tz: tzinfo = UTC) -> str:
        """What the command prints; times of day in `tz`."""
        return text.text(self.result, tz)

    def to_dict(self) -> dict[str, json.JsonValue]:
        """The document that `--format json` writes."""
        return json.document(self.result)

    def _capture(self, frame: FrameRef | None) -> str | None:
        return None if frame is None or not self.result.captures else self.result.captures[frame.capture].name

    def _number(self, frame: FrameRef | None) -> int | None:
        return None if frame is None else frame.frame


def instant(ns: int | None) -> Any:  # noqa: ANN401 - pandas' Timestamp or NaT, which share no public type
    """A time for a DataFrame."""
    return pd.NaT if ns is None else pd.Timestamp(ns, unit="ns", tz="UTC")


EPOCH_COLUMNS = [
    "view",
    "vip",
    "segment",
    "track",
    "sender",
    "mac",
    "node",
    "start",
    "end",
    "first_capture",
    "first_frame",
    "last_capture",
    "last_frame",
    "claims",
    "ends_by",
]
EXPECTED_COLUMNS = ["vip", "segment", "host", "macs", "start", "end", "frame"]
SPEAKER_COLUMNS = [
    "speaker",
    "vip",
    "segment",
    "mac",
    "node",
    "program",
    "name",
    "score",
    "announcements",
    "first",
    "last",
    "facts",
    "frames",
]
HANDOVER_COLUMNS = [
    "vip",
    "segment",
    "time",
    "from_mac",
    "from_node",
    "to_mac",
    "to_node",
    "frame",
    "announcements",
    "overlap",
    "first_used",
    "first_served",
    "open_connections",
    "moved",
    "outage",
]
CONNECTION_COLUMNS = [
    "vip",
    "port",
    "segment",
    "sender",
    "sender_port",
    "start",
    "end",
    "outcome",
    "failed",
    "tries",
    "first_frame",
    "end_frame",
    "sent_to",
    "answered_by",
    "ended_by",
    "moved",
]
SYMPTOM_COLUMNS = [
    "time",
    "kind",
    "vip",
    "segment",
    "mac",
    "node",
    "source",
    "frame",
    "icmp_code",
    "quoted_ttl",
    "quotes_syn",
    "outcome",
]
FINDING_COLUMNS = [
    "rule",
    "severity",
    "confidence",
    "vip",
    "start",
    "end",
    "failed",
    "summary",
    "frames",
    "remedy",
    "confirm",
]
