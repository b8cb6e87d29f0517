"""What users say of names: `--node NAME=MAC|IP`, and the record that files of names are read into."""

from __future__ import annotations

from dataclasses import dataclass, field

from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.evidence.addresses import address_number, number_text
from arpwatch_k8s.evidence.table import parse_mac


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A node's name with one of its MACs or addresses."""

    name: str
    """The name."""
    mac: int | None
    """The MAC; None where an address was given."""
    address: str | None
    """The address as canonical text; None where a MAC was given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What was handed over."""

    nodes: tuple[Given, ...] = ()
    """Names of nodes."""
    neighbors: tuple[tuple[str, int], ...] = ()
    """Addresses (canonical text) and their MACs, as a neighbor table has them."""
    services: dict[str, str] = field(default_factory=dict)
    """Names of services by address (canonical text)."""
    listed: dict[str, int] = field(default_factory=dict)
    """The MAC of each address (canonical text) that listings have at one MAC alone: it names nobody, and says whose
    frames are that show an address and no MAC."""

    def __add__(self, other: Known) -> Known:
        """Both; of two names of one service the second."""
        return Known(
            nodes=self.nodes + other.nodes,
            neighbors=self.neighbors + other.neighbors,
            services=self.services | other.services,
            listed=self.listed | other.listed,
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
