"""The scan's state: one record of fixed size with all that a compiled loop fills, leaves behind and finds again.

It travels as one record because every array argument of a compiled function costs a reference count and a handful of
registers at each call; tables nested in a record cost neither, and their bounds are constants.
"""

from typing import Any, Final

import numpy as np
from numba import from_dtype

from arpwatch_k8s.compiled import blank
from arpwatch_k8s.evidence.batch import BATCH
from arpwatch_k8s.evidence.endpoint import ENDPOINT
from arpwatch_k8s.evidence.flow import FLOW
from arpwatch_k8s.evidence.presence import PRESENCE
from arpwatch_k8s.evidence.row import ROW
from arpwatch_k8s.wire.status import REASONS

MORE, FULL, BAD_RECORD, BLOCK, LARGE = range(5)
"""Why a loop stopped: needs more bytes, a table is full, a record that lies, a block for Python, one beyond the
window."""

NO_TIME: Final = -(1 << 63)
MAX_TIME: Final = (1 << 63) - 1

MAX_LISTED: Final = 255
"""Most addresses that one VRRP advertisement can list."""
LISTED: Final = 1 << 13
FLUSHED: Final = 1 << 11
"""Addresses, and flows that left their table, between two visits of Python: enough that these are rare."""

FLOW_SLOTS: Final = 1 << 16
FLOW_WAYS: Final = 8
"""Connections at once: 16 MB of `FLOW`, a proxy's some thousand many times over. Each finds room in one of eight places
that lie side by side."""
ENDPOINT_SLOTS: Final = 1 << 15
"""Addresses and minutes, 1.3 MB; what finds no room is counted and told."""
PRESENCE_SLOTS: Final = 1 << 12
PRESENCE_WAYS: Final = 4
"""MACs heard at once: a switch's table holds as many or few more."""
LEFT: Final = 1 << 10
"""Stretches that ended, between two visits of Python."""
SENDER_SLOTS: Final = 1 << 10
"""Hosts that send to VIPs, one for each VIP and segment: proxies are few."""

SENDER: Final = np.dtype(
    [
        ("mac", "u8"),
        ("vip_hi", "u8"),
        ("vip_lo", "u8"),
        ("vlan", "u8"),
        ("used", "u8"),
        ("ifindex", "u4"),
        ("interface", "u2"),
    ],
    align=True,
)
"""used: the MAC that a sender (mac) put on its last frame to a VIP, on one segment."""

STATE: Final = np.dtype(
    [
        ("flows", FLOW, (FLOW_SLOTS + 1,)),
        ("flushed", FLOW, (FLUSHED,)),
        ("tags", "u4", (FLOW_SLOTS,)),
        ("recent", "u1", (FLOW_SLOTS // FLOW_WAYS,)),
        ("at", "i8"),
        ("status", "i8"),
        ("base", "i8"),
        ("frame", "i8"),
        ("first", "i8"),
        ("last", "i8"),
        ("latest", "i8"),
        ("backwards", "i8"),
        ("cut_frames", "i8"),
        ("rows_n", "i8"),
        ("listed_n", "i8"),
        ("flushed_n", "i8"),
        ("endpoints_lost", "i8"),
        ("turns_left", "i8"),
        ("undecoded", "i8", (len(REASONS),)),
        ("row", ROW, (2,)),
        ("rows", BATCH),
        ("listed", "u8", (LISTED, 2)),
        ("endpoints", ENDPOINT, (ENDPOINT_SLOTS,)),
        ("left_n", "i8"),
        ("presence", PRESENCE, (PRESENCE_SLOTS,)),
        ("left", PRESENCE, (LEFT,)),
        ("senders", SENDER, (SENDER_SLOTS,)),
    ],
    align=True,
)
"""at: position in the buffer; base: offset in the stream of the buffer's first byte; frame: number of the last record,
as Wireshark has it; first, last: earliest and latest time so far but for `latest`, the last record's own; the counts
`_n` say how much of a table is filled. row: the one that decoders fill, and a blank one; the last flow stays blank,
too: others are blanked from them. A tag is the hash of the flow in its slot, 0 where there is none; recent: of the ways
of a hash, the one used last. left: stretches that left the table of presence. Flows come first, so that each
begins with a cache line."""

states_type = from_dtype(STATE)[::1]


def new() -> Any:  # noqa: ANN401 - a NumPy array of one record, for which there is no type
    """A blank state, as the array of one record that loops take. Pages of it that are never used cost nothing."""
    states = blank(STATE)
    begin(states)
    return states


COUNTED: Final = ("flushed", "rows", "listed", "left")
"""Tables of which no more is read than a count says; a sink blanks the rows that it emptied."""


def renew(states: Any) -> None:  # noqa: ANN401
    """Make a state that was used and emptied as a blank one: to ask for new memory costs more than a small capture."""
    unused = COUNTED if states["tags"].any() else ("flows", *COUNTED)
    memory = states.view(np.uint8)
    for name, (kind, at, *_) in (STATE.fields or {}).items():
        if name not in unused:
            memory[at : at + kind.itemsize] = 0
    begin(states)


def begin(states: Any) -> None:  # noqa: ANN401
    """Set what is not blank in a blank state."""
    states["latest"] = states["last"] = NO_TIME
    states["first"] = MAX_TIME
