"""One open interface, whose frames come out as a pcap stream.

libpcap dumps what it captured into a file in memory, nanoseconds and all, and the bytes are read from there: cypcap's
own packet headers have wrong times at that resolution. The file is appended to, and cut off once it was read, so it
never has more than one round of frames; a pipe would have to be emptied by another thread, as a dump that waits for
room in it holds the interpreter.

An interface that goes down comes back by itself. One that was removed leaves a socket bound to nothing, which may be
bound to its successor without any privilege.
"""

from __future__ import annotations

import logging
import os
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cypcap

from arpwatch_k8s.capture.live.interfaces import ANY, SYSFS, index_of
from arpwatch_k8s.capture.live.kernel_filter import MAX_BYTES, Passing, program
from arpwatch_k8s.capture.live.stop import BLOCK_S, Stop
from arpwatch_k8s.errors import ArpwatchError, InputError
from arpwatch_k8s.savefile.pcap import HEADER_BYTES, RECORD_HEADER_BYTES

log = logging.getLogger("arpwatch_k8s")

POLL_S: Final = 0.25
BUFFER_BYTES: Final = 64 << 20
"""The kernel's: about two seconds of 300,000 small frames a second."""
ROUND_BYTES: Final = 32 << 20
MOST_FRAMES: Final = 50_000
"""At most so much is taken out of the kernel's buffer in one round."""

ETH_P_ALL, SOL_PACKET, PACKET_ADD_MEMBERSHIP, PACKET_MR_PROMISC = 3, 263, 1, 1
LOOK_S: Final = 0.5
GONE_S: Final = 30.0
"""How long a removed interface may take to come again: a driver reload, a bond or bridge that is set up anew."""


class GoneError(ArpwatchError):
    """An interface is gone, and did not come again in time: whoever started us should do so again."""

    exit_code = 75  # EX_TEMPFAIL


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How to listen. snaplen, buffer_bytes: most bytes of a frame, and of the kernel's buffer."""

    snaplen: int = MAX_BYTES
    promiscuous: bool = True
    buffer_bytes: int = BUFFER_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What an interface counted since it was opened: frames that passed the filter, those of them that the kernel had
    no room for, and those that the interface itself lost."""

    received: int = 0
    dropped_by_kernel: int = 0
    dropped_by_interface: int = 0

    @property
    def dropped(self) -> int:
        """All that were lost."""
        return self.dropped_by_kernel + self.dropped_by_interface


Told = Callable[[str, bool], None]
"""Takes a sentence on what became of the interface, and whether it is there and up now."""


class Tap:
    """An interface, opened. `tell` hears when it goes down, comes up, is removed and made again.

    InputError: it cannot be opened. UsageError: the filter makes no sense.
    """

    def __init__(self, name: str, settings: Settings, passing: Passing, *, tell: Told) -> None:
        self.name = name
        self._settings = settings
        self._tell = tell
        self._pcap = opened(name, settings)
        self._index = index_of(name)
        self._hardware = hardware(name)
        self._lost: float | None = None
        self._up = True
        self._next_look = 0.0
        self._counts = Counts()
        self.linktype = int(self._pcap.datalink())
        self.let_pass(passing)
        self._pcap.setnonblock(True)
        self._memory = os.memfd_create(f"arpwatch-k8s {name}")
        # reopened by name, as libpcap takes no descriptor; needs to be done before privileges are dropped
        self._dumper = self._pcap.dump_open_append(f"/proc/self/fd/{self._memory}")
        self._dumper.flush()
        self.header = os.pread(self._memory, HEADER_BYTES, 0)
        os.ftruncate(self._memory, 0)
        self._most = min(MOST_FRAMES, max(1, ROUND_BYTES // (RECORD_HEADER_BYTES + settings.snaplen)))
        self._size = self._at = 0

    def fileno(self) -> int:
        """What becomes readable when there are frames."""
        return int(self._pcap.get_selectable_fd())

    def let_pass(self, passing: Passing) -> None:
        """Put another filter in place of the one before."""
        bpf = program(self._pcap, passing)
        if bpf is not None:
            self._pcap.setfilter(bpf)

    @property
    def is_there(self) -> bool:
        """Whether the interface is, as far as is known."""
        return self._lost is None

    def wait(self, stop: Stop, *, most_s: float = POLL_S) -> None:
        """Until there are frames, for a moment at most, or until the end is asked for."""
        stop.wait_for(*((self.fileno(),) if self.is_there else ()), most_s=min(POLL_S, most_s))

    def read_into(self, view: memoryview) -> int:
        """Bytes of records that are there, 0 where there are none just now. GoneError: the interface is gone."""
        if self._at == self._size and not self._dump():
            return 0
        got = os.preadv(self._memory, [view[: self._size - self._at]], self._at)
        self._at += got
        return got

    def _dump(self) -> bool:
        """Have libpcap write out one round of frames; whether there were any."""
        os.ftruncate(self._memory, 0)
        self._size = self._at = 0
        self._look_after_link()
        if self._lost is not None:
            return False
        try:
            self._pcap.dispatch(self._most, self._dumper.dump)
        except cypcap.Error as error:
            log.debug("%s: %s", self.name, error.args[-1])  # what it means the next look will tell
            self._next_look = 0.0
        self._dumper.flush()
        self._size = os.fstat(self._memory).st_size
        return self._size > 0

    def _look_after_link(self) -> None:
        """See now and then whether the interface is still there, and up; listen to its successor where it is not.

        libpcap tells of neither: it waits for an interface that is down, and may for one that is gone.
        """
        now = time.monotonic()
        if self.name == ANY or now < self._next_look:
            return
        self._next_look = now + LOOK_S
        index = index_of(self.name)
        if index is None:
            if self._lost is None:
                self._lost = now
                self._tell(f"{self.name} is gone; waiting {GONE_S:.0f} s for it to come again", False)
            elif now - self._lost > GONE_S:
                raise self._gone(f"is gone since {GONE_S:.0f} s")
            return
        up = is_up(self.name)
        if index != self._index:
            self._lost = self._lost or now
            if not up:
                return
            self._bind(index)
            self._tell(f"{self.name} was made anew; listening to it again", True)
            self._lost = None
        elif self._lost is not None:  # it had another name meanwhile: what is bound to it still is
            self._tell(f"{self.name} is there again, {'up' if up else 'down'}; listening to it", up)
            self._lost = None
        elif up != self._up:
            self._tell(f"{self.name} is {'up again' if up else 'down'}", up)
        self._up = up

    def _bind(self, index: int) -> None:
        """Listen to another interface of the same name. GoneError: it is of another kind, or the kernel refuses."""
        if hardware(self.name) != self._hardware:
            raise self._gone("was made anew as another kind of interface")
        with socket.socket(fileno=os.dup(self.fileno())) as again:
            try:
                again.bind((self.name, ETH_P_ALL))
                if self._settings.promiscuous:
                    member = struct.pack("iHH8s", index, PACKET_MR_PROMISC, 0, b"")
                    again.setsockopt(SOL_PACKET, PACKET_ADD_MEMBERSHIP, member)
            except OSError as error:
                raise self._gone(f"was made anew and cannot be listened to ({error.strerror})") from error
        self._index = index

    def _gone(self, how: str) -> GoneError:
        return GoneError(f"-i {self.name}: {how}", fix="Start this again once the interface is there.")

    def counts(self) -> Counts:
        """The counters; the last ones known where the interface cannot be asked."""
        try:
            stat = self._pcap.stats()
        except cypcap.Error:
            return self._counts
        self._counts = Counts(
            received=int(stat.recv), dropped_by_kernel=int(stat.drop), dropped_by_interface=int(stat.ifdrop)
        )
        return self._counts

    @property
    def last_counts(self) -> Counts:
        """The counters when they were last asked for."""
        return self._counts

    def close(self) -> None:
        """Let go of it all."""
        self._dumper.close()
        self._pcap.close()
        os.close(self._memory)


def opened(name: str, settings: Settings) -> cypcap.Pcap:
    """libpcap's handle, listening. InputError where that is not to be had."""
    handle = cypcap.create(name)
    try:
        handle.set_snaplen(settings.snaplen)
        handle.set_promisc(settings.promiscuous and name != ANY)
        handle.set_timeout(BLOCK_S)  # in seconds, unlike libpcap's own
        handle.set_buffer_size(settings.buffer_bytes)
        handle.set_tstamp_precision(cypcap.TstampPrecision.NANO)
        handle.activate()
    except cypcap.Error as error:
        handle.close()
        raise InputError(f"-i {name}: cannot be listened to ({error.args[-1]})", fix=remedy(error)) from error
    return handle


def remedy(error: cypcap.Error) -> str:
    """What to do about an interface that cannot be opened."""
    match error.args[0]:
        case cypcap.ErrorCode.PERM_DENIED | cypcap.ErrorCode.PROMISC_PERM_DENIED:
            return "Run it as root, or with CAP_NET_RAW: setcap cap_net_raw+ep on its own copy of python."
        case cypcap.ErrorCode.IFACE_NOT_UP:
            return "Bring it up: ip link set dev IF up."
        case cypcap.ErrorCode.NO_SUCH_DEVICE:
            return "arpwatch-k8s capture -D lists the interfaces."
        case _:
            return "If memory is short, give a smaller buffer: -B 4096."


def hardware(name: str) -> str:
    """The kernel's number for the kind of an interface; nothing where it has none."""
    return read(SYSFS / name / "type")


def is_up(name: str) -> bool:
    """Whether an interface is set up."""
    return bool(int(read(SYSFS / name / "flags") or "0", 16) & 1)


def read(path: Path) -> str:
    """A word of the kernel's; nothing where it says none."""
    try:
        return path.read_text().strip()
    except OSError:
        return ""
