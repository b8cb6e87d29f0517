"""The kernel filter lets evidence through, and of each frame as much as it needs; libpcap's own interpreter decides."""

import cypcap
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.layers.inet import ICMP, IP, TCP, UDP
from scapy.layers.inet6 import ICMPv6DestUnreach, ICMPv6EchoRequest, ICMPv6ND_NA, ICMPv6ND_NS, IPv6
from scapy.layers.l2 import ARP, Dot1AD, Dot1Q, Ether
from scapy.layers.vrrp import VRRP
from scapy.packet import Packet, Raw

from arpwatch_k8s.capture.live.kernel_filter import HEADER_BYTES, MAX_BYTES, MOST_VIPS, Passing, program
from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.evidence.addresses import address_number
from tests.savefiles import MAC_A, MAC_B, VIP

VIP6 = "2001:db8::80"
VIPS = (address_number(VIP), address_number(VIP6))
V4, V6 = IP(src="192.0.2.10", dst="192.0.2.99"), IPv6(src="2001:db8::10", dst="2001:db8::99")
TO_VIP, TO_VIP6 = IP(src="192.0.2.10", dst=VIP), IPv6(src="2001:db8::10", dst=VIP6)
PAYLOAD = Raw(b"x" * 1200)

CONTROL = {
    "arp": ARP(op=1, pdst=VIP),
    "unreachable": V4 / ICMP(type=3, code=1) / PAYLOAD,
    "redirect": V4 / ICMP(type=5, code=1) / PAYLOAD,
    "time exceeded": V4 / ICMP(type=11) / PAYLOAD,
    "unreachable 6": V6 / ICMPv6DestUnreach() / PAYLOAD,
    "solicitation": V6 / ICMPv6ND_NS(tgt=VIP6),
    "advertisement": V6 / ICMPv6ND_NA(tgt=VIP6),
    "vrrp": IP(dst="224.0.0.18", proto=112) / VRRP(),
    "vrrp 6": IPv6(dst="ff02::12", nh=112) / Raw(b"\x31\x01\x64\x01" + bytes(20)),
}
ENDS = {
    f"{name} {flag}": layer / TCP(flags=flag) / PAYLOAD
    for name, layer in (("v4", V4), ("v6", V6))
    for flag in ("S", "SA", "FA", "R")
}
OF_VIP = {"data": TO_VIP / TCP(flags="A") / PAYLOAD, "data 6": TO_VIP6 / TCP(flags="PA") / PAYLOAD}
OTHER = {
    "data of others": V4 / TCP(flags="A") / PAYLOAD,
    "data of others 6": V6 / TCP(flags="PA") / PAYLOAD,
    "udp": V4 / UDP(dport=53) / PAYLOAD,
    "ping": V4 / ICMP(type=8) / PAYLOAD,
    "ping 6": V6 / ICMPv6EchoRequest(),
}
TAGS: dict[str, Packet | None] = {
    "untagged": None,
    "tagged": Dot1Q(vlan=200),
    "twice": Dot1AD(vlan=100) / Dot1Q(vlan=200),
}


def kept(passing: Passing, frame: Packet, tags: Packet | None = None) -> int:
    """How many bytes of a frame a filter keeps: its length in a capture that libpcap filtered."""
    ether = Ether(src=MAC_A, dst=MAC_B)
    data = bytes(ether / tags / frame if tags is not None else ether / frame)
    with cypcap.open_dead(cypcap.DatalinkType.EN10MB, MAX_BYTES) as handle:
        bpf = program(handle, passing)
    return len(data) if bpf is None else min(run([tuple(step) for step in bpf], data), len(data))


def run(steps: list[tuple[int, int, int, int]], data: bytes) -> int:
    """What a classic BPF program returns: each instruction as pcap-filter has them."""
    a = x = at = 0
    memory = [0] * 16
    while True:
        code, yes, no, k = steps[at]
        at += 1
        kind, size, mode = code & 7, {0: 4, 8: 2, 16: 1}[code & 0x18], code & 0xE0
        if kind in (0, 1) and mode in (0x20, 0x40, 0xA0):
            where = k + (x if mode == 0x40 else 0)
            length = 1 if mode == 0xA0 else size
            if where + length > len(data):
                return 0
            value = int.from_bytes(data[where : where + length], "big")
            value = 4 * (value & 15) if mode == 0xA0 else value
            a, x = (value, x) if kind == 0 else (a, value)
        elif kind in (0, 1):
            value = {0x00: k, 0x60: memory[k % 16], 0x80: len(data)}[mode]
            a, x = (value, x) if kind == 0 else (a, value)
        elif kind in (2, 3):
            memory[k] = a if kind == 2 else x
        elif kind == 4:
            other = x if code & 8 else k
            operation = code & 0xF0
            a = {
                0x00: a + other,
                0x10: a - other,
                0x40: a | other,
                0x50: a & other,
                0x60: a << other,
                0x70: a >> other,
            }[operation] & 0xFFFFFFFF
        elif kind == 5:
            other = x if code & 8 else k
            if code & 0xF0 == 0:
                at += k
            else:
                true = {0x10: a == other, 0x20: a > other, 0x30: a >= other, 0x40: bool(a & other)}[code & 0xF0]
                at += yes if true else no
        elif kind == 6:
            return a if code & 0x18 else k
        else:
            a, x = (x, x) if code & 0x80 else (a, a)


@pytest.mark.parametrize("tags", TAGS)
@pytest.mark.parametrize("name", CONTROL)
def test_control_frames_pass_whole_at_any_depth_of_tags(name: str, tags: str) -> None:
    whole = kept(Passing(full=True), CONTROL[name], TAGS[tags])
    assert kept(Passing(), CONTROL[name], TAGS[tags]) == whole
    assert kept(Passing(vips=VIPS, control_only=True), CONTROL[name], TAGS[tags]) == whole


@pytest.mark.parametrize("tags", TAGS)
@pytest.mark.parametrize("name", [*ENDS, *OF_VIP])
def test_tcp_that_matters_is_cut_to_its_headers(name: str, tags: str) -> None:
    assert kept(Passing(vips=VIPS), {**ENDS, **OF_VIP}[name], TAGS[tags]) == HEADER_BYTES


@pytest.mark.parametrize("tags", TAGS)
@pytest.mark.parametrize("name", OTHER)
def test_what_proves_nothing_stays_out(name: str, tags: str) -> None:
    assert kept(Passing(vips=VIPS), OTHER[name], TAGS[tags]) == 0


@pytest.mark.parametrize("name", [*ENDS, *OF_VIP])
def test_control_only_means_no_tcp(name: str) -> None:
    assert kept(Passing(vips=VIPS, control_only=True), {**ENDS, **OF_VIP}[name]) == 0


@pytest.mark.parametrize("name", OF_VIP)
def test_data_passes_for_vips_only(name: str) -> None:
    assert kept(Passing(), OF_VIP[name]) == 0


@pytest.mark.parametrize("snaplen", [0, -1, MAX_BYTES + 1])
def test_no_bytes_of_a_frame_are_no_frame(snaplen: int) -> None:
    with pytest.raises(ValueError, match="snaplen"):
        Passing(snaplen=snaplen)


@pytest.mark.parametrize("name", [*CONTROL, *ENDS, *OF_VIP, *OTHER])
def test_full_keeps_everything_and_a_snaplen_cuts_everything(name: str) -> None:
    frame = {**CONTROL, **ENDS, **OF_VIP, **OTHER}[name]
    assert kept(Passing(full=True), frame) == len(Ether(src=MAC_A, dst=MAC_B) / frame)
    assert kept(Passing(full=True, user="ip or ip6 or arp", snaplen=40), frame) == 40
    assert kept(Passing(vips=VIPS, snaplen=40), frame) in (0, 40)


def test_the_users_filter_is_added_and_does_not_shift_ours() -> None:
    tagged, passing = TAGS["tagged"], Passing(vips=VIPS, user="vlan 200")
    assert kept(passing, CONTROL["arp"], tagged) > 0
    assert kept(passing, OF_VIP["data"], tagged) == HEADER_BYTES
    assert kept(passing, OTHER["udp"], tagged) == 0
    assert kept(passing, CONTROL["arp"]) == 0
    assert kept(Passing(vips=VIPS, user="not arp"), CONTROL["arp"]) == 0


def test_a_filter_that_is_none_is_refused_with_libpcaps_reason() -> None:
    with pytest.raises(UsageError, match=r"'hots 192\.0\.2\.1' is none"):
        kept(Passing(user="hots 192.0.2.1"), CONTROL["arp"])


def test_as_many_vips_as_can_be_watched_fit_into_a_program() -> None:
    mixed = tuple(address_number(f"198.51.100.{n}" if n % 2 else f"2001:db8::{n:x}") for n in range(1, MOST_VIPS + 1))
    frame = IP(src="192.0.2.10", dst="198.51.100.63") / TCP(flags="A") / PAYLOAD
    assert kept(Passing(vips=mixed), frame) == HEADER_BYTES
    assert kept(Passing(vips=mixed), V4 / TCP(flags="A")) == 0


@given(st.binary(max_size=80))
def test_any_bytes_are_judged_without_a_fault(data: bytes) -> None:
    with cypcap.open_dead(cypcap.DatalinkType.EN10MB, MAX_BYTES) as handle:
        bpf = program(handle, Passing(vips=VIPS))
    assert bpf is not None
    assert run([tuple(step) for step in bpf], data) in (0, HEADER_BYTES, MAX_BYTES)
