"""The terms in which programs are described: forms of announcements, their rhythm, who answers for the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from arpwatch_k8s.thresholds import NS


class Form(IntEnum):
    """What an announcement looks like. ARP: opcode and target MAC (to all, to nobody, to the sender itself), two of
    them close together as a pair. Neighbor discovery, unsolicited: from which source, whether it overrides, by which
    link-layer option."""

    OTHER = 0
    REQUEST_ALL = 1
    REQUEST_NONE = 2
    REQUEST_OWN = 3
    REPLY_ALL = 4
    REPLY_OWN = 5
    PAIR_ALL = 6
    PAIR_OWN = 7
    ND_OWN_SOURCE = 8
    ND_VIP_SOURCE = 9
    ND_VIP_SOURCE_ROUTER = 10
    ND_WEAK_SOURCE_OPTION = 11
    ND_WEAK_TARGET_OPTION = 12


WORDS: Mapping[Form, str] = {
    Form.OTHER: "of another form",
    Form.REQUEST_ALL: "by request (target MAC ff:ff:ff:ff:ff:ff)",
    Form.REQUEST_NONE: "by request (target MAC 00:00:00:00:00:00)",
    Form.REQUEST_OWN: "by request (target MAC its own)",
    Form.REPLY_ALL: "by reply (target MAC ff:ff:ff:ff:ff:ff)",
    Form.REPLY_OWN: "by reply (target MAC its own)",
    Form.PAIR_ALL: "by request and reply at once (target MAC ff:ff:ff:ff:ff:ff)",
    Form.PAIR_OWN: "by request and reply 100 ms later (target MAC 00:00:00:00:00:00, then its own)",
    Form.ND_OWN_SOURCE: "by advertisement from another address than the VIP",
    Form.ND_VIP_SOURCE: "by advertisement from the VIP itself",
    Form.ND_VIP_SOURCE_ROUTER: "by advertisement from the VIP itself, as a router",
    Form.ND_WEAK_SOURCE_OPTION: "by advertisement without override, with a source link-layer option",
    Form.ND_WEAK_TARGET_OPTION: "by advertisement without override",
}
"""Each form for people, behind a count."""


class Answers(StrEnum):
    """Who answers questions for the address: the node's kernel, which also asks in its name; the program itself, from
    user space; or eBPF, which turns the question around in place."""

    KERNEL = "kernel"
    USERLAND = "userland"
    BPF = "bpf"


class Adverts(StrEnum):
    """Advertisements beside ARP."""

    NONE = "none"
    VRRP = "vrrp"
    CARP = "carp"


class Mac(StrEnum):
    """From what kind of MAC a program announces."""

    INTERFACE = "interface"
    VIRTUAL = "virtual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A distance between two announcements, `low` to `high` in ns, and how likely it is (0 to 1)."""

    low: int
    high: int
    likely: float


def gap(low_s: float, high_s: float, likely: float = 1.0) -> Gap:
    """A gap in seconds."""
    return Gap(low=round(low_s * NS), high=round(high_s * NS), likely=likely)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """The rhythm of announcements. gaps: known distances; burst: announcements in a whole burst, whose members are at
    most `within_ns` apart; limit: more than that never are in one burst, None where bursts may be re-armed; rest_ns:
    from which distance on the next one may be a new occasion; forever: it never stops while it owns the address;
    steady: how likely another constant interval is."""

    gaps: tuple[Gap, ...] = ()
    burst: int = 1
    within_ns: int = 0
    limit: int | None = None
    rest_ns: int = 5 * NS
    forever: bool = False
    steady: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One program. forms: which share of its announcements has each form; mixes: how likely it uses several in one
    capture; family: programs of one family are one product; controller: it acts for Kubernetes, or in the place of
    what does; manages: it moves addresses between nodes; padded: it pads frames itself; usual: its weight where the
    frames cannot tell it from others, a judgment; sources: where each fact is from."""

    id: str
    name: str
    family: str
    forms: Mapping[Form, float]
    beat: Beat
    answers: Answers
    mixes: float = 0.0
    runs: bool = False
    adverts: Adverts = Adverts.NONE
    mac: Mac = Mac.INTERFACE
    padded: bool = False
    controller: bool = False
    manages: bool = True
    usual: float = 0.3
    sources: tuple[str, ...] = field(default=())
