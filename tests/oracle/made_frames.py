"""All frames made for the oracle by link type, whole, cut short and mutated."""

import random
from collections.abc import Mapping, Sequence

from tests.oracle import link_frames
from tests.oracle.packet_frames import icmp_packets, ipv4_packets, tcp_packets, vrrp_packets
from tests.oracle.packet_frames6 import ipv6_packets, neighbor_packets

ETHERNET, NULL, LOOP, SLL, SLL2 = 1, 0, 108, 113, 276
RAW = (12, 14, 101)
RAW_IPV4, RAW_IPV6 = 228, 229
LINK_TYPES = (ETHERNET, NULL, LOOP, SLL, SLL2, *RAW, RAW_IPV4, RAW_IPV6)

LONGEST_CUT, LONGEST_MUTATED = 260, 400
ALIKE = ("TCP: flags", "ICMP: quote of", "IPv6: quote of", "neighbor discovery: ICMPv6 type", "ICMP: unreachable, code")
ALIKE_LINKS = ("rarp", "RARP", "arp on", "syn on", "ns on", "arp behind tags 9", "syn behind tags 9", "ns behind tags")
"""Names of frames of which there are many alike: not cut, since what they would show is shown by others."""
INTERESTING = (0, 1, 4, 6, 17, 41, 58, 255)

Frame = tuple[bytes, int]
"""A frame's captured bytes, and its length on the wire."""


def packets() -> dict[str, bytes]:
    """All packets by name."""
    groups = {
        "TCP": tcp_packets(),
        "IPv4": ipv4_packets(),
        "ICMP": icmp_packets(),
        "neighbor discovery": neighbor_packets(),
        "IPv6": ipv6_packets(),
        "VRRP": vrrp_packets(),
    }
    return {f"{group}: {name}": packet for group, some in groups.items() for name, packet in some.items()}


def made(linktype: int) -> Mapping[str, bytes]:
    """Frames of one link type by name."""
    if linktype == ETHERNET:
        ip = {
            name: link_frames.ethernet(0x86DD if packet[0] >> 4 == 6 or name == "IPv6: version 4" else 0x0800, packet)
            for name, packet in packets().items()
        }
        tags, llc = link_frames.tag_frames(), link_frames.llc_frames()
        return tags | llc | link_frames.arp_frames() | link_frames.bare_frames() | ip
    if linktype in (SLL, SLL2):
        return link_frames.cooked_frames(1 if linktype == SLL else 2)
    return link_frames.loopback_frames() if linktype in (NULL, LOOP) else link_frames.raw_frames()


def whole(frames: Mapping[str, bytes]) -> list[Frame]:
    """Frames as they are."""
    return [(frame, len(frame)) for frame in frames.values()]


def cut(frame: bytes) -> list[Frame]:
    """A frame cut at every length."""
    return [(frame[:kept], len(frame)) for kept in range(min(len(frame), LONGEST_CUT))]


def to_cut(frames: Mapping[str, bytes]) -> list[bytes]:
    """Frames worth cutting."""
    return [frame for name, frame in frames.items() if not name.startswith(ALIKE + ALIKE_LINKS)]


def mutated(frames: Mapping[str, bytes], count: int, seed: int) -> list[Frame]:
    """Frames with some bytes changed, the early ones more often; some are cut, some padded.

    RARP behind tags is left out: behind two tags of 0x88a8, tshark has no field that tells it from ARP.
    """
    source = random.Random(seed)
    pool = [
        frame
        for name, frame in frames.items()
        if 0 < len(frame) < LONGEST_MUTATED and not name.startswith((*ALIKE, "rarp behind"))
    ]
    return [mutation(source, source.choice(pool)) for _ in range(count)]


def mutation(source: random.Random, frame: bytes) -> Frame:
    """One mutation of a frame."""
    out = bytearray(frame)
    for _ in range(source.choice((1, 1, 1, 2, 3, 6))):
        at = min(source.randrange(len(out)), source.randrange(len(out)))
        out[at] = source.choice((*INTERESTING, source.randrange(256), out[at] ^ 1 << source.randrange(8)))
    length = len(out)
    if source.random() < 0.25:
        out = out[: source.randrange(length + 1)]
    if source.random() < 0.1:
        out += bytes(source.randrange(20))
    return bytes(out), max(length, len(out))


def all_mutated(count: int, seed: int) -> dict[int, Sequence[Frame]]:
    """`count` mutations of frames of each link type, by link type."""
    return {linktype: mutated(made(linktype), count, seed) for linktype in LINK_TYPES}
