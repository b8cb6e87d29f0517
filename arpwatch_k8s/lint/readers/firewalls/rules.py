"""Ports and sources as firewalls write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from arpwatch_k8s.lint.facts.span import Span, span
from arpwatch_k8s.lint.setting import Setting

PORTS: Final = re.compile(r"(\d{1,5})(?:[-:](\d{1,5}))?", re.ASCII)
NODES_OWN: Final = re.compile(r"\b(?:10250|2379|8472|4789|30000[-:]32767)\b")
"""Ports that nodes alone open to others: the kubelet's, etcd's, VXLAN's, those of NodePorts."""


def ports(words: Iterable[str]) -> tuple[tuple[int, int], ...] | None:
    """Spans of ports; None where one of them is none that can be read."""
    found = [PORTS.fullmatch(word.strip()) for word in words]
    if None in found or not found:
        return None
    return tuple((int(each[1]), int(each[2] or each[1])) for each in found if each is not None)


def sources(words: Iterable[str]) -> tuple[Span, ...] | None:
    """Spans of addresses; None where one of them is none that can be read."""
    found = [span(Setting(name="source", value=word.strip())) for word in words]
    return None if None in found or not found else tuple(each for each in found if each is not None)
