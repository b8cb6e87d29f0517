"""Alerts of incidents: handed to a courier each receiver has (`monitor.alerting`), who waits for it, not we."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock
from typing import ClassVar

from arpwatch_k8s.changes.change import Change
from arpwatch_k8s.changes.incident import IncidentOpened, IncidentResolved, IncidentUpdated
from arpwatch_k8s.monitor.alerting.channel import Channel
from arpwatch_k8s.monitor.alerting.courier import Courier, Tally
from arpwatch_k8s.monitor.alerting.notice import IncidentChange
from arpwatch_k8s.monitor.alerting.policy import Policy
from arpwatch_k8s.monitor.alerting.receivers import Receiver, channel
from arpwatch_k8s.monitor.sinks.sink import State


class Alerts:
    """Tells receivers of incidents, as a policy has it. UsageError: one cannot be reached as it is written."""

    name: ClassVar[str] = "alerts"

    def __init__(
        self,
        receivers: Sequence[Receiver],
        policy: Policy,
        *,
        reach: Callable[[Receiver], Channel] = channel,
    ) -> None:
        self._reach = reach
        self._lock = Lock()
        self._open: dict[str, IncidentChange] = {}
        self._left: list[Courier] = []
        self._couriers: dict[Receiver, Courier] = {}
        self.adopt(receivers, policy)

    def adopt(self, receivers: Sequence[Receiver], policy: Policy) -> None:
        """Tell these from now on, by this policy; those that are new hear of what is open, those that stay hear nothing
        twice. From any thread. UsageError as above: nothing is changed then."""
        new = {to: Courier(self._reach(to), policy) for to in receivers if to not in self._couriers}
        with self._lock:
            for courier in new.values():
                for change in self._open.values():
                    courier.tell(change)
            gone = [self._couriers.pop(to) for to in list(self._couriers) if to not in receivers]
            for courier in self._couriers.values():
                courier.adopt(policy)
            self._couriers |= new
            self._left = [courier for courier in self._left if courier.is_alive] + gone
        for courier in gone:
            courier.close()

    def tell(self, change: Change) -> None:
        """Hand on what became of an incident."""
        self._check()
        if not isinstance(change, IncidentOpened | IncidentUpdated | IncidentResolved):
            return
        with self._lock:
            self._open[change.state.id] = change
            if isinstance(change, IncidentResolved):
                del self._open[change.state.id]
            for courier in self._couriers.values():
                courier.tell(change)

    def show(self, state: State) -> None:  # noqa: ARG002 - as every sink
        """Alerts are of changes."""
        self._check()

    def close(self) -> None:
        """Say what waits, to all at once."""
        with self._lock:
            couriers = [*self._couriers.values(), *self._left]
        for courier in couriers:
            courier.close()
        for courier in couriers:
            courier.join()

    def tallies(self) -> tuple[Tally, ...]:
        """How the receivers fare; from any thread."""
        with self._lock:
            return tuple(courier.tally for courier in self._couriers.values())

    def _check(self) -> None:
        """Raise what ended a courier: a fault of the program, no receiver's."""
        for courier in tuple(self._couriers.values()):
            if courier.fault is not None:
                raise courier.fault
