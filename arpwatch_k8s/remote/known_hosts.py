"""Whose keys a host of ssh may show: those in the known_hosts files of the user and of the system, no others.

fsspec takes any key unless it is told otherwise, so that whoever answers first would be believed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from paramiko import HostKeys, MissingHostKeyPolicy, PKey, SSHClient

SYSTEM: Final = Path("/etc/ssh/ssh_known_hosts")


class KnownHosts(MissingHostKeyPolicy):  # type: ignore[misc]  # paramiko has no types
    """What paramiko asks about a key that it does not know."""

    def missing_host_key(self, client: SSHClient, hostname: str, key: PKey) -> None:
        """Accept a key that a file has for the host; PermissionError where none has."""
        files = [path for path in (Path("~/.ssh/known_hosts").expanduser(), SYSTEM) if path.is_file()]
        if not any(HostKeys(str(path)).check(hostname, key) for path in files):
            client.close()
            raise PermissionError(f"its key of type {key.get_name()} is in no known_hosts file")
