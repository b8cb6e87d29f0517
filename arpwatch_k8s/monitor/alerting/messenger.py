"""Whatever Apprise sends messages to: mail, Slack, a webhook, and a hundred others, each by a URL.

The URLs hold tokens: none is ever shown or logged, Apprise's own log least of all. A receiver is told from another by
its number and its kind.
"""

from __future__ import annotations

import encodings.idna  # noqa: F401 - loaded while files are within reach: hosts are asked for by it
import logging
from collections.abc import Sequence
from typing import ClassVar, Final

import apprise

from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.grades import Severity
from arpwatch_k8s.monitor.alerting.channel import UndeliveredError
from arpwatch_k8s.monitor.alerting.notice import Kind, Notice
from arpwatch_k8s.monitor.alerting.words import body, title

TYPES: Final = {
    Severity.INFO: apprise.NotifyType.INFO,
    Severity.WARNING: apprise.NotifyType.WARNING,
    Severity.CRITICAL: apprise.NotifyType.FAILURE,
}


class Messenger:
    """The receiver of one URL, the `number`th. UsageError: Apprise does not know it."""

    repeat_ns: ClassVar[None] = None
    most_at_once: ClassVar[int] = 1

    def __init__(self, url: str, number: int) -> None:
        quiet()
        asset = apprise.AppriseAsset(
            app_id="arpwatch-k8s", app_desc="arpwatch-k8s", app_url="", async_mode=False, secure_logging=True
        )
        self._apprise = apprise.Apprise(asset=asset)
        if not self._apprise.add(url):
            raise UsageError(
                f"URL {number} to notify is none that Apprise knows",
                fix="One a line, such as mailto://USER:PASSWORD@example.net: `apprise --details` lists the kinds.",
            )
        self.name = f"notify {number} ({kind(url)})"

    def send(self, notices: Sequence[Notice], now: int) -> None:  # noqa: ARG002 - as every channel
        """Send a message each. UndeliveredError: Apprise says that it did not get through; it does not say why without
        showing the URL."""
        for notice in notices:
            over = notice.kind is Kind.RESOLVED
            type_ = apprise.NotifyType.SUCCESS if over else TYPES[notice.identity.severity]
            done = self._apprise.notify(
                body=body(notice), title=title(notice), notify_type=type_, body_format=apprise.NotifyFormat.TEXT
            )
            if not done:
                raise UndeliveredError("Apprise says that it was not sent")


def kind(url: str) -> str:
    """What a URL begins with: nothing that is secret."""
    return url.partition("://")[0][:20]


def quiet() -> None:
    """Have no line of those that Apprise and what it uses would log: they show URLs."""
    for name in ("apprise", "urllib3", "requests"):
        logger = logging.getLogger(name)
        logger.propagate = False
        logger.setLevel(logging.CRITICAL + 1)
