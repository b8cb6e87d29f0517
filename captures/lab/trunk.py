"""One end of a trunk: frames of a tap go out on a wire with a VLAN tag (IEEE 802.1Q), and come back without.

A stand-in for the kernel's VLAN device, which not every kernel has. Run on each side of the wire as `python -m`; ends
with its input.
"""

import argparse
import fcntl
import os
import select
import socket
import struct
import sys

TUNSETIFF = 0x400454CA
IFF_TAP, IFF_NO_PI = 0x0002, 0x1000
ETH_P_ALL = 0x0003
TAG_PROTOCOL = 0x8100
MACS_BYTES = 12
MOST_BYTES = 65535
OUTGOING = socket.PACKET_OUTGOING
SOL_PACKET, PACKET_AUXDATA = 263, 8
STATUS_VLAN_VALID = 1 << 4
AUXILIARY = struct.Struct("=IIIHHHH")
"struct tpacket_auxdata: status, length, captured, MAC offset, network offset, VLAN tag, its protocol."


def open_tap(name: str) -> int:
    """The tap's frames, as a file."""
    tap = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(tap, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TAP | IFF_NO_PI))
    return tap


def open_wire(name: str) -> socket.socket:
    """The wire's frames; the kernel takes the tag out of those received and hands it on beside them."""
    wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    wire.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
    wire.bind((name, ETH_P_ALL))
    return wire


def received(wire: socket.socket) -> tuple[bytes, int | None]:
    """The next frame and its VLAN; no frame where it is one that this host sent itself."""
    frame, beside, _, sender = wire.recvmsg(MOST_BYTES, socket.CMSG_SPACE(AUXILIARY.size))
    if sender[2] == OUTGOING:
        return b"", None
    for level, kind, data in beside:
        if (level, kind) == (SOL_PACKET, PACKET_AUXDATA):
            status, *_, tag, _ = AUXILIARY.unpack(data[: AUXILIARY.size])
            return frame, tag & 0x0FFF if status & STATUS_VLAN_VALID else None
    return frame, None


def relay(tap: int, *, wire: socket.socket, vlan: int) -> None:
    """Carry frames both ways until the input ends; frames of other VLANs are not for this end."""
    tag = struct.pack("!HH", TAG_PROTOCOL, vlan)
    while True:
        readable, _, _ = select.select([tap, wire, sys.stdin], [], [])
        if tap in readable:
            frame = os.read(tap, MOST_BYTES)
            wire.send(frame[:MACS_BYTES] + tag + frame[MACS_BYTES:])
        if wire in readable:
            frame, of = received(wire)
            if frame and of == vlan:
                os.write(tap, frame)
        if sys.stdin in readable:
            return


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--tap", required=True)
    parser.add_argument("--wire", required=True)
    parser.add_argument("--vlan", type=int, required=True)
    options = parser.parse_args()
    tap = open_tap(options.tap)
    with open_wire(options.wire) as wire:
        print("ready", flush=True)
        relay(tap, wire=wire, vlan=options.vlan)


if __name__ == "__main__":
    main()
