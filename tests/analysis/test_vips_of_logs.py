"""Which VIPs are looked at in a capture in which no address behaves like one."""

from pathlib import Path

import arpwatch_k8s as aw
from tests.savefiles import VIP

DUMP = (
    "2026-11-22 20:15:23.100000 IP 192.0.2.10.41000 > 192.0.2.80.443: Flags [S], seq 100, win 64240, length 0\n"
    "2026-11-22 20:15:23.100200 IP 192.0.2.80.443 > 192.0.2.10.41000: Flags [R.], seq 0, ack 101, win 0, length 0\n"
)
ERROR = (
    "2026/11/22 20:15:23 [error] 31#31: *7 connect() failed (111: Connection refused) while connecting to upstream, "
    'client: 192.0.2.9, server: a, request: "GET / HTTP/1.1", upstream: "https://{at}:443/", host: "a"\n'
)


def analysis(folder: Path, at: str) -> aw.Analysis:
    """A refused connection to the VIP, and a proxy's log about a failure at an address."""
    (folder / "dump.txt").write_text(DUMP)
    (folder / "error.log").write_text(ERROR.format(at=at))
    return aw.analyze(folder)


def test_where_nothing_behaves_like_a_vip_it_is_what_the_proxy_failed_at(tmp_path: Path) -> None:
    found = analysis(tmp_path, VIP)
    assert [(record.vip, len(record.attempts)) for record in found.result.case.vips] == [(VIP, 1)]
    assert found.log_lines["explained_by"].tolist() == ["attempt"]


def test_an_address_that_is_in_no_frame_is_none_of_the_captures(tmp_path: Path) -> None:
    found = analysis(tmp_path, "192.0.2.99")
    assert list(found.result.case.vips) == []
