"""What iptables-save prints, and the files of its form: the chain INPUT of the table filter.

:INPUT DROP [0:0]
-A INPUT -p tcp -m multiport --dports 22,6443 -j ACCEPT
"""

from __future__ import annotations

import re
from typing import Final

from arpwatch_k8s.lint.facts.firewall import ACCEPT, DROP, RETURN, Base, Firewall, Rule
from arpwatch_k8s.lint.file import File
from arpwatch_k8s.lint.readers.firewalls.rules import NODES_OWN, ports, sources
from arpwatch_k8s.lint.readers.host_names import host_of
from arpwatch_k8s.lint.setting import Place, Setting

HINT: Final = re.compile(r"^\*filter[ \t\r]*$", re.MULTILINE)
CHAIN: Final = re.compile(r":(\S{1,64})[ \t]+(ACCEPT|DROP|-)(?:[ \t]|$)")
WORD: Final = re.compile(r'"(?:[^"\\]|\\.)*+"|\S+')
VERDICTS: Final = {"ACCEPT": ACCEPT, "DROP": DROP, "REJECT": DROP, "RETURN": RETURN}
GOES_ON: Final = frozenset({"LOG", "NFLOG", "ULOG", "MARK", "CONNMARK", "CT", "TRACE", "SET", "NOTRACK", "AUDIT"})
"""Targets behind which the next rule is asked."""
PLAIN: Final = frozenset({"tcp", "udp", "comment", "multiport", "conntrack", "state"})
"""Matches that have no condition by themselves."""
VALUED: Final = frozenset({"--comment", "--log-prefix", "--log-level", "--reject-with"})
"""Options whose value is no condition."""
OF_PODS: Final = re.compile(r"(?:lo|cali|lxc|cilium|veth|cni|docker|br-|virbr|flannel|tunl|vxlan|kube-)\S*")
"""Interfaces by which another node's packets to this one do not come."""


def firewall(file: File) -> Firewall | None:
    """The table filter; None where the file has none."""
    if HINT.search(file.text) is None:
        return None
    chains: dict[str, list[Rule]] = {}
    bases: list[Base] = []
    table = ""
    for number, line in enumerate(file.text.split("\n"), start=1):
        if line.startswith("*"):
            table = line[1:].strip()
        elif table != "filter":
            continue
        elif match := CHAIN.match(line):
            chains.setdefault(match[1], [])
            if match[1] == "INPUT":
                place = Place(file=file.name, line=number, path="filter.INPUT")
                verdict = VERDICTS.get(match[2], ACCEPT)
                bases.append(Base(chain="INPUT", policy=Setting(name=":INPUT", value=verdict, place=place, joint=" ")))
        elif line.startswith("-A "):
            words = WORD.findall(line)
            made = rule(words[2:], Place(file=file.name, line=number, path=f"filter.{words[1]}")) if words[2:] else None
            if made is not None:
                chains.setdefault(words[1], []).append(made)
    if not bases:
        return None
    return Firewall(
        made_by="iptables",
        bases=tuple(bases[:1]),
        chains={name: tuple(rules) for name, rules in chains.items()},
        host=host_of(file.path),
        is_of_nodes=NODES_OWN.search(file.text) is not None or ":KUBE-" in file.text,
    )


def rule(words: list[str], place: Place) -> Rule | None:
    """A rule; None where no new packet of another host meets it, or the next one is asked in any case."""
    protocol, target, whole = "", "", True
    to: tuple[tuple[int, int], ...] = ()
    by = sources(["0.0.0.0/0"])
    said_by = False
    at = 0
    while at < len(words):
        word, value = words[at], words[at + 1] if at + 1 < len(words) else ""
        at += 2 if word.startswith("-") and not value.startswith("-") else 1
        match word:
            case "!":
                whole = False
                at += 2
            case "-p" | "--protocol":
                protocol = "" if value == "all" else value.lower()
            case "-s" | "--source":
                by, said_by = sources(value.split(",")), True
            case "-i" | "--in-interface" if OF_PODS.fullmatch(value.rstrip("+")):
                return None
            case "--dport" | "--dports" | "--destination-port" | "--destination-ports":
                read = ports(value.split(","))
                to, whole = read or (), whole and read is not None
            case "--ctstate" | "--state":
                if not {"NEW", "UNTRACKED"} & set(value.split(",")):
                    return None
            case "-m" | "--match":
                whole = whole and value in PLAIN
            case "-j" | "--jump" | "-g" | "--goto":
                target = value
            case _ if word not in VALUED:
                whole = False
    if not target or target in GOES_ON:
        return None
    return Rule(
        place=place,
        verdict=VERDICTS.get(target, target),
        protocol=protocol,
        ports=to,
        sources=(by or ()) if said_by else (),
        is_whole=whole and by is not None,
    )
