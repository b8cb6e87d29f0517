"""Frames as tcpdump prints them with any of its flags, and as people paste them."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from arpwatch_k8s.capture.text.stamps import Calendar
from tests.capture.text.lines_of import NODE1, NODE2, PROXY, info, row, rows

ASKED = "20:15:23.865121 ARP, Request who-has 192.0.2.80 tell 192.0.2.10, length 28"
ANSWERED = f"20:15:23.866001 ARP, Reply 192.0.2.80 is-at {NODE2}, length 46"
REDIRECT = """\
12:20:28.575869 IP (tos 0xc0, ttl 64, id 5958, offset 0, flags [none], proto ICMP (1), length 68)
    192.0.2.21 > 192.0.2.10: ICMP redirect 192.0.2.80 to host 192.0.2.80, length 48
\tIP (tos 0x0, ttl 63, id 0, offset 0, flags [DF], proto TCP (6), length 40)
    192.0.2.10.50300 > 192.0.2.80.443: Flags [R], cksum 0x8cd9 (correct), seq 1239482680, win 0, length 0
"""
UNREACHABLE = """\
11:36:00.749678 IP (tos 0xc0, ttl 64, id 35462, offset 0, flags [none], proto ICMP (1), length 88)
    192.0.2.22 > 192.0.2.10: ICMP host 192.0.2.80 unreachable, length 68
\tIP (tos 0x0, ttl 63, id 57322, offset 0, flags [DF], proto TCP (6), length 60)
    192.0.2.10.55328 > 192.0.2.80.443: Flags [S], cksum 0x68de (correct), seq 410361499, win 64240, options \
[mss 1460,sackOK,TS val 2210840007 ecr 0,nop,wscale 7], length 0
"""


def test_a_question_without_link_layer_names_no_mac(tmp_path: Path) -> None:
    found = row(tmp_path, ASKED)
    assert (found["kind"], found["sender_ip"], found["target_ip"]) == ("arp_request", "192.0.2.10", "192.0.2.80")
    assert not found.keys() & {"eth_src", "eth_dst", "sender_mac"}
    assert (found["frame"], found["frame_len"]) == (1, 0)  # whether a tag is between, -e would say


def test_a_reply_names_who_is_there_and_whom_it_answers_by_the_question_before_it(tmp_path: Path) -> None:
    alone = row(tmp_path, ANSWERED)
    assert (alone["kind"], alone["sender_ip"], alone["sender_mac"]) == ("arp_reply", "192.0.2.80", NODE2)
    assert not alone.keys() & {"target_ip", "target_mac"}
    _, answered = rows(tmp_path, f"{ASKED}\n{ANSWERED}\n")
    assert (answered["target_ip"], answered["frame"]) == ("192.0.2.10", 2)


def test_a_frame_printed_with_its_link_layer_has_its_macs(tmp_path: Path) -> None:
    found = row(
        tmp_path,
        f"20:15:23.865121 {PROXY} > ff:ff:ff:ff:ff:ff, ethertype ARP (0x0806), length 42: Ethernet (len 6), "
        "IPv4 (len 4), Request who-has 192.0.2.80 tell 192.0.2.10, length 28",
    )
    assert (found["eth_src"], found["eth_dst"], found["sender_mac"]) == (PROXY, "ff:ff:ff:ff:ff:ff", PROXY)


@pytest.mark.parametrize(
    ("words", "opcode", "target_mac"),
    [
        ("Request who-has 192.0.2.80 (ff:ff:ff:ff:ff:ff) tell 192.0.2.80, length 28", 1, "ff:ff:ff:ff:ff:ff"),
        ("Request who-has 192.0.2.80 tell 192.0.2.80, length 46", 1, "00:00:00:00:00:00"),
        (f"Reply 192.0.2.80 is-at {NODE1}, length 28", 2, None),
        ("Request who-has 192.0.2.80 (Broadcast) tell 192.0.2.80, length 28", 1, "ff:ff:ff:ff:ff:ff"),
        (f"Reply 192.0.2.80 is-at {NODE1} (oui Unknown), length 28", 2, None),
    ],
)
def test_announcements_have_the_form_that_is_printed(
    tmp_path: Path, words: str, opcode: int, target_mac: str | None
) -> None:
    link = f"20:15:23.865121 {NODE1} (oui Unknown) > Broadcast, ethertype ARP (0x0806), length 60: "
    found = row(tmp_path, link + words)
    assert (found["kind"], found["opcode"], found.get("target_mac")) == ("arp_announcement", opcode, target_mac)
    assert (found["sender_mac"], found["sender_ip"]) == (NODE1, "192.0.2.80")


def test_a_probe_is_one(tmp_path: Path) -> None:
    assert row(tmp_path, ASKED.replace("tell 192.0.2.10", "tell 0.0.0.0"))["kind"] == "arp_probe"


@pytest.mark.parametrize("lost", [False, True], ids=["indented", "indentation lost"])
def test_a_redirect_quotes_the_reset_that_was_forwarded(tmp_path: Path, lost: bool) -> None:
    found = row(tmp_path, "\n".join(map(str.strip, REDIRECT.splitlines())) if lost else REDIRECT)
    assert (found["kind"], found["gateway"], found["ttl"], found["frame"]) == ("icmp_redirect", "192.0.2.80", 64, 1)
    assert (found["quoted_src"], found["quoted_dst"], found["quoted_ttl"]) == ("192.0.2.10", "192.0.2.80", 63)
    assert (found["quoted_sport"], found["quoted_dport"], found["quoted_flags"]) == (50300, 443, 4)
    assert found["quoted_seq"] == 1239482680


@pytest.mark.parametrize(
    "around",
    [
        UNREACHABLE,
        f"root@node2:~# tcpdump -n -v icmp\ntcpdump: listening on eth0, link-type EN10MB\n{UNREACHABLE}...\n",
        UNREACHABLE.replace(")\n    192", ") 192").replace("\n\tIP", " IP"),
        UNREACHABLE.replace("\n", "\r\n"),
    ],
    ids=["as it is", "pasted with what is around", "on one line, -g", "CRLF"],
)
def test_an_unreachable_quotes_the_syn_however_it_was_pasted(tmp_path: Path, around: str) -> None:
    found = row(tmp_path, around)
    assert (found["kind"], found["icmp_type"], found["icmp_code"]) == ("icmp_unreachable", 3, 1)
    assert (found["quoted_ttl"], found["quoted_seq"], found["quoted_flags"]) == (63, 410361499, 2)


def test_lines_around_frames_are_none_and_nothing_is_lost_silently(tmp_path: Path) -> None:
    told = info(tmp_path, f"what follows is from node2\n{UNREACHABLE}3 packets dropped by kernel\n").printed
    assert told is not None
    assert (told.frames, told.odd, told.first_odd) == (1, 1, (1, "what follows is from node2"))
    assert told.drops == 3


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("host 192.0.2.80 unreachable", 1),
        ("host 192.0.2.80 unreachable - admin prohibited", 10),
        ("host 192.0.2.80 unreachable - admin prohibited filter", 13),
        ("net 192.0.2.80 unreachable", 0),
        ("192.0.2.80 tcp port 443 unreachable", 3),
        ("192.0.2.80 unreachable - need to frag (mtu 1400)", 4),
        ("192.0.2.80 protocol 112 unreachable", 2),
    ],
)
def test_errors_without_their_quote_name_the_destination_alone(tmp_path: Path, words: str, code: int) -> None:
    found = row(tmp_path, f"11:36:00.749678 IP 192.0.2.22 > 192.0.2.10: ICMP {words}, length 68")
    assert (found["icmp_code"], found["quoted_dst"], found["ip_src"]) == (code, "192.0.2.80", "192.0.2.22")
    assert not found.keys() & {"quoted_ttl", "quoted_src", "quoted_sport", "ttl"}
    assert found["frame_len"] == 0


def test_differences_of_tcp_become_numbers_again(tmp_path: Path) -> None:
    opening = "22:54:00.505709 IP 192.0.2.10.58136 > 192.0.2.80.443: Flags [S], seq 1913813248, win 64240, length 0\n"
    answer = (
        "22:54:00.505817 IP 192.0.2.80.https > 192.0.2.10.58136: Flags [S.], seq 4025033452, ack 1913813249, "
        "win 65160, length 0\n"
    )
    data = "22:54:00.507708 IP 192.0.2.10.58136 > 192.0.2.80.443: Flags [P.], seq 1:189, ack 1, win 63, length 188\n"
    end = "22:54:00.508000 IP 192.0.2.10.58136 > 192.0.2.80.443: Flags [F.], seq 189, ack 1, win 63, length 0\n"
    found = rows(tmp_path, opening + answer + data + end)
    assert [one["kind"] for one in found] == ["tcp_syn", "tcp_synack", "tcp_fin"]
    assert [one["seq"] for one in found] == [1913813248, 4025033452, 1913813248 + 189]
    assert [one["ack"] for one in found] == [0, 1913813249, 4025033453]
    absolute = end.replace("seq 189, ack 1,", "seq 1913813437, ack 4025033453,")
    assert rows(tmp_path, opening + answer + absolute)[-1]["seq"] == 1913813437


@pytest.mark.parametrize(
    ("head", "ifindex", "source"),
    [
        ("eth0  In  IP ", 1, None),
        ("eth0  Out IP ", 1, None),
        (f"eth0  In  ifindex 7 {NODE2} ethertype IPv4 (0x0800), length 80: ", 7, NODE2),
        (f" In {NODE2} ethertype IPv4 (0x0800), length 76: ", 0, NODE2),
    ],
)
def test_cooked_frames_name_interface_and_sender(tmp_path: Path, head: str, ifindex: int, source: str | None) -> None:
    line = f"22:54:00.505709 {head}192.0.2.10.58136 > 192.0.2.80.443: Flags [S], seq 1, win 64240, length 0"
    found = row(tmp_path, line)
    assert (found["ifindex"], found.get("eth_src"), found.get("eth_dst")) == (ifindex, source, None)


def test_vlan_tags_are_read(tmp_path: Path) -> None:
    found = row(
        tmp_path,
        f"14:10:39.451731 {PROXY} > ff:ff:ff:ff:ff:ff, ethertype 802.1Q (0x8100), length 46: vlan 200, p 0, "
        "ethertype ARP (0x0806), Request who-has 192.0.2.80 tell 192.0.2.10, length 28",
    )
    assert (found["vlan"], found["kind"], found["frame_len"]) == ("200", "arp_request", 46)


SOLICITATION = (
    "14:07:54.829723 52:54:00:00:02:0a > 33:33:ff:00:00:80, ethertype IPv6 (0x86dd), length 86: (hlim 255, next-header "
    "ICMPv6 (58) payload length: 32) 2001:db8::10 > ff02::1:ff00:80: [icmp6 sum ok] ICMP6, neighbor solicitation, "
    "length 32, who has 2001:db8::80\n\t  source link-address option (1), length 8 (1): 52:54:00:00:02:0a\n"
)
ADVERTISEMENT = (
    "14:07:54.829817 52:54:00:00:02:15 > 52:54:00:00:02:0a, ethertype IPv6 (0x86dd), length 86: (hlim 255, next-header "
    "ICMPv6 (58) payload length: 32) 2001:db8::80 > 2001:db8::10: [icmp6 sum ok] ICMP6, neighbor advertisement, "
    "length 32, tgt is 2001:db8::80, Flags [router, solicited, override]\n"
    "\t  destination link-address option (2), length 8 (1): 52:54:00:00:02:15\n"
)


def test_neighbor_discovery_has_target_flags_and_options(tmp_path: Path) -> None:
    asks, tells = rows(tmp_path, SOLICITATION + ADVERTISEMENT)
    assert (asks["kind"], asks["target_ip"], asks["sender_mac"]) == ("ns", "2001:db8::80", PROXY)
    assert (tells["kind"], tells["na_flags"], tells["target_mac"], tells["frame"]) == ("na", 7, NODE1, 3)
    short = (
        "14:07:54.829817 IP6 2001:db8::80 > 2001:db8::10: ICMP6, neighbor advertisement, tgt is 2001:db8::80, length 32"
    )
    assert "na_flags" not in row(tmp_path, short)


def test_an_unreachable_address_of_version_6_is_named(tmp_path: Path) -> None:
    found = row(
        tmp_path,
        "14:11:00.559414 IP6 2001:db8::22 > 2001:db8::10: ICMP6, destination unreachable, unreachable address "
        "2001:db8::80, length 88",
    )
    assert (found["icmp_type"], found["icmp_code"], found["quoted_dst"]) == (1, 3, "2001:db8::80")


def test_an_advertisement_of_vrrp_lists_its_addresses(tmp_path: Path) -> None:
    found = row(
        tmp_path,
        "14:07:37.204609 IP (tos 0xc0, ttl 255, id 8, offset 0, flags [none], proto VRRP (112), length 40)\n"
        "    192.0.2.21 > 224.0.0.18: vrrp 192.0.2.21 > 224.0.0.18: VRRPv2, Advertisement, vrid 51, prio 150, "
        "authtype none, intvl 1s, length 20, addrs(2): 192.0.2.80,192.0.2.81\n",
    )
    assert (found["vrid"], found["priority"], found["ttl"]) == (51, 150, 255)
    assert found["vrrp_addresses"] == ["192.0.2.80", "192.0.2.81"]


def test_printed_bytes_say_what_words_leave_out(tmp_path: Path) -> None:
    found = row(
        tmp_path,
        "1795388040.504158 ARP, Request who-has 192.0.2.80 tell 192.0.2.10, length 28\n"
        "\t0x0000:  ffff ffff ffff 5254 0000 020a 0806 0001  ......RT........\n"
        "\t0x0010:  0800 0604 0001 5254 0000 020a c000 020a  ......RT........\n"
        "\t0x0020:  0000 0000 0000 c000 0250                 .........P\n",
    )
    assert (found["eth_src"], found["sender_mac"], found["target_mac"]) == (PROXY, PROXY, "00:00:00:00:00:00")
    assert found["time"] == pd.Timestamp("2026-11-22T22:54:00.504158Z")


@pytest.mark.parametrize(
    ("stamps", "times"),
    [
        (("1795388040.504158", "1795388041.5"), None),
        (("2026-11-22 22:54:00.504158", "2026-11-22 22:54:01.504158"), "2026-11-22T22:54:00.504158Z"),
        (("2026-11-22 22:54:00.504158123", "2026-11-22 22:54:01.504158123"), "2026-11-22T22:54:00.504158123Z"),
        (("22:54:00.504158", "22:54:01.504158"), "1970-01-02T22:54:00.504158Z"),
        ((" 00:00:00.000000", " 00:00:01.000000"), "1970-01-02T00:00:00Z"),
        (("    1  22:54:00.504158", "    2  22:54:01.504158"), "1970-01-02T22:54:00.504158Z"),
        (("    1   00:00:00.000000", "    2   00:00:01.000000"), "1970-01-02T00:00:00Z"),
    ],
)
def test_every_form_of_time_is_read(tmp_path: Path, stamps: tuple[str, str], times: str | None) -> None:
    text = "".join(f"{stamp} {ASKED[16:]}\n" for stamp in stamps)
    if times is None:
        assert info(tmp_path, text.replace("1.5 ", "1.504158 ")).first_ns == 1795388040504158000
        return
    first, second = rows(tmp_path, text)
    assert first["time"] == pd.Timestamp(times)
    assert second["time"] - first["time"] == pd.Timedelta(seconds=1)


def test_differences_between_frames_add_up(tmp_path: Path) -> None:
    text = "".join(f" 00:00:0{after}.000000 {ASKED[16:]}\n" for after in (0, 5, 1, 2))
    found = [one["time"] for one in rows(tmp_path, text)]
    assert [(one - found[0]).total_seconds() for one in found] == [0, 5, 6, 8]


def test_midnight_begins_the_next_day(tmp_path: Path) -> None:
    text = "".join(f"{stamp} {ASKED[16:]}\n" for stamp in ("23:59:59.900000", "00:00:00.100000", "23:59:59.990000"))
    found = [one["time"] for one in rows(tmp_path, text, Calendar(day=date(2026, 11, 22)))]
    assert found == [
        pd.Timestamp("2026-11-22T23:59:59.9Z"),
        pd.Timestamp("2026-11-22T23:59:59.99Z"),
        pd.Timestamp("2026-11-23T00:00:00.1Z"),
    ]


def test_local_times_are_in_the_zone_that_is_given(tmp_path: Path) -> None:
    calendar = Calendar(zone=ZoneInfo("Asia/Tokyo"), day=date(2026, 11, 22))
    found = row(tmp_path, ASKED, calendar)
    assert found["time"] == pd.Timestamp("2026-11-22T11:15:23.865121Z")
    told = info(tmp_path, ASKED, calendar).printed
    assert told is not None
    assert (told.zone, told.dateless) == ("Asia/Tokyo", False)


def test_frames_of_other_kinds_are_known_and_counted(tmp_path: Path) -> None:
    told = info(
        tmp_path,
        f"{ASKED}\n20:15:24.000001 IP 192.0.2.10.53 > 192.0.2.1.53: 1234+ A? example.org. (29)\n"
        "20:15:24.000002 STP 802.1d, Config, Flags [none], bridge-id 8000.52:54:00:00:02:01.8001, length 35\n",
    )
    assert (told.frames, told.printed and told.printed.lines) == (3, 3)
    assert not told.undecoded


def test_names_in_place_of_addresses_are_never_resolved(tmp_path: Path) -> None:
    told = info(
        tmp_path,
        f"{ASKED}\n20:15:24.000001 IP proxy.example.58136 > vip.example.https: Flags [S], seq 7, win 8192, length 0\n"
        "20:15:24.000002 ARP, Request who-has vip.example tell proxy.example, length 28\n",
    ).printed
    assert told is not None
    assert told.named == 2


def test_a_print_says_neither_losses_nor_presence(tmp_path: Path) -> None:
    one = info(tmp_path, ASKED)
    assert (one.drops, one.presence_kept, one.flows_kept, one.numbered_by) == (None, False, False, "line")
    assert (one.format, one.dateless, one.complete) == ("text", True, True)
