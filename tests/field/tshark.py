"""tshark's expert information: what Wireshark marks in a capture, as it would stand in its window.

Taken twice: the warnings and errors of ARP alone, which is duplicate addresses, and all warnings and errors.
"""

from __future__ import annotations

import re
import subprocess
from typing import Final

from tests.field.alarm import SEVERAL_HOSTS, Alarm, Start
from tests.field.tool import Given, Job, Tool, found

WARNING: Final = 0x600000
"""PI_WARN of Wireshark's epan/proto.h; PI_ERROR is more, PI_NOTE and PI_CHAT are less."""
DUPLICATE: Final = "Duplicate IP address configured"
NAMED: Final = {DUPLICATE: SEVERAL_HOSTS}
ADDRESSES: Final = ("arp.src.proto_ipv4", "arp.dst.proto_ipv4", "ip.src", "ip.dst", "ipv6.src", "ipv6.dst")
FIELDS: Final = ("frame.time_epoch", *ADDRESSES, "_ws.expert.severity", "_ws.expert.message")
BETWEEN: Final = "|"
"""What stands between several values of one field."""
INSIDE: Final = re.compile(r" \((?P<address>[0-9]+\.[0-9.]+)\)")
"""An address in a message."""
NUMBERS: Final = re.compile(r"\d+")


def version() -> str:
    """The first line of what it says."""
    done = subprocess.run([found("tshark") or "tshark", "--version"], capture_output=True, text=True, check=False)
    said = re.search(r"TShark \(Wireshark\) ([0-9.]+)", done.stdout)
    return f"tshark {said[1]}" if said else "tshark"


def asked(wanted: str, job: Job) -> list[str]:
    """The command that prints the frames of a filter."""
    columns = [word for name in FIELDS for word in ("-e", name)]
    form = ["-T", "fields", "-E", "separator=/t", "-E", f"aggregator={BETWEEN}"]
    return ["tshark", "-n", "-r", str(job.capture), "-Y", wanted, *form, *columns]


def duplicates(job: Job) -> list[str]:
    """Frames that are marked for a duplicate address."""
    return asked("arp.duplicate-address-detected", job)


def warnings(job: Job) -> list[str]:
    """Frames that are marked with a warning or an error."""
    return asked(f"_ws.expert.severity >= {WARNING}", job)


def alarms(output: str, start: Start) -> list[Alarm]:
    """Every message of a warning or worse; some frames have several."""
    found: list[Alarm] = []
    for line in output.splitlines():
        cells = line.split("\t")
        if len(cells) == len(FIELDS):
            found += messages_of(cells, start)
    return found


def messages_of(cells: list[str], start: Start) -> list[Alarm]:
    """Those of one frame."""
    time, *places, severities, messages = cells
    addresses = tuple(dict.fromkeys(one for cell in places if cell for one in cell.split(BETWEEN)))
    pairs = zip(severities.split(BETWEEN), messages.split(BETWEEN), strict=False)
    return [
        alarm_of(message, addresses, float(time) - start.frame_s)
        for severity, message in pairs
        if int(severity) >= WARNING
    ]


def alarm_of(message: str, addresses: tuple[str, ...], time_s: float) -> Alarm:
    """One message; where it has an address in it, it is about that alone."""
    inside = INSIDE.search(message)
    kind = NUMBERS.sub("N", INSIDE.sub("", message))
    return Alarm(
        time_s=time_s,
        addresses=(inside["address"],) if inside else addresses,
        kind=kind,
        causes=NAMED.get(kind, frozenset()),
    )


DUPLICATES: Final = Tool(
    name="tshark, duplicates",
    program="tshark",
    made_for="marks frames in which an IP address is claimed by a second MAC",
    how="`tshark -n -r FILE -Y arp.duplicate-address-detected`",
    alarming="every frame that is marked",
    given=Given.FILE,
    version=version,
    command=duplicates,
    alarms=alarms,
    well=(0, 2),
    named=NAMED,
)
WARNINGS: Final = Tool(
    name="tshark, warnings",
    program="tshark",
    made_for="marks, for a person who looks, what is unusual in a capture, of all protocols",
    how="`tshark -n -r FILE -Y '_ws.expert.severity >= 6291456'`",
    alarming="every warning and error; not: notes and chats, such as retransmissions and SYNs",
    given=Given.FILE,
    version=version,
    command=warnings,
    alarms=alarms,
    well=(0, 2),
    named=NAMED,
)
