"""Who answers for addresses of several other hosts."""

from pathlib import Path

import pytest

from arpwatch_k8s.capture.files import load
from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.evidence.addresses import address_number
from arpwatch_k8s.evidence.behalf import on_behalf
from tests.diagnosis.cast import OVER_IPV6, USUAL, Cast
from tests.savefiles import Timed, pcap, save

BOTH_VERSIONS = pytest.mark.parametrize("cast", [USUAL, OVER_IPV6], ids=["arp", "nd"])


def behalf(tmp_path: Path, cast: Cast, *frames: Timed) -> dict[str | None, set[str | None]]:
    """By MAC the addresses that it answers for on others' behalf."""
    data = pcap(sorted(frames))
    rows = load([save(tmp_path / "x.pcap", data)], vips=[address_number(cast.vip)]).evidence
    return {mac_text(mac): {rows.addresses.text(code) for code in held} for mac, held in on_behalf(rows).items()}


def asked(cast: Cast, start: float, node: int, *by: int) -> list[Timed]:
    """A question for a node's own address, and who answers it."""
    address = cast.nodes[node]
    return [
        cast.ask(start, of=address),
        *(cast.reply(start + 0.001 * (i + 1), one, address) for i, one in enumerate(by)),
    ]


@BOTH_VERSIONS
def test_who_answers_beside_two_hosts_answers_for_them(tmp_path: Path, cast: Cast) -> None:
    frames = [*asked(cast, 1, 0, 0, 3), *asked(cast, 2, 1, 1, 3)]
    assert behalf(tmp_path, cast, *frames) == {cast.macs[3]: {cast.nodes[0], cast.nodes[1]}}


@BOTH_VERSIONS
def test_who_answers_in_the_place_of_hosts_that_ask_from_it_answers_for_them(tmp_path: Path, cast: Cast) -> None:
    frames = [cast.ask(0, 0), cast.ask(0.5, 1), *asked(cast, 1, 0, 3), *asked(cast, 2, 1, 3)]
    assert behalf(tmp_path, cast, *frames) == {cast.macs[3]: {cast.nodes[0], cast.nodes[1]}}


@BOTH_VERSIONS
def test_one_address_may_be_a_duplicate(tmp_path: Path, cast: Cast) -> None:
    assert behalf(tmp_path, cast, *asked(cast, 1, 0, 0, 3), *asked(cast, 3, 0, 0, 3)) == {}


@BOTH_VERSIONS
def test_an_address_that_is_announced_may_have_moved(tmp_path: Path, cast: Cast) -> None:
    frames = [cast.announce(0, 0, cast.nodes[0]), *asked(cast, 1, 0, 0, 3), *asked(cast, 2, 1, 1, 3)]
    assert behalf(tmp_path, cast, *frames) == {}


@BOTH_VERSIONS
def test_two_addresses_of_one_other_host_may_be_a_cluster_s(tmp_path: Path, cast: Cast) -> None:
    frames = [*asked(cast, 1, 0, 0, 3), *asked(cast, 2, 1, 0, 3)]
    assert behalf(tmp_path, cast, *frames) == {}


@BOTH_VERSIONS
def test_addresses_that_all_nodes_answer_for_are_nobody_else_s(tmp_path: Path, cast: Cast) -> None:
    frames = [*asked(cast, 1, 0, 0, 1, 3), *asked(cast, 2, 1, 0, 1, 3)]
    assert behalf(tmp_path, cast, *frames) == {}


@BOTH_VERSIONS
def test_replies_that_nobody_asked_for_are_forged_rather(tmp_path: Path, cast: Cast) -> None:
    frames = [cast.ask(0, 0), cast.ask(0.5, 1), cast.reply(1, 3, cast.nodes[0]), cast.reply(2, 3, cast.nodes[1])]
    assert behalf(tmp_path, cast, *frames) == {}
