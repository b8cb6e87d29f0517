"""Messages by Apprise, to a webhook that a test serves."""

import logging

import pytest

from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.grades import Severity
from arpwatch_k8s.monitor.alerting.channel import UndeliveredError
from arpwatch_k8s.monitor.alerting.messenger import Messenger
from arpwatch_k8s.monitor.alerting.notice import Identity, Kind, Notice
from tests.changes.samples import T0
from tests.monitor.alerting.incidents import SILENT, opened, resolved
from tests.monitor.alerting.servers import serving
from tests.savefiles import VIP

TOKEN = "tokenthatisasecret"
IDENTITY = Identity(vip=VIP, segment="eth0", cause="owner-silent", severity=Severity.CRITICAL, incident="1")


def test_a_message_says_what_happened_who_holds_the_vip_and_what_to_do() -> None:
    with serving() as server:
        messenger = Messenger(f"json://127.0.0.1:{server.port}/{TOKEN}", 1)
        firing = Notice(kind=Kind.FIRING, identity=IDENTITY, change=opened(cause=SILENT), untold=3)
        over = Notice(kind=Kind.RESOLVED, identity=IDENTITY, change=resolved(cause=SILENT))
        messenger.send([firing, over], T0)
        (path, _, first), (_, _, second) = server.got
    assert path == f"/{TOKEN}"
    assert (first["title"], first["type"]) == (f"[critical] {VIP} on eth0: incident: owner-silent", "failure")
    for words in ("19 of 40 attempts failed", "It fell silent.", "To do: Start it.", "3 more incidents of this kind"):
        assert words in first["message"]
    assert (second["title"], second["type"]) == (f"[critical] {VIP} on eth0: incident is over: owner-silent", "success")


def test_names_out_of_frames_put_no_control_characters_into_a_message() -> None:
    with serving() as server:
        messenger = Messenger(f"json://127.0.0.1:{server.port}", 1)
        change = opened(cause=SILENT, interface="eth0\x1b[31m\n")
        messenger.send([Notice(kind=Kind.FIRING, identity=IDENTITY, change=change)], T0)
        ((_, _, message),) = server.got
    assert "\x1b" not in message["message"] + message["title"]


def test_one_that_fails_is_told_without_its_url(capfd: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("apprise").handlers.clear()
    with serving() as server:
        server.status = 500
        messenger = Messenger(f"json://me:{TOKEN}@127.0.0.1:{server.port}/{TOKEN}", 2)
        with pytest.raises(UndeliveredError) as caught:
            messenger.send([Notice(kind=Kind.FIRING, identity=IDENTITY, change=opened())], T0)
    assert messenger.name == "notify 2 (json)"
    assert TOKEN not in str(caught.value) + repr(caught.value.__cause__)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("url", [f"nosuch://{TOKEN}", TOKEN, f"slack://{TOKEN}", ""])
def test_a_url_that_apprise_does_not_know_is_refused_and_not_shown(url: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UsageError) as caught:
        Messenger(url, 3)
    assert "URL 3" in str(caught.value)
    assert TOKEN not in str(caught.value)
    assert capfd.readouterr() == ("", "")
