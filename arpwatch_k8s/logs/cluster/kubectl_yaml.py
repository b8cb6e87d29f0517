"""Objects of Kubernetes as `kubectl get -o yaml` prints them: an object, a List, or one after the other with -w.

    kubectl get svc,events,leases,endpointslices,nodes -A -o yaml --show-managed-fields

They say what they say as JSON. An object that no API server has stored, which has neither a resourceVersion nor a uid,
is somebody's settings, and no listing.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Final

from arpwatch_k8s.logs.cluster.kubectl_json import SOURCE as JSON_SOURCE
from arpwatch_k8s.logs.cluster.kubectl_json import Reading
from arpwatch_k8s.logs.event import Contents
from arpwatch_k8s.logs.reading.pieces import whole
from arpwatch_k8s.logs.reading.shell import prompt
from arpwatch_k8s.logs.reading.yaml_documents import MOST_BYTES, yaml_documents
from arpwatch_k8s.logs.source import Clock, LogSource
from arpwatch_k8s.wording.value import JsonValue

NAME: Final = "kubectl-yaml"
KUBERNETES: Final = "kubernetes"
BEGINS: Final = re.compile(
    rb"(?:\s*(?:#[^\n]*|---[ \t\r]*)?\n){0,100}\s*(?:- )?(?:apiVersion|kind|items|metadata):[ \n\r]"
)
LISTED: Final = re.compile(rb"^[ -]*kind: (?:Service|EndpointSlice|Lease|ServiceL2Status|Node|Event)\r?$", re.MULTILINE)
NOTHING: Final = re.compile(rb"^items: \[\]\r?$(?=[\s\S]*^kind: \w*List\r?$)", re.MULTILINE)
"""A list without items, as kubectl prints one, with its keys in their order."""
STORED: Final = re.compile(rb"""^ +(?:resourceVersion: ["']?\d|uid: ["']?[0-9a-f]{8}-)""", re.MULTILINE)


def recognize(head: bytes) -> float:
    """By how it begins, a kind of object that says something, and what an API server adds to what it stores; or by a
    list of nothing."""
    head = without_prompts(head.decode("utf-8", errors="replace")).encode(errors="replace")
    return float(bool(BEGINS.match(head) and (NOTHING.search(head) or (LISTED.search(head) and STORED.search(head)))))


def without_prompts(text: str) -> str:
    """A text with blank lines in place of the prompts before and behind what was printed."""
    lines = text.split("\n")
    for ends in (range(len(lines)), reversed(range(len(lines)))):
        for at in ends:
            if lines[at].strip() and not prompt(lines[at]):
                break
            lines[at] = ""
    return "\n".join(lines)


def read(path: Path, clock: Clock) -> Contents:
    """All of a file; what is wrong in it is lines that cannot be read."""
    text = whole(path, MOST_BYTES).decode("utf-8", errors="replace")
    reading = Reading(clock, NAME)
    nothing = 0
    for found in yaml_documents(without_prompts(text.removeprefix("\ufeff"))):
        if isinstance(found.value, dict):
            nothing += is_list_of_nothing(found.value)
            reading.document(found.value, found.lines)
        elif found.value is not None:
            reading.unparsed.append((found.line, "no object"))
        reading.unparsed += found.doubts
    # of what is wrong on a line, the first
    reading.unparsed = sorted(dict(reversed(reading.unparsed)).items())
    contents = reading.contents(text.count("\n") + (not text.endswith("\n")))
    return replace(contents, passed=((KUBERNETES, nothing),)) if nothing else contents


def is_list_of_nothing(value: dict[str, JsonValue]) -> bool:
    """Whether a document is what kubectl prints where there is nothing of what was asked for."""
    return value.get("items") == [] and str(value.get("kind")).endswith("List")


SOURCE: Final = LogSource(name=NAME, tells=JSON_SOURCE.tells, recognize=recognize, read=read)
