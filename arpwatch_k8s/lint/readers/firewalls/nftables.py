"""nft's rulesets, as files and as `nft list ruleset` prints them: the chains of the hook input.

table inet filter { chain input { type filter hook input priority 0; policy drop; tcp dport { 22, 6443 } accept; } }
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.lint.facts.firewall import ACCEPT, DROP, RETURN, Base, Firewall, Rule
from arpwatch_k8s.lint.file import File
from arpwatch_k8s.lint.readers.firewalls.rules import NODES_OWN, ports, sources
from arpwatch_k8s.lint.readers.host_names import host_of
from arpwatch_k8s.lint.setting import Place, Setting

HINT: Final = re.compile(r"^[ \t]*table[ \t]+(?:inet|ip|ip6)[ \t]+\S{1,64}[ \t]*\{", re.MULTILINE)
TOKEN: Final = re.compile(r'#[^\n]*|"[^"\n]*"|\\\n|\n|[{};,]|[^\s{};,"#]+|[ \t\r\f\v]+|.', re.DOTALL)
VERDICTS: Final = {"accept": ACCEPT, "drop": DROP, "reject": DROP, "return": RETURN, "queue": ACCEPT}
OF_PODS: Final = re.compile(r'"?(?:lo|cali|lxc|cilium|veth|cni|docker|br-|virbr|flannel|tunl|kube-)[^"]*"?')
STATES: Final = frozenset({"new", "untracked"})
NEW: Final = frozenset({"tcp", "udp"})


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a chain, its sets as one word with commas."""

    words: tuple[str, ...]
    line: int
    chain: str
    """With its table before it: `inet filter input`."""


def firewall(file: File) -> Firewall | None:
    """The chains of the hook input and those that they go on to; None where there are none."""
    if HINT.search(file.text) is None:
        return None
    chains: dict[str, list[Rule]] = {}
    hooks: dict[str, Place] = {}
    policies: dict[str, Setting] = {}
    for each in statements(file.text):
        place = Place(file=file.name, line=each.line, path=each.chain)
        if "hook" in each.words:
            if "input" in each.words and "filter" in each.words and not each.chain.startswith("ip6 "):
                hooks[each.chain] = place
        elif each.words[0] == "policy" and len(each.words) > 1:
            verdict = VERDICTS.get(each.words[1], ACCEPT)
            policies[each.chain] = Setting(name="policy", value=verdict, place=place, joint=" ")
        elif (made := rule(each, place)) is not None:
            chains.setdefault(each.chain, []).append(made)
    if not hooks:
        return None
    default = Setting(name="policy", value=ACCEPT)
    return Firewall(
        made_by="nftables",
        bases=tuple(Base(chain=chain, policy=policies.get(chain, default)) for chain in hooks),
        chains={name: tuple(rules) for name, rules in chains.items()},
        host=host_of(file.path),
        is_of_nodes=NODES_OWN.search(file.text) is not None,
    )


def statements(text: str) -> Iterator[Statement]:
    """The statements of all chains, in their order."""
    line, begun, words = 1, 1, list[str]()
    table, chain, depth, held = "", "", 0, 0
    for match in TOKEN.finditer(text):
        token = match[0]
        if token == "{" and depth < 2 and words[:1] in (["table"], ["chain"]):
            table, chain = (" ".join(words[1:]), "") if words[0] == "table" else (table, " ".join(words[1:]))
            depth, words = depth + 1, []
        elif token == "{":
            held += 1
            if held == 1:
                words.append("")
        elif token == "}" and held:
            held -= 1
        elif token in (";", "\n", "}"):
            if words and chain and not held:
                yield Statement(tuple(words), begun, f"{table} {chain}")
            words = words if held else []
            if token == "}":
                depth = max(0, depth - 1)
                chain = "" if depth < 2 else chain
        elif held and not token.isspace() and not token.startswith("#"):
            words[-1] += token
        elif not token.isspace() and not token.startswith(("#", "\\")):
            begun = begun if words else line
            words.append(token)
        line += token.count("\n")


def rule(statement: Statement, place: Place) -> Rule | None:
    """A rule; None where no new packet of another host meets it, or the next one is asked in any case."""
    words = list(statement.words)
    table = statement.chain.rpartition(" ")[0]
    protocol, verdict, whole = "", "", True
    to: tuple[tuple[int, int], ...] = ()
    by = sources(["0.0.0.0/0"])
    said_by = False
    while words:
        match words:
            case [("tcp" | "udp") as name, "dport", value, *rest]:
                protocol, read = name, ports(value.split(","))
                to, whole = read or (), whole and read is not None
            case ["th", "dport", value, *rest]:
                read = ports(value.split(","))
                to, whole = read or (), whole and read is not None
            case ["meta", "l4proto" | "protocol", value, *rest] | ["ip", "protocol", value, *rest]:
                if not NEW & set(value.split(",")):
                    return None
                protocol = value if value in NEW else ""
            case ["ip", "saddr", value, *rest] if value != "!=":
                by, said_by = sources(value.split(",")), True
            case ["meta", ("iif" | "iifname"), value, *rest] | [("iif" | "iifname"), value, *rest]:
                if all(OF_PODS.fullmatch(each) for each in value.split(",")):
                    return None
                whole = False
            case ["ct", "state", "vmap", _, *rest]:
                pass
            case ["ct", "state", value, *rest] if value != "!=":
                states = set(value.split(","))
                while rest[:1] == [","]:
                    states.add(rest[1] if len(rest) > 1 else "")
                    rest = rest[2:]
                if not states & STATES:
                    return None
            case [("ip6" | "icmp" | "icmpv6" | "igmp" | "arp"), *_]:
                return None
            case ["counter", "packets", _, "bytes", _, *rest] | ["counter", *rest] | ["comment", _, *rest]:
                pass
            case ["log", *rest]:
                while rest and rest[0] not in VERDICTS and rest[0] not in ("jump", "goto"):
                    rest = rest[1:]
            case [("jump" | "goto"), value, *rest]:
                verdict, rest = f"{table} {value}", []
            case [word, *rest] if word in VERDICTS:
                verdict, rest = VERDICTS[word], []
            case _:
                rest, whole = words[1:], False
        words = rest
    if not verdict:
        return None
    return Rule(
        place=place,
        verdict=verdict,
        protocol=protocol,
        ports=to,
        sources=(by or ()) if said_by else (),
        is_whole=whole and by is not None,
    )
