"""Which reader a container has: only that is loaded."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Final

from arpwatch_k8s.capture.sink import Sink
from arpwatch_k8s.capture.window import Window
from arpwatch_k8s.code_cache import is_fresh
from arpwatch_k8s.savefile.container import Container
from arpwatch_k8s.savefile.ending import Ending

READERS: Final = {Container.PCAP: "pcap_scan", Container.PCAPNG: "pcapng_scan"}
Reader = Callable[[Window, Sink, str], Ending]


def reader_of(kind: Container) -> Reader:
    """The reader of a container: it alone is loaded, but both are compiled at once, as most of them is the same."""
    wanted_ones = READERS.values() if is_fresh() else [READERS[kind]]
    modules = {name: import_module(f"arpwatch_k8s.capture.{name}") for name in wanted_ones}
    reader: Reader = modules[READERS[kind]].read
    return reader
