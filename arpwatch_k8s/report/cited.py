"""The frames that findings cite, each told in a line, with what cites it: what the report links to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo

import numpy as np

from arpwatch_k8s.analysis import Result
from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.row import KINDS
from arpwatch_k8s.wording.times import clock


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedFrame:
    """`anchor`: its place in the page; cited_by: numbers of findings and of their steps, "2.1"."""

    anchor: str
    capture: str
    frame: int
    time: str
    kind: str
    source: str
    destination: str
    cited_by: tuple[str, ...]


def anchor_of(frame: FrameRef) -> str:
    """The place of a frame in the page."""
    return f"frame-{frame.capture}-{frame.frame}"


def cited(result: Result, zone: tzinfo) -> tuple[CitedFrame, ...]:
    """All frames cited, in the order of captures and frames."""
    by: dict[FrameRef, list[str]] = {}
    for number, finding in enumerate(result.verdict.findings, 1):
        for place, step in enumerate(finding.because, 1):
            for frame in step.frames:
                by.setdefault(frame, []).append(f"{number}.{place}")
    rows = result.evidence
    key = rows["capture"].astype(np.int64) << 44 | rows["frame"].astype(np.int64)
    order = np.argsort(key, kind="stable")
    found = []
    for frame in sorted(by):
        at = int(np.searchsorted(key[order], frame.capture << 44 | frame.frame))
        row = int(order[at]) if at < len(order) and key[order[at]] == frame.capture << 44 | frame.frame else None
        found.append(told(result, frame, row, tuple(by[frame]), zone))
    return tuple(found)


def told(result: Result, frame: FrameRef, row: int | None, by: tuple[str, ...], zone: tzinfo) -> CitedFrame:
    """One frame; `row` is its place in the evidence, None where only a flow names it."""
    rows, address = result.evidence, result.evidence.addresses.text

    def end(mac: str, ip: str) -> str:
        if row is None:
            return ""
        parts = (mac_text(int(rows[mac][row])), address(int(rows[ip][row])))
        return " ".join(part for part in parts if part)

    return CitedFrame(
        anchor=anchor_of(frame),
        capture=result.captures[frame.capture].name,
        frame=frame.frame,
        time="" if row is None else clock(int(rows["time"][row]), zone),
        kind="" if row is None else KINDS[int(rows["kind"][row])],
        source=end("eth_src", "ip_src" if row is None or rows["ip_src"][row] >= 0 else "sender_ip"),
        destination=end("eth_dst", "ip_dst" if row is None or rows["ip_dst"][row] >= 0 else "target_ip"),
        cited_by=by,
    )
