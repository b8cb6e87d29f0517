"""Records one behind the other, taken from a table of a scan: copied once, to where they stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.evidence.builder import grown, hardly_fills

if TYPE_CHECKING:
    from numpy.typing import NDArray

SMALL_BYTES: Final = 1 << 20
"""Up to which no room is kept that is not filled: so much may not be memory of its own."""


class Grown:
    """Records of one dtype, of which more come."""

    def __init__(self, dtype: np.dtype[Any], first: int = 0) -> None:
        """`first`: for how many room is made when the first one comes."""
        self._dtype = dtype
        self._first = first
        # as plain bytes: fields are not copied one by one
        self._room: NDArray[Any] = np.empty(0, self._whole)
        self._filled = 0

    @property
    def _whole(self) -> np.dtype[Any]:
        return np.dtype((np.void, self._dtype.itemsize))

    def __len__(self) -> int:
        return self._filled

    def add(self, table: NDArray[Any], places: NDArray[np.int64]) -> NDArray[Any]:
        """Take in those at some places of a table: a view of them, where they stay."""
        start, end = self._filled, self._filled + len(places)
        if end > len(self._room):
            larger = np.empty(max(end, grown(len(self._room)), self._first), self._whole)
            larger[:start] = self._room[:start]
            self._room = larger
        np.take(table.view(self._whole), places, out=self._room[start:end], mode="clip")
        self._filled = end
        return self._room[start:end].view(self._dtype)

    def taken(self) -> list[NDArray[Any]]:
        """All of them in one array, or none; from here on there are none."""
        if not self._filled:
            return []
        filled = self._room[: self._filled].view(self._dtype)
        is_small = filled.nbytes < SMALL_BYTES or hardly_fills(self._filled, len(self._room))
        self._room, self._filled = np.empty(0, self._whole), 0
        return [filled.copy() if is_small else filled]
