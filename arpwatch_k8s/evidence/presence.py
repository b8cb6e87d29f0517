"""The presence record: a stretch of time in which a MAC was heard, by frames that are no evidence of their own.

What a node sends beside what the table of evidence holds (its other services, its own connections, spanning tree) shows
that it is alive, and how long it is usually quiet.
"""

from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
from numba import from_dtype

if TYPE_CHECKING:
    from numpy.typing import NDArray

PRESENCE: Final = np.dtype(
    [
        ("mac", "u8"),
        ("first", "i8"),
        ("last", "i8"),
        ("capture", "i8"),
    ],
    align=True,
)
"""first, last: whole seconds since 1970, both included; in each of them between the MAC was heard."""
PresenceRows: TypeAlias = "NDArray[np.void]"
"""An array of `PRESENCE`."""

presence_type = from_dtype(PRESENCE)
presences_type = presence_type[::1]
