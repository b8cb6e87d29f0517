"""Lines of klog and of component-base's JSON."""

from datetime import UTC
from pathlib import Path

import pytest

from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.cluster.klog import SOURCE, parse
from arpwatch_k8s.logs.details.belief import Leadership, Leading, Remark
from arpwatch_k8s.logs.details.detail import Detail
from arpwatch_k8s.logs.event import LogEvent, Passed
from tests.logs.saved import NOON, NS, contents, told

AT = "1122 12:00:00.875001"
LOCK = "kube-system/kube-scheduler"


def items(*lines: str) -> list[LogEvent | Passed | tuple[int, str]]:
    return list(parse(lines, ZoneClock(UTC, near=NOON)))


def change(kind: Leading, lease: str = LOCK, node: str | None = None, program: str = "kubernetes") -> Leadership:
    return Leadership(kind=kind, lease=lease, node=node, program=program)


IPVS = Remark(program="kube-proxy")


@pytest.mark.parametrize(
    ("line", "detail"),
    [
        (f"I{AT}       1 leaderelection.go:258] successfully acquired lease {LOCK}", change(Leading.GAINED)),
        (f'I{AT}       1 leaderelection.go:272] "Successfully acquired lease" lock="{LOCK}"', change(Leading.GAINED)),
        (f"I{AT}       1 leaderelection.go:283] failed to renew lease {LOCK}: timed out waiting for the condition",
         change(Leading.LOST)),
        (f'E{AT}       1 leaderelection.go:304] "Failed to renew lease" lock="{LOCK}" err="a=b"', change(Leading.LOST)),
        (f'E{AT}       1 server.go:231] "leaderelection lost"', change(Leading.LOST, "")),
        (f'I{AT}       7 status.go:85] "New leader elected" identity="ingress-nginx-controller-x"',
         change(Leading.SEEN, "", "ingress-nginx-controller-x")),
        (f'I{AT}       1 server_linux.go:194] "Using ipvs Proxier"', IPVS),
        (f"I{AT}       1 server_others.go:164] Using ipvs Proxier.", IPVS),
        (f"E{AT}       1 server_linux.go:196] \"The ipvs proxier is now deprecated and may be removed\"", IPVS),
        (f'I{AT}       1 proxier.go:351] "IPVS scheduler not specified, use rr by default" ipFamily="IPv4"', IPVS),
        (f"W{AT} 7 backend_ssl.go:47] Error obtaining X.509 certificate", Remark(program="ingress-nginx")),
        (f'I{AT} 7 nginx.go:307] "Starting NGINX process"', Remark(program="ingress-nginx")),
        ('{"ts":1795348800875.001,"caller":"leaderelection/leaderelection.go:272","msg":"Successfully acquired lease",'
         f'"lock":"{LOCK}"}}', change(Leading.GAINED)),
        ('{"ts":1795348800.875001,"caller":"leaderelection/leaderelection.go:258","msg":"successfully acquired lease '
         f'{LOCK}","v":0}}', change(Leading.GAINED)),
        ('{"ts":1795348800875.001,"caller":"app/server_linux.go:194","msg":"Using ipvs Proxier","v":0}', IPVS),
    ],
)  # fmt: skip
def test_what_lines_say(line: str, detail: Detail) -> None:
    (event,) = items(line)
    assert isinstance(event, LogEvent)
    assert (event.time, event.width_ns, event.detail) == (NOON + 875_001_000, 1000, detail)


@pytest.mark.parametrize(
    ("line", "program"),
    [
        (f"I{AT}       1 leaderelection.go:257] attempting to acquire leader lease {LOCK}...", "kubernetes"),
        (f'I{AT}       1 proxier.go:828] "Syncing iptables rules"', "kube-proxy"),
        (f"E{AT} 1234567 reflector.go:140] k8s.io/client-go: connection refused", "kubernetes"),
        ('{"ts":1795348800875,"caller":"proxier.go:1","msg":"x","v":2}', "kube-proxy"),
    ],
)
def test_other_lines_are_passed_over(line: str, program: str) -> None:
    (item,) = items(line)
    assert isinstance(item, Passed)
    assert item.program == program


@pytest.mark.parametrize(
    "line",
    [
        "I1322 12:00:00.875001       1 x.go:1] no such month",
        "I1122 12:00:00       1 x.go:1] no microseconds",
        "X1122 12:00:00.875001       1 x.go:1] no such level",
        '{"ts":"2026-11-22T12:00:00Z","caller":"x.go:1","msg":"MetalLB writes a text"}',
        '{"ts":17,"caller":"x.go:1","msg":"x"}',
        '{"ts":9999999999,"caller":"x.go:1","msg":"seconds beyond 64 bits of nanoseconds"}',
        '{"ts":9999999999999,"caller":"x.go:1","msg":"milliseconds beyond them"}',
        '{"ts":1795348800875001,"caller":"x.go:1","msg":"microseconds, which it never writes"}',
        '{"ts":179534880087500112345,"caller":"x.go:1","msg":"more digits than are a time"}',
        "goroutine 1 [running]:",
        "\0",
    ],
)
def test_what_is_none_is_told(line: str) -> None:
    assert items("", line) == [(2, line)]


def test_structured_json_that_is_cut_says_nothing() -> None:
    cut = '{"ts":1795348800875.001,"caller":"a/leaderelection.go:272","msg":"Successfully acquired lease","lock":"'
    assert [type(item) for item in items(cut)] == [Passed]


def test_the_year_is_that_of_the_file_where_nothing_else_tells_it_and_that_is_told(tmp_path: Path) -> None:
    line = f"I{AT}       1 leaderelection.go:258] successfully acquired lease {LOCK}"
    clock = ZoneClock(UTC, modified=NOON + 3600 * NS)
    assert [event.time for event in contents(SOURCE, tmp_path, [line], clock).events] == [NOON + 875_001_000]
    assert (clock.years_assumed, clock.zone_assumed) == ((2026,), "UTC")


def test_a_components_log_is_told_kube_vips_is_not(tmp_path: Path) -> None:
    lease = f"I{AT}       1 leaderelection.go:258] successfully acquired lease %s"
    assert told(tmp_path, [lease % LOCK] * 3).source == "klog"
    assert told(tmp_path, [lease % "kube-system/plndr-svcs-lock"] * 3).source == "kube-vip"
