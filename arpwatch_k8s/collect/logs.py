"""The logs of those who announce, a file each, which is named after the node: a line of a speaker's names none."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final

from arpwatch_k8s.collect.asking import Asker, Question
from arpwatch_k8s.collect.kubectl import Stopped
from arpwatch_k8s.collect.pods import Announcer, log_file
from arpwatch_k8s.collect.record import Fetched

MOST_LOG_BYTES: Final = 64 << 20
"""Of one container's log."""
MOST_LOGS_BYTES: Final = 1 << 30
"""Of all logs."""
MOST_LOGS: Final = 1_000
"""Containers whose logs are fetched."""
LOGS_S: Final = 900.0
"""How long all logs may take."""


def fetch(asker: Asker, found: Sequence[Announcer], *, since_s: int) -> None:
    """The logs of some announcers, as far back as `since_s`."""
    end = time.monotonic() + LOGS_S
    left = MOST_LOGS_BYTES
    taken: set[str] = set()
    for number, one in enumerate(found):
        file = log_file(one, taken)
        taken.add(file)
        if number < MOST_LOGS and left > 0 and time.monotonic() < end:
            left -= of_container(asker, one, file, since_s, min(left, MOST_LOG_BYTES))
        else:
            bounds = f"{MOST_LOGS:,} logs, {MOST_LOGS_BYTES >> 30} GiB and {LOGS_S / 60:.0f} min"
            asker.missing(file, f"logs are fetched up to {bounds}: narrow them with -n or --since")


def of_container(asker: Asker, one: Announcer, file: str, since_s: int, most_bytes: int) -> int:
    """The log of a container, behind what it wrote before it was restarted; its size in bytes."""
    with asker.folder.writing(file) as new:
        for is_before in (True, False) if one.has_restarted else (False,):
            question = question_of(one, file, since_s, most_bytes - new.size, is_before=is_before)
            ended = asker.into_file(question, new)
            if not ended.is_answer:
                new.end_with_a_line()
            if ended.stopped is Stopped.SIZE:
                asker.missing(file, f"cut after {most_bytes >> 20} MiB: narrow it with --since")
                break
            asker.note(question, ended)
        new.is_kept = new.size > 0
    if new.is_kept:
        asker.record.fetched.append(Fetched(file=file, bytes=new.size))
    return new.size


def question_of(one: Announcer, file: str, since_s: int, most_bytes: int, *, is_before: bool) -> Question:
    """The question for a log, that of before the container's restart or its present one."""
    arguments = ["logs", one.pod, "-n", one.namespace, "-c", one.container, "--timestamps", "--tail=-1"]
    arguments += [f"--since={since_s}s", *(["--previous"] if is_before else [])]
    about = f"log of {one.pod}{' from before its restart' if is_before else ''}"
    return Question(arguments=arguments, file=file, about=about, ask="get on pods/log", most_bytes=most_bytes)
