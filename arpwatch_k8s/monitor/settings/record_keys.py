"""Keys of how incidents are recorded."""

from __future__ import annotations

from typing import Final

from arpwatch_k8s.monitor.recordings.settings import (
    AFTER_NS,
    BEFORE_NS,
    KEEP,
    KEEP_BYTES,
    LEAST_KEEP_BYTES,
    LONGEST_NS,
)
from arpwatch_k8s.monitor.settings.key import Key
from arpwatch_k8s.monitor.settings.values import duration, flag, shown, shown_size, size, text, whole

FOLDER: Final = Key(
    table="record",
    name="folder",
    read=text,
    form='"/var/lib/arpwatch-k8s/recordings"',
    default="none: nothing is recorded",
    meaning="The folder that each incident is recorded into, from before it to after it (pcapng).",
    reloads=False,
)
BEFORE: Final = Key(
    table="record",
    name="before",
    read=duration(0, LONGEST_NS),
    form='"2min"',
    default=shown(BEFORE_NS),
    meaning="How long before an incident its recording begins, as far as memory holds it.",
    reloads=False,
)
AFTER: Final = Key(
    table="record",
    name="after",
    read=duration(0, LONGEST_NS),
    form='"30s"',
    default=shown(AFTER_NS),
    meaning="How long after an incident its recording ends.",
    reloads=False,
)
KEPT: Final = Key(
    table="record",
    name="keep",
    read=whole(1, 1_000_000),
    form="50",
    default=str(KEEP),
    meaning="How many recordings are kept, the newest.",
    reloads=False,
)
KEPT_BYTES: Final = Key(
    table="record",
    name="keep_bytes",
    read=size(LEAST_KEEP_BYTES),
    form='"4GiB"',
    default=shown_size(KEEP_BYTES),
    meaning="How much room they may take, with their reports: a number of bytes, or a text with KiB, MiB, GiB or TiB.",
    reloads=False,
)
REPORTS: Final = Key(
    table="record",
    name="reports",
    read=flag,
    form="false",
    default="true",
    meaning="Whether a report is made beside each recording.",
    reloads=False,
)
