"""Which program announced, by what it sends: whole, cut, without padding, beside others."""

from collections.abc import Sequence
from pathlib import Path

import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.speakers import Speaker
from tests.conftest import MORE_CAPTURES, maybe_none
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
    ether,
    padded,
    pcap,
    question,
    save,
)
from tests.speakers.programs import PROGRAMS, PROGRAMS6, VIP6, advert, keepalived, kube_vip, metallb, reply, request

EPOCH = 1_000 * NS
AROUND = 100 * NS
"""Silence before and after, so that what a program would have sent besides is seen to be missing."""
OWN_FRAME = at(0, arp(1, MAC_A, NODE_A, ZERO, "192.0.2.1"))
"""A frame of the announcing node that no wire has padded."""


def heard(tmp_path: Path, frames: Sequence[Timed], vip: str = VIP, *, around: int = 0) -> tuple[Speaker, ...]:
    """Speakers of a VIP in a capture that lasts so long before and after the frames."""
    script = sorted((EPOCH + time, frame) for time, frame in frames)
    if around:
        script = [(script[0][0] - around, question()), *script, (script[-1][0] + around, question())]
    found = analyze([save(tmp_path / "x.pcap", pcap(script))], vips=[vip]).case.speakers
    assert all(sum(c.score for c in speaker.candidates) == pytest.approx(1, abs=0.1) for speaker in found)
    assert all(speaker.frames for speaker in found)
    return found


def one(found: Sequence[Speaker]) -> Speaker:
    (speaker,) = found
    return speaker


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_is_named_by_its_forms_and_its_rhythm(tmp_path: Path, name: str) -> None:
    assert one(heard(tmp_path, PROGRAMS[name], around=AROUND)).best.program == name


@pytest.mark.parametrize("name", PROGRAMS6)
def test_a_program_is_named_in_ipv6_too(tmp_path: Path, name: str) -> None:
    assert one(heard(tmp_path, PROGRAMS6[name], VIP6, around=AROUND)).best.program == name


@pytest.mark.parametrize("name", ["metallb", "kube-vip", "keepalived"])
def test_a_capture_that_begins_or_ends_in_mid_burst_still_names_it(tmp_path: Path, name: str) -> None:
    frames = PROGRAMS[name]
    for cut in range(1, len(frames) - 1):
        for part in (frames[cut:], frames[: cut + 1]):
            speaker = one(heard(tmp_path, part))
            assert speaker.best.program == name, f"frames {len(part)} of {len(frames)}: {speaker.candidates}"


def test_a_single_frame_leaves_several_candidates_and_says_so(tmp_path: Path) -> None:
    speaker = one(heard(tmp_path, [at(0, request(MAC_A))]))
    assert speaker.best.score < 0.5
    assert {"kube-vip", "keepalived", "pacemaker", "antrea"} <= {c.program for c in speaker.candidates}


def test_a_lone_pair_may_be_of_three_programs_until_silence_decides(tmp_path: Path) -> None:
    pair = metallb(ticks=1)
    assert one(heard(tmp_path, pair)).best.program == "metallb"
    assert {c.program for c in one(heard(tmp_path, pair)).candidates} >= {"metallb", "openelb", "purelb"}
    assert one(heard(tmp_path, pair, around=AROUND)).best.program == "openelb"


@pytest.mark.parametrize("name", PROGRAMS)
def test_padding_may_be_lost_or_added_on_the_way(tmp_path: Path, name: str) -> None:
    cut = [(time, frame[:42] if frame[12:14] == b"\x08\x06" else frame) for time, frame in PROGRAMS[name]]
    filled = [(time, frame.ljust(60, b"\0")) for time, frame in PROGRAMS[name]]
    for frames in (cut, filled):
        found = one(heard(tmp_path, frames, around=AROUND))
        if name in ("antrea", "cilium"):  # one frame, of which padding is half of what is known
            assert name in {c.program for c in found.candidates}
        else:
            assert found.best.program == name


@pytest.mark.parametrize("name", ["metallb", "kube-vip", "keepalived", "linux"])
def test_renamed_macs_change_nothing_but_names(tmp_path: Path, name: str) -> None:
    other = bytes.fromhex("0a1b2c3d4e5f")
    renamed = [(time, frame.replace(bytes.fromhex(MAC_A.replace(":", "")), other)) for time, frame in PROGRAMS[name]]
    before, after = (one(heard(tmp_path, frames)) for frames in (PROGRAMS[name], renamed))
    assert before.candidates == after.candidates
    assert before.mac != after.mac


def test_times_may_be_shifted(tmp_path: Path) -> None:
    later = [(time + 12_345_678_901, frame) for time, frame in PROGRAMS["kube-vip"]]
    assert one(heard(tmp_path, later)).candidates == one(heard(tmp_path, PROGRAMS["kube-vip"])).candidates


@pytest.mark.parametrize("forms", ["PPRRPR", "PPPRPP", "RRRRRR", "PPPPPP"])
def test_kube_vips_toggle_is_process_wide_so_one_vip_may_see_any_mix(tmp_path: Path, forms: str) -> None:
    assert one(heard(tmp_path, kube_vip(forms=forms))).best.program == "kube-vip"


def test_kube_vip_with_another_interval_is_still_itself(tmp_path: Path) -> None:
    slow = [at(10 * i, (reply(MAC_A, MAC_A), request(MAC_A))[i % 2]) for i in range(8)]
    assert one(heard(tmp_path, slow)).best.program == "kube-vip"


def test_a_master_that_hears_a_lower_priority_announces_five_times_each_second(tmp_path: Path) -> None:
    bursts = [at(second + 0.0002 * i, request(MAC_A)) for second in range(6) for i in range(5)]
    adverts = [at(second - 0.001, advert()) for second in range(6)]
    assert one(heard(tmp_path, sorted([*bursts, *adverts]))).best.program == "keepalived"


def test_keepalived_whose_adverts_are_unicast_is_named_by_its_bursts(tmp_path: Path) -> None:
    without = [(time, frame) for time, frame in keepalived() if frame[12:14] == b"\x08\x06"]
    assert one(heard(tmp_path, without, around=AROUND)).best.program == "keepalived"


def test_two_programs_on_one_mac_are_two_speakers(tmp_path: Path) -> None:
    both = sorted([*metallb(ticks=12), *kube_vip(start=0.4)])
    found = heard(tmp_path, both)
    assert {speaker.best.program for speaker in found} == {"metallb", "kube-vip"}
    assert sorted(speaker.announcements for speaker in found) == [6, 24]


def test_a_lost_half_of_a_pair_makes_no_second_program(tmp_path: Path) -> None:
    frames = metallb(ticks=10)
    for lost in range(len(frames)):
        assert one(heard(tmp_path, [*frames[:lost], *frames[lost + 1 :]])).best.program == "metallb"


def test_an_endless_stream_of_pairs_is_a_rearmed_burst(tmp_path: Path) -> None:
    assert one(heard(tmp_path, metallb(ticks=40), around=AROUND)).best.program == "metallb"


def test_who_asks_in_the_address_s_name_is_a_kernel(tmp_path: Path) -> None:
    asks = [at(3 * i, arp(1, MAC_A, VIP, ZERO, "192.0.2.10")) for i in range(3)]
    speaker = one(heard(tmp_path, asks))
    assert speaker.score("metallb") + speaker.score("cilium") + speaker.score("openelb") < 0.05
    assert "its kernel owns it" in " ".join(speaker.facts)


def test_answers_that_the_sender_padded_itself_are_of_user_space(tmp_path: Path) -> None:
    answers = [OWN_FRAME, at(1, padded(answer(MAC_A))), at(20, padded(answer(MAC_A)))]
    speaker = one(heard(tmp_path, answers))
    assert {"metallb", "openelb", "cilium"} >= {c.program for c in speaker.candidates[:3]}
    assert "padded by the sender itself" in " ".join(speaker.facts)


def test_answers_that_a_wire_may_have_padded_say_nothing(tmp_path: Path) -> None:
    short, long = (one(heard(tmp_path, [at(1, frame)])) for frame in (answer(MAC_A), padded(answer(MAC_A))))
    assert short.best.score < 0.5
    assert long.best.score < 0.5


def test_an_answer_to_a_rivals_announcement_is_no_kernels(tmp_path: Path) -> None:
    rival = [at(0, request(MAC_B)), at(0.001, arp(2, MAC_A, VIP, MAC_B, VIP, dst=MAC_B))]
    (speaker,) = [s for s in heard(tmp_path, rival) if not s.announcements]
    assert speaker.score("kube-vip") + speaker.score("keepalived") + speaker.score("linux") < 0.1


def test_whoever_only_answered_for_long_is_not_kube_vip_which_is_never_silent(tmp_path: Path) -> None:
    speaker = one(heard(tmp_path, [at(0, answer(MAC_A)), at(30, answer(MAC_A))]))
    assert speaker.score("kube-vip") < 0.02


def test_a_stranger_s_announcements_are_of_no_known_program(tmp_path: Path) -> None:
    odd = [at(when, arp(1, MAC_A, VIP, "02:aa:bb:cc:dd:ee", VIP)) for when in (0, 0.4, 2.5, 2.7, 4.6)]
    assert one(heard(tmp_path, odd)).best.program == "unknown"


def test_a_vlan_tag_is_no_padding(tmp_path: Path) -> None:
    from scapy.layers.l2 import ARP

    def tagged(op: int, target: str) -> bytes:
        packet = ARP(op=op, hwsrc=MAC_A, psrc=VIP, hwdst=target, pdst=VIP)
        return ether(packet, MAC_A, BROADCAST, vlan=7)

    frames = [at(3.0 * i, tagged(2, MAC_A) if i % 2 else tagged(1, BROADCAST)) for i in range(5)]
    assert one(heard(tmp_path, frames)).best.program == "kube-vip"


def test_cooked_captures_have_no_lengths_to_go_by(tmp_path: Path) -> None:
    head = b"\x00\x01\x00\x01\x00\x06" + bytes.fromhex(MAC_A.replace(":", "")) + b"\x00\x00\x08\x06"
    cooked = [(EPOCH + time, head + frame[14:]) for time, frame in metallb()]
    found = analyze([save(tmp_path / "x.pcap", pcap(cooked, linktype=113))], vips=[VIP]).case.speakers
    assert one(found).best.program == "metallb"


def test_the_table_has_a_row_a_candidate(tmp_path: Path) -> None:
    frame = aw.analyze(save(tmp_path / "x.pcap", pcap(metallb())), vip=VIP).speakers
    assert frame["program"].iloc[0] == "metallb"
    assert frame["mac"].unique().tolist() == [MAC_A]
    assert frame["announcements"].iloc[0] == 10


NAMED = {
    "speakers/arping.pcap": {"arping"},
    "speakers/fight_metallb_kubevip.pcap": {"metallb", "kube-vip"},
    "speakers/k1_rst_nodnat.pcap": {"metallb"},
    "speakers/ka_splitbrain_heal2.pcap": {"keepalived"},
    "speakers/keepalived.pcap": {"keepalived"},
    "speakers/kernel.pcap": {"linux"},
    "speakers/ucarp.pcap": {"ucarp"},
    "lab/healthy/proxy.pcap": {"metallb"},
    "lab/healthy/node2.pcap": {"metallb"},
    "lab/healthy/proxy-any.pcap": {"metallb"},
    "lab/reconcile_loop/proxy.pcap": {"metallb"},
    "lab/metallb_failover/proxy.pcap": {"metallb"},
    "lab/keepalived_failover/proxy.pcap": {"keepalived"},
    "lab/keepalived_failover/proxy-any.pcap": {"keepalived"},
    "lab/two_controllers/proxy.pcap": {"metallb", "kube-vip"},
    "lab/two_controllers/node2.pcap": {"metallb", "kube-vip"},
    "lab/two_controllers/proxy-any.pcap": {"metallb", "kube-vip"},
}


@pytest.mark.parametrize("path", maybe_none(name for name in NAMED if (MORE_CAPTURES / name).exists()))
def test_real_announcements_are_named(path: str) -> None:
    found = analyze([MORE_CAPTURES / path]).case.speakers
    assert {speaker.best.program for speaker in found} == NAMED[path]


def test_a_flood_of_made_up_macs_is_bounded_and_told(tmp_path: Path) -> None:
    script = [(EPOCH + i * 1_000_000, answer(f"02:00:00:00:{i >> 8:02x}:{i & 255:02x}")) for i in range(300)]
    script += [(EPOCH + time, frame) for time, frame in metallb(start=1, ticks=9)]
    found = analyze([save(tmp_path / "x.pcap", pcap(script))], vips=[VIP])
    assert len(found.case.speakers) == 256
    assert "metallb" in {speaker.best.program for speaker in found.case.speakers}
    assert any("301 MACs claimed 192.0.2.80" in caveat for caveat in found.verdict.caveats)
