"""What the kernel lets through, and how much of each frame.

Control frames (ARP, ICMP errors, neighbor discovery, VRRP and CARP) pass whole, since ICMP errors quote what they are
about. TCP that opens, closes or resets, and all frames of the VIPs, are cut to their headers. The same holds behind up
to two VLAN tags among a frame's bytes; the one that the kernel keeps apart is not among them, so that such a frame
looks untagged here.

Filters are put together as programs, not as text: `vlan` in a text of libpcap shifts the offsets of all that follows,
which would make a user's filter change ours. A program that accepts jumps on to the next, or returns how many bytes to
keep.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cypcap

from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.evidence.addresses import number_text

HEADER_BYTES: Final = 192
"""Ethernet, four VLAN tags, IPv6 or IPv4 with options, TCP with options: 150; the rest is for extension headers."""
MAX_BYTES: Final = 262_144
MOST_INSTRUCTIONS: Final = 4096
"""Linux include/uapi/linux/bpf_common.h: BPF_MAXINSNS."""
MOST_VIPS: Final = 64
"""Addresses that a filter names: about 12 instructions each, behind each depth of tags."""

ICMP_ERRORS: Final = "(icmp[0] = 3 or icmp[0] = 5 or icmp[0] = 11)"
ICMP6_ERRORS: Final = "(ip6[6] = 58 and (ip6[40] = 1 or ip6[40] = 3))"
NEIGHBOR_DISCOVERY: Final = "(ip6[6] = 58 and ip6[40] >= 133 and ip6[40] <= 137)"
VRRP: Final = "(ip proto 112 or ip6 proto 112)"
CONTROL: Final = f"(arp or {ICMP_ERRORS} or {ICMP6_ERRORS} or {NEIGHBOR_DISCOVERY} or {VRRP})"
ENDS: Final = "((tcp[13] & 7) != 0 or (ip6[6] = 6 and (ip6[53] & 7) != 0))"
"""SYN, FIN or RST."""

RET, RET_CONSTANT, JUMP_ALWAYS = 0x06, 0x06, 0x05
CLASS_MASK, SOURCE_MASK = 0x07, 0x18
LOAD_HALF, LOAD_BYTE = 0x28, 0x30
BESIDE_THE_FRAME: Final = 0xFFFFF000
"""From here on a load is of what the kernel knows beside a frame's bytes (linux/filter.h: SKF_AD_OFF)."""
Instruction = tuple[int, int, int, int]
"""Code, jump if true, jump if false, constant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passing:
    """What is to pass: control frames always; of TCP nothing with `control_only`, and everything whole with `full`.

    vips: address numbers; user: a libpcap expression that frames must meet besides; snaplen: bytes of any frame.
    ValueError: none would be kept, which the kernel takes for no frame.
    """

    vips: tuple[int, ...] = ()
    control_only: bool = False
    full: bool = False
    user: str = ""
    snaplen: int = MAX_BYTES

    def __post_init__(self) -> None:
        if not 0 < self.snaplen <= MAX_BYTES:
            raise ValueError(f"snaplen {self.snaplen}: 1 to {MAX_BYTES} bytes")


def behind_tags(expression: str) -> str:
    """The expression for frames without a tag, with one, and with two."""
    return f"{expression} or (vlan and ({expression} or (vlan and {expression})))"


def of_addresses(vips: Sequence[int]) -> str:
    """An expression for all frames of some addresses."""
    names = (ipaddress.ip_address(number_text(vip)) for vip in vips)
    return " or ".join(f"{'ip' if name.version == 4 else 'ip6'} host {name}" for name in names)


def parts(passing: Passing) -> list[tuple[str, int]]:
    """Expressions of our own, each with the bytes that are kept of what it lets through."""
    if passing.full:
        return []
    wanted = [(CONTROL, passing.snaplen)]
    if not passing.control_only:
        vips = of_addresses(passing.vips[:MOST_VIPS])
        wanted.append((f"({ENDS}{f' or {vips}' if vips else ''})", min(HEADER_BYTES, passing.snaplen)))
    return wanted


def chained(user: Sequence[Instruction], ours: Sequence[tuple[Sequence[Instruction], int]]) -> list[Instruction]:
    """One program: what `user` accepts goes on to ours in turn; the first that accepts says how much is kept."""
    out: list[Instruction] = accepting(user, None)
    for program, kept in ours:
        out += accepting(program, kept)
    return [*out, (RET_CONSTANT, 0, 0, 0)]


def accepting(program: Sequence[Instruction], kept: int | None) -> list[Instruction]:
    """A program that keeps `kept` bytes of what it accepts, and goes on behind its end with the rest; with None it goes
    on with what it accepts, and ends with the rest."""
    out: list[Instruction] = []
    for at, instruction in enumerate(program):
        code, _, _, constant = instruction
        on = (JUMP_ALWAYS, 0, 0, len(program) - at - 1)
        if code & CLASS_MASK != RET:
            out.append(instruction)
        elif code & SOURCE_MASK:
            raise ValueError("a program that returns its accumulator")
        elif constant:
            out.append(on if kept is None else (RET_CONSTANT, 0, 0, kept))
        else:
            out.append((RET_CONSTANT, 0, 0, 0) if kept is None else on)
    return out


def program(handle: cypcap.Pcap, passing: Passing) -> cypcap.BpfProgram | None:
    """The filter for an interface; None where all frames pass whole.

    The user's part is compiled for the interface itself, which knows the tags that its kernel keeps apart. UsageError:
    the user's expression is none, or all together is too long.
    """
    own = parts(passing)
    if not own and not passing.user:
        return None
    bare = cypcap.open_dead(handle.datalink(), MAX_BYTES)
    with bare:
        # libpcap looks for tags in Ethernet frames alone
        tagged = handle.datalink() == cypcap.DatalinkType.EN10MB
        ours = [(compiled(bare, behind_tags(text) if tagged else text), kept) for text, kept in own]
        # a program without instructions accepts: so does one for no expression
        user = compiled_for_user(handle, passing.user) if passing.user else []
    chain = chained(user, ours or [([(RET_CONSTANT, 0, 0, passing.snaplen)], passing.snaplen)])
    if len(chain) > MOST_INSTRUCTIONS:
        raise UsageError(
            f"the capture filter has {len(chain)} instructions, the kernel takes {MOST_INSTRUCTIONS}",
            fix="Name fewer VIPs, or give a shorter filter.",
        )
    return cypcap.BpfProgram(chain)


def compiled(handle: cypcap.Pcap, text: str) -> list[Instruction]:
    """The instructions of an expression."""
    # without a netmask: cypcap would ask for that of an interface which may have no IPv4 address
    return [tuple(each) for each in handle.compile(text, netmask=cypcap.NETMASK_UNKNOWN)]


def beside(instruction: Instruction) -> Instruction:
    """An instruction that libpcap's own interpreter understands, too: it runs the filter over the first frames again,
    and knows a tag that the kernel kept apart as a byte alone, while libpcap 1.10.6 compiles loads of two bytes."""
    code, yes, no, constant = instruction
    return (LOAD_BYTE if code == LOAD_HALF and constant >= BESIDE_THE_FRAME else code, yes, no, constant)


def compiled_for_user(handle: cypcap.Pcap, text: str) -> list[Instruction]:
    """The same for an expression that may be wrong."""
    try:
        return [beside(instruction) for instruction in compiled(handle, text)]
    except cypcap.Error as error:
        raise UsageError(
            f"the filter {text!r} is none ({error.args[-1]})", fix="Write it as for tcpdump: man pcap-filter."
        ) from error
