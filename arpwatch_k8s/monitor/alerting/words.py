"""A notice in words, for people and for programs."""

from __future__ import annotations

from typing import Final, assert_never

from arpwatch_k8s.changes.document import document
from arpwatch_k8s.changes.incident import held
from arpwatch_k8s.monitor.alerting.notice import Kind, Notice
from arpwatch_k8s.wording.counts import plural
from arpwatch_k8s.wording.plain import plain
from arpwatch_k8s.wording.times import rfc3339
from arpwatch_k8s.wording.value import JsonValue

MOST_CHARS: Final = 2000
"""Of each part of a message: some services take no more."""


def title(notice: Notice) -> str:
    """A line."""
    identity = notice.identity
    match notice.kind:
        case Kind.FIRING:
            what = "incident"
        case Kind.REVISED:
            what = "incident, revised"
        case Kind.RESOLVED:
            what = "incident is over"
        case Kind.UNWATCHED:
            what = "no longer watched, incident not over"
        case _:
            assert_never(notice.kind)
    return bounded(f"[{identity.severity}] {identity.vip} on {identity.segment}: {what}: {identity.cause}")


def body(notice: Notice) -> str:
    """What happened, who holds the VIP, what to change."""
    state = notice.change.state
    parts = [notice.change.text, f"Since {rfc3339(state.start)}. Now {held(state.now)}."]
    if state.cause is not None:
        parts.append(f"To do: {state.cause.remedy}")
    if notice.was is not None and notice.was.cause != notice.identity.cause:
        parts.append(f"Said before: {notice.was.cause}.")
    if notice.untold:
        parts.append(f"Since the last message there were {plural(notice.untold, 'more incident')} of this kind.")
    if notice.kind is Kind.UNWATCHED:
        parts.append("No more is told here: not when it is over, either.")
    return "\n".join(bounded(part) for part in parts)


def alert_document(notice: Notice) -> dict[str, JsonValue]:
    """The change as `--format ndjson` has it, and the alert beside it."""
    alert: dict[str, JsonValue] = {"kind": notice.kind.value, "untold": notice.untold, **notice.identity.labels}
    return {**document(notice.change), "alert": alert}


def bounded(text: str) -> str:
    """A text of one line, safe and not too long."""
    return plain(text)[:MOST_CHARS]
