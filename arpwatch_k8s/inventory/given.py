"""What users say of names: `--node NAME=MAC|IP`, and the record that files of names are read into."""

from __future__ import annotations

from dataclasses import dataclass, field

from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.evidence.addresses import address_number, number_text
from arpwatch_k8s.evidence.table import parse_mac


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A node's name with one of its MACs or addresses (canonical text); the other is None."""

    name: str
    mac: int | None
    address: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What was handed over: nodes; MACs by address, as a neighbor table has them; names of services by address.

    Addresses are canonical text.
    """

    nodes: tuple[Given, ...] = ()
    neighbors: tuple[tuple[str, int], ...] = ()
    services: dict[str, str] = field(default_factory=dict)

    def __add__(self, other: Known) -> Known:
        """Both; of two names of one service the second."""
        return Known(
            nodes=self.nodes + other.nodes,
            neighbors=self.neighbors + other.neighbors,
            services=self.services | other.services,
        )


def parse_node(text: str) -> Given:
    """A `NAME=MAC` or `NAME=IP`; UsageError where it is neither."""
    name, _, value = text.rpartition("=")
    if name and value:
        try:
            return named(name, value)
        except ValueError:
            pass
    raise UsageError(
        f"--node {text!r}: neither NAME=MAC nor NAME=IP",
        fix="For example: --node node2=52:54:00:12:34:56 or --node node2=192.0.2.22",
    )


def named(name: str, value: str) -> Given:
    """A node's name with a MAC or an address; ValueError where `value` is neither."""
    try:
        return Given(name=name, mac=parse_mac(value), address=None)
    except ValueError:
        return Given(name=name, mac=None, address=canonical(value))


def canonical(address: str) -> str:
    """An address as the tables write it; ValueError where it is none."""
    return number_text(address_number(address))
