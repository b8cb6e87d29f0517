"""One record a VIP and segment, of all that was seen of it."""

from pathlib import Path

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.correlator.correlate import correlate
from arpwatch_k8s.correlator.scene import Scene
from arpwatch_k8s.thresholds import DEFAULTS
from tests.savefiles import MAC_A, MAC_B, NS, VIP, Timed, announcement, exchange, icmp, pcap, question, save

OTHER = "192.0.2.79"


def run(folder: Path, *frames: Timed, vips: tuple[str, ...] = (VIP,)) -> Result:
    """What comes of some frames."""
    return analyze([save(folder / "x.pcap", pcap(sorted(frames)))], vips=vips)


def tagged(frame: bytes, vlan: int) -> bytes:
    """A frame behind a VLAN tag."""
    return frame[:12] + b"\x81\x00" + vlan.to_bytes(2, "big") + frame[12:]


def test_records_stand_in_order_of_address_then_segment(tmp_path: Path) -> None:
    frames = [(0, announcement(MAC_A)), (1, tagged(announcement(MAC_B), 7)), (2, announcement(MAC_A, OTHER))]
    told = [(record.vip, str(record.segment)) for record in run(tmp_path, *frames, vips=(VIP, OTHER)).case.vips]
    assert told == [(OTHER, "0"), (VIP, "0"), (VIP, "0.7")]


def test_a_question_makes_a_record_only_where_nothing_else_does(tmp_path: Path) -> None:
    frames = [(0, announcement(MAC_A)), (1, tagged(question(), 7)), (2, question(vip=OTHER))]
    told = [(record.vip, str(record.segment)) for record in run(tmp_path, *frames, vips=(VIP, OTHER)).case.vips]
    assert told == [(OTHER, "0"), (VIP, "0")]


def test_a_vip_is_on_the_link_where_arp_or_a_redirect_to_itself_names_it(tmp_path: Path) -> None:
    for frames, on_link in (
        (exchange(NS, 1), False),
        ([*exchange(NS, 1), (0, question())], True),
        ([*exchange(NS, 1), (0, icmp(5, 1, port=9, seq=1, gateway=VIP))], True),
        ([*exchange(NS, 1), (0, icmp(5, 1, port=9, seq=1, gateway="192.0.2.1"))], False),
    ):
        (record,) = run(tmp_path, *frames).case.vips
        assert record.on_link == on_link


def test_all_tracks_come_from_the_same_rows(tmp_path: Path) -> None:
    moved = [(20 * NS, announcement(MAC_B)), *exchange(21 * NS, 2, mac=MAC_B)]
    (record,) = run(tmp_path, (0, announcement(MAC_A)), *exchange(NS, 1), *moved).case.vips
    ends = {
        track: [epoch.ends_by for epoch in record.epochs if epoch.track == track]
        for track in ("claimed", "used", "serving")
    }
    assert ends == {track: ["takeover", "capture_end"] for track in ends}
    assert len(record.ownership.handovers) == len(record.qualities) == 1
    assert record.outcomes() == {"ok": 2}


def test_connections_are_those_that_an_owner_served(tmp_path: Path) -> None:
    result = run(tmp_path, (0, announcement(MAC_A)), *exchange(NS, 1), *exchange(9 * NS, 2, mac=MAC_B))
    (record,) = result.case.vips
    for owner, ports in ((record.serving[0].owner, [1]), (record.serving[1].owner, [2])):
        served = record.served_by(owner, 443, result.case.inventory)
        assert [one.sender_port for one in served] == ports
        assert len(record.served_by(owner, 80, result.case.inventory)) == 0


def test_a_scene_without_vips_has_no_record(tmp_path: Path) -> None:
    case = run(tmp_path, *exchange(NS, 1)).case
    scene = Scene(evidence=case.views[0].evidence, inventory=case.inventory, vips=(), end=9 * NS, thresholds=DEFAULTS)
    assert correlate(scene) == ()
