"""What one MAC said of a VIP, by the form of each announcement and by what stands beside them."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.speakers.signature import Form
from arpwatch_k8s.speakers.voice import Voice, scenes, voices
from tests.savefiles import (
    BROADCAST,
    MAC_A,
    MAC_B,
    NODE_A,
    NS,
    VIP,
    ZERO,
    Timed,
    answer,
    arp,
    at,
    padded,
    pcap,
    question,
    save,
)
from tests.speakers.programs import VIP6, VIRTUAL, advert, reply, request, unsolicited

STRANGE = "02:aa:bb:cc:dd:ee"


def heard(folder: Path, frames: Sequence[Timed], vip: str = VIP) -> list[Voice]:
    """The voices in some frames."""
    script = [(100 * NS + time, frame) for time, frame in sorted(frames)]
    case = analyze([save(folder / "x.pcap", pcap(script))], vips=[vip]).case
    (record,) = case.vips
    scene = scenes(case.views[0].evidence, case.inventory, {record.segment})[record.segment]
    return list(voices(record, scene, case.start or 0, case.end or 0))


FORMS = {
    Form.REQUEST_ALL: request(MAC_A),
    Form.REQUEST_NONE: request(MAC_A, ZERO),
    Form.REQUEST_OWN: request(MAC_A, MAC_A),
    Form.REPLY_ALL: reply(MAC_A),
    Form.REPLY_OWN: reply(MAC_A, MAC_A),
    Form.OTHER: request(MAC_A, STRANGE),
}
FORMS6 = {
    Form.ND_OWN_SOURCE: unsolicited(MAC_A),
    Form.ND_VIP_SOURCE: unsolicited(MAC_A, source=VIP6),
    Form.ND_VIP_SOURCE_ROUTER: unsolicited(MAC_A, source=VIP6, router=1),
    Form.ND_WEAK_SOURCE_OPTION: unsolicited(MAC_A, override=0, source_option=True),
    Form.ND_WEAK_TARGET_OPTION: unsolicited(MAC_A, override=0),
}


@pytest.mark.parametrize(
    ("form", "frame", "vip"),
    [*((form, frame, VIP) for form, frame in FORMS.items()), *((form, frame, VIP6) for form, frame in FORMS6.items())],
    ids=lambda value: value.name if isinstance(value, Form) else "",
)
def test_each_announcement_has_its_form(tmp_path: Path, form: Form, frame: bytes, vip: str) -> None:
    (voice,) = heard(tmp_path, [at(0, frame)], vip)
    assert voice.events["form"].tolist() == [form]


@pytest.mark.parametrize(
    ("first", "second", "after", "forms"),
    [
        (request(MAC_A), reply(MAC_A), 0.00002, [Form.PAIR_ALL]),
        (request(MAC_A), reply(MAC_A), 0.03, [Form.REQUEST_ALL, Form.REPLY_ALL]),
        (reply(MAC_A), request(MAC_A), 0.00002, [Form.REPLY_ALL, Form.REQUEST_ALL]),
        (request(MAC_A, ZERO), reply(MAC_A, MAC_A), 0.1, [Form.PAIR_OWN]),
        (request(MAC_A, ZERO), reply(MAC_A, MAC_A), 0.2, [Form.REQUEST_NONE, Form.REPLY_OWN]),
    ],
)
def test_two_forms_close_together_are_a_pair(
    tmp_path: Path, first: bytes, second: bytes, after: float, forms: list[Form]
) -> None:
    (voice,) = heard(tmp_path, [at(0, first), at(after, second)])
    assert voice.events["form"].tolist() == forms
    assert int(voice.events["frames"].sum()) == 2


def test_each_mac_is_a_voice_of_its_own(tmp_path: Path) -> None:
    told = heard(tmp_path, [at(0, request(MAC_A)), at(1, request(MAC_B)), at(2, request(MAC_A))])
    assert {mac_text(voice.mac): len(voice.events) for voice in told} == {MAC_A: 2, MAC_B: 1}


def test_questions_answers_and_words_to_rivals_are_told_apart(tmp_path: Path) -> None:
    frames = [at(0, arp(1, MAC_A, VIP, ZERO, "192.0.2.10")), at(1, question()), at(1.001, answer(MAC_A))]
    frames += [at(2, request(MAC_B)), at(2.001, arp(2, MAC_A, VIP, MAC_B, VIP, dst=MAC_B))]
    voice = next(voice for voice in heard(tmp_path, frames) if mac_text(voice.mac) == MAC_A)
    assert [len(rows) for rows in (voice.asked, voice.answered, voice.rivals, voice.events)] == [1, 1, 1, 0]


def test_padding_can_be_judged_where_a_frame_came_unpadded(tmp_path: Path) -> None:
    for frame, unpadded in ((request(MAC_A), True), (padded(request(MAC_A)), False)):
        (voice,) = heard(tmp_path, [at(0, frame)])
        assert voice.unpadded == unpadded


def test_advertisements_count_by_whether_they_list_the_address(tmp_path: Path) -> None:
    listing, other = advert(), advert(vip="192.0.2.81", vrid=7)
    (voice,) = heard(tmp_path, [at(0, request(MAC_A)), at(1, listing), at(2, listing), at(3, other)])
    assert (voice.listed, voice.beside, voice.carp) == (2, 1, 0)


def test_a_host_that_probed_and_a_kernel_that_told_all_its_addresses_are_noted(tmp_path: Path) -> None:
    probe = arp(1, MAC_A, "0.0.0.0", ZERO, VIP)
    (probed,) = heard(tmp_path, [at(0, probe), at(3, request(MAC_A, ZERO))])
    (among,) = heard(tmp_path, [at(0, request(MAC_A, ZERO, NODE_A)), at(0.00001, request(MAC_A, ZERO))])
    assert ((probed.probed, probed.among_others), (among.probed, among.among_others)) == ((True, False), (False, True))


@pytest.mark.parametrize(
    ("mac", "virtual", "macvlan"), [(MAC_A, False, False), (VIRTUAL, True, False), ("00:00:6c:01:02:03", False, True)]
)
def test_what_kind_of_mac_it_is(tmp_path: Path, mac: str, virtual: bool, macvlan: bool) -> None:
    (voice,) = heard(tmp_path, [at(0, arp(1, mac, VIP, BROADCAST, VIP))])
    assert (voice.virtual, voice.macvlan) == (virtual, macvlan)
