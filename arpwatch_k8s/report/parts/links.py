"""Where words name an issue of a project or an RFC: an address that a reader may follow.

Words may come from a capture or a log, so that only projects are linked which the rules themselves refer to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

OWNERS: Final = {
    "metallb": "metallb",
    "kube-vip": "kube-vip",
    "kubernetes": "kubernetes",
    "kubespray": "kubernetes-sigs",
    "keepalived": "acassen",
    "cilium": "cilium",
    "calico": "projectcalico",
    "vyos-build": "vyos",
    "cluster-template": "onedr0p",
    "k3s": "k3s-io",
    "kube-ovn": "kubeovn",
    "kubelb": "kubermatic",
}
"""Who has the repository of a project on GitHub, by its name."""
NAMES: Final = "|".join(map(re.escape, OWNERS))
REFERENCE: Final = re.compile(
    rf"(?<![\w./#-])(?:(?:(?P<owner>[\w.-]+)/)?(?P<name>{NAMES})#(?P<issue>\d{{1,6}})|RFC (?P<rfc>\d{{3,5}}))\b"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text."""

    words: str
    """What it says."""
    link: str
    """Where that is explained; empty where it names nothing that is known."""


def pieces(text: str) -> Iterator[Piece]:
    """The text in pieces, in order: together they are the text."""
    done = 0
    for found in REFERENCE.finditer(text):
        link = address(found)
        if link:
            if found.start() > done:
                yield Piece(text[done : found.start()], "")
            yield Piece(found[0], link)
            done = found.end()
    if done < len(text) or not text:
        yield Piece(text[done:], "")


def address(found: re.Match[str]) -> str:
    """What a reference leads to; empty where it names another's project of the same name."""
    if found["rfc"]:
        return f"https://www.rfc-editor.org/rfc/rfc{found['rfc']}"
    owner = OWNERS[found["name"]]
    if found["owner"] not in (None, owner):
        return ""
    return f"https://github.com/{owner}/{found['name']}/issues/{found['issue']}"
