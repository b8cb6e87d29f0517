"""In which forms, and when, a host claims an address in a capture, as tshark has it."""

import subprocess
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

TOGETHER_S = 0.05
"""The frames of one pair or burst are no further apart."""


def fields_of(path: Path, display_filter: str, *names: str) -> list[tuple[str, ...]]:
    """Fields of the frames that match, as tshark prints them."""
    options = [option for name in names for option in ("-e", name)]
    command = ["tshark", "-n", "-r", str(path), "-Y", display_filter, "-T", "fields", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [tuple(line.split("\t")) for line in done.stdout.splitlines()]


@dataclass(frozen=True, slots=True, order=True)
class Form:
    """What tells one ARP frame about a VIP from another; MACs by the part they play."""

    opcode: str
    to_all: bool
    sent_by_owner: bool
    target: str
    about_itself: bool
    length: str
    trailer: str


def forms(path: Path, vip: str, mac: str) -> Counter[Form]:
    """How often `mac` claimed the VIP in which form."""
    wanted = f"arp.src.proto_ipv4 == {vip} && arp.src.hw_mac == {mac}"
    names = ("eth.dst", "eth.src", "arp.opcode", "arp.dst.hw_mac", "arp.dst.proto_ipv4", "frame.len", "eth.padding")
    found: Counter[Form] = Counter()
    for eth_dst, eth_src, opcode, target_mac, target, length, trailer in fields_of(path, wanted, *names):
        parts = {mac: "own", "ff:ff:ff:ff:ff:ff": "ff", "00:00:00:00:00:00": "00"}
        form = Form(
            opcode=opcode,
            to_all=eth_dst == "ff:ff:ff:ff:ff:ff",
            sent_by_owner=eth_src == mac,
            target=parts.get(target_mac, "peer"),
            about_itself=target == vip,
            length=length,
            trailer=trailer.replace("0", "").replace(":", ""),
        )
        found[form] += 1
    return found


def announcement_times(path: Path, vip: str, mac: str) -> list[float]:
    """When `mac` announced the VIP, as seconds; the frames of one burst or pair, as one."""
    wanted = (
        f"arp.src.proto_ipv4 == {vip} && arp.dst.proto_ipv4 == {vip} && arp.src.hw_mac == {mac} "
        "&& eth.dst == ff:ff:ff:ff:ff:ff"
    )
    times = sorted(float(time) for (time,) in fields_of(path, wanted, "frame.time_relative"))
    return times[:1] + [two for one, two in pairwise(times) if two - one > TOGETHER_S]
