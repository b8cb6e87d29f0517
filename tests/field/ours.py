"""arpwatch-k8s itself: given the capture alone, as the others are, no names of nodes and no logs."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from typing import Any, Final

from arpwatch_k8s import __version__
from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Severity
from tests.field.alarm import Alarm, Start
from tests.field.tool import Given, Job, Tool

UNEXPLAINED: Final = "symptoms without a cause"


def version() -> str:
    """Of this checkout."""
    return f"arpwatch-k8s {__version__}"


def command(job: Job) -> list[str]:
    """The document that programs read."""
    vips = [word for vip in job.vips for word in ("--vip", vip)]
    return [sys.executable, "-m", "arpwatch_k8s", "analyze", "-q", "--format", "json", *vips, str(job.capture)]


def document(output: str) -> dict[str, Any]:
    """The document that it printed; notices may follow."""
    told, _ = json.JSONDecoder().raw_decode(output)
    return dict(told)


def abstains(output: str) -> bool:
    """Whether the verdict is that the capture cannot tell."""
    return str(document(output)["verdict"]["outcome"]) == Outcome.INCONCLUSIVE


def alarms(output: str, start: Start) -> list[Alarm]:
    """Findings that warn, of which the leading ones name a cause; and symptoms without one."""
    told = document(output)
    verdict = told["verdict"]
    if verdict["outcome"] == Outcome.SYMPTOMS_UNEXPLAINED:
        vips = tuple(vip["vip"] for vip in told["vips"])
        return [Alarm(time_s=None, addresses=vips, kind=UNEXPLAINED)]
    return [
        Alarm(
            time_s=max(0.0, datetime.fromisoformat(finding["start"]).timestamp() - start.frame_s),
            addresses=(finding["vip"],),
            kind=finding["rule"],
            causes=frozenset({finding["rule"]} if finding["rule"] == verdict["cause"] else ()),
        )
        for finding in told["findings"]
        if Severity(finding["severity"]).rank >= Severity.WARNING.rank
    ]


TOOL: Final = Tool(
    name="arpwatch-k8s",
    program=sys.executable,
    made_for="says who owned a VIP when, what failed, and why",
    how="`arpwatch-k8s analyze -q --format json FILE`, `--vip` where the capture cannot show which address is one",
    alarming="symptoms without a cause, findings of warning and critical; a cause is named by the verdict alone",
    given=Given.FILE,
    version=version,
    command=command,
    alarms=alarms,
    abstains=abstains,
    well=(0, 4),
)
