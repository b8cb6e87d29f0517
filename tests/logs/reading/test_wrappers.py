"""What stands around a log's line."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arpwatch_k8s.logs.reading.wrapped import Wrapped
from arpwatch_k8s.logs.reading.wrappers import as_syslog, of_program, pod_of, unwrap

JSON = '{"caller":"main.go:481","event":"serviceAnnounced","ts":"2026-11-22T12:00:00Z"}'
KLOG = "I1122 12:00:00.875001       1 leaderelection.go:271] successfully acquired lease a/b"
FINE = "2026-11-22T12:00:00.181601303Z"


def journal(**entry: object) -> str:
    return json.dumps({"__REALTIME_TIMESTAMP": "1795348800181601", "_HOSTNAME": "node1", **entry})


@pytest.mark.parametrize(
    ("line", "stamp", "host", "tag", "inner"),
    [
        (f"{FINE} {JSON}", FINE, None, None, JSON),
        (f"2026-11-22T21:00:00.514787575+09:00 {KLOG}", "2026-11-22T21:00:00.514787575+09:00", None, None, KLOG),
        (f"{FINE} stderr F {JSON}", FINE, None, None, JSON),
        (f"[pod/speaker-abcde/speaker] {JSON}", None, "speaker-abcde", "speaker", JSON),
        (f"[pod/speaker-abcde/speaker] {FINE} {KLOG}", FINE, "speaker-abcde", "speaker", KLOG),
        (f"speaker-abcde speaker {JSON}", None, "speaker-abcde", "speaker", JSON),
        ('kube-vip-node1 kube-vip time="2026-11-22T12:00:00Z" level=info msg="x"', None, "kube-vip-node1",
         "kube-vip", 'time="2026-11-22T12:00:00Z" level=info msg="x"'),
        (f"\x1b[32mspeaker-abcde\x1b[0m \x1b[92mspeaker\x1b[0m {KLOG}", None, "speaker-abcde", "speaker", KLOG),
        (f"[speaker-abcde] {JSON}", None, "speaker-abcde", None, JSON),
        (f"Nov 22 12:00:00 node1 kubelet[812]: {KLOG}", "Nov 22 12:00:00", "node1", "kubelet", KLOG),
        ("Nov  2 12:00:00 node1 kernel: [1.5] x", "Nov  2 12:00:00", "node1", "kernel", "[1.5] x"),
        (f"<30>Nov 22 12:00:00 node1 kubelet[812]: {KLOG}", "Nov 22 12:00:00", "node1", "kubelet", KLOG),
        (f"<30>1 {FINE[:-4]}Z node1 kubelet 812 - - {KLOG}", f"{FINE[:-4]}Z", "node1", "kubelet", KLOG),
        (f"2026-11-22T12:00:00.181601+00:00 node1 kubelet[812]: {KLOG}", "2026-11-22T12:00:00.181601+00:00",
         "node1", "kubelet", KLOG),
        (f"2026-11-22T12:00:00+0000 node1 kubelet[812]: {KLOG}", "2026-11-22T12:00:00+0000", "node1", "kubelet", KLOG),
        (f"1795348800.181601 node1 kubelet[812]: {KLOG}", "1795348800.181601", "node1", "kubelet", KLOG),
        (f"Nov 22 12:00:00 {JSON}", "Nov 22 12:00:00", None, None, JSON),
        (f"2026-11-22 12:00:00 {JSON}", "2026-11-22 12:00:00", None, None, JSON),
        (f"2026-11-22T12:00:00.5 {KLOG}", "2026-11-22T12:00:00.5", None, None, KLOG),
        (json.dumps({"log": f"{JSON}\n", "stream": "stderr", "time": FINE}, separators=(",", ":")), FINE, None,
         None, JSON),
        (f"1 {FINE[:-4]}Z node1 - 812 - - {KLOG}", f"{FINE[:-4]}Z", "node1", None, KLOG),
        (f'<134>1 {FINE[:-4]}Z node1 kubelet 812 ID47 [ex@32473 a="b ] \\"c"][meta x="1"] {KLOG}', f"{FINE[:-4]}Z",
         "node1", "kubelet", KLOG),
        (f"Sun 2026-11-22 12:00:00 UTC node1 kubelet.service[812]: {KLOG}", "2026-11-22 12:00:00Z", "node1",
         "kubelet.service", KLOG),
        (f"Sun 2026-11-22 21:00:00.181601 JST node1 kubelet[812]: {KLOG}", "2026-11-22 21:00:00.181601+0900", "node1",
         "kubelet", KLOG),
        (f"Sun 2026-11-22 15:00:00 +03 node1 kubelet[812]: {KLOG}", "2026-11-22 15:00:00+0300", "node1", "kubelet",
         KLOG),
        (f"Sun 2026-11-22 20:00:00 CST node1 kubelet[812]: {KLOG}", None, "node1", "kubelet", KLOG),
        (f"[   12.345678] node1 kubelet[812]: {KLOG}", None, "node1", "kubelet", KLOG),
        ("-- Boot 0123456789abcdef0123456789abcdef --", None, None, None, ""),
        ("-- Logs begin at Sun 2026-11-22 12:00:00 UTC, end at Sun 2026-11-22 12:00:09 UTC. --", None, None, None, ""),
        (f"speaker-1  | {JSON}", None, "speaker-1", None, JSON),
        ("keepalived  | Sun Nov 22 12:00:00 2026: (VI_1) x", None, "keepalived", None,
         "Sun Nov 22 12:00:00 2026: (VI_1) x"),
        (f"2026-11-22T12:00:00.181000+00:00 speaker-abcde {JSON}", "2026-11-22T12:00:00.181000+00:00",
         "speaker-abcde", None, JSON),
        (f"speaker {JSON}", None, None, "speaker", JSON),
        (f'2026-11-22T12:00:00Z {{app="metallb", pod="speaker-abcde"}} {JSON}', "2026-11-22T12:00:00Z",
         "speaker-abcde", None, JSON),
        (f"2026-11-22T12:00:00.181Z\t{KLOG}", "2026-11-22T12:00:00.181Z", None, None, KLOG),
        ("2026-11-22T12:00:00+00:00\tkube.speaker\t" + json.dumps({"log": KLOG, "stream": "stderr"}),
         "2026-11-22T12:00:00+00:00", None, None, KLOG),
        (journal(MESSAGE=KLOG, SYSLOG_IDENTIFIER="kubelet"), "1795348800.181601", "node1", "kubelet", KLOG),
        (journal(MESSAGE=list(KLOG.encode()), _COMM="kubelet"), "1795348800.181601", "node1", "kubelet", KLOG),
    ],
)  # fmt: skip
def test_wrappers_are_taken_off(line: str, stamp: str | None, host: str | None, tag: str | None, inner: str) -> None:
    assert unwrap(line) == Wrapped(stamp, host, tag, inner, False)


@pytest.mark.parametrize(
    "line",
    [
        "",
        JSON,
        KLOG,
        FINE,
        "2026-11-22 12:00:00 UTC",
        "2026-11-22 12:00:00 ",
        "2026/11/22 12:00:00 INFO leader lost",
        "2026/11/22 12:00:00 [error] 1#1: *1 x",
        'time="2026-11-22T12:00:00Z" level=info msg="x"',
        "[2026-11-22T12:00:00.482774] 192.0.2.80 dev eth0 FAILED",
        "192.0.2.80 dev eth0 lladdr 52:54:00:00:02:16 STALE",
        "Sun Nov 22 12:00:00 2026: (VI_1) Entering MASTER STATE",
        "[error] 2026/11/22",
        "node1 | CHANGED | rc=0 >>",
        "node1 | UNREACHABLE! => {",
        "[   12.345678] e1000e eth0: NIC Link is Up",
        "-- a remark of somebody else --",
        "2026-11-22T12:00:00Z",
        '{"log":"no time"}',
        '{"log":"',
        journal(MESSAGE=None),
        '{"__REALTIME_TIMESTAMP":',
    ],
)
def test_a_line_that_nothing_stands_around_is_left(line: str) -> None:
    assert unwrap(line) is None


@pytest.mark.parametrize("line", [f"{FINE} stderr P part", '{"log":"part","stream":"stderr","time":"' + FINE + '"}'])
def test_a_part_of_a_line_is_told(line: str) -> None:
    assert unwrap(line) == Wrapped(FINE, None, None, "part", True)


def test_colors_alone_are_taken_off() -> None:
    assert unwrap(f"\x1b[36m{KLOG}\x1b[0m") == Wrapped(None, None, None, KLOG, False)


def test_the_inner_stamp_is_taken_unless_it_names_no_zone() -> None:
    nested = unwrap(f"2026-11-22T12:00:01Z {FINE} stderr F x")
    assert nested is not None
    assert nested.stamp == FINE
    local = unwrap(f"{FINE} Nov 22 12:00:00 node1 kernel: x")
    assert local is not None
    assert (local.stamp, local.host) == (FINE, "node1")


@given(line=st.one_of(st.text(), st.sampled_from(["[pod/", '{"log":"', "<1>", FINE, "Nov 22 12:00:00 "]).flatmap(
    lambda start: st.text().map(lambda rest: start + rest))))  # fmt: skip
def test_any_text_has_a_line_inside(line: str) -> None:
    found = unwrap(line)
    assert found is None or isinstance(found.line, str)


@pytest.mark.parametrize("text", ["[" * 1_000_000, '{"log":"' + "[" * 1_000_000, "a " * 500_000, "\x1b[" * 500_000,
                                  FINE + " " * 1_000_000, '{"__REALTIME_TIMESTAMP":' + "[" * 500_000])  # fmt: skip
def test_a_line_of_a_megabyte_is_looked_at_once(text: str) -> None:
    found = unwrap(text)
    assert found is None or len(found.line) <= len(text)


@pytest.mark.parametrize(
    ("path", "pod"),
    [
        (f"/var/log/containers/kube-vip-node1_kube-system_kube-vip-{'0a' * 32}.log", "kube-vip-node1"),
        ("/x/metallb-system_speaker-abcde_0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f/speaker/0.log", "speaker-abcde"),
        (
            "/x/metallb-system_speaker-abcde_0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f/speaker/0.log.20261122-1",
            "speaker-abcde",
        ),
        ("speaker-abcde.log", None),
        ("a_b_c.log", None),
    ],
)
def test_a_kubelets_file_names_its_pod(path: str, pod: str | None) -> None:
    assert pod_of(path) == pod


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (journal(MESSAGE="x", SYSLOG_IDENTIFIER="kernel"), "1795348800.181601 node1 kernel: x"),
        ("Sun 2026-11-22 21:00:00 JST node1 haproxy[7]: x", "2026-11-22 21:00:00+0900 node1 haproxy: x"),
        (f"<134>1 {FINE[:-4]}Z node1 haproxy 7 - - x", f"{FINE[:-4]}Z node1 haproxy: x"),
        (f"1 {FINE[:-4]}Z - haproxy 7 - - x", f"{FINE[:-4]}Z localhost haproxy: x"),
        ("<30>Nov 22 12:00:00 node1 kernel: x", "Nov 22 12:00:00 node1 kernel: x"),
    ],
)
def test_a_hosts_program_is_as_in_syslog_whatever_carried_its_line(line: str, told: str) -> None:
    found = of_program(line)
    assert found is not None
    assert as_syslog(found) == told


@pytest.mark.parametrize("line", ["Nov 22 12:00:00 node1 haproxy[7]: x", "Sun Nov 22 12:00:00 2026: x", JSON, KLOG, ""])
def test_what_is_in_syslogs_form_or_no_programs_is_left(line: str) -> None:
    assert of_program(line) is None
