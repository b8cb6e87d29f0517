"""Ettercap's plugin arp_cop, which "reports suspicious ARP activity" (ettercap_plugins(8)).

Its lines have no time:

    arp_cop: (IP-conflict) [52:54:00:00:02:15] wants to be 192.0.2.80[52:54:00:00:02:16]

It can read a file, but does so before its plugins run; so it hears the frames.
"""

from __future__ import annotations

import re
import subprocess
from typing import Final

from tests.field.alarm import SEVERAL_HOSTS, SPOOFING, Alarm, Start
from tests.field.tool import Given, Job, Tool, found

FIRST_SIGHTING: Final = "new host"
LINE: Final = re.compile(r"^arp_cop: \((?P<kind>[^)]+)\)(?P<rest>.*)$", re.MULTILINE)
ADDRESS: Final = re.compile(r"\d+\.\d+\.\d+\.\d+")
NAMED: Final = {"WARNING": SPOOFING, "IP-conflict": SEVERAL_HOSTS}


def version() -> str:
    """As it says itself."""
    done = subprocess.run([found("ettercap") or "ettercap", "--version"], capture_output=True, text=True, check=False)
    said = re.search(r"ettercap ([0-9.]+)", done.stdout + done.stderr)
    return f"ettercap {said[1]}" if said else "ettercap"


def command(job: Job) -> list[str]:
    """Text, quiet, asking nobody, forwarding nothing."""
    return ["ettercap", "-T", "-q", "-z", "-u", "-p", "-i", job.interface, "-P", "arp_cop"]


def alarms(output: str, _: Start) -> list[Alarm]:
    """What the plugin says, but of new hosts."""
    return [
        Alarm(
            time_s=None,
            addresses=tuple(dict.fromkeys(ADDRESS.findall(line["rest"]))),
            kind=line["kind"],
            causes=NAMED.get(line["kind"], frozenset()),
        )
        for line in LINE.finditer(output)
        if line["kind"] != FIRST_SIGHTING
    ]


TOOL: Final = Tool(
    name="ettercap arp_cop",
    program="ettercap",
    made_for="reports suspicious ARP activity: poisoning attempts, IP conflicts, IP changes",
    how="`ettercap -T -q -z -u -p -i INTERFACE -P arp_cop`",
    alarming="WARNING (pretends to be), IP-conflict, IP-change; not: new host",
    given=Given.WIRE,
    version=version,
    command=command,
    alarms=alarms,
    ready="arp_cop: plugin running",
    environment={"EC_UID": "0", "EC_GID": "0"},
    named=NAMED,
)
