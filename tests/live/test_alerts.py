"""Alerts as they arrive: at Debian's own Alertmanager, at a webhook, at a program; and settings that are read again."""

import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from captures.lab.command import run
from tests.live.namespaces import INTERFACE, START_TIMEOUT_S, Pair, command, inside, pair
from tests.monitor.alerting.servers import Server, serving
from tests.savefiles import MAC_A, MAC_B, VIP, announcement

pytestmark = pytest.mark.lab

PORT = 9093
TOKEN = "tokenthatisasecret"
QUICK = '[thresholds]\nincident_gap = "4s"\nhandover_after = "500ms"\ncontest_gap = "3s"\n'
"""An incident is over soon after it was quiet."""


def until(holds: Callable[[], bool], what: object) -> None:
    """Wait for it."""
    end = time.monotonic() + START_TIMEOUT_S
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.05)


@contextmanager
def fighting(wire: Pair) -> Iterator[None]:
    """Two hosts claim the VIP in turn, while the context lasts."""
    over = threading.Event()

    def fight() -> None:
        while not over.wait(0.25):
            wire.send(announcement(MAC_A), announcement(MAC_B))

    fighter = threading.Thread(target=fight)
    fighter.start()
    try:
        yield
    finally:
        over.set()
        fighter.join()


@contextmanager
def listening(wire: Pair) -> Iterator[Server]:
    """A webhook within reach of the watch."""
    run("ip", "-n", wire.here, "link", "set", "lo", "up")
    with inside(wire.here), serving() as server:
        yield server


@contextmanager
def alertmanager(wire: Pair, folder: Path, webhook: Server) -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """Debian's Alertmanager in our namespace; asks it which alerts stand."""
    config = folder / "alertmanager.yml"
    route = "{ receiver: hook, group_by: [incident], group_wait: 1s, group_interval: 1s, repeat_interval: 1h }"
    receivers = f"[{{ name: hook, webhook_configs: [{{ url: 'http://127.0.0.1:{webhook.port}/hook' }}] }}]"
    config.write_text(f"route: {route}\nreceivers: {receivers}\n")
    argv = ("ip", "netns", "exec", wire.here, "prometheus-alertmanager", f"--config.file={config}")
    argv += (f"--storage.path={folder / 'am'}", f"--web.listen-address=127.0.0.1:{PORT}", "--cluster.listen-address=")

    def ask() -> list[dict[str, Any]]:
        try:
            with inside(wire.here), urlopen(f"http://127.0.0.1:{PORT}/api/v2/alerts?active=true") as answer:
                found: list[dict[str, Any]] = json.load(answer)
        except OSError:  # it is not there yet
            return []
        return found

    with (folder / "alertmanager.log").open("a") as log, subprocess.Popen(argv, stdout=log, stderr=log) as running:
        try:
            yield ask
        finally:
            running.send_signal(signal.SIGTERM)


@pytest.mark.prometheus
def test_alertmanager_tells_once_of_an_incident_also_after_its_own_restart_and_once_of_its_end(
    reachable: Path,
) -> None:
    settings = reachable / "watch.toml"
    settings.write_text(
        f'{QUICK}[watch]\nvips = "{VIP}"\ninterfaces = "{INTERFACE}"\nformat = "ndjson"\n'
        f'[alerts]\nalertmanager = "http://127.0.0.1:{PORT}"\nrepeat = "1s"\nwait = "20s"\n'
    )
    with pair() as wire, listening(wire) as webhook, command(wire.here, "watch", "--config", str(settings)) as running:
        running.until('"started"')
        with fighting(wire):
            with alertmanager(wire, reachable, webhook) as standing:
                until(lambda: len(webhook.got) > 0, running.lines)
                (alert,) = standing()
                running.take()
            with alertmanager(wire, reachable, webhook) as standing:
                until(lambda: len(standing()) == 1, "sent again")
                time.sleep(2.5)  # longer than it waits before it tells of what is new to it
                running.take()
        with alertmanager(wire, reachable, webhook):
            until(lambda: webhook.got[-1][2]["status"] == "resolved", "told of the end")
            code, lines = running.end(signal.SIGTERM)
    assert code == 0, lines
    assert alert["labels"]["alertname"] == "VipIncident"
    assert (alert["labels"]["vip"], alert["labels"]["segment"]) == (VIP, INTERFACE)
    told = [message["alerts"] for _, _, message in webhook.got]
    assert {each["labels"]["incident"] for alerts in told for each in alerts} == {alert["labels"]["incident"]}
    causes = [[each["labels"]["cause"] for each in alerts if each["status"] == "firing"] for alerts in told]
    assert causes[0] == [alert["labels"]["cause"]] != ["unknown"]
    # one at a time, each once, and the end once
    assert [len(each) for each in causes] == [1] * (len(told) - 1) + [0]
    assert len({cause for each in causes for cause in each}) == len(told) - 1


def test_messages_and_a_program_tell_of_an_incident_and_its_end_and_no_secret_shows(reachable: Path) -> None:
    script, said = reachable / "page", reachable / "said"
    script.write_text(f'#!/bin/sh\n{{ id -u; cat; }} >> "{said}"\n')
    script.chmod(0o755)
    with pair() as wire, listening(wire) as webhook:
        settings, urls = reachable / "watch.toml", reachable / "urls"
        settings.write_text(QUICK)
        urls.write_text(f"json://127.0.0.1:{webhook.port}/{TOKEN}\njson://127.0.0.1:1/{TOKEN}\n")
        urls.chmod(0o640)
        options = ("-i", INTERFACE, "--vip", VIP, "--config", str(settings), "--notify-file", str(urls), "--debug")
        with command(wire.here, "watch", *options, "--on-incident", str(script)) as running:
            running.until("watching")
            shown = Path(f"/proc/{running.pid}/cmdline").read_text()
            with fighting(wire):
                until(lambda: len(webhook.got) > 0 and said.exists(), running.lines)
            until(lambda: len(webhook.got) > 1, "told of the end")
            until(lambda: said.read_text().count("\n") == 4, "told of the end")
            code, lines = running.end(signal.SIGTERM)
    assert code == 0, lines
    assert [path for path, _, _ in webhook.got] == [f"/{TOKEN}"] * 2
    assert [message["type"] == "success" for _, _, message in webhook.got] == [False, True]
    uids, documents = said.read_text().split("\n")[0:4:2], said.read_text().split("\n")[1:4:2]
    assert "0" not in uids
    assert [json.loads(document)["alert"]["kind"] for document in documents] == ["firing", "resolved"]
    assert any("notify 2 (json) does not hear" in line for line in lines)
    assert TOKEN not in shown + "\n".join(lines)


def test_settings_are_read_again_on_sighup_and_broken_ones_change_nothing(reachable: Path) -> None:
    settings = reachable / "watch.toml"
    head = f'[watch]\ninterfaces = "{INTERFACE}"\nvips = '
    settings.write_text(f'{head}"192.0.2.99"\n')
    with pair() as wire, command(wire.here, "watch", "--config", str(settings)) as running:
        running.until("watching 192.0.2.99")
        settings.write_text("[watch]\nvip = 3\n")
        os.kill(running.pid, signal.SIGHUP)
        assert f"settings are as before: {settings}, line 2: watch.vip: no such key" in running.until("settings are")
        settings.write_text(f'{head}"{VIP}"\nuser = "daemon"\n')
        os.kill(running.pid, signal.SIGHUP)
        running.until("settings were read again; only a new start changes user")
        until(lambda: bool(wire.send(announcement(MAC_A)) or running.take() or MAC_A in str(running.lines)), "watched")
        code, lines = running.end(signal.SIGTERM)
    assert code == 0
    assert "stopped after" in lines[-1]
