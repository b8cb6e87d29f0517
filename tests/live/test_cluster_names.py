"""`watch --kubeconfig`: names are asked for once, as root, and stay when the settings are read again."""

import json
import os
import signal
from pathlib import Path

import pytest

from tests.collect.stand_in import Answer, listing, stand_in
from tests.live.namespaces import INTERFACE, command, pair
from tests.savefiles import CLIENT, MAC_A, MAC_B, NODE_B, VIP, announcement, question

pytestmark = pytest.mark.lab

NODE = {
    "kind": "Node",
    "metadata": {"name": "worker-7"},
    "status": {"addresses": [{"type": "InternalIP", "address": NODE_B}]},
}


def test_a_node_is_called_as_the_cluster_calls_it(
    tmp_path: Path, reachable: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = stand_in(tmp_path / "kubectl", {"get nodes,services": Answer(out=listing(NODE))})
    monkeypatch.setenv("PATH", made.path, prepend=os.pathsep)
    settings = reachable / "watch.toml"
    settings.write_text(f'[watch]\ninterfaces = ["{INTERFACE}"]\nvips = ["{VIP}"]\n')
    options = ("--config", str(settings), "--kubeconfig", str(tmp_path / "of-root"), "--format", "ndjson")
    with pair() as wire, command(wire.here, "watch", *options) as running:
        running.until('"event": "started"')
        wire.send(question(MAC_B, NODE_B, CLIENT))
        wire.send(announcement(MAC_B))
        running.until('"event": "owner"')
        os.kill(running.pid, signal.SIGHUP)
        running.until("settings were read again")
        wire.send(announcement(MAC_A))
        opened = json.loads(running.until('"event": "incident_opened"'))  # by a look, which knows nodes
        code, _ = running.end(signal.SIGTERM)
    assert (code, opened["before"]["claimed"]) == (0, {"mac": MAC_B, "node": "worker-7"})
    assert (made.callers(), len(made.calls())) == ({0}, 1)
