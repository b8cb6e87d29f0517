"""What Wireshark exports, and tshark prints in other forms than its rows."""

from pathlib import Path

import pandas as pd
import pytest

from tests.capture.text.lines_of import NODE1, NODE2, PROXY, info, row, rows

HEADER = "No.     Time           Source                Destination           Protocol Length Info\n"
ASKS = f"      1 0.000000       {PROXY}     ff:ff:ff:ff:ff:ff     ARP      42     Who has 192.0.2.80? Tell 192.0.2.10\n"
TELLS = f"      2 0.001000       {NODE2}     {PROXY}     ARP      60     192.0.2.80 is at {NODE2}\n"
BYTES = """\

0000  ff ff ff ff ff ff 52 54 00 00 02 0a 08 06 00 01   ......RT........
0010  08 00 06 04 00 01 52 54 00 00 02 0a c0 00 02 0a   ......RT........
0020  52 54 00 00 02 16 c0 00 02 50                     RT.......P

"""
REDIRECT = f"""\
Frame 1: 70 bytes on wire (560 bits), 70 bytes captured (560 bits) on interface eth0, id 0
    Arrival Time: Nov 22, 2026 22:54:00.504158081 UTC
    Epoch Time: 1795388040.504158081 seconds
Ethernet II, Src: RealtekU_00:02:15 ({NODE1}), Dst: {PROXY} ({PROXY})
    Type: IPv4 (0x0800)
Internet Protocol Version 4, Src: 192.0.2.21, Dst: proxy.example (192.0.2.10)
    Time to Live: 64
    Protocol: ICMP (1)
    [Header checksum status: Unverified]
Internet Control Message Protocol
    Type: 5 (Redirect)
    Code: 1 (Redirect for host)
    Gateway Address: 192.0.2.80
    Internet Protocol Version 4, Src: 192.0.2.10, Dst: 192.0.2.80
        Time to Live: 63
        Protocol: TCP (6)
    Transmission Control Protocol, Src Port: 50300, Dst Port: 443, Seq: 1239482680
        Sequence Number: 1239482680
        Sequence Number (raw): 1239482680
        Flags: 0x004 (RST)

"""
ADVERTISEMENT = f"""\
Frame 2: 86 bytes on wire (688 bits), 86 bytes captured (688 bits)
    Epoch Arrival Time: 1795388041.000000000
Ethernet II, Src: {NODE1}, Dst: IPv6mcast_01 (33:33:00:00:00:01)
802.1Q Virtual LAN, PRI: 0, DEI: 0, ID: 200
Internet Protocol Version 6, Src: 2001:db8::80, Dst: ff02::1
    Next Header: ICMPv6 (58)
    Hop Limit: 255
Internet Control Message Protocol v6
    Type: Neighbor Advertisement (136)
    Code: 0
    Flags: 0x20000000, Override
    Target Address: 2001:db8::80
    ICMPv6 Option (Target link-layer address : {NODE1})
        Type: Target link-layer address (2)
        Link-layer address: RealtekU_00:02:15 ({NODE1})
"""
TUNNELLED = f"""\
frame.time_epoch\teth.src\teth.dst\tip.src\tip.dst\tarp.opcode\tarp.src.hw_mac\tarp.src.proto_ipv4\tarp.dst.hw_mac\t\
arp.dst.proto_ipv4
1795388040.5\t{NODE1},{NODE2}\t{PROXY},ff:ff:ff:ff:ff:ff\t10.0.0.1\t10.0.0.2\t1\t{NODE2}\t192.0.2.80\t{NODE2}\t192.0.2.80
1795388040.6\t{NODE1}\t{PROXY}\t\t\t2\t{NODE1}\t192.0.2.80\t{PROXY}\t192.0.2.10
"""


def test_bytes_that_are_exported_below_a_row_say_what_it_leaves_out(tmp_path: Path) -> None:
    found = rows(tmp_path, HEADER + ASKS + BYTES + HEADER + TELLS)
    assert [one["frame"] for one in found] == [2, 9]
    assert (found[0]["target_mac"], found[0]["sender_mac"]) == (NODE2, PROXY)


def test_what_a_row_leaves_out_is_not_there(tmp_path: Path) -> None:
    error = "  3 0.002000  192.0.2.21 → 192.0.2.10  ICMP 70 Redirect             (Redirect for host)\n"
    asks, told = rows(tmp_path, HEADER + ASKS + error)
    assert "target_mac" not in asks
    assert (told["kind"], told["icmp_code"]) == ("icmp_redirect", 1)
    assert not told.keys() & {"gateway", "quoted_dst", "ttl"}


def test_details_without_times_leave_the_rows_above_them(tmp_path: Path) -> None:
    details = f"\nFrame 1: 42 bytes on wire (336 bits)\nEthernet II, Src: {PROXY}, Dst: ff:ff:ff:ff:ff:ff\nARP\n\n"
    told = info(tmp_path, HEADER + ASKS + details * 3 + HEADER + TELLS)
    assert told.printed is not None
    assert (told.frames, told.printed.odd) == (2, 0)


def test_a_packet_list_is_read_of_csv(tmp_path: Path) -> None:
    lines = (
        '"No.","Time","Source","Destination","Protocol","Length","Info"',
        f'"1","0.000000","{PROXY}","ff:ff:ff:ff:ff:ff","ARP","42","Who has 192.0.2.80? Tell 192.0.2.10"',
        '"2","0.001000","192.0.2.10","192.0.2.80","TCP","74","5 → 443 [SYN] Seq=0 Win=64240 Len=0"',
    )
    assert [one["kind"] for one in rows(tmp_path, "\n".join(lines))] == ["arp_request", "tcp_syn"]


@pytest.mark.parametrize("head", ["", HEADER + ASKS.replace("\n", "\n\n")], ids=["tshark -V", "exported"])
def test_details_are_read_with_what_an_error_quotes(tmp_path: Path, head: str) -> None:
    found, _ = rows(tmp_path, head + REDIRECT + ADVERTISEMENT)
    assert (found["kind"], found["icmp_code"], found["gateway"]) == ("icmp_redirect", 1, "192.0.2.80")
    assert (found["eth_src"], found["ip_dst"], found["ttl"]) == (NODE1, "192.0.2.10", 64)
    assert (found["quoted_dst"], found["quoted_ttl"], found["quoted_proto"]) == ("192.0.2.80", 63, 6)
    assert (found["quoted_sport"], found["quoted_seq"], found["quoted_flags"]) == (50300, 1239482680, 4)
    assert (found["frame"], found["frame_len"]) == (1 + head.count("\n"), 70)
    assert found["time"] == pd.Timestamp("2026-11-22T22:54:00.504158081Z")


def test_details_have_tags_flags_and_options(tmp_path: Path) -> None:
    _, found = rows(tmp_path, REDIRECT + ADVERTISEMENT)
    assert (found["kind"], found["target_ip"], found["target_mac"]) == ("na", "2001:db8::80", NODE1)
    assert (found["na_flags"], found["vlan"], found["eth_dst"]) == (1, "200", "33:33:00:00:00:01")


def test_what_a_tunnel_carries_is_not_on_this_segment(tmp_path: Path) -> None:
    assert row(tmp_path, TUNNELLED)["kind"] == "arp_reply"
    inner = ASKS.replace(" 42 ", " 92 ")
    assert rows(tmp_path, HEADER + inner + TELLS)[0]["kind"] == "arp_reply"


def test_fields_in_quotes_may_hold_what_parts_them(tmp_path: Path) -> None:
    names, inner, outer, _ = TUNNELLED.split("\n")
    quoted = [",".join(f'"{cell}"' if cell else "" for cell in line.split("\t")) for line in (inner, outer)]
    text = "\n".join([names.replace("\t", ","), *quoted])
    told = info(tmp_path, text)
    assert told.printed is not None
    assert (told.frames, told.printed.odd) == (2, 0)
    assert row(tmp_path, text)["sender_mac"] == NODE1


def test_what_is_quoted_without_its_flags_has_its_ports(tmp_path: Path) -> None:
    names = "frame.time_epoch\tip.ttl\tip.src\tip.dst\tip.proto\ticmp.type\ticmp.code\ttcp.srcport\ttcp.dstport"
    found = row(
        tmp_path, f"{names}\n17.5\t64,63\t192.0.2.21,192.0.2.10\t192.0.2.10,192.0.2.80\t1,6\t3\t1\t50300\t443\n"
    )
    assert (found["quoted_sport"], found["quoted_dport"], found["quoted_proto"]) == (50300, 443, 6)
    assert "quoted_flags" not in found
    found = row(tmp_path, f"{names}\n17.5\t64,63\t192.0.2.21,192.0.2.10\t192.0.2.10,192.0.2.80\t\t3\t1\t\t\n")
    assert (found["quoted_dst"], found.get("quoted_proto")) == ("192.0.2.80", None)


def test_differences_between_rows_add_up(tmp_path: Path) -> None:
    deltas = ("0.000000", "2.000000", "1.000000", "0.500000", "3.000000")
    lines = [ASKS.replace("0.000000", delta).replace("      1 ", f"      {n} ") for n, delta in enumerate(deltas, 1)]
    found = rows(tmp_path, HEADER + "".join(lines))
    assert (found[-1]["time"] - found[0]["time"]).total_seconds() == 6.5


def test_a_protocol_s_name_may_be_of_two_words(tmp_path: Path) -> None:
    told = info(tmp_path, HEADER + ASKS + "  2 0.5 192.0.2.1 → 192.0.2.2 ISIS HELLO 1514 L1 HELLO, System-ID: 3200\n")
    assert told.printed is not None
    assert (told.frames, told.printed.odd) == (2, 0)


def test_a_frame_s_json_may_be_long(tmp_path: Path) -> None:
    index = '{"index":{"_index":"packets-2026-11-22","_type":"doc"}}\n'
    frame = '{"timestamp":"1","layers":{"tcp":{"payload":"%s"},"frame":{"frame_frame_time_epoch":"17.5"}}}\n'
    told = info(tmp_path, (index + frame % ("ab:" * 60000)) * 2)
    assert told.printed is not None
    assert (told.frames, told.printed.odd) == (2, 0)
