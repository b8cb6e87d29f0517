"""Text with other addresses and names, the same that frames get."""

from __future__ import annotations

import ipaddress
import re
from typing import Final

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.anonymous.pseudonyms import Pseudonyms
from arpwatch_k8s.evidence.addresses import canonical
from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.inventory.vendor import vendor
from arpwatch_k8s.wording.plain import plain

MAC: Final = re.compile(r"\b[0-9a-f]{2}(?::[0-9a-f]{2}){5}\b(?!:)", re.IGNORECASE)
IPV4: Final = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?!\.?\d)")
IPV6: Final = re.compile(r"(?<![\w:.])[0-9a-f]*:[0-9a-f:]*:[0-9a-f.:]*", re.IGNORECASE)


class Words:
    """Rewrites text: addresses as `pseudonyms` has them, names of hosts and services, of captures and logs by number.

    A MAC's vendor, told behind it, goes where the MAC's first half does.
    """

    def __init__(self, pseudonyms: Pseudonyms, result: Result, *, keep_vendor: bool) -> None:
        self._pseudonyms = pseudonyms
        self._keep_vendor = keep_vendor
        self._names = names_of(result)
        known = sorted(filter(None, self._names), key=lambda name: (-len(name), name))
        every = "|".join(re.escape(name) for name in known)
        self._known = re.compile(rf"(?<![\w.-])(?:{every})(?![\w-]|\.\w)") if known else None

    def text(self, text: str) -> str:
        """A text with other names."""
        if self._known is not None:
            text = self._known.sub(lambda match: self._names[match[0]], text)
        parts: list[str] = []
        at = 0
        for match in MAC.finditer(text):
            parts += [self._addresses(text[at : match.start()]), self._mac(match[0])]
            at = match.end()
            maker = vendor(parse_mac(match[0]))
            told = f" ({maker})" if maker and not self._keep_vendor else ""
            at += len(told) if told and text.startswith(told, at) else 0
        return "".join([*parts, self._addresses(text[at:])])

    def _mac(self, text: str) -> str:
        return self._pseudonyms.mac(bytes.fromhex(text.replace(":", ""))).hex(":")

    def _addresses(self, text: str) -> str:
        return IPV4.sub(lambda match: self._address(match[0]), IPV6.sub(lambda match: self._address(match[0]), text))

    def _address(self, text: str) -> str:
        """What stands for an address; a text that is none stays, as does punctuation behind it."""
        for end in range(len(text), max(0, len(text) - 2), -1):
            try:
                address = ipaddress.ip_address(text[:end])
            except ValueError:
                continue
            mapped = self._pseudonyms.ipv4 if address.version == 4 else self._pseudonyms.ipv6
            return str(ipaddress.ip_address(mapped(address.packed))) + text[end:]
        return text


def names_of(result: Result) -> dict[str, str]:
    """What to call everything that somebody named: nodes, services, captures, logs."""
    nodes = [node.name for node in result.case.inventory.nodes if node.given and node.name not in node.addresses]
    said = {epoch.node for epoch in result.case.cluster} | {item.node for item in result.case.cluster_held}
    nodes += sorted(name for name in said if canonical(name) is None)
    told = {
        "node": dict.fromkeys(nodes),
        "service": dict.fromkeys(result.case.inventory.services.values()),
        "capture": dict.fromkeys(info.name for info in result.case.captures),
        "log": dict.fromkeys(log.path for log in result.case.logs),
        "settings": dict.fromkeys(name for name, _ in result.case.settings.read),
    }
    others = {name: f"{what}-{number}" for what, names in told.items() for number, name in enumerate(names, 1)}
    return {log.name: others[log.path] for log in result.case.logs} | others | faults_of(result)


def faults_of(result: Result) -> dict[str, str]:
    """What to say in place of what settings say and of what is wrong with them, which has names of all kinds."""
    found: dict[str, str] = {}
    for each in result.case.settings.faults:
        found[plain(each.fault.summary)] = f"what {each.check.id} tells of"
        found |= {plain(side.says): "a setting" for side in each.fault.sides}
    return found
