"""Which addresses a Service has, and which a lease or a VRRP instance is for: where a line names no address.

A lease for one Service is known by its name: `kubevip-NAME` in the Service's namespace, `cilium-l2announce-SPACE-NAME`
anywhere. kube-vip's lease for all Services is for those that kube-vip names itself. A VRRP instance is for what the
same keepalived announces under it; where it names none, for all that it announces, if it has no other instance.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from arpwatch_k8s.correlator.testimony.writers import Writers
from arpwatch_k8s.inventory import Inventory
from arpwatch_k8s.logs.details.belief import Belief, Leadership, Manager, Reconcile
from arpwatch_k8s.logs.details.detail import Detail
from arpwatch_k8s.logs.details.host import RivalAdvert
from arpwatch_k8s.logs.details.listed import ServiceListed
from arpwatch_k8s.logs.event import Log, everything

ALL_SERVICES: Final = "plndr-svcs-lock"
"""kube-vip pkg/kubevip: the default name of the lease for all Services."""
OF_SERVICE: Final = "kubevip-"
OF_CILIUM: Final = "cilium-l2announce-"
TELLING: Final[frozenset[type[Detail]]] = frozenset(
    (ServiceListed, Manager, Reconcile, Belief, Leadership, RivalAdvert)
)
"""What names Services, leases or instances."""
Addresses = dict[str, None]
"""Addresses, canonical text, in the order in which they were said."""


def is_object(lease: str) -> bool:
    """Whether a lease is an object of the cluster, `namespace/name`, and not a VRRP instance or unknown."""
    return "/" in lease


class Services:
    """What names of Services, leases and instances stand for."""

    def __init__(self, logs: Sequence[Log], inventory: Inventory, writers: Writers) -> None:
        self._of_service: dict[str, Addresses] = {}
        self._of_name: dict[str, dict[str, None]] = {}
        self._of_cilium: dict[str, str] = {}
        self._of_program: dict[str, Addresses] = {}
        self._instances: dict[str, dict[str, Addresses]] = {}
        self._by_keepalived: dict[str, Addresses] = {}
        for address, service in inventory.services.items():
            self._add(service, address)
        programs: dict[str, dict[str, None]] = {}
        for number, log in enumerate(logs):
            for said in everything(log) if TELLING.intersection(log.tells) else ():
                match said.detail:
                    case ServiceListed() | Manager() as detail:
                        self._add(detail.service, detail.address)
                    case Reconcile() | Belief() as detail:
                        self._add(detail.service, detail.address)
                        if detail.address:
                            self._of_program.setdefault(detail.program, {})[detail.address] = None
                        elif detail.service:
                            programs.setdefault(detail.program, {})[detail.service] = None
                    case Leadership(lease=lease) | RivalAdvert(lease=lease) if lease and not is_object(lease):
                        self._instances.setdefault(writers.writer(number, said), {}).setdefault(lease, {})
                if isinstance(said.detail, Belief) and said.detail.address:
                    self._announced(writers.writer(number, said), said.detail)
        for program, services in programs.items():
            for service in services:
                self._of_program.setdefault(program, {}).update(dict.fromkeys(self.of(service)))

    def of(self, service: str | None) -> tuple[str, ...]:
        """The addresses of a Service, `namespace/name`, or the name alone where only one Service has it."""
        if service is None:
            return ()
        if service not in self._of_service:
            full = [name for name in self._of_name.get(service.rpartition("/")[2], ()) if same(name, service)]
            return tuple(self._of_service[full[0]]) if len(full) == 1 else ()
        return tuple(self._of_service[service])

    def of_lease(self, lease: str, program: str, writer: str) -> tuple[str, ...]:
        """The addresses that go with a lease, or with a VRRP instance of a writer; none where nothing tells."""
        space, _, name = lease.rpartition("/")
        if name == ALL_SERVICES:
            return tuple(self._of_program.get(program, ()))
        if name.startswith(OF_SERVICE):
            return self.of(f"{space}/{name.removeprefix(OF_SERVICE)}" if space else name.removeprefix(OF_SERVICE))
        if name.startswith(OF_CILIUM):
            return self.of(self._of_cilium.get(name.removeprefix(OF_CILIUM)))
        if not lease or is_object(lease):
            return ()
        instances = self._instances.get(writer, {})
        announced = instances.get(lease) or {}
        return tuple(announced or (self._by_keepalived.get(writer, {}) if len(instances) == 1 else {}))

    def is_placed(self, address: str, writer: str) -> bool:
        """Whether an address is known to go with an instance of a writer's."""
        instances = self._instances.get(writer, {})
        return len(instances) == 1 or any(address in announced for announced in instances.values())

    def _add(self, service: str | None, address: str | None) -> None:
        """A Service has an address."""
        if service and address:
            self._of_service.setdefault(service, {})[address] = None
            self._of_name.setdefault(service.rpartition("/")[2], {})[service] = None
            self._of_cilium.setdefault(service.replace("/", "-", 1), service)

    def _announced(self, writer: str, belief: Belief) -> None:
        """A keepalived announces an address, maybe under an instance."""
        if belief.address is None or belief.program != "keepalived":
            return
        self._by_keepalived.setdefault(writer, {})[belief.address] = None
        if belief.instance:
            self._instances.setdefault(writer, {}).setdefault(belief.instance, {})[belief.address] = None


def same(name: str, other: str) -> bool:
    """Whether two names may be one Service's: the same, or one without a namespace."""
    return name == other or "/" not in name or "/" not in other
