"""arpalert: alerts by MAC and IP address, against lists or against what it has learned.

It reads no files. A line of its log (arpalert(8); its times have no year, and whole seconds):

    Nov  28 08:24:13 arpalert: seq=9, mac=52:54:00:00:02:16, ip=192.0.2.80, reference=, type=mac_change, dev=eth0
"""

from __future__ import annotations

import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tests.field.alarm import Alarm, Start
from tests.field.tool import Given, Job, Tool, found

FIRST_SIGHTINGS: Final = ("new", "new_mac")
LINE: Final = re.compile(
    r"^(?P<stamp>[A-Z][a-z]{2} +\d+ \d\d:\d\d:\d\d) arpalert: seq=\d+, mac=(?P<mac>[0-9a-f:]+), ip=(?P<ip>[0-9.]*), "
    r"(?:reference=(?P<reference>[^,]*), )?type=(?P<kind>\w+), dev=",
    re.MULTILINE,
)
ADDRESS: Final = re.compile(r"\d+\.\d+\.\d+\.\d+")
SETTINGS: Final = Path("/etc/arpalert/arpalert.conf")
"""Debian's, with the defaults that arpalert(8) names."""


def version() -> str:
    """As it says itself."""
    done = subprocess.run([found("arpalert") or "arpalert", "-V"], capture_output=True, text=True, check=False)
    return done.stdout.strip()


def command(job: Job) -> list[str]:
    """Debian's settings, but for where its files are, the user, and names of vendors."""
    lists = [job.folder / name for name in ("allowed", "denied", "leases")]
    for path in lists:
        path.touch()
    allowed, denied, leases = lists
    own = f"""
maclist file = "{allowed}"
maclist alert file = "{denied}"
maclist leases file = "{leases}"
lock file = "{job.folder / "arpalert.pid"}"
use syslog = false
user = root
log mac vendor = false
alert mac vendor = false
mod mac vendor = false
"""
    given = [line for line in SETTINGS.read_text().splitlines() if not line.startswith("mac vendor file")]
    settings = job.folder / "arpalert.conf"
    settings.write_text("\n".join(given) + own)
    # by lines: it would keep them to itself until it ends
    return ["stdbuf", "-oL", "arpalert", "-F", "-f", str(settings), "-i", job.interface]


def alarms(output: str, start: Start) -> list[Alarm]:
    """Its alerts, but those of what it sees for the first time."""
    return [
        Alarm(time_s=after(line["stamp"], start), addresses=addresses(line), kind=line["kind"])
        for line in LINE.finditer(output)
        if line["kind"] not in FIRST_SIGHTINGS
    ]


def addresses(line: re.Match[str]) -> tuple[str, ...]:
    """Those that an alert is about: of a change, the old one as well."""
    return tuple(dict.fromkeys(ADDRESS.findall(f"{line['ip']} {line['reference'] or ''}")))


def after(stamp: str, start: Start) -> float:
    """Seconds since the first frame was sent; the year is that in which it was, or the next one."""
    begun = datetime.fromtimestamp(start.played_s, UTC)
    told = datetime.strptime(f"{begun.year} {' '.join(stamp.split())} +0000", "%Y %b %d %H:%M:%S %z")
    if told.month < begun.month:
        told = told.replace(year=begun.year + 1)
    return max(0.0, told.timestamp() - start.played_s)


TOOL: Final = Tool(
    name="arpalert",
    program="arpalert",
    made_for="detects unauthorized connections on the local network by its ARP traffic",
    how="`arpalert -F -f SETTINGS -i INTERFACE`, Debian's arpalert.conf, empty lists of MACs",
    alarming="mac_change, ip_change, mac_error, flood and all others that its settings alert on; not: new, new_mac",
    given=Given.WIRE,
    version=version,
    command=command,
    alarms=alarms,
    ready="Selected device",
)
