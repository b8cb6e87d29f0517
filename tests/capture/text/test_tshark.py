"""Frames as tshark and Wireshark print them."""

from pathlib import Path

import pandas as pd
import pytest

from tests.capture.text.lines_of import NODE2, PROXY, info, row, rows

COLUMNS = f"""\
    1 0.000000000 {PROXY} → ff:ff:ff:ff:ff:ff ARP 42 Who has 192.0.2.80? Tell 192.0.2.10
    2 0.001540031 {NODE2} → {PROXY} ARP 60 192.0.2.80 is at {NODE2}
    3 0.001551212   192.0.2.10 → 192.0.2.80   TCP 74 58136 → 443 [SYN] Seq=0 Win=64240 Len=0 MSS=1460 SACK_PERM
    4 0.001659364   192.0.2.80 → 192.0.2.10   TCP 74 443 → 58136 [SYN, ACK] Seq=0 Ack=1 Win=65160 Len=0 MSS=1460
    5 0.002000000 {NODE2} → ff:ff:ff:ff:ff:ff ARP 42 ARP Announcement for 192.0.2.80
    6 0.003000000   192.0.2.22 → 192.0.2.10   ICMP 102 Destination unreachable (Host unreachable)
    7 0.004000000  2001:db8::80 → 2001:db8::10 ICMPv6 86 Neighbor Advertisement 2001:db8::80 (sol, ovr) is at {NODE2}
"""
NAMES = (
    "frame.time_epoch\tframe.len\teth.src\teth.dst\tarp.opcode\tarp.src.hw_mac\tarp.src.proto_ipv4\t"
    "arp.dst.hw_mac\tarp.dst.proto_ipv4\tip.src\tip.dst\tip.ttl\ttcp.srcport\ttcp.dstport\ttcp.flags\ttcp.seq_raw"
)
TABLE = f"""\
{NAMES}
1795388040.504158081\t42\t{PROXY}\tff:ff:ff:ff:ff:ff\t1\t{PROXY}\t192.0.2.10\t00:00:00:00:00:00\t192.0.2.80\t\t\t\t\t\t\t
1795388040.505709293\t74\t{PROXY}\t{NODE2}\t\t\t\t\t\t192.0.2.10\t192.0.2.80\t64\t58136\t443\t0x0002\t1913813248
"""
EK = f"""\
{{"index":{{"_index":"packets-2026-11-22","_type":"doc"}}}}
{{"timestamp":"1795388040504","layers":{{"frame":{{"frame_frame_time_epoch":"1795388040.504158081","frame_frame_len":"42"}},\
"eth":{{"eth_eth_dst":"ff:ff:ff:ff:ff:ff","eth_eth_src":"{PROXY}"}},"arp":{{"arp_arp_opcode":"1",\
"arp_arp_src_hw_mac":"{PROXY}","arp_arp_src_proto_ipv4":"192.0.2.10","arp_arp_dst_hw_mac":"00:00:00:00:00:00",\
"arp_arp_dst_proto_ipv4":"192.0.2.80"}}}}}}
"""
JSON = f"""\
[
  {{
    "_index": "packets-2026-11-22",
    "_source": {{
      "layers": {{
        "frame": {{
          "frame.time_epoch": "1795388040.504158081",
          "frame.len": "102"
        }},
        "eth": {{
          "eth.dst": "{PROXY}",
          "eth.src": "{NODE2}"
        }},
        "ip": {{
          "ip.ttl": "64", "ip.src": "192.0.2.22", "ip.dst": "192.0.2.10"
        }},
        "icmp": {{
          "icmp.type": "3", "icmp.code": "1",
          "ip": {{
            "ip.ttl": "63", "ip.src": "192.0.2.10", "ip.dst": "192.0.2.80"
          }},
          "tcp": {{
            "tcp.srcport": "58136", "tcp.dstport": "443", "tcp.flags": "0x0002", "tcp.seq_raw": "1913813248"
          }}
        }}
      }}
    }}
  }}
]
"""


def test_default_columns_are_read(tmp_path: Path) -> None:
    found = rows(tmp_path, COLUMNS)
    kinds = ["arp_request", "arp_reply", "tcp_syn", "tcp_synack", "arp_announcement", "icmp_unreachable", "na"]
    assert [one["kind"] for one in found] == kinds
    assert (found[0]["sender_mac"], found[1]["target_ip"], found[4]["sender_mac"]) == (PROXY, "192.0.2.10", NODE2)
    assert [one["frame"] for one in found] == [1, 2, 3, 4, 5, 6, 7]
    assert "ttl" not in found[2]
    assert (found[6]["na_flags"], found[6]["target_mac"]) == (3, NODE2)


def test_what_wireshark_exports_has_no_arrows(tmp_path: Path) -> None:
    text = COLUMNS.replace(" → 192", "   192").replace(" → ff", "   ff").replace(f" → {PROXY}", f"  {PROXY}")
    head = "No.     Time           Source                Destination           Protocol Length Info\n"
    assert [one["frame"] for one in rows(tmp_path, head + text)][:3] == [2, 3, 4]


def test_names_of_vendors_are_no_macs(tmp_path: Path) -> None:
    found = rows(tmp_path, COLUMNS.replace(f"{PROXY} →", "RealtekU_00:02:0a →"))
    assert "eth_src" not in found[0]


def test_fields_below_their_names_are_read(tmp_path: Path) -> None:
    asked, opened = rows(tmp_path, TABLE)
    assert (asked["kind"], asked["target_ip"], asked["eth_src"], asked["frame"]) == (
        "arp_request",
        "192.0.2.80",
        PROXY,
        2,
    )
    assert (opened["kind"], opened["seq"], opened["ttl"], opened["dport"]) == ("tcp_syn", 1913813248, 64, 443)
    assert opened["time"] == pd.Timestamp("2026-11-22T22:54:00.505709293Z")


@pytest.mark.parametrize("between", [",", ";"])
def test_fields_may_be_parted_otherwise(tmp_path: Path, between: str) -> None:
    assert len(rows(tmp_path, TABLE.replace("\t", between))) == 2


def test_elasticsearch_s_json_is_read(tmp_path: Path) -> None:
    found = row(tmp_path, EK)
    assert (found["kind"], found["sender_mac"], found["target_ip"], found["frame"]) == (
        "arp_request",
        PROXY,
        "192.0.2.80",
        2,
    )


def test_json_is_read_with_what_an_error_quotes(tmp_path: Path) -> None:
    found = row(tmp_path, JSON)
    assert (found["kind"], found["ip_src"], found["quoted_dst"]) == ("icmp_unreachable", "192.0.2.22", "192.0.2.80")
    assert (found["ttl"], found["quoted_ttl"], found["quoted_seq"], found["frame"]) == (64, 63, 1913813248, 2)


def test_json_that_is_cut_short_is_told(tmp_path: Path) -> None:
    told = info(tmp_path, EK + '{"timestamp":"17","layers":{"frame"\n').printed
    assert told is not None
    assert (told.frames, told.odd) == (1, 1)
