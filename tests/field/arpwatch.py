"""arpwatch, by the Lawrence Berkeley Laboratory: whose MAC an address had, and that it has another one.

With -d it does not fork, and prints the reports that it would mail (arpwatch(8)): a head as mail has it, and a field
a line. What it would only log comes as lines of their own, in between.
"""

from __future__ import annotations

import re
import subprocess
from datetime import datetime
from typing import Final

from tests.field.alarm import Alarm, Start
from tests.field.tool import Given, Job, Tool, found

FIRST_SIGHTINGS: Final = ("new station", "new activity")
LOGGED: Final = ("reused old ethernet address", "ethernet mismatch", "ethernet broadcast", "ip broadcast")
SUBJECT: Final = re.compile(r"^Subject: (?P<kind>[a-z ]+?) \((?P<host>\S+)\)", re.MULTILINE)
FIELD: Final = re.compile(r"^ *(?P<name>[a-z /]+): (?P<value>.*)$", re.MULTILINE)
LINE: Final = re.compile(rf"^(?:arpwatch: )?(?P<kind>{'|'.join(LOGGED)}) (?P<address>[0-9.]+) ", re.MULTILINE)


def version() -> str:
    """It has no option for it, and says it with its usage."""
    done = subprocess.run([found("arpwatch") or "arpwatch", "-?"], capture_output=True, text=True, check=False)
    said = re.search(r"Version (\S+)", done.stderr + done.stdout)
    return f"arpwatch {said[1]}" if said else "arpwatch"


def command(job: Job) -> list[str]:
    """Its data file must be there, and may be empty."""
    data = job.folder / "arp.dat"
    data.touch()
    return ["arpwatch", "-d", "-f", str(data), "-r", str(job.capture)]


def alarms(output: str, start: Start) -> list[Alarm]:
    """Its reports, but those of what it sees for the first time; then what it only logs, which has no time."""
    reports = re.split(r"^From: ", output, flags=re.MULTILINE)[1:]
    found = [report_of(text, start) for text in reports]
    logged = [Alarm(time_s=None, addresses=(line["address"],), kind=line["kind"]) for line in LINE.finditer(output)]
    return [alarm for alarm in found if alarm is not None] + logged


def report_of(text: str, start: Start) -> Alarm | None:
    """One report; None where it is a first sighting."""
    subject = SUBJECT.search(text)
    if subject is None or subject["kind"] in FIRST_SIGHTINGS:
        return None
    fields = {line["name"]: line["value"] for line in FIELD.finditer(text)}
    when = datetime.strptime(fields["timestamp"], "%A, %B %d, %Y %H:%M:%S %z").timestamp()
    return Alarm(time_s=max(0.0, when - start.frame_s), addresses=(fields["ip address"],), kind=subject["kind"])


TOOL: Final = Tool(
    name="arpwatch",
    program="arpwatch",
    made_for="keeps track of Ethernet/IP address pairings and mails changes to the administrator",
    how="`arpwatch -d -f EMPTY -r FILE`",
    alarming=(
        "changed ethernet address, flip flop, reused old ethernet address, ethernet mismatch, broadcasts as sender; "
        "not: new station, new activity, bogon (it knows no local network when it reads a file)"
    ),
    given=Given.FILE,
    version=version,
    command=command,
    alarms=alarms,
    well=(0, 1),
)
