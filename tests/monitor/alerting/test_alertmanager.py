"""What Alertmanager is sent; a real one is tried in tests/live/test_alertmanager.py."""

import base64
from typing import Any

import pytest

from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.grades import Severity
from arpwatch_k8s.monitor.alerting import alertmanager
from arpwatch_k8s.monitor.alerting.alertmanager import Alertmanager
from arpwatch_k8s.monitor.alerting.channel import UndeliveredError
from arpwatch_k8s.monitor.alerting.notice import Identity, IncidentChange, Kind, Notice
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wording.times import rfc3339
from tests.changes.samples import INCIDENT, T0
from tests.monitor.alerting.incidents import SILENT, opened, resolved
from tests.monitor.alerting.servers import Server, serving
from tests.savefiles import VIP


def identity(cause: str = "owner-silent") -> Identity:
    return Identity(vip=VIP, segment="eth0", cause=cause, severity=Severity.CRITICAL, incident="1")


def notice(kind: Kind, change: IncidentChange, was: Identity | None = None) -> Notice:
    return Notice(kind=kind, identity=identity(), change=change, was=was)


def sent(server: Server, *notices: Notice, now: int = T0) -> list[dict[str, Any]]:
    Alertmanager(f"http://127.0.0.1:{server.port}", repeat_ns=60 * NS).send(notices, now)
    path, _, alerts = server.got[-1]
    assert path == "/api/v2/alerts"
    assert isinstance(alerts, list)
    return alerts


def test_an_alert_that_stands_ends_later_than_it_is_sent_again() -> None:
    with serving() as server:
        (alert,) = sent(server, notice(Kind.FIRING, opened(cause=SILENT)))
    assert alert["labels"] == {
        "alertname": "VipIncident",
        "vip": VIP,
        "segment": "eth0",
        "cause": "owner-silent",
        "severity": "critical",
        "incident": "1",
    }
    assert (alert["startsAt"], alert["endsAt"]) == (rfc3339(INCIDENT.start), rfc3339(T0 + 240 * NS))
    assert "It fell silent." in alert["annotations"]["summary"]
    assert alert["annotations"]["remedy"] == "Start it."


def test_a_revised_one_ends_what_it_was_in_the_same_request() -> None:
    with serving() as server:
        old, new = sent(server, notice(Kind.REVISED, opened(cause=SILENT), identity("unknown")))
    assert (old["labels"]["cause"], old["endsAt"]) == ("unknown", rfc3339(T0))
    assert (new["labels"]["cause"], new["endsAt"]) == ("owner-silent", rfc3339(T0 + 240 * NS))


def test_one_that_is_over_ends_when_that_was_told_and_never_before_it_began() -> None:
    with serving() as server:
        (alert,) = sent(server, notice(Kind.RESOLVED, resolved(cause=SILENT)), now=T0 + 3600 * NS)
        assert alert["endsAt"] == rfc3339(T0)
        (old, _) = sent(server, notice(Kind.REVISED, opened(), identity("unknown")), now=T0 - 3600 * NS)
        assert old["endsAt"] == rfc3339(INCIDENT.start + 1)


def test_a_password_goes_into_the_request_and_nowhere_else() -> None:
    with serving() as server:
        channel = Alertmanager(f"http://me:pass%20word@127.0.0.1:{server.port}/below/", repeat_ns=NS)
        channel.send([notice(Kind.FIRING, opened())], T0)
        path, headers, _ = server.got[-1]
    assert path == "/below/api/v2/alerts"
    assert headers["Authorization"] == f"Basic {base64.b64encode(b'me:pass word').decode()}"
    assert channel.name == f"alertmanager 127.0.0.1:{server.port}"


def test_one_that_answers_anything_else_than_200_did_not_hear() -> None:
    with serving() as server:
        server.status = 500
        with pytest.raises(UndeliveredError, match="it answers 500"):
            sent(server, notice(Kind.FIRING, opened()))
        port = server.port
    with pytest.raises(UndeliveredError, match="refused"):
        Alertmanager(f"http://127.0.0.1:{port}").send([notice(Kind.FIRING, opened())], T0)


def test_one_that_hangs_is_left_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alertmanager, "TIMEOUT_S", 0.1)
    with serving() as server:
        server.go.clear()
        with pytest.raises(UndeliveredError, match="no answer"):
            sent(server, notice(Kind.FIRING, opened()))


@pytest.mark.parametrize(
    "url", ["192.0.2.9:9093", "ftp://me:secret@host", "http://", "http://host:0", "http://me:secret@host:99999", "//x"]
)
def test_what_is_no_url_is_refused_and_not_shown(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        Alertmanager(url)
    assert "secret" not in str(caught.value)
