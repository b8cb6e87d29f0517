"""Files that several programs wrote into."""

from datetime import UTC
from pathlib import Path

import pytest

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.errors import InputError
from arpwatch_k8s.logs.details.detail import NeighborEntry
from arpwatch_k8s.logs.event import Log
from arpwatch_k8s.logs.mixed import read_mixed
from arpwatch_k8s.logs.sources import LogFile, parse_log
from tests.logs.saved import NOON, saved

ACCESS = [
    '192.0.2.9 - - [22/Nov/2026:12:00:0{n} +0000] "GET / HTTP/1.1" 200 157 "-" "curl" 80 0.004 [web-ingress-80] [] '
    "10.244.1.7:8080 157 0.004 200 0123456789abcdef0123456789abcdef".replace("{n}", str(n))
    for n in range(9)
]
KLOG = [f'I1122 12:00:0{n}.000000       7 controller.go:190] "Backend successfully reloaded"' for n in range(4)]
ERROR = (
    "2026/11/22 12:00:0{n} [error] 33#33: *1 connect() failed (113: No route to host) while connecting to upstream, "
    'client: 192.0.2.9, server: a.example, request: "GET / HTTP/1.1", upstream: "http://192.0.2.80:80/", host: "a"'
)
ERRORS = [ERROR.replace("{n}", str(n)) for n in range(3)]
STRANGE = ["nobody knows this", "nor that"]


def read(folder: Path, lines: list[str]) -> dict[str, Log]:
    """The logs that a file is read as, by their kinds."""
    found = read_mixed(LogFile(path=str(saved(folder, lines))), UTC, near=NOON)
    assert len({log.source for log in found}) == len(found)
    return {log.source: log for log in found}


@pytest.mark.parametrize("turned", [False, True], ids=["access first", "access last"])
def test_each_line_is_read_by_the_source_that_knows_it(tmp_path: Path, turned: bool) -> None:
    lines = [*ACCESS, *KLOG, *STRANGE, *ERRORS]
    found = read(tmp_path, lines[::-1] if turned else lines)
    assert {kind: log.lines for kind, log in found.items()} == {"nginx-access": 11, "klog": 4, "nginx-error": 3}
    assert sorted(text for _, text in found["nginx-access"].unparsed) == sorted(STRANGE)
    assert [len(log.unparsed) for log in found.values()] == [2, 0, 0]
    assert len(found["nginx-error"].events) == 3
    assert sum(tally.number for tally in found["nginx-access"].tallies) == 9


def test_as_many_lines_of_each_are_no_tie(tmp_path: Path) -> None:
    found = read(tmp_path, [line for pair in zip(KLOG, ERRORS, strict=False) for line in pair])
    assert {kind: log.lines for kind, log in found.items()} == {"klog": 3, "nginx-error": 3}


def test_one_or_two_lines_that_look_like_another_s_are_quoted_perhaps(tmp_path: Path) -> None:
    found = read(tmp_path, [*ACCESS, *KLOG[:2]])
    assert list(found) == ["nginx-access"]
    assert len(found["nginx-access"].unparsed) == 2


ENTRIES = [
    "192.0.2.80 dev eth0 lladdr 52:54:00:00:02:16 REACHABLE",
    "192.0.2.80 dev bond0.100 lladdr 52:54:00:00:02:16 STALE ",
    "192.0.2.80 dev eth0 lladdr 52:54:00:00:02:16 ref 1 used 5/5/5 probes 1 REACHABLE",
    "192.0.2.80 dev eth0 lladdr 52:54:00:00:02:16 used 30/25/12probes 4 STALE",
    "192.0.2.80 dev eth0 lladdr 52:54:00:00:02:16  used 374/371/337probes 1 STALE ",
    "192.0.2.80 dev eth0 FAILED",
    "192.0.2.80 dev eth0  FAILED",
    "192.0.2.80 dev eth0  used 3/3/3probes 6 FAILED",
    "192.0.2.80 dev eth0  INCOMPLETE",
    "2001:db8::80 dev eth0 lladdr 52:54:00:00:02:16 router REACHABLE",
    "192.0.2.80 dev eth0 lladdr 52:54:00:00:02:16 PERMANENT",
]


@pytest.mark.parametrize("entry", ENTRIES)
def test_one_line_of_a_neighbor_table_is_enough(tmp_path: Path, entry: str) -> None:
    prompt = "root@proxy:~# ip neigh show 192.0.2.80"
    found = read(tmp_path, [*ACCESS, prompt, entry, STRANGE[0], *KLOG[:2]])
    assert {kind: log.lines for kind, log in found.items()} == {"nginx-access": 12, "ip-neigh": 2}
    (said,) = (one for one in found["ip-neigh"].undated if isinstance(one.detail, NeighborEntry))
    assert (said.line, said.detail.address, said.host) == (11, entry.split()[0], "proxy")
    assert [number for number, _ in found["nginx-access"].unparsed] == [12, 13, 14]


@pytest.mark.parametrize(
    "line",
    [
        "192.0.2.80 dev eth0",
        "192.0.2.80 dev eth0 lladdr 52:54:00:00:02:16",
        "192.0.2.80 dev eth0 scope link REACHABLE",
        "said 192.0.2.80 dev eth0 lladdr 52:54:00:00:02:16 REACHABLE",
        "192.0.2.80 dev eth0 lladdr 52:54:00:00:02:16 REACHABLE, which is right",
        "192.0.2.800 dev eth0 lladdr 52:54:00:00:02:16 REACHABLE",
        "192.0.2.80 dev eth0 lladdr 52:54:00:00:02:16 FINE",
        "Deleted 192.0.2.80 dev eth0 lladdr 52:54:00:00:02:16 STALE",
        "default via 192.0.2.1 dev eth0 FAILED",
    ],
)
def test_a_line_that_may_be_something_else_is_not(tmp_path: Path, line: str) -> None:
    found = read(tmp_path, [*ACCESS, line])
    assert [(kind, len(log.unparsed)) for kind, log in found.items()] == [("nginx-access", 1)]


def test_lines_that_two_sources_know_are_a_tie_still(tmp_path: Path) -> None:
    entries = ["192.0.2.80 dev eth0 lladdr 52:54:00:00:02:16 REACHABLE"] * 3
    assert list(read(tmp_path, entries)) == ["ip-neigh"]
    with pytest.raises(InputError, match="no log that is known"):
        read(tmp_path, STRANGE)


def test_the_verdict_says_what_a_file_of_several_kinds_was_read_as(tmp_path: Path) -> None:
    path = str(saved(tmp_path, [*ACCESS, *KLOG, *ERRORS]))
    caveats = analyze([path], vips=["192.0.2.80"]).verdict.caveats
    said = "has lines of several kinds, each read as what it is: 9 of nginx-access, 4 of klog and 3 of nginx-error"
    assert f"{Path(path).name} {said}" in caveats
    named = analyze([], vips=["192.0.2.80"], logs=[parse_log(f"nginx-access={path}")])
    assert [(log.source, log.lines, len(log.unparsed)) for log in named.case.logs] == [("nginx-access", 16, 7)]
