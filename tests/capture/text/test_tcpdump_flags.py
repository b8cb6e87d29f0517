"""What tcpdump's flags change of its lines."""

from pathlib import Path

import pytest

from tests.capture.text.lines_of import NODE1, NODE2, PROXY, info, row, rows

ASKED = "IP 192.0.2.10.58136 > 192.0.2.80.443: Flags [S], seq 1913813248, win 64240, length 0"
REFUSED = "IP 192.0.2.80.443 > 192.0.2.10.58136: Flags [R.], seq 0, ack 1913813249, win 0, length 0"
CLOSED = "IP 192.0.2.80.443 > 192.0.2.10.58136: Flags [R], seq 4025033453, win 0, length 0"
ANSWERED = "IP 192.0.2.80.443 > 192.0.2.10.58136: Flags [S.], seq 4025033452, ack 1913813249, win 65160, length 0"


def printed(*packets: str) -> str:
    """Lines of packets, a second apart."""
    return "".join(f"22:54:{second:02}.000000 {packet}\n" for second, packet in enumerate(packets))


def test_a_frame_older_than_the_one_before_is_printed_with_a_minus(tmp_path: Path) -> None:
    stamps = (" 00:00:00.000000", " 00:00:01.000000", "-00:00:00.000010", " 00:00:02.000000", " 00:00:00.500000")
    found = rows(tmp_path, "".join(f"{stamp} {ASKED}\n" for stamp in stamps))
    first = min(one["time"] for one in found)
    passed = sorted(round((one["time"] - first).total_seconds(), 5) for one in found)
    assert passed == [0, 0.99999, 1, 2.99999, 3.49999]


def test_frames_printed_since_the_first_may_be_late_once(tmp_path: Path) -> None:
    stamps = [f" 00:00:{second:02}.000000" for second in (0, 1, 3, 2, 4, 5, 6)]
    found = rows(tmp_path, "".join(f"{stamp} {ASKED}\n" for stamp in stamps))
    assert (found[-1]["time"] - found[0]["time"]).total_seconds() == 6


def test_arp_is_read_of_a_print_that_is_quiet(tmp_path: Path) -> None:
    found = row(
        tmp_path, f"22:54:00.000000 {NODE2} > {PROXY}, ARP, length 42: Reply 192.0.2.80 is-at {NODE2}, length 28"
    )
    assert (found["kind"], found["eth_src"], found["frame_len"]) == ("arp_reply", NODE2, 42)


def test_payload_that_is_printed_as_text_is_none_of_the_frames(tmp_path: Path) -> None:
    body = "E..4.|@.@.......\n...P.....HTTP/1.1 200 OK\nServer: nginx\nDate: Sun, 22 Nov 2026\n\n<html>\n</html>\n\n"
    told = info(tmp_path, "".join(f"22:54:0{n}.000000 {ASKED}\n{body}" for n in range(3)))
    assert told.printed is not None
    assert (told.frames, told.printed.odd) == (3, 0)


@pytest.mark.parametrize("first", ["40:a6:b7:00:02:16", "60:57:18:00:02:16"])
@pytest.mark.parametrize("ends", ["192.0.2.10.58136 > 192.0.2.80.443", "proxy.58136 > vip.https"])
def test_a_mac_that_begins_as_a_packet_is_none(tmp_path: Path, first: str, ends: str) -> None:
    words = first.replace(":", "")
    text = (
        f"22:54:00.504158 IP {ends}: Flags [S], seq 7, win 8192, length 0\n"
        f"\t0x0000:  {words[:4]} {words[4:8]} {words[8:]} 5254 0000 020a 0800 4500\n"
        "\t0x0010:  0028 0001 0000 4006 0000 c000 020a c000\n"
        "\t0x0020:  0250 e318 01bb 0000 0007 0000 0000 5002\n"
        "\t0x0030:  2000 0000 0000\n"
    )
    found = row(tmp_path, text)
    assert (found["kind"], found["eth_dst"], found["ip_dst"], found["dport"]) == ("tcp_syn", first, "192.0.2.80", 443)


@pytest.mark.parametrize("name", ["?", "lxc_health", "cali1a2b@if3", "br+x"])
def test_an_interface_may_have_any_name(tmp_path: Path, name: str) -> None:
    line = (
        f"22:54:00.505709 {name}  In  ifindex 7 {NODE2} ethertype ARP (0x0806), length 48: Request who-has 192.0.2.80 "
    )
    found = row(tmp_path, line + "tell 192.0.2.10, length 28")
    assert (found["kind"], found["ifindex"], found["eth_src"]) == ("arp_request", 7, NODE2)


def test_a_cooked_reply_to_everybody_is_an_announcement(tmp_path: Path) -> None:
    told = f"eth0  B   ARP, Reply 192.0.2.80 is-at {NODE1}, length 28"
    found = rows(tmp_path, printed("eth0  Out ARP, Request who-has 192.0.2.80 tell 192.0.2.10, length 28", told))
    assert (found[1]["kind"], found[1]["sender_mac"]) == ("arp_announcement", NODE1)


def test_a_question_is_answered_once_by_each(tmp_path: Path) -> None:
    question = "ARP, Request who-has 192.0.2.80 tell 192.0.2.10, length 28"
    answers = [f"ARP, Reply 192.0.2.80 is-at {mac}, length 28" for mac in (NODE1, NODE2, NODE1)]
    found = rows(tmp_path, printed(question, answers[0], answers[1]) + printed(answers[2]).replace(":00.0", ":02.5"))
    assert [one.get("target_ip") for one in found[1:]] == ["192.0.2.10", "192.0.2.10", None]


def test_whose_question_was_answered_is_not_guessed(tmp_path: Path) -> None:
    questions = [f"ARP, Request who-has 192.0.2.80 tell 192.0.2.{asker}, length 28" for asker in (10, 11)]
    found = rows(tmp_path, printed(*questions, f"ARP, Reply 192.0.2.80 is-at {NODE1}, length 28"))
    assert "target_ip" not in found[2]


def test_a_refusal_s_number_is_as_it_is_printed(tmp_path: Path) -> None:
    assert [one["seq"] for one in rows(tmp_path, printed(ASKED, REFUSED))] == [1913813248, 0]


def test_a_segment_without_ack_has_its_number_printed_as_it_is(tmp_path: Path) -> None:
    data = "IP 192.0.2.10.58136 > 192.0.2.80.443: Flags [F.], seq 1, ack 1, win 63, length 0"
    found = rows(tmp_path, printed(ASKED, ANSWERED, data, CLOSED))
    assert [one["seq"] for one in found] == [1913813248, 4025033452, 1913813249, 4025033453]


@pytest.mark.parametrize("plain", [False, True], ids=["differences", "-S"])
def test_a_handshake_tells_how_numbers_are_printed(tmp_path: Path, plain: bool) -> None:
    last = "IP 192.0.2.10.58136 > 192.0.2.80.443: Flags [F.], {}, win 1, length 0"
    seq, far = 1913813249, 1913813249 + 3_000_000_000  # 3 GB on, which is nearer to 0 than to the first
    told = (
        last.format(f"seq {seq}, ack 4025033453" if plain else "seq 1, ack 1"),
        last.format(f"seq {far % 2**32}, ack 4025033453" if plain else "seq 3000000001, ack 1"),
    )
    assert [one["seq"] for one in rows(tmp_path, printed(ASKED, ANSWERED, *told))][2:] == [seq, far % 2**32]


@pytest.mark.parametrize(
    ("words", "kind", "target_mac"),
    [
        ("Announcement 192.0.2.80, length 28", "arp_announcement", "00:00:00:00:00:00"),
        ("Announcement 192.0.2.80 (ff:ff:ff:ff:ff:ff), length 28", "arp_announcement", "ff:ff:ff:ff:ff:ff"),
        ("Announcement 192.0.2.80 (ff:ff:ff:ff:ff:ff)", "arp_announcement", "ff:ff:ff:ff:ff:ff"),
        ("Probe 192.0.2.80, length 46", "arp_probe", "00:00:00:00:00:00"),
    ],
)
@pytest.mark.parametrize(
    "head",
    ["ARP, ", f"{NODE1} > ff:ff:ff:ff:ff:ff, ethertype ARP (0x0806), length 60: Ethernet (len 6), IPv4 (len 4), "],
)
def test_later_versions_name_announcements_and_probes(
    tmp_path: Path, head: str, words: str, kind: str, target_mac: str
) -> None:
    found = row(tmp_path, printed(head + words))
    assert (found["kind"], found["target_ip"], found["target_mac"]) == (kind, "192.0.2.80", target_mac)
    assert found.get("sender_mac") == (NODE1 if head.startswith(NODE1) else None)


def test_names_of_groups_mean_the_same_everywhere(tmp_path: Path) -> None:
    words = "VRRPv2, Advertisement, (ttl 64), vrid 51, prio 150, authtype none, intvl 1s, length 20"
    found = row(tmp_path, printed(f"IP 192.0.2.21 > vrrp.mcast.net: {words}"))
    assert (found["kind"], found["ip_dst"], found["vrid"]) == ("vrrp", "224.0.0.18", 51)
    told = info(tmp_path, printed(f"IP node1.example > vrrp.mcast.net: {words}")).printed
    assert told is not None
    assert told.named == 1
