"""What a watch is told to do, told anew while it runs: asked for by SIGHUP, read by a thread, taken over by the loop.

Settings that are wrong are told of, and change nothing. What was opened while that was allowed (interfaces, ports) and
whom the watch became stay as they are.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import fields, replace
from queue import SimpleQueue
from threading import Thread
from typing import Final

from arpwatch_k8s.errors import ArpwatchError
from arpwatch_k8s.monitor.config import WatchConfig
from arpwatch_k8s.wording.counts import listed
from arpwatch_k8s.wording.plain import plain

log = logging.getLogger("arpwatch_k8s")

LIVE: Final = frozenset({"known", "thresholds", "receivers", "policy"})
"""What can be changed, beside the VIPs that pass."""
NAMES: Final = {
    "settings": "buffer_kib",
    "account": "user",
    "zone": "tz",
    "output": "format",
    "recordings": "record",
    "textfile": "metrics_textfile",
}
"""What people call it, where that is another name."""


class Reload:
    """Reads settings again. `read`: what they are now; `adopt`: takes over at once what the loop has no part in.
    ArpwatchError of either: they are wrong, and nothing was changed."""

    def __init__(
        self, config: WatchConfig, read: Callable[[], WatchConfig], adopt: Callable[[WatchConfig], None]
    ) -> None:
        self._config = config
        self._read = read
        self._adopt = adopt
        self._asked: SimpleQueue[None] = SimpleQueue()
        self._found: SimpleQueue[WatchConfig] = SimpleQueue()
        self._thread = Thread(target=self._run, name="reload", daemon=True)

    def start(self) -> None:
        """Begin: once root has been given away."""
        self._thread.start()

    def ask(self) -> None:
        """Have them read; from a signal's handler, too."""
        self._asked.put(None)

    def next(self) -> WatchConfig | None:
        """What is to be taken over now; None where nothing is."""
        found = None
        while not self._found.empty():
            found = self._found.get()
        return found

    def _run(self) -> None:
        while True:
            self._asked.get()
            while not self._asked.empty():
                self._asked.get()
            try:
                config = self._read()
                self._adopt(config)
            except ArpwatchError as error:
                log.warning("settings are as before: %s; %s", plain(error.what), plain(error.fix))
                continue
            fixed = unchangeable(self._config, config)
            if fixed:
                log.warning("settings were read again; only a new start changes %s", listed(fixed))
            else:
                log.info("settings were read again")
            self._found.put(config)


def unchangeable(before: WatchConfig, after: WatchConfig) -> list[str]:
    """What is another than when the watch began, and cannot be changed while it runs."""
    names = [each.name for each in fields(before) if each.name not in LIVE | {"passing"}]
    changed = [NAMES.get(name, name) for name in names if getattr(before, name) != getattr(after, name)]
    if replace(before.passing, vips=()) != replace(after.passing, vips=()):
        changed.append("filter")
    return changed
