"""Whether the cluster answers, and the versions of kubectl and of the cluster."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.collect.kubectl import LISTING_S, Kubectl, KubectlError
from arpwatch_k8s.collect.refusals import FORBIDDEN, complaint
from arpwatch_k8s.logs.cluster.kube_object import text
from arpwatch_k8s.wording.plain import plain
from arpwatch_k8s.wording.value import JsonValue

MOST_BYTES: Final = 1 << 20
SHOWS_MANAGERS: Final = (1, 21)
"""The first kubectl that has to be told to show managedFields (kubernetes#96878)."""
NUMBERS: Final = re.compile(r"v(\d{1,4})\.(\d{1,4})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """What kubectl says of versions."""

    client: str
    """kubectl's: `v1.31.9`."""
    server: str | None
    """The cluster's; None where it may not be asked."""
    said: str
    """As it was said: JSON."""

    @property
    def shows_managers(self) -> bool:
        """Whether kubectl has to be told to show managedFields."""
        numbers = NUMBERS.match(self.client)
        return numbers is not None and (int(numbers[1]), int(numbers[2])) >= SHOWS_MANAGERS


def versions(kubectl: Kubectl, *, limit_s: float = LISTING_S) -> Versions:
    """The versions. KubectlError: the cluster does not answer, or kubectl has no way to it."""
    said, ended = kubectl.text(["version", "-o", "json"], limit_s=limit_s, most_bytes=MOST_BYTES)
    document = loaded(said)
    client, server = text(document, "clientVersion", "gitVersion"), text(document, "serverVersion", "gitVersion")
    if client is None or (server is None and not FORBIDDEN.search(ended.complaint)):
        why = complaint(ended.complaint) or ("no answer in time" if ended.stopped else "it does not say why")
        raise KubectlError(
            f"kubectl does not reach the cluster: {why}",
            fix="Try it by itself: kubectl get nodes, with the same --context and --kubeconfig.",
        )
    return Versions(client=plain(client), server=None if server is None else plain(server), said=said)


def loaded(said: str) -> JsonValue:
    """A document of JSON; None where it is none."""
    try:
        found: JsonValue = json.loads(said)
    except (ValueError, RecursionError):
        return None
    return found
