"""Tools that one would look for beside these and that are not run, with the reason."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Final

from tests.field.tool import found

UNPACKAGED: Final = {
    "suricata": "Suricata",
    "zeek": "Zeek",
    "addrwatch": "addrwatch",
    "snort": "Snort",
}
"""What would be run if Debian had a package of it, by the package's name."""
OTHERWISE: Final = {
    "ArpON": "it guards the neighbor cache of the host that it runs on, and decides nothing about what others sent",
    "netdiscover": "it lists who is there, and raises no alarm",
}
"""What Debian has and what cannot be held against these."""


def absent() -> dict[str, str]:
    """Who is not run, and why: whether there is a package is asked of this machine's lists."""
    system = re.search(r'^PRETTY_NAME="?([^"\n]*)', Path("/etc/os-release").read_text(), re.MULTILINE)
    here = system[1] if system else "this system"
    told = {
        name: f"the package lists of {here} have {'it, but no adapter is written' if is_packaged(package) else 'none'}"
        for package, name in UNPACKAGED.items()
    }
    return {**told, **OTHERWISE}


def is_packaged(package: str) -> bool:
    """Whether apt could install it."""
    if found("apt-cache") is None:
        return False
    done = subprocess.run(["apt-cache", "policy", package], capture_output=True, text=True, check=False)
    candidate = re.search(r"Candidate: (\S+)", done.stdout)
    return candidate is not None and candidate[1] != "(none)"
