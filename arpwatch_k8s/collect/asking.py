"""Questions to a cluster, each answered into a file of the case; what fails is noted, and what is absent too."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.collect.folder import Folder, NewFile
from arpwatch_k8s.collect.kubectl import LISTING_S, MOST_BYTES, Ended, Kubectl, Stopped
from arpwatch_k8s.collect.record import Fetched, Missing, Record
from arpwatch_k8s.collect.refusals import Why, refusal
from arpwatch_k8s.logs.cluster.kube_object import objects
from arpwatch_k8s.wording.value import JsonValue

MOST_OBJECTS_BYTES: Final = 64 << 20
"""Of an answer that is read here, and not only written: pods by the template, objects that lose a part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A call, and how it is told of."""

    arguments: Sequence[str]
    file: str
    """The file that the answer is for."""
    about: str
    """What is asked for: `leases.coordination.k8s.io`."""
    ask: str
    """The right that it takes: `list on leases.coordination.k8s.io`."""
    limit_s: float = LISTING_S
    most_bytes: int = MOST_BYTES


class Asker:
    """Who asks, where answers go, and what came of it."""

    def __init__(self, kubectl: Kubectl, folder: Folder, record: Record) -> None:
        self._kubectl = kubectl
        self.folder = folder
        self.record = record

    def into_file(self, question: Question, new: NewFile) -> Ended:
        """Ask, into a file."""
        return self._kubectl.run(
            question.arguments, new.write, limit_s=question.limit_s, most_bytes=question.most_bytes
        )

    def text(self, question: Question) -> str | None:
        """An answer as a whole; None where there is none, which is noted."""
        text, ended = self._kubectl.text(question.arguments, limit_s=question.limit_s, most_bytes=question.most_bytes)
        self.note(question, ended)
        return text if ended.is_answer else None

    def objects(self, question: Question, changed: Callable[[JsonValue], JsonValue]) -> list[JsonValue]:
        """The objects of an answer, each `changed`; none where there is no answer, which is noted."""
        text = self.text(question)
        if text is None:
            return []
        try:
            return [changed(item) for _, item in objects(json.loads(text))]
        except (ValueError, RecursionError):
            self.missing(question.file, "kubectl did not answer with JSON of objects")
            return []

    def write(self, file: str, items: Sequence[JsonValue]) -> None:
        """Some objects as kubectl lists them."""
        if items:
            text = json.dumps({"apiVersion": "v1", "items": items, "kind": "List"}, indent=4) + "\n"
            self.record.fetched.append(Fetched(file=file, bytes=self.folder.write(file, text)))

    def note(
        self, question: Question, ended: Ended, new: NewFile | None = None, *, ends_with_time: bool = False
    ) -> None:
        """What came of a question."""
        if new is not None and new.is_kept:
            self.record.fetched.append(Fetched(file=question.file, bytes=new.size))
        if ended.is_answer or (ends_with_time and ended.stopped is Stopped.TIME):
            return
        why = refusal(ended, limit_s=question.limit_s, most_bytes=question.most_bytes, ask=question.ask)
        if why.why is Why.ABSENT:
            self.record.absent.append(question.about)
        else:
            self.missing(question.file, why.words)

    def missing(self, what: str, why: str) -> None:
        """That something was not fetched, or not as a whole."""
        self.record.missing.append(Missing(what=what, why=why))
