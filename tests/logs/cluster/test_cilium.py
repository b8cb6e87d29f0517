"""The lines of Cilium's agent."""

from datetime import UTC
from pathlib import Path

import pytest

from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.cluster.cilium import parse
from arpwatch_k8s.logs.details.belief import Leadership, Leading, Remark
from arpwatch_k8s.logs.event import LogEvent, Passed
from tests.logs.saved import NOON, NS, told

LOCK = "kube-system/cilium-l2announce-web-ingress"
GAINED = Leadership(kind=Leading.GAINED, lease=LOCK, node=None, program="cilium")
LOST = Leadership(kind=Leading.LOST, lease=LOCK, node=None, program="cilium")
OLDEST = f'level=info msg="successfully acquired lease {LOCK}" subsys=klog'


@pytest.mark.parametrize(
    ("line", "detail", "width_ns"),
    [
        (f'time="2026-11-22T12:00:00Z" level=info msg="successfully acquired lease {LOCK}" subsys=klog', GAINED, NS),
        (f'time="2026-11-22T12:00:00Z" level=error msg="failed to renew lease {LOCK}: timed" subsys=klog', LOST, NS),
        (f'time=2026-11-22T12:00:00.514640592Z level=info msg="Successfully acquired lease" subsys=klog lock={LOCK}',
         GAINED, 1),
        (f'time=2026-11-22T12:00:00.514640592Z level=error source=/go/src/k8s.io/client-go/leaderelection.go:304 '
         f'msg="Failed to renew lease" module=agent.controlplane.l2-announcer lock={LOCK} error="x y"', LOST, 1),
        (f'{{"level":"info","msg":"successfully acquired lease {LOCK}","subsys":"klog","time":"2026-11-22T12:00:00Z"}}',
         GAINED, NS),
        ('time="2026-11-22T12:00:00Z" level=error msg="Error(s) while full reconciling l2 responder map" '
         "subsys=l2-responder", Remark(program="cilium"), NS),
        ('time="2026-11-22T12:00:00Z" level=info msg="Waited for 1.1s due to client-side throttling, not priority" '
         "subsys=klog", Remark(program="cilium"), NS),
    ],
)  # fmt: skip
def test_what_lines_say(line: str, detail: Leadership | Remark, width_ns: int) -> None:
    (event,) = parse([line], ZoneClock(UTC))
    assert isinstance(event, LogEvent)
    assert (event.time // NS, event.width_ns, event.detail) == (NOON // NS, width_ns, detail)


@pytest.mark.parametrize(
    "line",
    [
        'time=2026-11-22T12:00:00.5Z level=info msg="NetworkPolicy successfully added" module=agent.policy',
        'level=info msg="Serving cilium health API" subsys=health-server',
        f'level=info msg="attempting to acquire leader lease {LOCK}..." subsys=klog',
    ],
)
def test_other_lines_are_passed_over(line: str) -> None:
    assert [type(item) for item in parse([line], ZoneClock(UTC))] == [Passed]


@pytest.mark.parametrize(
    "line",
    [
        f'time="2026-11-22T12:00:00Z" level=info msg="successfully acquired lease {LOCK}"',
        'time="2026-11-22T12:00:00Z" level=info msg="(svcs) starting services watcher"',
        f"Failed to update lock optimitically: {LOCK}, falling back to slow path",
        '{"level":"info","msg":"no subsystem","time":"2026-11-22T12:00:00Z"}',
        "\0",
    ],
)
def test_what_is_not_the_agents_is_told(line: str) -> None:
    assert list(parse(["", line], ZoneClock(UTC))) == [(2, line)]


def test_a_line_without_a_time_has_its_wrappers_or_cannot_be_placed(tmp_path: Path) -> None:
    assert list(parse([OLDEST], ZoneClock(UTC))) == [(1, OLDEST)]
    log = told(tmp_path, [f"2026-11-22T12:00:00.514787575Z {OLDEST}"])
    assert (log.source, [event.detail for event in log.events]) == ("cilium", [GAINED])
    assert [(event.time, event.width_ns) for event in log.events] == [(NOON + 514_787_575, 1)]


def test_a_stamp_with_an_offset_around_one_in_utc_is_no_doubt(tmp_path: Path) -> None:
    inner = f'time=2026-11-22T12:00:00.514640592Z level=info msg="successfully acquired lease {LOCK}" subsys=klog'
    log = told(tmp_path, [f"2026-11-22T21:00:00.514787575+09:00 {inner}"])
    assert (log.events[0].time, log.zone_doubt, log.zone_assumed) == (NOON + 514_640_592, None, None)
