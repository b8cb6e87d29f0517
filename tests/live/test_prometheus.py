"""Metrics as Prometheus itself scrapes them, and what is shipped for it: alert rules, a dashboard."""

import json
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from arpwatch_k8s.monitor.measures import FAMILIES
from captures.lab.command import run
from tests.live.namespaces import INTERFACE, REPO, START_TIMEOUT_S, Pair, command, inside, pair
from tests.savefiles import MAC_A, MAC_B, VIP, announcement

DEPLOYED = REPO / "deploy" / "prometheus"
OURS, THEIRS = 9731, 9090


@pytest.mark.prometheus
def test_alert_rules_do_what_they_say() -> None:
    assert "SUCCESS" in run("promtool", "check", "rules", str(DEPLOYED / "alerts.yml"))
    assert "SUCCESS" in run("promtool", "test", "rules", str(DEPLOYED / "alerts_test.yml"))


def test_rules_and_dashboard_ask_for_metrics_that_there_are() -> None:
    texts = [(DEPLOYED / "alerts.yml").read_text(), (DEPLOYED / "dashboard.json").read_text()]
    asked = {name for text in texts for name in re.findall(r"arpwatch_k8s_([a-z0-9_]+)", text)}
    there = {f"{name}_total" if kind.value == "counter" else name for name, (kind, *_) in FAMILIES.items()}
    assert asked <= there | {"build_info"}
    assert {"vip_owner_info", "vip_claimants", "incident_active"} <= asked


@contextmanager
def prometheus(wire: Pair, folder: Path) -> Iterator[Callable[[str], list[dict[str, object]]]]:
    """Debian's Prometheus, scraping us in our namespace; asks it a query."""
    config = folder / "prometheus.yml"
    config.write_text(
        "global: { scrape_interval: 1s, evaluation_interval: 1s }\n"
        f"rule_files: [{DEPLOYED / 'alerts.yml'}]\n"
        "scrape_configs:\n"
        f"  - {{ job_name: arpwatch-k8s, static_configs: [{{ targets: ['127.0.0.1:{OURS}'] }}] }}\n"
    )
    argv = ("ip", "netns", "exec", wire.here, "prometheus", f"--config.file={config}")
    argv += (f"--storage.tsdb.path={folder / 'data'}", f"--web.listen-address=127.0.0.1:{THEIRS}")

    def ask(query: str) -> list[dict[str, object]]:
        with inside(wire.here), urlopen(f"http://127.0.0.1:{THEIRS}/api/v1/query?query={quote(query)}") as answer:
            said = json.load(answer)
        assert said["status"] == "success", said
        found: list[dict[str, object]] = said["data"]["result"]
        return found

    with (folder / "prometheus.log").open("w") as log, subprocess.Popen(argv, stdout=log, stderr=log) as running:
        try:
            yield ask
        finally:
            running.send_signal(signal.SIGTERM)


def until(ask: Callable[[str], list[dict[str, object]]], query: str) -> list[dict[str, object]]:
    """What Prometheus answers once it has an answer."""
    end = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < end:
        try:
            found = ask(query)
        except OSError:  # it is not there yet
            found = []
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError(f"no answer to {query}")


@pytest.mark.lab
@pytest.mark.prometheus
def test_prometheus_scrapes_who_owns_a_vip_and_every_query_of_the_dashboard_is_one(tmp_path: Path) -> None:
    options = ("-i", INTERFACE, "--vip", VIP, "-q", "--metrics", f":{OURS}", "--format", "ndjson")
    with pair() as wire:
        run("ip", "-n", wire.here, "link", "set", "lo", "up")
        with command(wire.here, "watch", *options) as running, prometheus(wire, tmp_path) as ask:
            running.until('"started"')
            wire.send(announcement(MAC_A))
            until(ask, f'arpwatch_k8s_vip_owner_info{{vip="{VIP}", track="claimed", mac="{MAC_A}"}} == 1')
            wire.send(announcement(MAC_B))
            until(ask, f'arpwatch_k8s_vip_owner_info{{vip="{VIP}", track="claimed", mac="{MAC_B}"}} == 1')
            until(ask, f'arpwatch_k8s_vip_owner_changes_total{{vip="{VIP}", track="claimed"}} == 1')
            until(ask, f'arpwatch_k8s_incidents_total{{vip="{VIP}"}} == 1')
            assert ask(f'arpwatch_k8s_vip_owner_info{{mac="{MAC_A}", track="claimed"}}') == []
            assert until(ask, "arpwatch_k8s_captured_frames_total == 2")
            for query in queries():
                ask(query)
            assert running.end(signal.SIGTERM)[0] == 0


@pytest.mark.lab
def test_it_is_served_by_one_who_stays_root_and_has_given_everything_away() -> None:
    options = ("-i", INTERFACE, "--vip", VIP, "--user", "root", "--metrics", f":{OURS}", "--format", "ndjson")
    with pair() as wire:
        run("ip", "-n", wire.here, "link", "set", "lo", "up")
        with command(wire.here, "watch", *options) as running:
            running.until('"started"')
            wire.send(announcement(MAC_A))
            running.until('"owner"')
            with inside(wire.here), urlopen(f"http://127.0.0.1:{OURS}/metrics") as answer:
                assert b"arpwatch_k8s_build_info" in answer.read()
            assert {int(running.status()[name], 16) for name in ("CapPrm", "CapEff", "CapBnd")} == {0}
            assert running.end(signal.SIGTERM)[0] == 0


def queries() -> list[str]:
    """Those of the dashboard, of every VIP."""
    dashboard = json.loads((DEPLOYED / "dashboard.json").read_text())
    asked = [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", [])]
    asked += [note["expr"] for note in dashboard["annotations"]["list"] if "expr" in note]
    assert len(asked) > 8
    return [re.sub(r"\$__\w+", "1m", re.sub(r"\$(vip|instance)", ".*", query)) for query in asked]
