"""What a watch tells by its lines, its metrics, its history and its messages is one account: they agree on counts."""

import json
import signal
from pathlib import Path
from urllib.request import urlopen

import pytest

from arpwatch_k8s.past.reading import read
from tests.live.namespaces import INTERFACE, command, inside, pair
from tests.live.test_alerts import QUICK, listening, until
from tests.savefiles import MAC_A, MAC_B, VIP, announcement

pytestmark = pytest.mark.lab

METRICS = 9731


def test_lines_metrics_history_and_messages_agree_on_incidents(reachable: Path) -> None:
    """Two moves, the second once the first is long over."""
    settings, history = reachable / "watch.toml", reachable / "history.db"
    with pair() as wire, listening(wire) as webhook:
        settings.write_text(
            f'{QUICK}[watch]\nvips = "{VIP}"\ninterfaces = "{INTERFACE}"\nformat = "ndjson"\n'
            f'[outputs]\nmetrics = ":{METRICS}"\nhistory = "{history}"\n'
            f'[alerts]\nleast = "info"\napart = "1s"\nwait = "1s"\nnotify = ["json://127.0.0.1:{webhook.port}/"]\n'
        )
        settings.chmod(0o640)
        with command(wire.here, "watch", "--config", str(settings)) as running:
            running.until('"started"')
            wire.send(announcement(MAC_A))
            running.until('"event": "owner"')
            for mac in (MAC_B, MAC_A):
                wire.send(announcement(mac))
                running.until('"event": "incident_resolved"')
            # on a busy machine a cause is said in a message of its own
            until(lambda: [message["type"] for _, _, message in webhook.got].count("success") == 2, webhook.got)
            with inside(wire.here), urlopen(f"http://127.0.0.1:{METRICS}/metrics") as answer:
                metrics = answer.read().decode().splitlines()
            code, lines = running.end(signal.SIGTERM)
    assert code == 0, lines
    told = [json.loads(line) for line in lines if line.startswith("{")]
    opened = [change["incident"] for change in told if change["event"] == "incident_opened"]
    resolved = [change["incident"] for change in told if change["event"] == "incident_resolved"]
    assert opened == resolved
    assert len(set(opened)) == 2
    assert f'arpwatch_k8s_incidents_total{{segment="{INTERFACE}",vip="{VIP}"}} 2.0' in metrics
    changes = f'arpwatch_k8s_vip_owner_changes_total{{segment="{INTERFACE}",track="claimed",vip="{VIP}"}} 2.0'
    assert changes in metrics
    assert not any(line.startswith("arpwatch_k8s_incident_active{") for line in metrics)
    remembered = read(history)
    assert sorted(incident.id for incident in remembered.incidents) == sorted(opened)
    assert sum(move.event == "move" for move in remembered.moves) == 2
    titles = [message["title"].partition(": ")[2].partition(":")[0] for _, _, message in webhook.got]
    assert [title for title in titles if title != "incident, revised"] == ["incident", "incident is over"] * 2
