"""What a shell offers where a value is one of a few: found out when it asks, from nothing that takes long to load.

Options that take a form or a severity need none of these: their types say what there is.
"""

from __future__ import annotations

import os
import re
import socket
from itertools import pairwise
from typing import Final

VARIABLE: Final = "_ARPWATCH_K8S_COMPLETE"
"""Set where a shell asks, to which shell it is."""
PLAIN: Final = re.compile(r"[\w.@-]+", re.ASCII)
"""What no shell takes for more than a word: zsh evaluates what it is offered."""


def interfaces() -> list[str]:
    """Names of this host's interfaces."""
    return [name for _, name in socket.if_nameindex() if PLAIN.fullmatch(name)]


def interfaces_or_any() -> list[str]:
    """The same where all of them may be meant."""
    from arpwatch_k8s.capture.live.interfaces import ANY

    return [*interfaces(), ANY]


def zones() -> list[str]:
    """Names of time zones."""
    from zoneinfo import available_timezones

    return sorted(available_timezones())


def kinds() -> list[str]:
    """Kinds of evidence."""
    from arpwatch_k8s.wording.kinds import KINDS

    return list(KINDS[1:])


def checks() -> list[tuple[str, str]]:
    """Checks of settings, each with what it is about."""
    from arpwatch_k8s.lint.checks import CHECKS

    return [(check.id, check.title.replace("'", "’")) for check in CHECKS]  # zsh would lose a straight one


def join_what_bash_parted() -> None:
    """Make `--tz As` of `--tz = As`: for bash an equals sign is a word of its own, which Typer takes for the value."""
    if os.environ.get(VARIABLE) != "complete_bash":
        return
    words, at = os.environ["COMP_WORDS"].split("\n"), int(os.environ["COMP_CWORD"])
    signs = [
        place
        for place, (before, word) in enumerate(pairwise(words), start=1)
        if word == "=" and before.startswith("--") and place != at
    ]
    os.environ["COMP_WORDS"] = "\n".join(word for place, word in enumerate(words) if place not in signs)
    os.environ["COMP_CWORD"] = str(at - sum(place < at for place in signs))
