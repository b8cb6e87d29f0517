"""What stands around a command's output: a shell's prompt with the command, `watch`, what ssh and script say.

    root@node1:~# ip neigh
    alice@jump:~$ ssh node2 ip neigh
    Every 2.0s: ip neigh                     node1: Sun Nov 22 20:15:24 2026

A command that is run elsewhere, by ssh or in a container, is of the host that it names, and else of none that is known.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

MOST: Final = 400
"""Characters that such a line has at most."""
NAME: Final = r"[A-Za-z0-9][\w.-]{0,252}"
OF_HOST: Final = re.compile(
    rf"\W{{0,4}}[\w.-]{{1,64}}@({NAME})"
    r"(?::[^#$%>]{0,200}|[ ][^#$%>|\]]{0,200}(?=\])|[ ][~/][^#$%>|]{0,200}?)?\]?[ ]?[#$%>](?:[ ]+(.*))?$"
)
"""With the host's name: `root@node1:~# `, `[root@node1 ~]# `, `core@node1 ~ $ `, `alice@node1 ~> `."""
NAMED: Final = re.compile(rf"({NAME})(?:[%#]|:[^\s#$]{{1,100}}[ ]?\w{{0,64}}[#$])[ ]+(\S.*)$")
"""`node1% `, zsh's own; `node1:~ root# `."""
BARE: Final = re.compile(
    r"(?:[/~]\S{0,100}[ ]|sh-[\d.]{1,8}|bash-[\d.]{1,8}|PS[ ][^>]{1,100})?[$#%>+❯➜»λ]+[ ]{1,4}(?:~[ ]+)?(\S.*)$"
)
"""Without a name: `$ `, `/ # `, `sh-5.1# `, `❯ `, `+ ` of `set -x`, PowerShell's."""
COMMAND_NAMES: Final = (
    "alias ansible arp arping bash brctl bridge cat cd clear clush crictl curl date dmesg docker echo exit for grep "
    "head hostname ifconfig ip ipvsadm journalctl kubectl logout ls nc ndisc6 nerdctl nsenter oc pdsh ping podman "
    "pssh script sh sleep ssh su sudo systemctl tail tcpdump tee timeout uname uptime watch while"
)
COMMANDS: Final = frozenset(COMMAND_NAMES.split())
"""By which a prompt without a name is told from other texts that begin so."""
ELSEWHERE: Final = re.compile(r"(?:^|[ ;|&('\"])(?:ssh|exec|nsenter|ansible|clush|pdsh|pssh|debug|chroot|run)(?= |$)")
"""What runs a command on another host, or in a namespace of its own."""
SSH: Final = re.compile(
    rf"(?:sudo )?ssh(?: -[A-Za-z](?:[ ]?[\w./=@-]{{1,100}})??)*+ (?:[\w.-]{{1,64}}@)?({NAME})(?: |$)"
)
VALUED: Final = re.compile(r" -[BbcDEeFIiJLlmOoPpQRSWw] ?(?:\S{1,200})")
"""Options of ssh that have a value."""
FLAG: Final = re.compile(r" -[46AaCfGgKkMNnqsTtVvXxYy]+(?= )")
NODE: Final = re.compile(rf"(?:kubectl|oc) debug (?:-\S+ )*nodes?/({NAME})")
WATCH: Final = re.compile(
    rf"[^\d:]{{1,40}}\d{{1,6}}[.,]\d{{1,3}}\s?s: (\S.{{0,300}}?) {{1,300}}({NAME}): ([^\s:].{{8,60}})$"
)
ENDED: Final = re.compile(
    r"(?:logout|exit|\^C|\^D|Connection to \S{1,253} closed\.|Last login: .*|Script (?:started|done) .*)$"
)


class Prompt(NamedTuple):
    """What a prompt, or a line of a shell, says."""

    host: str | None
    """Where the command runs; None where that is not told."""
    stays: bool = False
    """Whether the host is that of the lines before it."""


def prompt(line: str) -> Prompt | None:
    """What a prompt says; None where a line is none."""
    text = line.strip()
    if len(line) > MOST or not text:
        return None
    if found := OF_HOST.match(text):
        return Prompt(where(found[1], found[2] or ""))
    if (found := BARE.match(text)) and is_command(found[1]):
        return Prompt(where(None, found[1]), stays=not ELSEWHERE.search(found[1]))
    if (found := NAMED.match(text)) and is_command(found[2]):
        return Prompt(where(found[1], found[2]))
    return Prompt(None, stays=text[0] == "^") if ENDED.match(text) else None


def is_command(text: str) -> bool:
    """Whether a text begins with a command that is known."""
    return text.split(maxsplit=1)[0] in COMMANDS


def where(host: str | None, command: str) -> str | None:
    """The host that a command runs on, given at a prompt of a host."""
    if not ELSEWHERE.search(command):
        return host
    if found := SSH.match(FLAG.sub("", VALUED.sub("", command))):
        return found[1]
    found = NODE.search(command)
    return found[1] if found else None


def watched(line: str) -> tuple[str, str] | None:
    """Host and time of what `watch` has at its top; None where a line is none of it."""
    found = WATCH.match(line.strip()) if len(line) <= MOST else None
    return None if found is None else (found[2], found[3])
