"""Fields that tshark prints (-T fields -E header=y, -T ek, -T json): each frame as values by field, outermost first."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

from arpwatch_k8s.capture.text.arp import packet as arp_packet
from arpwatch_k8s.capture.text.packets import TTL, packet
from arpwatch_k8s.capture.text.printed import ARP, IPV4, IPV6, NO_QUOTE, NO_TTL, Printed
from arpwatch_k8s.capture.text.stamps import Clock, Stamp, of_day
from arpwatch_k8s.capture.text.tcp import HEADER, header
from arpwatch_k8s.capture.text.tokens import IPV4_BYTES, address, mac

Fields: TypeAlias = dict[str, list[str]]
"""Values by field's name."""

NAME: Final = re.compile(r"[a-z][a-z0-9_-]*(?:\.[A-Za-z0-9_-]+)+$")
TIMES: Final = ("frame.time_epoch", "frame.time_relative")
MOST_CHARACTERS: Final = 1 << 20
"""Of one frame's JSON."""
MOST_DEPTH: Final = 40


def fields_stamp(lines: Iterable[str]) -> Stamp | None:
    """How times are given below a line of names of fields; None where there is none."""
    some = [line for line in lines if line.strip()][:200]
    if len(some) < 2:
        return None
    names = split_names(some[0])
    if len(names) < 3 or not all(NAME.match(name) for name in names) or not set(names) & set(TIMES):
        return None
    return Stamp.UNIX if TIMES[0] in names else Stamp.SINCE_FIRST


def split_names(line: str) -> list[str]:
    """Names of fields, whatever is between them."""
    return [name.strip().strip('"') for name in re.split("[\t,;|]", line[:4000])]


class Dissected:
    """Frames of one print."""

    def __init__(self, dialect: str, clock: Clock) -> None:
        self._parts = {"tshark -T ek": ek, "tshark -T json": pretty}.get(dialect, table)
        self._clock = clock
        self.frames = 0
        self.named = 0
        self.odd: list[tuple[int, str]] = []
        self.odd_n = 0
        self.drops: int | None = None

    def read(self, lines: Iterable[tuple[int, str]]) -> Iterator[Printed]:
        """The frames that lines tell of, in order."""
        for line, found in self._parts(lines):
            time = None if isinstance(found, str) else self._time(found)
            if isinstance(found, str) or time is None:
                self.odd_n += 1
                self.odd += [(line, str(found)[:200])] if not self.odd else []
                continue
            self.frames += 1
            frame = Printed(line=line, time=time, length=integer(found, "frame.len") or 0)
            fill(frame, found)
            yield frame

    def _time(self, found: Fields) -> int | None:
        """The time of a frame."""
        for name in TIMES:
            whole, _, part = first(found, name).partition(".")
            if whole.isascii() and whole.isdigit() and (not part or part.isdigit()) and len(whole) <= 10:
                if name == TIMES[0]:
                    return self._clock.unix(whole, part)
                return self._clock.undated(of_day("0", "0", whole, part))
        return None


def table(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, Fields | str]]:
    """Lines of fields below a line of their names."""
    names: list[str] = []
    between = "\t"
    for line, text in lines:
        if not text.strip():
            continue
        if not names:
            between = next((one for one in "\t;|," if one in text), "\t")
            names = split_names(text)
            continue
        cells = text.split(between)
        if len(cells) != len(names):
            yield line, text
            continue
        yield line, {n: c.strip().strip('"').split(",") for n, c in zip(names, cells, strict=True) if c.strip()}


def ek(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, Fields | str]]:
    """One JSON object a line; those that only name an index are none of a frame."""
    for line, text in lines:
        if text.startswith('{"index"') or not text.strip():
            continue
        yield line, parsed(text)


def pretty(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, Fields | str]]:
    """A list of JSON objects, each of which begins and ends with a line of its own that is indented by two spaces."""
    begun, parts, size = 0, list[str](), 0
    for line, text in lines:
        bare = text.rstrip()
        if bare == "  {":
            begun, parts, size = line, [], 0
        if begun and size < MOST_CHARACTERS:
            parts.append(text)
            size += len(text)
        if begun and bare in ("  }", "  },"):
            yield begun, parsed("\n".join(parts).rstrip().rstrip(","))
            begun = 0


def parsed(text: str) -> Fields | str:
    """The fields in a JSON object; the text where it is none."""
    try:
        document = json.loads(text, object_pairs_hook=list)
    except (ValueError, RecursionError):
        return text
    found: Fields = {}
    collect(document, found, 0)
    return found or text


def collect(value: object, found: Fields, depth: int) -> None:
    """All fields below a value, in order; of names as Elasticsearch wants them the dots are put back."""
    if not isinstance(value, list) or depth > MOST_DEPTH:
        return
    for pair in value:
        if not (isinstance(pair, tuple) and isinstance(pair[0], str)):
            collect(pair, found, depth + 1)
            continue
        name, inner = pair
        if isinstance(inner, str | int | float):
            found.setdefault(dotted(name), []).append(flag(inner))
        elif isinstance(inner, list) and inner and all(isinstance(one, str | int | float) for one in inner):
            found.setdefault(dotted(name), []).extend(flag(one) for one in inner)
        else:
            collect(inner, found, depth + 1)


def flag(value: object) -> str:
    """A value as text; truth as 1 and 0."""
    return str(int(value)) if isinstance(value, bool) else str(value)


def dotted(name: str) -> str:
    """`ip_ip_src` is `ip.src`: the protocol, and the field's name with underscores for dots."""
    if "." in name or "_" not in name:
        return name
    protocol, _, rest = name.partition("_")
    rest = rest.removeprefix(f"{protocol}_")
    return KNOWN.get(f"{protocol}_{rest}", f"{protocol}.{rest}")


USED: Final = (
    "frame.time_epoch", "frame.time_relative", "frame.len", "eth.src", "eth.dst", "vlan.id", "sll.src.eth",
    "arp.opcode", "arp.src.hw_mac", "arp.src.proto_ipv4", "arp.dst.hw_mac", "arp.dst.proto_ipv4",
    "ip.src", "ip.dst", "ip.ttl", "ip.proto", "ipv6.src", "ipv6.dst", "ipv6.hlim",
    "icmp.type", "icmp.code", "icmp.redir_gw", "icmpv6.type", "icmpv6.code", "icmpv6.nd.ns.target_address",
    "icmpv6.nd.na.target_address", "icmpv6.nd.na.flag.r", "icmpv6.nd.na.flag.s", "icmpv6.nd.na.flag.o",
    "icmpv6.opt.linkaddr", "icmpv6.opt.type", "tcp.srcport", "tcp.dstport", "tcp.seq_raw", "tcp.ack_raw", "tcp.seq",
    "tcp.ack", "tcp.flags", "tcp.len", "vrrp.version", "vrrp.virt_rtr_id", "vrrp.prio", "vrrp.ip_addr",
)  # fmt: skip
KNOWN: Final = {name.replace(".", "_"): name for name in USED}


def first(found: Fields, name: str, at: int = 0) -> str:
    """A field's value; nothing where there is none."""
    some = found.get(name, ())
    return some[at] if len(some) > at else ""


def integer(found: Fields, name: str, at: int = 0, bits: int = 32) -> int | None:
    """A field's number, decimal or hexadecimal; None where there is none that fits."""
    text = first(found, name, at).strip()
    if text in ("True", "False"):
        return int(text == "True")
    try:
        value = int(text[:20], 16 if text.startswith("0x") else 10)
    except ValueError:
        return None
    return value if 0 <= value < 1 << bits else None


def fill(frame: Printed, found: Fields) -> None:
    """Fill in what the fields say."""
    frame.source, frame.target = mac(first(found, "eth.src")), mac(first(found, "eth.dst"))
    if frame.source is None:
        frame.source = mac(first(found, "sll.src.eth"))
    vlans = [integer(found, "vlan.id", at, 12) for at in range(min(len(found.get("vlan.id", ())), 4))]
    frame.vlans = tuple(vlan for vlan in vlans if vlan is not None)
    if found.get("arp.opcode"):
        arp(frame, found)
        return
    version = "ip" if found.get("ip.src") else "ipv6"
    ends = ends_of(found, version, 0)
    upper = None if ends is None else upper_of(frame, found, version)
    if ends is None or upper is None:
        return
    protocol, data, size = upper
    ttl = integer(found, "ip.ttl" if version == "ip" else "ipv6.hlim", 0, 8)
    frame.missing |= NO_TTL if ttl is None else 0
    frame.packet = packet(ends, protocol, TTL if ttl is None else ttl, data, size)
    frame.ethertype = IPV4 if len(ends[0]) == IPV4_BYTES else IPV6


def arp(frame: Printed, found: Fields) -> None:
    """ARP, with all that it has."""
    macs = [mac(first(found, f"arp.{end}.hw_mac")) for end in ("src", "dst")]
    hosts = [address(first(found, f"arp.{end}.proto_ipv4")) for end in ("src", "dst")]
    opcode = integer(found, "arp.opcode", 0, 16)
    if None in macs or None in hosts or opcode is None or any(len(host or b"") != IPV4_BYTES for host in hosts):
        return
    frame.ethertype = ARP
    frame.packet = arp_packet(opcode, macs[0] or b"", hosts[0] or b"", macs[1] or b"", hosts[1] or b"")


def ends_of(found: Fields, version: str, at: int) -> tuple[bytes, bytes] | None:
    """Source and destination of the packet, or (`at` 1) of the one that it quotes."""
    one, other = address(first(found, f"{version}.src", at)), address(first(found, f"{version}.dst", at))
    return None if one is None or other is None or len(one) != len(other) else (one, other)


def upper_of(frame: Printed, found: Fields, version: str) -> tuple[int, bytes, int] | None:
    """Protocol, bytes and size of what a packet carries; None where it is nothing of use."""
    kind = integer(found, "icmp.type", 0, 8)
    if kind in (3, 5, 11):
        gateway = address(first(found, "icmp.redir_gw")) or bytes(4)
        data = struct.pack(">BBH4s", kind, integer(found, "icmp.code", 0, 8) or 0, 0, gateway[:4])
        data += quoted(frame, found, version)
        return 1, data, len(data)
    kind = integer(found, "icmpv6.type", 0, 8)
    if kind is not None:
        told = discovery(frame, found, kind)
        return None if told is None else (58, told, len(told))
    if found.get("vrrp.virt_rtr_id"):
        data = advertisement(found, 4 if version == "ip" else 16)
        return 112, data, len(data)
    return segment(found, 0)


def segment(found: Fields, at: int) -> tuple[int, bytes, int] | None:
    """A segment of TCP."""
    ports = integer(found, "tcp.srcport", at, 16), integer(found, "tcp.dstport", at, 16)
    flags = integer(found, "tcp.flags", at, 16)
    if ports[0] is None or ports[1] is None or flags is None:
        return None
    seq = integer(found, "tcp.seq_raw", at) or integer(found, "tcp.seq", at) or 0
    ack = integer(found, "tcp.ack_raw", at) or integer(found, "tcp.ack", at) or 0
    size = min(integer(found, "tcp.len", at) or 0, 0xFFFF)
    return 6, header(ports[0], ports[1], seq, ack, flags), HEADER + size


def quoted(frame: Printed, found: Fields, version: str) -> bytes:
    """What an error quotes, as far as it is there."""
    ends = ends_of(found, version, 1)
    if ends is None:
        return b""
    ttl = integer(found, "ip.ttl" if version == "ip" else "ipv6.hlim", 1, 8)
    if ttl is None:
        frame.missing |= NO_QUOTE
    protocol, data, size = segment(found, 0) or (0xFF, b"", 0)
    return packet(ends, protocol, TTL if ttl is None else ttl, data, size)


def discovery(frame: Printed, found: Fields, kind: int) -> bytes | None:
    """Neighbor discovery and errors."""
    if kind in (1, 3):
        return struct.pack(">BBHI", kind, integer(found, "icmpv6.code", 0, 8) or 0, 0, 0) + quoted(frame, found, "ipv6")
    if kind not in (135, 136):
        return None
    name = "ns" if kind == 135 else "na"
    target = address(first(found, f"icmpv6.nd.{name}.target_address"))
    if target is None or len(target) != 16:
        return None
    bits = [integer(found, f"icmpv6.nd.na.flag.{letter}") or 0 for letter in "rso"]
    flags = (bits[0] and 4 | 0) | (bits[1] and 2) | (bits[2] and 1)
    option = mac(first(found, "icmpv6.opt.linkaddr"))
    which = integer(found, "icmpv6.opt.type", 0, 8) or kind - 134
    tail = b"" if option is None else bytes([which, 1]) + option
    return struct.pack(">BBHI", kind, 0, 0, flags << 29) + target + tail


def advertisement(found: Fields, size: int) -> bytes:
    """An advertisement of VRRP."""
    listed = [address(text) for text in found.get("vrrp.ip_addr", ())]
    some = [one for one in listed if one is not None and len(one) == size][:255]
    version = integer(found, "vrrp.version", 0, 4) or 2
    group, priority = integer(found, "vrrp.virt_rtr_id", 0, 8) or 0, integer(found, "vrrp.prio", 0, 8) or 0
    return struct.pack(">BBBBHH", version << 4 | 1, group, priority, len(some), 0, 0) + b"".join(some)
