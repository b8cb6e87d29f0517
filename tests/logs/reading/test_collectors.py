"""Lines as collectors of logs pass them on."""

import json

import pytest

from arpwatch_k8s.logs.reading.collectors import carried, carrier, carrying, stamp_of
from arpwatch_k8s.logs.reading.wrapped import Wrapped

LINE = "2026/11/22 12:00:00 INFO leader lost"
FINE = "2026-11-22T12:00:00.181601303Z"
POD = "speaker-abcde"


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({"time": FINE, "stream": "stderr", "log": f"{LINE}\n"}, Wrapped(FINE, None, None, LINE, False)),
        ({"time": FINE, "stream": "stderr", "log": LINE}, Wrapped(FINE, None, None, LINE, True)),
        (
            {"date": 1795348800.181601, "log": LINE, "stream": "stderr",
             "kubernetes": {"pod_name": POD, "container_name": "speaker"}},
            Wrapped("1795348800.181601", POD, "speaker", LINE, False),
        ),
        ({"log": LINE, "stream": "stderr"}, Wrapped(None, None, None, LINE, False)),
        ({"labels": {"pod": POD}, "line": LINE, "timestamp": FINE}, Wrapped(FINE, POD, None, LINE, False)),
        (
            {"line": LINE, "timestamp": "1795348800181601303", "date": FINE, "fields": {"pod": POD}},
            Wrapped("1795348800.181601303", POD, None, LINE, False),
        ),
        (
            {"@timestamp": FINE, "message": LINE, "kubernetes": {"pod": {"name": POD}, "node": {"name": "node1"}}},
            Wrapped(FINE, POD, None, LINE, False),
        ),
        ({"message": f"{LINE}\n", "podName": POD, "containerName": "speaker"},
         Wrapped(None, POD, "speaker", LINE, False)),
        (
            {"jsonPayload": {"caller": "a:1", "ts": FINE}, "timestamp": FINE,
             "resource": {"labels": {"pod_name": POD}}},
            Wrapped(FINE, POD, None, f'{{"caller":"a:1","ts":"{FINE}"}}', False),
        ),
        ({"message": "a\nb", "timestamp": 1795348800181}, Wrapped("1795348800.181", None, None, "a b", False)),
    ],
)  # fmt: skip
def test_whatever_its_keys_an_object_has_line_time_and_pod(entry: dict[str, object], told: Wrapped) -> None:
    assert carrying(json.dumps(entry)) == told
    assert carrying(json.dumps(dict(reversed(entry.items())))) == told


@pytest.mark.parametrize(
    "line",
    [
        '{"caller":"main.go:481","event":"serviceAnnounced","msg":"x","ts":"2026-11-22T12:00:00Z"}',
        '{"kind":"Event","message":"announcing from node","lastTimestamp":"2026-11-22T12:00:00Z"}',
        '{"message":"no time"}',
        '{"message":5,"time":"2026-11-22T12:00:00Z"}',
        '{"message":"x","time":"2026-11-22T12:00:00Z"',
        '{"message":' * 100_000,
        '["message":"x"]',
    ],
)
def test_another_object_carries_nothing(line: str) -> None:
    assert carrying(line) is None


@pytest.mark.parametrize(
    ("value", "stamp"),
    [
        (1795348800, "1795348800"),
        (1795348800181, "1795348800.181"),
        (1795348800.25, "1795348800.250000"),
        ("1795348800181601", "1795348800.181601"),
        ("Nov 22, 2026 @ 12:00:00.181", "2026-11-22 12:00:00.181"),
        ("Foo 22, 2026 @ 12:00:00.181", "2026-00-22 12:00:00.181"),
        ("1795348800.5", "1795348800.5"),
        (FINE, FINE),
        ("12345", None),
        ("yesterday", None),
        ("", None),
        (True, None),
        (1e300, None),
        (float("nan"), None),
        (-1, None),
        (10**30, None),
        (None, None),
    ],
)  # fmt: skip
def test_a_number_is_a_time_by_its_length(value: object, stamp: str | None) -> None:
    assert stamp_of(value) == stamp  # type: ignore[arg-type] - what JSON may hold


def test_what_is_carried_on_says_the_same() -> None:
    told = Wrapped(FINE, POD, "speaker", 'a "b"', False)
    assert carrying(carrier(told)) == told
    assert carried({}) is None
