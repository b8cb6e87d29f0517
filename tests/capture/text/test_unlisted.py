"""What VRRP advertises is not printed without -v: no cause is sure beside it."""

from pathlib import Path

import pytest

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.diagnosis.doubting import UNLISTED
from arpwatch_k8s.grades import Confidence
from tests.capture.text.lines_of import NODE1, PROXY

NODE1_TELLS = (
    f"{NODE1} > ff:ff:ff:ff:ff:ff, ethertype ARP (0x0806), length 60: Request who-has 192.0.2.80 tell 192.0.2.80"
)
ASKS = f"{PROXY} > {NODE1}, ethertype IPv4 (0x0800), length 74: 192.0.2.10.%d > 192.0.2.80.443: Flags [S], seq 7, win 1"
REFUSES = (
    f"{NODE1} > {PROXY}, ethertype IPv4 (0x0800), length 54: 192.0.2.80.443 > 192.0.2.10.%d: Flags [R.], seq 0, ack 8, "
    "win 0"
)
ADVERTISES = (
    f"{NODE1} > 01:00:5e:00:00:12, ethertype IPv4 (0x0800), length 54: 192.0.2.21 > 224.0.0.18: VRRPv2, Advertisement, "
    "vrid 51, prio 150, authtype none, intvl 1s, length 20"
)


@pytest.mark.parametrize(("listed", "hidden"), [("", True), (", addrs: 192.0.2.99", False), (None, False)])
def test_no_cause_is_sure_where_the_addresses_of_vrrp_are_not_printed(
    tmp_path: Path, listed: str | None, hidden: bool
) -> None:
    lines = [NODE1_TELLS] + ([] if listed is None else [ADVERTISES + listed])
    for port in range(50000, 50020):
        lines += [ASKS % port + ", length 0", REFUSES % port + ", length 0"]
    path = tmp_path / "dump.txt"
    path.write_text("".join(f"{1795388040 + n}.504158 {line}\n" for n, line in enumerate(lines)))
    found = analyze([path], vips=["192.0.2.80"]).verdict.findings
    assert found
    assert any(UNLISTED in one.against for one in found) == hidden
    assert not hidden or all(one.confidence is Confidence.LOW for one in found)
