"""Root is given away once the sockets are open, before a byte of a frame is looked at.

What is left: another user without groups, no capability in any set (not even in the bounding set), and no_new_privs.
Capabilities belong to a thread, so that all this is done while there is only one; whether it was is read back from
/proc, since a privilege that was only meant to be dropped is worse than a refusal.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import resource
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from arpwatch_k8s.errors import ArpwatchError, UsageError

DEDICATED, NOBODY = "arpwatch-k8s", "nobody"
"""The user to become: one of this name where there is one."""

PR_SET_KEEPCAPS, PR_CAPBSET_READ, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 8, 23, 24, 38
PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
CAPABILITY_VERSION_3: Final = 0x20080522
CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER, CAP_SETUID, CAP_SETPCAP = 0, 1, 2, 3, 7, 8
READING: Final = 1 << CAP_DAC_READ_SEARCH
"""Any file may be read, none written."""
FILES: Final = READING | 1 << CAP_CHOWN | 1 << CAP_DAC_OVERRIDE | 1 << CAP_FOWNER
"""What root may do with files."""
TASKS: Final = Path("/proc/self/task")
CAPABILITY_SETS: Final = ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")

libc = ctypes.CDLL(None, use_errno=True)


class PrivilegeError(ArpwatchError):
    """Privileges could not be given away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Whom to become; `told` where the user named them."""

    name: str
    uid: int
    gid: int
    told: bool


def account(name: str | None) -> Account | None:
    """The account to become: the one named, else the dedicated user, else nobody; None where this process is not root,
    and stays who it is. UsageError: no such user, or one to become without being root."""
    if name is None:
        if os.geteuid() != 0:
            return None
        name = DEDICATED if known(DEDICATED) else NOBODY
        told = False
    else:
        told = True
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        raise UsageError(
            f"--user {name}: no such user", fix=f"Make one: useradd --system --no-create-home {DEDICATED}."
        ) from None
    if os.geteuid() not in (0, entry.pw_uid):
        raise UsageError(f"--user {name}: only root can become another user", fix="Leave it out, or run it as root.")
    return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid, told=told)


def known(name: str) -> bool:
    """Whether there is a user of that name."""
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def forbid() -> bool:
    """Take away the ways to more privileges: the bounding set, and programs that would give some. To be called before
    anything is imported that starts threads, as these have what their maker had; whether the set could be emptied."""
    call("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    return empty_bounding_set()


def drop(to: Account | None) -> str:
    """Become `to` for good, without capabilities and without a way to get any; says in words what was done.

    Root stays root where it was told to, with nothing but what a file's owner may. PrivilegeError: it did not work.
    """
    forget_ambient()
    bounded = forbid()
    if to is not None and os.geteuid() == 0:
        become(to)
    clear_capabilities()
    verify(to, bounded=bounded)
    who = pwd.getpwuid(os.geteuid()).pw_name if known_uid(os.geteuid()) else f"user {os.geteuid()}"
    return f"running as {who}, without capabilities"


def lessen(*, writes: bool) -> None:
    """Of root's rights, keep those that reading files takes: become nobody, who may read any file, write none, and run
    nothing that may more. Where this process writes files, too, stay root with what root may do with files.

    Who is not root stays who it is; a root who may not become anybody (a container's) keeps what is needed for that.
    PrivilegeError: it did not work.
    """
    if os.geteuid() != 0:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core holds what was read
    may = effective()
    to = None if writes or not may >> CAP_SETUID & 1 or not known(NOBODY) else account(NOBODY)
    kept = may & (FILES if to is None else READING)
    forget_ambient()
    bounded = forbid()
    if to is not None:
        call("prctl", PR_SET_KEEPCAPS, 1, 0, 0, 0)
        become(to)
    clear_capabilities(kept)
    verify(to, bounded=bounded, kept=kept)


def become(to: Account) -> None:
    """Be that user in all threads, without groups. PrivilegeError where this root may not."""
    try:
        os.setgroups([])
        os.setresgid(to.gid, to.gid, to.gid)
        os.setresuid(to.uid, to.uid, to.uid)
    except PermissionError as error:
        raise PrivilegeError(
            f"cannot become user {to.name} ({error.strerror})",
            fix="Give a container SETUID and SETGID beside NET_RAW, or start it as a user who has NET_RAW alone.",
        ) from error


def known_uid(uid: int) -> bool:
    """Whether a user has a name."""
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def call(function: str, *arguments: object) -> int:
    """A call of the C library; PrivilegeError where it fails."""
    done: int = getattr(libc, function)(*arguments)
    if done < 0:
        number = ctypes.get_errno()
        raise PrivilegeError(
            f"privileges cannot be given away ({function}: {os.strerror(number)})",
            fix="Start it as root, or as a user with CAP_NET_RAW and nothing else.",
        )
    return done


def forget_ambient() -> None:
    """Empty the ambient set, from which a program that is run would inherit."""
    call("prctl", PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)


def empty_bounding_set() -> bool:
    """Take all out of the bounding set; whether this process may."""
    if not effective() >> CAP_SETPCAP & 1:
        return False
    number = 0
    while libc.prctl(PR_CAPBSET_READ, number, 0, 0, 0) >= 0:  # fails behind the last that this kernel knows
        call("prctl", PR_CAPBSET_DROP, number, 0, 0, 0)
        number += 1
    return True


def clear_capabilities(kept: int = 0) -> None:
    """Empty the effective, permitted and inheritable sets of this thread, but for those `kept`, which no program that
    is run inherits unless it is run by root."""
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    call("capset", header, (ctypes.c_uint32 * 6)(kept, kept, 0, 0, 0, 0))


def status(task: Path) -> dict[str, str]:
    """/proc's word on a thread."""
    return dict(line.split(":\t", 1) for line in (task / "status").read_text().splitlines() if ":\t" in line)


def effective() -> int:
    """This process's effective capabilities."""
    return int(status(Path("/proc/self"))["CapEff"], 16)


def verify(to: Account | None, *, bounded: bool, kept: int = 0) -> None:
    """PrivilegeError unless every thread is who it should be, with nothing left but what is `kept`."""
    for task in TASKS.iterdir():
        said = status(task)
        uids = set(said["Uid"].split())
        left = [name for name in CAPABILITY_SETS if (bounded or name != "CapBnd") and int(said[name], 16) & ~kept]
        if (to is not None and uids != {str(to.uid)}) or left or said["NoNewPrivs"] != "1":
            raise PrivilegeError(
                f"privileges are still there (thread {task.name}: users {', '.join(sorted(uids))}; {', '.join(left)})",
                fix="This is a fault of the program or of its container: do not run it as root here.",
            )
