"""Frames with other addresses: nothing leaks, what was the same stays the same, and Wireshark finds nothing wrong."""

import ipaddress
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.layers.inet import ICMP, IP, TCP, IPerror
from scapy.layers.inet6 import ICMPv6ND_NS, ICMPv6NDOptSrcLLAddr, IPv6
from scapy.layers.l2 import ARP, Ether

from arpwatch_k8s.anonymous.links import anonymous
from arpwatch_k8s.anonymous.pseudonyms import Pseudonyms
from arpwatch_k8s.savefile.writer import write_file
from tests.anonymous.made import EVERY, NODE_MAC, OWN, OWN_6, OWN_MACS, SECRET

LINKTYPES = (0, 1, 12, 14, 101, 108, 113, 228, 229, 276)
TELL = [
    "-o", "tcp.analyze_sequence_numbers:FALSE", "-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE",
    "-o", "udp.check_checksum:TRUE",
]  # fmt: skip


SHOULD_BE = re.compile(r" \[should be 0x[0-9a-f]+\]")


def known() -> list[bytes]:
    """What must not be seen any more."""
    addresses = [ipaddress.ip_address(text).packed for text in (*OWN, *OWN_6)]
    return [*addresses, *(bytes.fromhex(mac.replace(":", "")) for mac in OWN_MACS), SECRET[:8]]


@pytest.mark.parametrize("name", EVERY)
def test_nothing_of_the_original_is_left_at_any_length(name: str) -> None:
    linktype, data = EVERY[name]
    for length in range(len(data) + 1):
        made = anonymous(data[:length], linktype, Pseudonyms())
        assert len(made) <= length
        assert [thing for thing in known() if thing in made] == []


@given(data=st.binary(max_size=120), linktype=st.sampled_from(LINKTYPES))
def test_any_bytes_become_no_more_than_they_were(data: bytes, linktype: int) -> None:
    assert len(anonymous(data, linktype, Pseudonyms())) <= len(data)


@given(data=st.data(), name=st.sampled_from(sorted(EVERY)))
def test_damaged_frames_raise_nothing(data: st.DataObject, name: str) -> None:
    linktype, whole = EVERY[name]
    frame = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        frame[data.draw(st.integers(0, len(frame) - 1))] = data.draw(st.integers(0, 255))
    assert len(anonymous(bytes(frame), linktype, Pseudonyms())) <= len(frame)


def test_the_same_frames_give_the_same_bytes_and_one_address_one_name() -> None:
    first, second = (made(EVERY.values(), Pseudonyms()) for _ in range(2))
    assert first == second
    frames = dict(zip(EVERY, first, strict=True))
    syn, redirect = Ether(frames["syn"]), Ether(frames["redirect"])
    assert redirect[IPerror].src == syn[IP].src == redirect[IP].dst
    assert redirect[IPerror].dst == syn[IP].dst == redirect[ICMP].gw == Ether(frames["announcement"])[ARP].psrc
    assert redirect.src == Ether(frames["announcement"])[ARP].hwsrc
    assert IP(frames["raw syn"]).src == syn[IP].src
    assert len(syn[TCP].options) == 1


def test_solicited_node_groups_and_link_local_addresses_follow_their_targets() -> None:
    names = Pseudonyms(keep_vendor=True)
    (frame,) = made([EVERY["solicitation"]], names)
    told = Ether(frame)
    target = ipaddress.ip_address(told[ICMPv6ND_NS].tgt).packed
    assert ipaddress.ip_address(told[IPv6].dst).packed[-3:] == target[-3:]
    assert told.dst == f"33:33:ff:{target[-3:].hex(':')}"
    mac = bytes.fromhex(told[ICMPv6NDOptSrcLLAddr].lladdr.replace(":", ""))
    source = ipaddress.ip_address(told[IPv6].src).packed
    assert source[8:] == bytes([mac[0] ^ 2]) + mac[1:3] + b"\xff\xfe" + mac[3:]
    assert told.src[:8] == NODE_MAC[:8]


def test_addresses_that_say_nothing_of_a_host_stay() -> None:
    names = Pseudonyms()
    for mac in ("ff" * 6, "00" * 6, "01005e000012", "00005e000133", "333300000001", "0180c2000000", "00000c07ac01"):
        assert names.mac(bytes.fromhex(mac)).hex() == mac
    for text in ("0.0.0.0", "255.255.255.255", "224.0.0.18", "127.0.0.1"):
        assert names.ipv4(ipaddress.ip_address(text).packed) == ipaddress.ip_address(text).packed
    for text in ("::", "::1", "ff02::1", "ff02::12"):
        assert names.ipv6(ipaddress.ip_address(text).packed) == ipaddress.ip_address(text).packed
    assert names.mac(bytes.fromhex("00006c123456")).hex().startswith("00006c")


def test_what_was_in_one_network_stays_so() -> None:
    names = Pseudonyms()
    one, two, far = (names.ipv4(bytes(last)) for last in ([192, 0, 2, 9], [192, 0, 2, 77], [198, 51, 100, 9]))
    assert one[:3] == two[:3] != far[:3]
    assert names.ipv4(bytes([192, 0, 2, 255]))[3] == 255


@given(st.sets(st.binary(min_size=6, max_size=6), min_size=2, max_size=50), st.booleans())
def test_different_macs_get_different_names(macs: set[bytes], keep: bool) -> None:
    names = Pseudonyms(keep_vendor=keep)
    hosts = {mac for mac in macs if not mac[0] & 1}
    assert len({names.mac(mac) for mac in hosts}) == len(hosts)


@pytest.mark.tshark
def test_wireshark_finds_nothing_wrong_that_was_not_wrong_before(tmp_path: Path) -> None:
    broken = bytearray(EVERY["syn"][1])
    broken[50] ^= 0xFF
    frames = [*EVERY.values(), (1, bytes(broken))]
    before, after = tmp_path / "before.pcapng", tmp_path / "after.pcapng"
    write(before, frames, [data for _, data in frames])
    write(after, frames, made(frames, Pseudonyms()))
    told, again = experts(before), experts(after)
    assert again[-1] == told[-1]
    assert any(remark.startswith("Bad checksum") for remark in told[-1])
    for name, was, now in zip([*EVERY, "broken"], told, again, strict=True):
        assert now <= was, name


def made(frames: Iterable[tuple[int, bytes]], names: Pseudonyms) -> list[bytes]:
    return [anonymous(data, linktype, names) for linktype, data in frames]


def write(path: Path, frames: Iterable[tuple[int, bytes]], contents: list[bytes]) -> None:
    with write_file(path) as writer:
        known = {linktype: writer.add_interface(linktype) for linktype in (1, 113, 101)}
        for (linktype, data), content in zip(frames, contents, strict=True):
            writer.write(known[linktype], 0, content, original_length=len(data))


def experts(path: Path) -> list[set[str]]:
    """What Wireshark remarks on each frame, above mere chat."""
    fields = [
        "-T",
        "fields",
        "-E",
        "occurrence=a",
        "-E",
        "aggregator=|",
        "-e",
        "frame.number",
        "-e",
        "_ws.expert.message",
    ]
    done = subprocess.run(["tshark", "-n", "-r", str(path), *TELL, *fields], capture_output=True, text=True, check=True)
    told = [SHOULD_BE.sub("", line.partition("\t")[2]) for line in done.stdout.splitlines()]
    return [set(remarks.split("|")) - {""} for remarks in told]
