"""Lines that say nothing, passed over by blocks: read one by one they say the same."""

from dataclasses import replace
from datetime import UTC
from io import BytesIO
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.cluster import cilium, klog, kube_vip, metallb
from arpwatch_k8s.logs.event import Contents
from arpwatch_k8s.logs.hosts import keepalived, kernel
from arpwatch_k8s.logs.reading import passing, pieces, taken
from arpwatch_k8s.logs.reading.lines import contents
from arpwatch_k8s.logs.reading.passing import Passing, PassingText
from tests.logs.saved import NOON

LEASES = Passing(forms=(("kubernetes", r"[IWEF]\d{4} "),), telling=("acquired lease", "ipvs"))
QUIET, TELLING, STRANGE = "I1122 synced", "I1122 acquired lease a/b", "what?"
SOURCES = {"klog": klog, "metallb": metallb, "kube-vip": kube_vip, "cilium": cilium, "kernel": kernel,
           "keepalived": keepalived}  # fmt: skip

LINES = {
    "klog": [
        "I1122 12:00:00.500000       1 event.go:389] \"Event occurred\" object=\"a/b\"",
        "I1122 12:00:01.500000       1 leaderelection.go:271] successfully acquired lease kube-system/a",
        "I1122 12:00:02.500000       1 proxier.go:854] \"Syncing iptables rules\"",
        "I1122 12:00:03.500000       1 server_linux.go:7] Using ipvs Proxier",
        "I1122 12:00:03.500000       1 nginx.go:307] reload",
        "I1131 12:00:00.500000       1 event.go:389] no such day",
        "I0229 12:00:00.500000       1 event.go:389] hardly such a day",
        "I1122 12:00:00.500000 event.go:389] no thread",
        '{"ts":1795348800001.5,"caller":"x/event.go:389","msg":"a","v":0}',
        '{"ts":1795348800001.5,"caller":"iptables/proxier.go:389","msg":"a","v":0}',
        '{"ts":1795348800001.5,"caller":"x/event.go:389","line":"a","pod":"b"}',
        '{"ts":9999999999,"caller":"x/event.go:389","msg":"beyond what 64 bits hold","v":0}',
    ],
    "metallb": [
        '{"caller":"arp.go:1","level":"debug","msg":"got ARP request","ts":"2026-11-22T12:00:00Z"}',
        '{"caller":"main.go:1","event":"serviceAnnounced","ip":"192.0.2.80","msg":"x","ts":"2026-11-22T12:00:00Z"}',
        '{"caller":"arp.go:1","msg":"no such day","ts":"2026-11-31T12:00:00Z"}',
        '{"caller":"arp.go:1","ts":"2026-11-30T12:00:00Z","ts":"2026-11-31T12:00:00Z"}',
        '{"caller":"arp.go:1","message":"a line that a collector put there","pod":"a","ts":"2026-11-22T12:00:00Z"}',
        '{"caller": "arp.go:1", "msg": "as jq writes it", "ts": "2026-11-22T12:00:00Z"}',
        '{"level":"debug","msg":"no caller","ts":"2026-11-22T12:00:00Z"}',
        '{"branch":"x","caller":"main.go:1","msg":"MetalLB","ts":"2026-11-22T12:00:00.25+00:00"}',
        '{"controller":"ServiceReconciler","level":"info","ts":1795348800.5}',
        "I1122 12:00:00.500000       1 event.go:389] klog between",
    ],
    "kube-vip": [
        "2026/11/22 12:00:00 DEBUG [endpoint] watching endpointslice name=a",
        "2026/11/22 12:00:00 INFO (svcs) adding VIP ip=192.0.2.80 interface=eth0 namespace=web name=ingress",
        'time="2026-11-22T12:00:00Z" level=info msg="kube-vip says a"',
        'time="2026-11-22T12:00:00Z" level=info msg="of cilium" subsys=klog',
        "2026/11/31 12:00:00 DEBUG no such day",
        "I1122 12:00:00.500000       1 leaderelection.go:271] attempting",
    ],
    "cilium": [
        "time=2026-11-22T12:00:00.5Z level=info msg=\"Rewrote\" module=agent.controlplane.endpoint-manager id=1",
        "time=2026-11-22T12:00:00.5Z level=info msg=\"successfully acquired lease a/b\" subsys=klog",
        "level=info msg=\"without a time\" subsys=daemon",
        "level=info msg=\"of nobody\" module=agent-x",
        "time=2026-11-31T12:00:00.5Z level=info msg=\"no such day\" subsys=daemon",
    ],
    "kernel": [
        "Nov 22 12:00:00 node2 kernel: [   12.345678] audit: type=1400",
        "[Sun Nov 22 12:00:00 2026] audit: type=1400",
        "Nov 22 12:00:00 node2 kernel: IPv4: martian source 192.0.2.80 from 192.0.2.22, on dev eth0",
        "Nov 22 12:00:00 node2 kernel: ll header: 00000000: ff ff ff ff ff ff 52 54 00 00 02 16 08 06",
        "Nov 31 12:00:00 node2 kernel: no such day",
        "2026-11-22T12:00:00.5+00:00 node2 kernel: eth0: Link is Down",
        "[Sun Nov 22 12:00:00 2026] [core:error] of Apache",
    ],
    "keepalived": [
        "Nov 22 12:00:00 node2 Keepalived_vrrp[7]: script succeeded",
        "Nov 22 12:00:00 node2 Keepalived_vrrp[7]: (VI_1) Entering MASTER STATE",
        "Sun Nov 22 12:00:00 2026: (VI_1) removing",
        "Sun Nov 22 12:00:00 2026: (VI_1) Entering BACKUP STATE",
        "Sun Nov 31 12:00:00 2026: no such day",
        "Nov 22 12:00:00 node2 other[7]: what?",
    ],
}  # fmt: skip
"""Of each source: what says nothing, what says something, what only looks like either."""
MARTIAN_APART = [(0, 0, "\n"), (2, 0, "\n"), (0, 0, "\n"), (3, 0, "\n"), (0, 0, "\n")]
"""A martian, and a header of a frame that does not follow it."""
HOSTILE = ["", "   ", "\x00\x00", "\x1b[31m", "x" * 300, "\udcff\udcfe", "{", '{"log":"', "\x0b", "\u2028", "a\rb"]
AT = "2026-11-22T12:00:00.250000000Z"
WRAPPERS = [
    "{}",
    f"{AT} stderr F {{}}",
    f"{AT} stderr P {{}}",
    f"{AT} {{}}",
    "2026-11-22T12:00:00.25+00:00 node1 prog[7]: {}",
    "2026-11-22T12:00:00.250000000Z node1 prog[7]: {}",
    "Nov 22 12:00:00 node1 prog[7]: {}",
    "Nov 31 12:00:00 node1 prog[7]: {}",
    "[pod/speaker-a/speaker] {}",
    f"[pod/speaker-a/speaker] {AT} {{}}",
    '{{"log":"{}\\n","stream":"stderr","time":"2026-11-22T12:00:00.25Z"}}',
    '{{"log":"{}","stream":"stderr","time":"2026-11-22T12:00:00.25Z"}}',
    '{{"log":"{} \\u003e acquired\\nlease","stream":"stderr","time":"2026-11-22T12:00:00.25Z"}}',
    '{{"__REALTIME_TIMESTAMP":"1795348800250000","_HOSTNAME":"n","MESSAGE":"{}","A":"b"}}',
    '{{"__REALTIME_TIMESTAMP":"1795348800250000","MESSAGE":"{} acquire\\u0064 lease"}}',
    '{{"__REALTIME_TIMESTAMP":"1795348800250000","MESSAGE":"{}","MESSAGE":"I1122"}}',
    '{{"__REALTIME_TIMESTAMP":"1795348800250000","MESSAGE":"{}","A":',
    '{{"log":"{}',
    '{} \\n","stream":"stderr","time":"2026-11-22T12:00:00.25Z"}}',
    '{{"log":"{} \\x\\n","stream":"stderr","time":"2026-11-22T12:00:00.25Z"}}',
    '{{"log":"{} \t\\n","stream":"stderr","time":"2026-11-22T12:00:00.25Z"}}',
    '{{"log":"{} \\"\\\\\\n","stream":"stderr","time":"2026-11-22T12:00:00.25Z"}}',
    '{{"log":"{}\\n","stream":"a\\n","stream":"stderr","time":"2026-11-22T12:00:00.25Z"}}',
    '{{"log":"{}\\n","stream" \\n","stream":"stderr","time":"2026-11-22T12:00:00.25Z"}}',
    '{{"__REALTIME_TIMESTAMP":"1795348800250000","MESSAGE":"{} \\x \t"}}',
    '{{"line":"before","__REALTIME_TIMESTAMP":"1795348800250000","MESSAGE":"{}"}}',
    '{{"timestamp":"2026-99-99T12:00:00Z","__REALTIME_TIMESTAMP":"1795348800250000","MESSAGE":"{}"}}',
    '{{"__REALTIME_TIMESTAMP":"1795348800","MESSAGE":"{}"}}',
    '{{"__REALTIME_TIMESTAMP":"17953488002","MESSAGE":"{}"}}',
    '{{"line":"{}","timestamp":"1795348800250000000","labels":{{"pod":"a"}}}}',
    '{{"@timestamp":"2026-11-22T12:00:00.25Z","kubernetes":{{"pod_name":"a"}},"log":"{}"}}',
    '{{"_HOSTNAME":"n","SYSLOG_IDENTIFIER":"kernel","__REALTIME_TIMESTAMP":"1795348800250000","MESSAGE":"{}"}}',
    '{{"_HOSTNAME":"n","_COMM":"Keepalived_vrrp","__REALTIME_TIMESTAMP":"1795348800250000","MESSAGE":"{}"}}',
    "<30>1 2026-11-22T12:00:00.25Z node1 kernel 7 - - {}",
    "<30>1 2026-11-22T12:00:00.25Z node1 Keepalived_vrrp 7 - - {}",
    "Sun 2026-11-22 12:00:00 UTC node1 kernel: {}",
    "speaker-1  | {}",
    '2026-11-22T12:00:00Z {{app="metallb", pod="a"}} {}',
    "\x1b[31m{}\x1b[0m",
    "{} acqui\x1b[31mred lease",
]


def read(lines: list[str]) -> tuple[list[tuple[int, str]], int]:
    """The lines that are read with their numbers, and how many were passed over."""
    text = PassingText(BytesIO("".join(f"{line}\n" for line in lines).encode()), LEASES, is_wrapped=True)
    text.is_ready = True
    found = [(text.number, line.rstrip("\n")) for line in text]
    assert text.number == len(lines)
    return found, text.passed.total()


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passing, "FIRST", 1)


def test_the_first_the_last_the_telling_and_the_strange_are_read() -> None:
    lines = [QUIET, QUIET, TELLING, QUIET, QUIET, STRANGE, QUIET, QUIET]
    assert read(lines) == ([(1, QUIET), (3, TELLING), (6, STRANGE), (8, QUIET)], 4)


def test_lines_in_a_wrapper_are_passed_over_its_parts_are_not() -> None:
    docker = f'{{"log":"{QUIET}%s","stream":"stderr","time":"{AT}"}}'
    lines = [
        QUIET,
        f"{AT} stderr F {QUIET}",
        f"{AT} {QUIET}",
        docker % "\\n",
        docker % "",
        f"{AT} stderr P {QUIET}",
        QUIET,
    ]
    assert [number for number, _ in read(lines)[0]] == [1, 5, 6, 7]


def test_nothing_is_passed_over_before_it_is_sure_whose_lines_they_are_nor_within_a_line() -> None:
    text = PassingText(BytesIO(f"{QUIET}\n".encode() * 9), LEASES, is_wrapped=True)
    numbers = []
    for _ in text:
        numbers.append(text.number)
        text.is_ready, text.is_within = text.number > 2, text.number == 5
    assert numbers == [1, 2, 3, 9]


@given(lines=st.lists(st.sampled_from([QUIET, TELLING, STRANGE, "", "x" * 100, TELLING + " ipvs"]), max_size=40))
def test_no_line_is_lost_and_none_that_matters_is_passed_over(lines: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "BLOCK_BYTES", 64)
        found, passed = read(lines)
    assert len(found) + passed == len(lines)
    assert all(lines[number - 1] == line for number, line in found)
    kept = {number for number, _ in found}
    assert all(number in kept for number, line in enumerate(lines, 1) if line != QUIET)


def said(source: ModuleType, path: Path, *, by_blocks: bool) -> Contents:
    """What a source makes of a file; the times that it goes from and to are those of what was read."""
    clock = ZoneClock(UTC, near=NOON)
    return replace(contents(source.parse, path, clock, source.PASSING if by_blocks else None), span=None)


@settings(max_examples=300)
@given(
    name=st.sampled_from(sorted(SOURCES)),
    plan=st.lists(
        st.tuples(
            st.integers(0, 12),
            st.sampled_from([0, 0, 0, *range(len(WRAPPERS))]),
            st.sampled_from([*["\n"] * 6, "\r\n", "\r"]),
        ),
        min_size=3,
        max_size=30,
    ),
    hostile=st.lists(st.sampled_from(HOSTILE), max_size=3),
    block=st.sampled_from([50, 200, 1000, 1 << 20]),
    has_end=st.booleans(),
)
@example(name="kernel", plan=MARTIAN_APART, hostile=[], block=1000, has_end=True)
@example(name="klog", plan=[(0, 0, "\n"), (0, 2, "\n"), (0, 1, "\n"), (0, 1, "\n")], hostile=[], block=50, has_end=True)
def test_blocks_say_what_line_by_line_is_said(
    name: str,
    plan: list[tuple[int, int, str]],
    hostile: list[str],
    block: int,
    has_end: bool,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    some = LINES[name]
    lines = [WRAPPERS[how].format(some[which % len(some)]) + end for which, how, end in plan]
    for place, line in enumerate(hostile):
        lines.insert(place * 7 % len(lines) + 1, f"{line}\n")
    path = tmp_path_factory.getbasetemp() / "passing.log"
    path.write_bytes("".join(lines).removesuffix("" if has_end else "\n").encode("utf-8", "surrogateescape"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "BLOCK_BYTES", block)
        patch.setattr(passing, "FIRST", 1)
        patch.setattr(taken, "MOST_REMARKS", 2)
        assert said(SOURCES[name], path, by_blocks=True) == said(SOURCES[name], path, by_blocks=False)


def test_most_lines_of_each_source_are_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taken, "MOST_REMARKS", 2)
    for name, source in SOURCES.items():
        path = tmp_path / name
        path.write_text(f"{LINES[name][1]}\n" + f"{LINES[name][0]}\n" * 500)
        with path.open("rb") as file:
            text = PassingText(file, source.PASSING, is_wrapped=source not in (kernel, keepalived))
            text.is_ready = True
            assert sum(1 for _ in text) < 10, name
