"""Prometheus' Alertmanager, by its API v2: `POST /api/v2/alerts` with labels, annotations, startsAt and endsAt.

An alert is what its labels are. One whose cause becomes another is another alert: the old one is ended with the same
request that begins the new one. Alertmanager forgets all alerts when it is restarted, and ends each at its endsAt, so
that those that stand are sent again and again with an end that is still to come.
"""

from __future__ import annotations

import base64
import encodings.idna  # noqa: F401 - loaded while files are within reach: hosts are asked for by it
import http.client
import json
import ssl
from collections.abc import Iterator, Sequence
from typing import ClassVar, Final
from urllib.parse import unquote, urlsplit

from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.monitor.alerting.channel import UndeliveredError
from arpwatch_k8s.monitor.alerting.notice import Identity, Kind, Notice
from arpwatch_k8s.monitor.alerting.words import body, bounded
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wording.times import rfc3339
from arpwatch_k8s.wording.value import JsonValue

PATH: Final = "/api/v2/alerts"
TIMEOUT_S: Final = 10.0
AHEAD: Final = 4
"""An alert ends by itself when it was not sent again that many times, as those of Prometheus."""
REPEAT_NS: Final = 60 * NS
"""How often alerts are sent again, as Prometheus does."""


class Alertmanager:
    """One of them. `url`: http or https, with a path where it is served below one, and USER:PASSWORD@ where it asks for
    that. UsageError: it is no such URL; the message does not show it, as there may be a password in it."""

    most_at_once: ClassVar[int] = 64

    def __init__(self, url: str, *, repeat_ns: int = REPEAT_NS) -> None:
        parts = urlsplit(url)
        try:
            port = parts.port
        except ValueError:
            port = 0
        if parts.scheme not in ("http", "https") or not parts.hostname or port == 0 or parts.query or parts.fragment:
            raise UsageError("a URL of Alertmanager is none", fix="For example: http://192.0.2.9:9093")
        self.repeat_ns = repeat_ns
        self._host, self._port = parts.hostname, port
        self._context = ssl.create_default_context() if parts.scheme == "https" else None
        self._path = parts.path.rstrip("/") + PATH
        self._headers = {"Content-Type": "application/json", "Connection": "close"}
        if parts.username is not None:
            secret = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
            self._headers["Authorization"] = f"Basic {base64.b64encode(secret).decode()}"
        self.name = f"alertmanager {self._host}" + (f":{port}" if port else "")

    def send(self, notices: Sequence[Notice], now: int) -> None:
        """Post them. UndeliveredError: it did not say that it has them."""
        alerts = [alert for notice in notices for alert in self._alerts(notice, now)]
        connection = self._connection()
        try:
            connection.request("POST", self._path, json.dumps(alerts).encode(), self._headers)
            answer = connection.getresponse()
            if answer.status != http.HTTPStatus.OK:
                raise UndeliveredError(f"it answers {answer.status}")
        except (OSError, http.client.HTTPException) as error:
            raise UndeliveredError(why(error)) from error
        finally:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        if self._context is None:
            return http.client.HTTPConnection(self._host, self._port, timeout=TIMEOUT_S)
        return http.client.HTTPSConnection(self._host, self._port, timeout=TIMEOUT_S, context=self._context)

    def _alerts(self, notice: Notice, now: int) -> Iterator[dict[str, JsonValue]]:
        """A notice as alerts: the one that is no longer, and the one that is."""
        start = notice.change.state.start
        if notice.was is not None:
            yield alert(notice, notice.was, start, ended(start, now))
        if notice.kind is Kind.RESOLVED:
            yield alert(notice, notice.identity, start, ended(start, notice.change.told))
        else:
            yield alert(notice, notice.identity, start, ended(start, now + AHEAD * self.repeat_ns))


def ended(start: int, end: int) -> int:
    """An end that is behind the start, ns UTC, which it is not where the clock was set in between."""
    return max(end, start + 1)


def alert(notice: Notice, identity: Identity, start: int, end: int) -> dict[str, JsonValue]:
    """One alert, as the API takes it."""
    cause = notice.change.state.cause
    annotations: dict[str, JsonValue] = {
        "summary": bounded(f"{identity.vip} on {identity.segment}: {notice.change.state.because}"),
        "description": body(notice),
    }
    if cause is not None:
        annotations["remedy"] = bounded(cause.remedy)
    return {
        "labels": {name: bounded(value) for name, value in identity.labels.items()},
        "annotations": annotations,
        "startsAt": rfc3339(start),
        "endsAt": rfc3339(end),
    }


def why(error: OSError | http.client.HTTPException) -> str:
    """An error in a few words."""
    if isinstance(error, TimeoutError):
        return f"no answer for {TIMEOUT_S:.0f} s"
    said = error.strerror if isinstance(error, OSError) else None
    return said or type(error).__name__
