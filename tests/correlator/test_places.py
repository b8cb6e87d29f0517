"""On which segments VIPs are looked at, where frames name more than anybody has."""

from pathlib import Path

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.correlator import places
from arpwatch_k8s.correlator.places import MOST_OF_ONE, most_telling
from arpwatch_k8s.evidence.segment import Segment
from tests.savefiles import MAC_A, NS, VIP, Timed, announcement, exchange, pcap, save


def tagged(frame: bytes, vlan: int) -> bytes:
    return frame[:12] + b"\x81\x00" + vlan.to_bytes(2, "big") + frame[12:]


def flood(vlans: int) -> list[Timed]:
    """The VIP's owner and its traffic on VLAN 4000, its announcements three times on so many others."""
    served = [(time, tagged(frame, 4000)) for time, frame in exchange(NS, 1)]
    spread = [(at * 1000, tagged(announcement(MAC_A), 1 + at % vlans)) for at in range(3 * vlans)]
    return sorted([(0, tagged(announcement(MAC_A), 4000)), *served, *spread])


def test_a_vip_on_a_thousand_vlans_is_looked_at_where_most_is_seen_and_the_rest_is_counted(tmp_path: Path) -> None:
    result = analyze([save(tmp_path / "x.pcap", pcap(flood(1_000)))], vips=(VIP,))
    assert len(result.case.vips) == MOST_OF_ONE
    assert len(next(one for one in result.case.vips if str(one.segment) == "0.4000").attempts) == 1
    left = 1_001 - MOST_OF_ONE
    assert any(f"more VLANs than are looked at in one run, {left} of them" in why for why in result.verdict.caveats)


def test_a_vip_on_each_tenant_s_vlan_is_looked_at_on_all(tmp_path: Path) -> None:
    result = analyze([save(tmp_path / "x.pcap", pcap(flood(40)))], vips=(VIP,))
    assert len(result.case.vips) == 41
    assert not any("VLANs" in why for why in result.verdict.caveats)


def test_several_sorts_of_what_is_seen_come_before_much_of_one() -> None:
    quiet, loud = (1, Segment(0, 0, 1)), (1, Segment(0, 0, 2))
    kept, left = most_telling({quiet, loud}, ({quiet: [1], loud: [1] * 9}, {quiet: [1]}))
    assert (kept, left) == ([quiet, loud], 0)


def test_places_are_bounded_in_all() -> None:
    claims = {(vip, Segment(0, 0, 0)): [0] for vip in range(places.MOST + 5)}
    kept, left = most_telling(claims.keys(), (claims,))
    assert (len(kept), left) == (places.MOST, 5)
