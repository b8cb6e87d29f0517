"""A part and a seed to an input: what `python -m tests.fuzz` runs through."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Final

from tests.fuzz import samples, words
from tests.fuzz.archives import archive
from tests.fuzz.containers import capture
from tests.fuzz.extremes import HOSTILE
from tests.fuzz.texts import file_of, settings_of
from tests.fuzz.trial import Input
from tests.mutations import SEEDS

REPORTS: Final = 0.15
"""How many inputs are a whole report: tables, figures, page."""
OTHERS: Final = (
    ("timeline", "-o", "t.svg"),
    ("explain", "--at", "2026-11-22T20:14:37Z"),
    ("evidence",),
    ("report", "-o", "report"),
)
"""What else reads captures."""
NAMES: Final = (
    "group_vars/all.yml", "group_vars/k8s_cluster/addons.yml", "lab/group_vars/all", "hosts.ini", "values.yaml",
    "manifest.json", "keepalived.conf", "sysctl.conf", "nginx.conf", "config.yaml", "ip-addr-node1.txt",
    "etc/firewalld/zones/public.xml",
)  # fmt: skip
"""Of files of settings, some of which are told by where they stand."""


def captures(chance: Random) -> Input:
    """A capture, or two of the same time."""
    files = {f"{name}.pcap": capture(chance) for name in "ab"[: chance.choice((1, 1, 1, 2))]}
    return Input(files=files, command=analyzed([*files], chance))


def logs(chance: Random) -> Input:
    """Logs and listings, told by what is in them or named as what they are, alone or beside a capture."""
    files, given = {}, []
    for name in ("a.log", "neigh-before.txt", "nodes.json", "b.log")[: chance.choice((1, 1, 2, 4))]:
        several = chance.random() < 0.3
        sample = chance.choice(samples.logs())
        files[name] = file_of(samples.logs() if several else [sample], chance)
        if sample.kind is not None and chance.random() < 0.5:
            given += ["--as", f"{sample.kind}={name}"]
    if chance.random() < 0.5 or not given:
        files["a.pcap"] = capture(chance) if chance.random() < 0.3 else SEEDS["pcapng"]
    return Input(files=files, command=(*analyzed(["."], chance), *given))


def prints(chance: Random) -> Input:
    """Printed frames, told by what is in them or named so."""
    what = chance.choice((("a.txt",), ("--as", "tcpdump=a.txt")))
    return Input(files={"a.txt": file_of(samples.prints(), chance)}, command=analyzed([*what], chance))


def archives(chance: Random) -> Input:
    """An archive of captures and logs."""
    makers: tuple[Callable[[], bytes], ...] = (
        lambda: SEEDS["pcapng"], lambda: file_of(samples.logs(), chance), lambda: file_of(samples.prints(), chance)
    )  # fmt: skip
    contents = [chance.choice(makers)() for _ in range(chance.choice((0, 1, 2, 5)))]
    name, data = archive(contents, chance)
    return Input(files={name: data}, command=analyzed([name], chance))


def names(chance: Random) -> Input:
    """A file of names beside a capture."""
    command = analyzed(["a.pcap", "--inventory", "names"], chance)
    return Input(files={"a.pcap": SEEDS["pcapng"], "names": words.names(chance)}, command=command)


def arguments(chance: Random) -> Input:
    """Options beside a capture and a log, both as they should be."""
    lines = chance.choice(samples.logs()).lines
    files = {"a.pcap": SEEDS["pcapng"], "a.log": "\n".join(lines).encode("utf-8", "replace") + b"\n"}
    if chance.random() < 0.2:
        files["".join(c for c in chance.choice(HOSTILE) if c not in "\0/")[:60].strip(".\ud800") or "x"] = SEEDS["pcap"]
    return Input(files=files, command=(*analyzed(["."], chance), *words.options(chance)))


def settings(chance: Random) -> Input:
    """Settings, in a tree of theirs or named one by one."""
    names = chance.sample(NAMES, chance.choice((1, 2, 4)))
    files = {name: settings_of(samples.settings(), chance) for name in names}
    options = chance.choice(((), ("--format", "json"), ("--format", "sarif"), ("--format", "github")))
    return Input(files=files, command=("lint", *chance.choice((["."], names)), *options))


def analyzed(what: list[str], chance: Random) -> tuple[str, ...]:
    """The command on some sources: mostly the text or the document, for some the report, for a few another command."""
    drawn = chance.random()
    if drawn < REPORTS:
        return ("analyze", *what, "-o", "report")
    if drawn < REPORTS + 0.05:
        first, *rest = chance.choice(OTHERS)
        return (first, *what, *rest)
    return ("analyze", *what, *(("--format", "json") if drawn > 0.7 else ()))


PARTS: Final[dict[str, Callable[[Random], Input]]] = {
    "captures": captures,
    "logs": logs,
    "prints": prints,
    "archives": archives,
    "names": names,
    "arguments": arguments,
    "settings": settings,
}


def make(part: str, seed: int) -> Input:
    """The input of a seed, always the same."""
    return PARTS[part](Random(f"{part}{seed}"))
