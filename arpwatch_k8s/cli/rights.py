"""What a command that reads files keeps of root's rights.

Captures and logs are hostile: whoever reads them as root should be able to do as little else as possible. A command
says whether it writes files; only a process that is the command's own gives anything away.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib import import_module
from typing import Final

COMPILED: Final = (
    "arpwatch_k8s.capture.pcap_records",
    "arpwatch_k8s.capture.pcapng_blocks",
    "arpwatch_k8s.evidence.addresses",
    "arpwatch_k8s.logs.scan.words",
)
"""What reads files, compiled: its machine code is root's, and is loaded while this is root."""

_ours: Final[list[int]] = []
"""This process, where it is the command's own."""


def own() -> None:
    """This process is the command's, and gives up what it does not need once it reads."""
    _ours.append(os.getpid())


def prepare() -> None:
    """Before NumPy is imported: threads that it starts would keep what root has."""
    if os.getpid() in _ours and os.geteuid() == 0:
        from arpwatch_k8s.cli.live import one_thread

        one_thread()


def lessen(*, writes: bool, compiled: Sequence[str] = COMPILED) -> None:
    """Before a byte of a source is looked at, and after what is `compiled` was loaded, which belongs to root."""
    if os.getpid() in _ours:
        for name in compiled:
            import_module(name)
        from arpwatch_k8s.capture.live import privilege

        privilege.lessen(writes=writes)
