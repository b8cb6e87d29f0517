"""What `ufw status` lists, verbose or not.

Default: deny (incoming), allow (outgoing), disabled (routed)
6443/tcp                   ALLOW IN    192.0.2.0/24
"""

from __future__ import annotations

import re
from typing import Final

from arpwatch_k8s.lint.facts.firewall import ACCEPT, DROP, Base, Firewall, Rule
from arpwatch_k8s.lint.file import File
from arpwatch_k8s.lint.readers.firewalls.rules import NODES_OWN, ports, sources
from arpwatch_k8s.lint.readers.host_names import host_of
from arpwatch_k8s.lint.setting import Place, Setting, Unknown

ACTIVE: Final = re.compile(r"^Status: active[ \t\r]*$", re.MULTILINE)
DEFAULT: Final = re.compile(r"Default: (\w{1,20}) \(incoming\)")
ENTRY: Final = re.compile(
    r"(?:\[ ?\d{1,4}\] )?(\S.{0,80}?) {2,}(ALLOW|DENY|REJECT|LIMIT)(?: IN)? {2,}(\S.{0,80}?)(?: +#.*)?"
)
TO: Final = re.compile(r"([\d,:]{1,80})(?:/(tcp|udp))?", re.ASCII)
ANYWHERE: Final = "Anywhere"
CHAIN: Final = "INPUT"
VERDICTS: Final = {"ALLOW": ACCEPT, "DENY": DROP, "REJECT": DROP, "LIMIT": ACCEPT}


def firewall(file: File) -> Firewall | None:
    """The rules for what comes in; None where it is no listing, or ufw is off."""
    if ACTIVE.search(file.text) is None:
        return None
    policy = Setting(name="Default", value=Unknown(why="is not listed: `ufw status verbose` lists it"))
    rules: list[Rule] = []
    for number, line in enumerate(file.text.split("\n"), start=1):
        place = Place(file=file.name, line=number, path="ufw")
        if match := DEFAULT.match(line):
            verdict = ACCEPT if match[1] == "allow" else DROP
            policy = Setting(name="Default", value=verdict, place=place)
        elif entry := ENTRY.fullmatch(line.strip()):
            made = rule(entry[1], entry[2], entry[3], place)
            rules += [made] if made is not None else []
    return Firewall(
        made_by="ufw",
        bases=(Base(chain=CHAIN, policy=policy),),
        chains={CHAIN: tuple(rules)},
        host=host_of(file.path),
        is_of_nodes=NODES_OWN.search(file.text) is not None,
    )


def rule(where: str, action: str, whom: str, place: Place) -> Rule | None:
    """One line; None where it is about IPv6, or an application's ports, which are none of memberlist's."""
    if "(v6)" in where or "(v6)" in whom:
        return None
    by = () if whom == ANYWHERE else sources([whom])
    if where == ANYWHERE:
        return Rule(place=place, verdict=VERDICTS[action], sources=by or (), is_whole=by is not None)
    match = TO.fullmatch(where)
    if match is None:
        return Rule(place=place, verdict=VERDICTS[action], is_whole=False) if " on " in where else None
    to = ports(match[1].split(","))
    return Rule(
        place=place,
        verdict=VERDICTS[action],
        protocol=match[2] or "",
        ports=to or (),
        sources=by or (),
        is_whole=to is not None and by is not None,
    )
