"""Who is behind ICMP errors whose frames show no MAC."""

from collections.abc import Mapping, Sequence
from datetime import UTC
from pathlib import Path

import arpwatch_k8s as aw
from arpwatch_k8s.report.history import vip
from arpwatch_k8s.wording.wrapping import WIDTH, laid_out
from tests.savefiles import MAC_A, MAC_B, VIP

ERROR = """\
11:36:0{n}.749678 IP (tos 0xc0, ttl 64, id 35462, offset 0, flags [none], proto ICMP (1), length 88)
    {source} > 192.0.2.10: ICMP host 192.0.2.80 unreachable, length 68
\tIP (tos 0x0, ttl 63, id 57322, offset 0, flags [DF], proto TCP (6), length 60)
    192.0.2.10.55328 > 192.0.2.80.443: Flags [S], seq 410361499, win 64240, length 0
"""
CLAIM = "11:36:00.500000 ARP, Reply 192.0.2.80 is-at {mac}, length 46\n"


def looked_at(
    folder: Path, printed: str, *, listing: str = "", nodes: Mapping[str, Sequence[str]] | None = None
) -> aw.Analysis:
    """Frames that tcpdump printed without -e, beside a listing of neighbors."""
    path, beside = folder / "dump.txt", folder / "neigh.txt"
    path.write_text(printed)
    beside.write_text(listing)
    return aw.analyze(*([path, beside] if listing else [path]), vip=VIP, nodes=nodes)


def said(analysis: aw.Analysis) -> str:
    """What the VIP went through, in words."""
    (record,) = analysis.result.case.vips
    return " ".join(" ".join(laid_out(vip(analysis.result, record, UTC), WIDTH)).split())


def test_two_senders_are_told_apart_by_their_addresses(tmp_path: Path) -> None:
    found = looked_at(tmp_path, ERROR.format(n=0, source="192.0.2.21") + ERROR.format(n=1, source="192.0.2.22"))
    assert "1 x icmp_unreachable from 192.0.2.21: of no attempt seen" in said(found)
    assert "1 x icmp_unreachable from 192.0.2.22: of no attempt seen" in said(found)
    assert sorted(f.summary.split()[0] for f in found.verdict.findings) == ["192.0.2.21", "192.0.2.22"]
    assert found.symptoms["node"].tolist() == ["192.0.2.21", "192.0.2.22"]
    assert found.symptoms["mac"].isna().all()


def test_the_figure_calls_a_sender_by_its_address(tmp_path: Path) -> None:
    figure = looked_at(tmp_path, ERROR.format(n=0, source="192.0.2.21")).timeline()
    texts = {text.get_text() for axes in figure.axes for text in axes.texts} | {
        text.get_text() for text in figure.texts
    }
    assert any("192.0.2.21" in text for text in texts)
    assert not any("unknown MAC" in text for text in texts)


def test_a_listing_says_which_mac_a_sender_has(tmp_path: Path) -> None:
    listing = f"192.0.2.22 dev eth0 lladdr {MAC_B} REACHABLE\n192.0.2.9 dev eth0 lladdr {MAC_A} STALE\n"
    found = looked_at(tmp_path, ERROR.format(n=0, source="192.0.2.22"), listing=listing)
    assert f"icmp_unreachable from 192.0.2.22 ({MAC_B})" in said(found)
    assert found.verdict.findings[0].summary.startswith(f"192.0.2.22 ({MAC_B}) seems to have forwarded")


def test_listings_that_have_it_at_two_macs_say_nothing(tmp_path: Path) -> None:
    listing = f"192.0.2.22 dev eth0 lladdr {MAC_B} REACHABLE\n192.0.2.22 dev eth1 lladdr {MAC_A} STALE\n"
    found = looked_at(tmp_path, ERROR.format(n=0, source="192.0.2.22"), listing=listing)
    assert "icmp_unreachable from 192.0.2.22: of no attempt seen" in said(found)


def test_a_node_that_is_named_by_the_address_has_sent_it(tmp_path: Path) -> None:
    found = looked_at(tmp_path, ERROR.format(n=0, source="192.0.2.22"), nodes={"node2": [MAC_B, "192.0.2.22"]})
    assert f"icmp_unreachable from node2 ({MAC_B})" in said(found)


def test_the_vip_s_own_address_names_no_node(tmp_path: Path) -> None:
    listing = f"{VIP} dev eth0 lladdr {MAC_B} REACHABLE\n"
    found = looked_at(tmp_path, ERROR.format(n=0, source=VIP), listing=listing)
    assert f"icmp_unreachable from {VIP}: of no attempt seen" in said(found)
    assert not any(VIP in node.addresses for node in found.result.case.inventory.nodes)


def test_an_address_that_nobody_ties_to_the_claimant_proves_nothing_of_it(tmp_path: Path) -> None:
    error = ERROR.format(n=0, source="192.0.2.22")
    strange = looked_at(tmp_path, CLAIM.format(mac=MAC_B) + error)
    assert not [f for f in strange.verdict.findings if f.rule == "service-not-programmed"]
    (why,) = [out.why for out in strange.verdict.ruled_out if out.rule == "service-not-programmed"]
    assert "nothing tells whether its address is of the node that had the VIP then" in why
    listing = f"192.0.2.22 dev eth0 lladdr {MAC_B} REACHABLE\n"
    known = looked_at(tmp_path, CLAIM.format(mac=MAC_B) + error, listing=listing)
    assert [f.rule for f in known.verdict.findings] == ["service-not-programmed"]


SYN = """\
11:36:00.600000 IP (tos 0x0, ttl 64, id 57322, offset 0, flags [DF], proto TCP (6), length 60)
    192.0.2.10.55328 > 192.0.2.80.443: Flags [S], seq 410361499, win 64240, length 0
"""


def test_what_a_filter_rejects_is_not_said_to_come_from_another_node(tmp_path: Path) -> None:
    rejected = ERROR.format(n=0, source="192.0.2.22").replace("unreachable,", "unreachable - admin prohibited,")
    strange = looked_at(tmp_path, CLAIM.format(mac=MAC_B) + SYN + rejected)
    (why,) = [out.why for out in strange.verdict.ruled_out if out.rule == "rejected-by-firewall"]
    assert "nothing tells whether its address is of the node" in why
    listing = f"192.0.2.22 dev eth0 lladdr {MAC_B} REACHABLE\n"
    known = looked_at(tmp_path, CLAIM.format(mac=MAC_B) + SYN + rejected, listing=listing)
    assert "rejected-by-firewall" in [f.rule for f in known.verdict.findings]
