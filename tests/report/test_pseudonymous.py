"""Text with other addresses and names."""

from pathlib import Path

import arpwatch_k8s as aw
from arpwatch_k8s.anonymous.pseudonyms import Pseudonyms
from arpwatch_k8s.report.pseudonymous import Words
from tests.savefiles import MAC_A, announcement, pcap, save


def words(tmp_path: Path, *, keep: bool = False) -> Words:
    path = save(tmp_path / "proxy-tokyo.pcap", pcap([(0, announcement(MAC_A))]))
    result = aw.analyze(path, vip="192.0.2.80", nodes={"k8s-a": MAC_A, "k8s-ab": "52:54:00:00:00:0b"}).result
    return Words(Pseudonyms(keep_vendor=keep), result, keep_vendor=keep)


def test_addresses_become_what_frames_have(tmp_path: Path) -> None:
    text = words(tmp_path).text
    assert text("192.0.2.80:443, 192.0.2.80. fe80::5054:ff:fe00:b, 2001:db8::1.") == (
        "10.0.0.1:443, 10.0.0.1. fe80::ff:fe00:1, 2001:db8::2."
    )
    assert text(f"{MAC_A} and 52:54:00:00:00:0B") == "02:00:00:00:00:03 and 02:00:00:00:00:01"


def test_names_of_hosts_and_captures_go_the_longest_first(tmp_path: Path) -> None:
    said = words(tmp_path).text(f"k8s-ab then k8s-a ({MAC_A}), frame 3 of proxy-tokyo.pcap (proxy-tokyo.pcap:4)")
    assert said == "node-2 then node-1 (02:00:00:00:00:01), frame 3 of capture-1 (capture-1:4)"


def test_a_vendor_goes_with_its_half_of_the_mac(tmp_path: Path) -> None:
    said = "00:22:4d:a8:ba:40 (MITAC INTERNATIONAL CORP.) owned it"
    assert words(tmp_path).text(said) == "02:00:00:00:00:01 owned it"
    assert words(tmp_path, keep=True).text(said) == "00:22:4d:00:00:01 (MITAC INTERNATIONAL CORP.) owned it"


def test_what_only_looks_like_an_address_stays(tmp_path: Path) -> None:
    said = (
        "[1.2] step 2 of 4 at 22:54:04.504, 2026-11-22T22:54:35.235866147Z: 3.5 s, 12:30, version 2.2.7, a::b::c, "
        "999.1.1.1, filter [1.10] and kubectl -n x::y"
    )
    assert words(tmp_path).text(said) == said
