"""What a host's firewall does with packets to the host itself: its chains of rules, whoever wrote them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.lint.facts.span import Span
from arpwatch_k8s.lint.setting import Place, Setting

ACCEPT: Final = "accept"
DROP: Final = "drop"
RETURN: Final = "return"
ENDS: Final = frozenset({ACCEPT, DROP, RETURN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule, as far as it is about a new packet from another host."""

    place: Place
    verdict: str
    """ACCEPT, DROP (a refusal among them), RETURN, or the name of a chain that goes on."""
    protocol: str = ""
    """`tcp`, `udp` or another; empty for all."""
    ports: tuple[tuple[int, int], ...] = ()
    """Spans of ports that it is sent to, both ends among them; none for all."""
    sources: tuple[Span, ...] = ()
    """Whom it is from; none for anybody."""
    is_whole: bool = True
    """Whether these are all of its conditions; one that is not told here may not be met."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """A chain that packets to the host begin in."""

    chain: str
    policy: Setting
    """What it does with what no rule takes: ACCEPT or DROP."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Firewall:
    """One firewall."""

    made_by: str
    """As in "iptables", "firewalld"."""
    bases: tuple[Base, ...]
    """A packet has to pass each of them."""
    chains: Mapping[str, tuple[Rule, ...]]
    host: str = ""
    """The host that its file's folder or name tells."""
    is_of_nodes: bool = False
    """Whether it is by its kind one of the cluster's nodes."""
    unless: str = ""
    """What it needs to be in force and was not read, as in "Cilium's host firewall"; empty where it needs nothing."""
