"""Receivers of alerts that do not hear, in three ways, and then do: Alertmanagers, webhooks, a program.

What each has accepted is kept: what reached it while it was deaf does not count.
"""

from __future__ import annotations

import json
import re
import threading
import time
from contextlib import ExitStack
from datetime import datetime
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from tests.live.namespaces import inside

PROGRAM: Final = """#!/bin/sh
test -e {heals} && exec cat >>{said}
test -e {failed} && sleep {hangs_s} && exit 1
touch {failed}
exit 1
"""
"""Fails once, then hangs, until all is well."""
SINCE: Final = re.compile(r"Since (\S+)\. Now")
"""When the incident of a message began."""


class Mood(Enum):
    """What a server does."""

    HEARS = "hears"
    REFUSES = "refuses"
    FAILS = "answers 500"
    HANGS = "hangs"


class Server(ThreadingHTTPServer):
    """Keeps what it has accepted; hangs or fails until it hears. One that refuses is not begun until then."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, mood: Mood, port: int = 0) -> None:
        self.mood = mood
        self.well = threading.Event()
        self.got: list[tuple[float, Any]] = []
        """When, s since 1970, and what."""
        super().__init__(("127.0.0.1", port), Handler)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def heal(self) -> None:
        """Hear from now on; who hangs by then is not answered."""
        self.mood = Mood.HEARS
        self.well.set()


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body, mood = self.rfile.read(int(self.headers["Content-Length"])), self.server.mood
        if mood is Mood.HANGS:
            self.server.well.wait()
            self.close_connection = True
            return
        if mood is Mood.HEARS:
            self.server.got.append((time.time(), json.loads(body)))
        self.send_response(200 if mood is Mood.HEARS else 500)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


class Receivers:
    """All of them, in a namespace, deaf; files of theirs in a folder."""

    def __init__(self, namespace: str, folder: Path, stack: ExitStack, hangs_s: float) -> None:
        self._namespace, self._stack = namespace, stack
        self._heals, self.said = folder / "heals", folder / "said"
        self.program = folder / "page"
        self.program.write_text(
            PROGRAM.format(heals=self._heals, said=self.said, failed=folder / "failed", hangs_s=hangs_s)
        )
        self.program.chmod(0o755)
        self.servers = {
            f"{kind} that {mood.value}": self._serve(mood)
            for kind in ("alertmanager", "webhook")
            for mood in (Mood.REFUSES, Mood.FAILS, Mood.HANGS)
        }

    def of(self, kind: str) -> dict[str, Server]:
        """Those of a kind."""
        return {name: server for name, server in self.servers.items() if name.startswith(kind)}

    def heal(self) -> None:
        """Have all hear."""
        for name, server in list(self.servers.items()):
            if server.mood is Mood.REFUSES:
                self.servers[name] = self._serve(Mood.HEARS, server.port)
            server.heal()
        self._heals.touch()

    def heard(self) -> dict[str, list[str]]:
        """Ends of incidents that each was told of."""
        heard: dict[str, list[str]] = {}
        for name, server in self.of("alert").items():
            heard[name] = [begin for at, alerts in server.got for begin in ends(at, alerts)]
        for name, server in self.of("webhook").items():
            heard[name] = [SINCE.findall(body["message"])[0] for _, body in server.got if body["type"] == "success"]
        told = [json.loads(line) for line in self.said.read_text().splitlines()] if self.said.exists() else []
        heard["command"] = [begin(each["incident"]) for each in told if each["alert"]["kind"] == "resolved"]
        return heard

    def _serve(self, mood: Mood, port: int = 0) -> Server:
        with inside(self._namespace):
            server = Server(mood, port)
        if mood is Mood.REFUSES:
            server.server_close()  # its port is nobody's now
            return server
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        thread.start()
        for end in (server.server_close, thread.join, server.shutdown, server.heal):
            self._stack.callback(end)
        return server


def ends(at: float, alerts: list[dict[str, Any]]) -> list[str]:
    """Incidents that a request to Alertmanager says are over."""
    over = [alert["labels"] for alert in alerts if datetime.fromisoformat(alert["endsAt"]).timestamp() <= at]
    return [begin(labels["incident"]) for labels in over]


def begin(incident: str) -> str:
    """When an incident of that name began."""
    return incident.rpartition(" ")[2]
