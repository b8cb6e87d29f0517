"""Two ends of a connection as one number, by which it is found among others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def packed_ends(client: NDArray[np.int32], vip: NDArray[np.int32]) -> NDArray[np.int64]:
    """Two address codes as one number."""
    number: NDArray[np.int64] = client.astype(np.int64) << 32 | vip
    return number


def packed_ports(client_port: NDArray[np.uint16], vip_port: NDArray[np.uint16]) -> NDArray[np.int64]:
    """Two ports as one number."""
    number: NDArray[np.int64] = client_port.astype(np.int64) << 16 | vip_port
    return number


def found_in(known: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where some values stand among known ones, which rise; -1 where they do not."""
    at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return np.where(known[at] == wanted, at, -1)
