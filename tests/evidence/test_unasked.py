"""Replies that are more than anybody asked for."""

from pathlib import Path

import pytest

from arpwatch_k8s.capture.files import load
from arpwatch_k8s.evidence import Evidence, mac_text
from arpwatch_k8s.evidence.addresses import address_number
from arpwatch_k8s.evidence.unasked import subjects, to_one, told, unasked
from tests.diagnosis.cast import OVER_IPV6, USUAL, Cast
from tests.savefiles import BROADCAST, CLIENT, MAC_A, MAC_B, MAC_CLIENT, NODE_A, VIP, Timed, answer, arp, at, pcap, save

BOTH_VERSIONS = pytest.mark.parametrize("cast", [USUAL, OVER_IPV6], ids=["arp", "nd"])


def rows(tmp_path: Path, *frames: Timed, vip: str = VIP) -> Evidence:
    """The rows of a capture."""
    return load([save(tmp_path / "x.pcap", pcap(sorted(frames)))], vips=[address_number(vip)]).evidence


def false(tmp_path: Path, cast: Cast, *frames: Timed) -> list[int]:
    """The numbers of the frames that nobody asked for."""
    found = rows(tmp_path, *frames, vip=cast.vip)
    numbers: list[int] = found["frame"][unasked(found)].tolist()
    return numbers


@BOTH_VERSIONS
def test_a_reply_soon_after_its_question_was_asked_for(tmp_path: Path, cast: Cast) -> None:
    assert false(tmp_path, cast, cast.ask(0), cast.reply(0.1)) == []


@BOTH_VERSIONS
def test_a_reply_that_nobody_asked_for_is_unasked(tmp_path: Path, cast: Cast) -> None:
    assert false(tmp_path, cast, cast.ask(0, of=cast.nodes[1]), cast.reply(0.1)) == [2]


@BOTH_VERSIONS
def test_a_question_excuses_replies_for_a_while(tmp_path: Path, cast: Cast) -> None:
    assert false(tmp_path, cast, cast.ask(0), cast.reply(9.9)) == []
    assert false(tmp_path, cast, cast.ask(0), cast.reply(10.1)) == [2]


@BOTH_VERSIONS
def test_a_third_reply_of_one_mac_to_one_question_is_more_than_it_asked_for(tmp_path: Path, cast: Cast) -> None:
    assert false(tmp_path, cast, cast.ask(0), *(cast.reply(0.1 * i) for i in (1, 2, 3))) == [4]


@BOTH_VERSIONS
def test_each_question_excuses_two(tmp_path: Path, cast: Cast) -> None:
    assert false(tmp_path, cast, cast.ask(0), cast.ask(1), *(cast.reply(1 + 0.1 * i) for i in (1, 2, 3, 4))) == []


@BOTH_VERSIONS
def test_another_mac_may_answer_the_same_question(tmp_path: Path, cast: Cast) -> None:
    script = [cast.reply(0.1 * i, node) for i in (1, 2) for node in (0, 1)]
    assert false(tmp_path, cast, cast.ask(0), *script) == []


@BOTH_VERSIONS
def test_announcements_to_all_are_no_replies_to_one(tmp_path: Path, cast: Cast) -> None:
    assert false(tmp_path, cast, *(cast.announce(i) for i in range(5))) == []


def test_clocks_of_two_captures_may_differ_a_little(tmp_path: Path) -> None:
    assert false(tmp_path, USUAL, USUAL.reply(0), USUAL.ask(0.01)) == []
    assert false(tmp_path, USUAL, USUAL.reply(0), USUAL.ask(0.02)) == [1]


def test_anothers_question_excuses_nothing(tmp_path: Path) -> None:
    assert false(tmp_path, USUAL, USUAL.ask(0, 1), USUAL.reply(0.1)) == [2]


def test_without_replies_nothing_is_unasked(tmp_path: Path) -> None:
    assert false(tmp_path, USUAL, USUAL.ask(0)) == []


def test_a_reply_to_all_goes_to_nobody_alone(tmp_path: Path) -> None:
    found = rows(tmp_path, at(0, answer(MAC_A)), at(1, arp(2, MAC_A, VIP, MAC_CLIENT, CLIENT, dst=BROADCAST)))
    assert to_one(found).tolist() == [True, False]


def test_a_cooked_capture_tells_by_the_target_mac(tmp_path: Path) -> None:
    cast = Cast(link=113)
    frames = [cast.ask(0), cast.reply(1)]
    found = load([save(tmp_path / "x.pcap", pcap(frames, linktype=113))], vips=[address_number(VIP)]).evidence
    assert to_one(found).tolist() == [False, True]


def test_the_subject_is_what_is_asked_for_or_told(tmp_path: Path) -> None:
    found = rows(tmp_path, USUAL.ask(0), at(1001, answer(MAC_A)), at(1002, answer(MAC_A, NODE_A)))
    assert [found.addresses.text(code) for code in subjects(found).tolist()] == [VIP, VIP, NODE_A]


def test_what_is_told_is_the_mac_within_and_not_the_senders(tmp_path: Path) -> None:
    found = rows(tmp_path, at(0, arp(2, MAC_B, VIP, MAC_CLIENT, CLIENT, src=MAC_A, dst=MAC_CLIENT)))
    assert [mac_text(mac) for mac in told(found).tolist()] == [MAC_B]
