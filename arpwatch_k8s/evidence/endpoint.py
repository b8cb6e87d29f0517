"""The endpoint record: how many connections an address was asked for, minute by minute, VIP or not.

The other addresses of a segment are the control group: where they fail too, the VIP is not to blame.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
from numba import from_dtype

if TYPE_CHECKING:
    from numpy.typing import NDArray


ENDPOINT: Final = np.dtype(
    [
        ("hi", "u8"),
        ("lo", "u8"),
        ("minute", "i8"),
        ("syn", "u4"),
        ("synack", "u4"),
        ("rst", "u4"),
        ("used", "u4"),
    ],
    align=True,
)
"""syn: SYNs to the address; synack, rst: SYN-ACKs and resets from it; minute: minutes since 1970."""
EndpointRows: TypeAlias = "NDArray[np.void]"
"""An array of `ENDPOINT`."""

endpoint_type = from_dtype(ENDPOINT)
endpoints_type = endpoint_type[::1]
