"""What an analysis counts as, beside the others."""

import json
from typing import Any

from tests.field import ours
from tests.field.alarm import Alarm, Start

START = Start(frame_s=1795616258.0, played_s=1795616258.0)


def said(outcome: str, cause: str | None, *findings: tuple[str, str]) -> str:
    """A document with findings of a rule and a severity, 9 s behind the first frame."""
    document: dict[str, Any] = {
        "verdict": {"outcome": outcome, "cause": cause},
        "vips": [{"vip": "192.0.2.80"}],
        "findings": [
            {"rule": rule, "severity": severity, "vip": "192.0.2.80", "start": "2026-11-25T14:17:47.000000000Z"}
            for rule, severity in findings
        ],
    }
    return json.dumps(document) + "\nand a notice"


def test_the_verdict_alone_names_a_cause() -> None:
    text = said("root-cause", "stalled", ("stalled", "critical"), ("flapping", "warning"), ("handover", "info"))
    assert ours.alarms(text, START) == [
        Alarm(time_s=9.0, addresses=("192.0.2.80",), kind="stalled", causes=frozenset({"stalled"})),
        Alarm(time_s=9.0, addresses=("192.0.2.80",), kind="flapping"),
    ]


def test_symptoms_are_an_alarm_without_a_cause() -> None:
    assert ours.alarms(said("symptoms-unexplained", None), START) == [
        Alarm(time_s=None, addresses=("192.0.2.80",), kind=ours.UNEXPLAINED)
    ]


def test_healthy_and_inconclusive_raise_no_alarm_and_are_told_apart() -> None:
    healthy, inconclusive = said("healthy", None, ("handover", "info")), said("inconclusive", None)
    assert ours.alarms(healthy, START) == ours.alarms(inconclusive, START) == []
    assert [ours.abstains(text) for text in (healthy, inconclusive)] == [False, True]
