"""Firewalls of hosts, of whichever kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.firewall import Firewall
from arpwatch_k8s.lint.file import File
from arpwatch_k8s.lint.readers.firewalls import firewalld, iptables, nftables, policies, ufw
from arpwatch_k8s.lint.readers.host_names import is_old, quotes
from arpwatch_k8s.lint.readers.reader import Reader, Reading

MOST_CHARS: Final = 400_000
"""Of a file: what is longer is left whole, since a rule that is not read may let in what the others drop."""


def read(files: Sequence[File]) -> Reading:
    """Every file of a firewall."""
    found: list[Firewall] = []
    known: dict[str, str] = {}
    for file in files:
        if len(file.text) > MOST_CHARS or file.documents or is_old(file.path) or quotes(file.path):
            continue
        made = [each for each in (iptables.firewall(file), nftables.firewall(file), ufw.firewall(file)) if each]
        made += firewalld.firewalls(file)
        if made:
            found += made
            known[file.name] = f"the rules of {made[0].made_by}"
    of_cilium, its_files = policies.firewall(files)
    if of_cilium is not None:
        found.append(of_cilium)
    return Reading(facts=Facts(firewalls=tuple(found)), read=known | its_files)


READER: Final = Reader(name="firewalls of hosts", read=read)
