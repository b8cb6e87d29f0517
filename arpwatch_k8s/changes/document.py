"""A change as JSON: what every change says, then its own details. `watch.schema.json` is the schema."""

from __future__ import annotations

import json
from typing import Final

from arpwatch_k8s.changes.change import Change, subject
from arpwatch_k8s.wording.times import rfc3339
from arpwatch_k8s.wording.value import JsonValue

SCHEMA: Final = 1


def document(change: Change) -> dict[str, JsonValue]:
    """The change as a JSON object."""
    about = subject(change)
    return {
        "schema": SCHEMA,
        "time": rfc3339(change.time),
        "event": change.event.value,
        "vip": about.vip,
        "interface": about.interface,
        "text": change.text,
        **change.details,
    }


def ndjson(change: Change) -> str:
    """The change as a line of JSON, in ASCII."""
    return json.dumps(document(change), ensure_ascii=True)
