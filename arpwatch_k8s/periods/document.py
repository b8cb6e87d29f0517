"""What windows tell as JSON: the document that `windows.schema.json` describes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from arpwatch_k8s.periods.story import Story, story
from arpwatch_k8s.periods.tables import TABLES
from arpwatch_k8s.wording.times import rfc3339
from arpwatch_k8s.wording.value import JsonValue

if TYPE_CHECKING:
    from arpwatch_k8s.periods.running import Windowed

SCHEMA: Final = 1


def document(told: Windowed, whole: Story | None = None) -> dict[str, JsonValue]:
    """All of it: times are RFC 3339 in UTC, durations nanoseconds."""
    every = whole or story(told)
    return {
        "schema": SCHEMA,
        "dataset": told.folder,
        "every_ns": told.every_ns,
        "zone": str(told.zone),
        "around_ns": told.reach.around_ns,
        "followed_ns": told.reach.most_ns,
        "start": rfc3339(told.start),
        "end": rfc3339(told.end),
        "vips": list(told.vips),
        "captures": told.captures,
        "attempt_count": every.attempts,
        "failed_count": every.failed,
        **{
            table.name: [
                {column.name: column.document(row) for column in table.columns} for row in table.sources(told, every)
            ]
            for table in TABLES
        },
        "empty": [{"start": rfc3339(each.start), "end": rfc3339(each.end)} for each in told.empty],
        "not_read": [{"window": each.path, "why": each.why} for each in told.failed],
        "not_begun": told.not_begun,
        "left_out": dict(every.left_out),
    }
