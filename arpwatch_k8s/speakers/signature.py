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
    """A distance between two announcements."""

    low: int
    """At least, ns."""
    high: int
    """At most, ns."""
    likely: float
    """How likely it is, 0 to 1."""


def gap(low_s: float, high_s: float, likely: float = 1.0) -> Gap:
    """A gap in seconds."""
    return Gap(low=round(low_s * NS), high=round(high_s * NS), likely=likely)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """The rhythm of announcements."""

    gaps: tuple[Gap, ...] = ()
    """Known distances."""
    burst: int = 1
    """Announcements in a whole burst."""
    within_ns: int = 0
    """How far apart those of one burst are at most."""
    limit: int | None = None
    """More than that are never in one burst; None where bursts may be re-armed."""
    rest_ns: int = 5 * NS
    """From which distance on the next one may have another occasion."""
    forever: bool = False
    """Whether it never stops while the program owns the address."""
    steady: float = 0.0
    """How likely another constant interval is, 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What one program sends."""

    id: str
    """Its id."""
    name: str
    """Its name, for people."""
    family: str
    """The product that it belongs to."""
    forms: Mapping[Form, float]
    """Which share of its announcements has each form, 0 to 1."""
    beat: Beat
    """Their rhythm."""
    answers: Answers
    """Who answers for the address."""
    mixes: float = 0.0
    """How likely it uses several forms in one capture, 0 to 1."""
    runs: bool = False
    """Whether each run of the program keeps to one form."""
    adverts: Adverts = Adverts.NONE
    """What it advertises beside ARP."""
    mac: Mac = Mac.INTERFACE
    """From what kind of MAC it announces."""
    padded: bool = False
    """Whether it pads frames itself."""
    controller: bool = False
    """Whether it acts for Kubernetes, or in the place of what does."""
    manages: bool = True
    """Whether it moves addresses between nodes."""
    usual: float = 0.3
    """Its weight where the frames cannot tell it from others: a judgment."""
    sources: tuple[str, ...] = field(default=())
    """Where each fact is from."""
