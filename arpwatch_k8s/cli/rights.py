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
    "arpwatch_k8s.correlator.connections.carried",
    "arpwatch_k8s.correlator.connections.picking",
    "arpwatch_k8s.correlator.connections.walk",
    "arpwatch_k8s.evidence.addresses",
    "arpwatch_k8s.logs.scan.words",
)
"""What reads files and judges connections, compiled: its machine code is root's, and is loaded while this is root."""

_ours: Final[list[int]] = []
"""This process, where it is the command's own."""


def own() -> None:
    """This process is the command's, and gives up what it does not need once it reads."""
    _ours.append(os.getpid())


def is_own() -> bool:
    """Whether this process is the command's."""
    return os.getpid() in _ours


def prepare() -> None:
    """Before NumPy is imported: threads that it starts would keep what root has."""
    if os.geteuid() == 0:
        one_thread()


def one_thread() -> None:
    """Keep the libraries of NumPy and Arrow from starting threads, whose privileges nobody could take away; whichever
    threads there will be have no way to more of them. Before NumPy and pandas are imported. A process that is not the
    command's own keeps what it has: it has other work."""
    if not is_own():
        return
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    os.environ["JE_ARROW_MALLOC_CONF"] = "background_thread:false"
    from arpwatch_k8s.capture.live.privilege import forbid

    forbid()


def lessen(*, writes: bool, compiled: Sequence[str] = COMPILED) -> None:
    """Before a byte of a source is looked at, and after what is `compiled` was loaded, which belongs to root."""
    if is_own():
        for name in compiled:
            import_module(name)
        from arpwatch_k8s.capture.live import privilege

        privilege.lessen(writes=writes)
