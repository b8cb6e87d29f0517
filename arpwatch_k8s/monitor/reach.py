"""Up to when every frame was taken in: a host that is busy leaves frames waiting, and they are no silence."""

from __future__ import annotations

from arpwatch_k8s.capture.live.feed import Batch


class Reach:
    """Told of each batch; `interfaces`: how many there are. Times are the host's, ns UTC."""

    def __init__(self, interfaces: int) -> None:
        self._interfaces = interfaces
        self._since = 0
        self._read_to: dict[int, int] = {}

    def begin(self, now: int) -> None:
        """It begins, or the clock was set: nothing was missed before `now`."""
        self._since = now
        self._read_to = dict.fromkeys(self._read_to or range(self._interfaces), now)

    def take(self, batch: Batch) -> None:
        """An interface was read so far; one that has given its last holds nothing back."""
        self._read_to[batch.interface] = batch.read_to
        if batch.last:
            del self._read_to[batch.interface]

    def at(self, now: int) -> int:
        """How far it reaches at `now`."""
        return max(self._since, min((now, *self._read_to.values())))
