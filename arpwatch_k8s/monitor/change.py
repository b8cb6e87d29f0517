"""A change: what happened, when, to which VIP, in a sentence and as data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Final

from arpwatch_k8s.wording.plain import plain
from arpwatch_k8s.wording.times import clock, rfc3339
from arpwatch_k8s.wording.value import JsonValue

SCHEMA: Final = 1

STARTED, VIP, OWNER, MOVE, CONTEST, CONTEST_OVER, HANDOVER, FAILURES, FINDING, VERDICT = (
    "started", "vip", "owner", "move", "contest", "contest_over", "handover", "failures", "finding", "verdict",
)  # fmt: skip
INTERFACE, DROPS, CLOCK, FLOOD, REPORT, STOPPED = "interface", "drops", "clock", "flood", "report", "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """At `time` (ns UTC) something of kind `event` happened, to `vip` on `interface` where it is about one.

    `text` says it to people, `data` to programs.
    """

    time: int
    event: str
    text: str
    vip: str | None = None
    interface: str | None = None
    data: Mapping[str, JsonValue] = field(default_factory=dict)


def line(change: Change, zone: tzinfo) -> str:
    """For people; the time of day in `zone`."""
    about = f"{change.vip}  " if change.vip else ""
    return plain(f"{clock(change.time, zone)}  {about}{change.text}")


def document(change: Change) -> str:
    """One line of JSON."""
    fields: dict[str, JsonValue] = {
        "schema": SCHEMA,
        "time": rfc3339(change.time),
        "event": change.event,
        "vip": change.vip,
        "interface": change.interface,
        "text": change.text,
        **change.data,
    }
    return json.dumps(fields, ensure_ascii=True)
