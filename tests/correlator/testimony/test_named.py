"""Which addresses logs and listings take for VIPs."""

from datetime import UTC
from pathlib import Path

import pytest

from arpwatch_k8s.correlator.testimony.named import named_vips
from arpwatch_k8s.logs.sources import LogFile, read_log

NGINX = (
    "2026/11/22 20:14:37 [error] 1#1: *1 connect() failed (113: No route to host) while connecting to upstream, "
    'client: 192.0.2.1, server: a.example, request: "GET / HTTP/1.1", upstream: "https://192.0.2.80:443/", host: "a"\n'
)
NEIGHBORS = "192.0.2.80 dev eth0 lladdr 52:54:00:00:00:0a STALE\n192.0.2.22 dev eth0 lladdr 52:54:00:00:00:0a STALE\n"
MOVED = "192.0.2.80 dev eth0 lladdr 52:54:00:00:00:0b STALE\n192.0.2.22 dev eth0 lladdr 52:54:00:00:00:0a STALE\n"
MARTIAN = "Nov 22 12:00:00 node2 kernel: IPv4: martian source 192.0.2.80 from 192.0.2.22, on dev eth0\n"
TWICE = "Nov 22 12:00:00 node2 kernel: IPv6: eth0: IPv6 duplicate address 2001:db8::80 used by %s detected!\n"
SERVICE = "web   ingress   LoadBalancer   10.233.28.24   192.0.2.81   80:30453/TCP   13m\n"


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([NGINX, NEIGHBORS], ("192.0.2.80",)),
        ([NGINX * 2, SERVICE], ("192.0.2.80", "192.0.2.81")),
        ([NEIGHBORS, MOVED], ("192.0.2.80",)),
        ([NEIGHBORS, NEIGHBORS], ()),
        ([MARTIAN], ()),
        ([TWICE % "52:54:00:00:00:0a", MARTIAN], ("2001:db8::80",)),
        ([], ()),
    ],
    ids=["upstream", "service", "moved", "unmoved", "martian", "duplicate", "nothing"],
)
def test_vips_are_what_programs_serve_and_ask_for_and_else_what_moved(
    texts: list[str], expected: tuple[str, ...], tmp_path: Path
) -> None:
    logs = []
    for number, text in enumerate(texts):
        path = tmp_path / f"{number}.log"
        path.write_text(text)
        logs.append(read_log(LogFile(path=str(path)), UTC))
    assert named_vips(logs) == expected
