"""`make soak`, `make storm`: the live commands under load, on a wire between two namespaces (root, tcpreplay, tcpdump).

    python -m tests.benchmarks.live soak --seconds 600 --rate 20000
    python -m tests.benchmarks.live churn --seconds 600 --rate 20000
    python -m tests.benchmarks.live deaf --seconds 600 --rate 5000
    python -m tests.benchmarks.live storm --seconds 10 --rate 300000

soak: memory of `watch` over time with all sinks on, which has to level off; the same frames again and again. churn:
memory with frames that are never the same (tests/benchmarks/churn.py), which needs no tcpreplay. deaf: sinks that
hang, refuse and fail all the while, and what they have heard once they are well (tests/benchmarks/deaf.py), which
needs none either. storm: control frames as fast as asked for, the same ones seen by `capture` (or `watch`) and by
tcpdump beside it; what each lost of them.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from arpwatch_k8s.monitor.alerting.command import LIMIT_S
from tests.benchmarks.churn import Sample, Sender, memory_mib, new_frames, slope
from tests.benchmarks.deaf import play
from tests.live.namespaces import INTERFACE, command, pair
from tests.savefiles import NS, VIP, Timed, announcement, exchange, pcap

FRAMES = 20_000
SAMPLE_S = 10.0
SAMPLES = 20
"""At least."""
STOP_S = 300.0
"""When it is given up: many times what it ought to take."""
SETTLED_S = 120.0
"""After that memory has to be flat."""
INCIDENTS = 40
"""While sinks are deaf: fewer than a receiver of messages is told of in an hour."""
METRICS = 9731
"""The port at which they are served."""
TAKE_S = 0.05
"""Between two looks at what it says."""


def mac(number: int) -> str:
    """One of many nodes."""
    return f"52:54:00:00:{number >> 8:02x}:{number & 255:02x}"


def control_frames(path: Path) -> None:
    """Announcements of 250 addresses by 200 nodes."""
    different = [announcement(mac(i % 200), f"192.0.2.{i % 250 + 1}") for i in range(1000)]
    write(path, ((i * 1000, different[i % 1000]) for i in range(FRAMES)))


def mixed_frames(path: Path) -> None:
    """What a busy proxy has: connections to a VIP, a handover now and then, ARP of its neighbors."""
    chance = random.Random(1)
    frames = []
    for i in range(FRAMES // 5):
        node = mac(i // 4000 % 3)
        frames += exchange(i * NS // 1000, 20000 + i % 40000, mac=node, isn=chance.getrandbits(32))
        frames.append((i * NS // 1000 + 1, announcement(mac(10 + i % 200), f"192.0.2.{100 + i % 150}")))
        if i % 4000 == 0:
            frames.append((i * NS // 1000, announcement(node)))
    write(path, sorted(frames, key=lambda frame: frame[0]))


def write(path: Path, frames: Iterable[Timed]) -> None:
    """A pcap of microseconds, which tcpreplay takes."""
    records = (pcap([frame], nano=False)[24:] for frame in frames)
    path.write_bytes(pcap([], nano=False) + b"".join(records))


def replay(namespace: str, path: Path, *, rate: int, seconds: float) -> dict[str, float]:
    """Send it again and again; frames and seconds it really took."""
    loops = max(1, round(rate * seconds / FRAMES))
    argv = [
        "ip",
        "netns",
        "exec",
        namespace,
        "tcpreplay",
        "-q",
        "-K",
        f"--pps={rate}",
        f"--loop={loops}",
        "-i",
        INTERFACE,
    ]
    done = subprocess.run([*argv, str(path)], capture_output=True, text=True, check=True)
    found = re.search(r"Actual: (\d+) packets .* sent in ([\d.]+) seconds", done.stdout + done.stderr)
    if found is None:
        raise SystemExit(f"tcpreplay said nothing of what it sent: {done.stdout}{done.stderr}")
    return {"sent": int(found[1]), "seconds": float(found[2])}


def cpu_s(pid: int) -> float:
    """Seconds of CPU time that a process took."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def every_sink(folder: str) -> list[str]:
    """Options that have all of them on."""
    Path(folder).chmod(0o777)
    told = ["--metrics", f":{METRICS}", "--metrics-textfile", f"{folder}/arpwatch.prom", "--on-incident", "/bin/true"]
    kept = ["--history", f"{folder}/history.db", "--record", f"{folder}/recordings", "--keep-bytes", "300MiB"]
    return [*told, *kept, "--no-record-report", "-o", f"{folder}/case"]


def soak(seconds: float, rate: int) -> None:
    """Memory over time, with all sinks on."""
    with tempfile.TemporaryDirectory() as folder, pair() as wire:
        frames = Path(folder) / "mixed.pcap"
        mixed_frames(frames)
        options = ("-i", INTERFACE, "--vip", VIP, "--format", "ndjson", "-q", *every_sink(folder))
        with command(wire.here, "watch", *options) as running:
            running.until('"started"')
            began, sent = time.monotonic(), 0.0
            print(f"{'s':>6} {'MiB':>8} {'frames/s':>10}")
            while time.monotonic() - began < seconds:
                one = replay(wire.there, frames, rate=rate, seconds=SAMPLE_S)
                sent += one["sent"]
                running.take()
                row = time.monotonic() - began, memory_mib(running.pid), one["sent"] / one["seconds"]
                print("{:6.0f} {:8.1f} {:10,.0f}".format(*row), flush=True)
            asked = time.monotonic()
            code, lines = running.end(signal.SIGTERM, within_s=STOP_S)
            took = time.monotonic() - asked
        stopped = next(json.loads(line) for line in reversed(lines) if '"stopped"' in line)
        print(f"stopped within {took:.1f} s")
        print(f"sent {sent:,.0f}, seen {stopped['frames']:,}, dropped {stopped['dropped']:,}, exit {code}")


def churn(seconds: float, rate: int) -> None:
    """Memory over time, while VIPs, their owners and the peers are ever new."""
    samples: list[Sample] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        pair() as wire,
        command(wire.here, "watch", "-i", INTERFACE, "--format", "ndjson", "-q", "-o", f"{folder}/case") as running,
    ):
        Path(folder).chmod(0o777)
        running.until('"started"')
        print(f"{'s':>6} {'MiB':>8} {'frames/s':>10}")
        with Sender(wire.there, rate, new_frames()) as sender:
            began, told, before = time.monotonic(), 0.0, 0
            while told < seconds:
                running.take()
                time.sleep(TAKE_S)
                now = time.monotonic() - began
                if now - told >= min(SAMPLE_S, seconds / SAMPLES):
                    samples.append(Sample(now, memory_mib(running.pid)))
                    print(
                        f"{now:6.0f} {samples[-1].mib:8.1f} {(sender.sent - before) / (now - told):10,.0f}", flush=True
                    )
                    told, before = now, sender.sent
        asked = time.monotonic()
        code, lines = running.end(signal.SIGTERM, within_s=STOP_S)
        took = time.monotonic() - asked
        stopped, is_written = json.loads(lines[-1]), (Path(folder) / "case/report/report.html").exists()
    print(f"sent {sender.sent:,}, seen {stopped['frames']:,}, dropped {stopped['dropped']:,}, exit {code}")
    print(
        f"most {max(sample.mib for sample in samples):,.0f} MiB, in the later half {slope(samples):+.1f} MiB a minute"
    )
    settled = [sample.mib for sample in samples if sample.seconds > min(SETTLED_S, seconds / 2)]
    print(f"once settled {min(settled):,.0f} to {max(settled):,.0f} MiB, {sum(settled) / len(settled):,.0f} on average")
    print(f"stopped within {took:.1f} s, {'with' if is_written else 'WITHOUT'} its report")


def deaf(seconds: float, rate: int) -> None:
    """Sinks that do not hear, until they do."""
    done = play(deaf_s=seconds, rate=rate, moves_apart_s=max(4.0, seconds / INCIDENTS), hangs_s=2 * LIMIT_S)
    stopped, last = done.stopped, done.samples[-1].seconds
    print(f"{'s':>6} {'MiB':>8}")
    for sample in done.samples[:: max(1, len(done.samples) // SAMPLES)]:
        print(f"{sample.seconds:6.0f} {sample.mib:8.1f}{'  well' if sample.seconds > seconds else ''}")
    print(f"sent {done.sent:,} ({done.sent / last:,.0f}/s), seen {stopped['frames']:,}, dropped {stopped['dropped']:,}")
    ill = [sample for sample in done.samples if sample.seconds <= seconds]
    print(
        f"most {max(sample.mib for sample in done.samples):,.0f} MiB; {slope(ill):+.1f} MiB a minute in the later half"
    )
    print(f"{len(done.opened)} incidents opened, {len(done.resolved)} resolved, {len(done.remembered)} remembered")
    for name, heard in done.heard.items():
        missed = len(set(done.resolved) - set(heard))
        print(f"  {name:<30} heard of {len(set(heard))} ends, missed {missed}")
    print(f"all had heard all {done.healed_s:.0f} s after they were well; exit {done.code}")
    print("\n".join(f"  {line}" for line in done.log))


def counted(lines: Sequence[str], pattern: str) -> list[int]:
    """Numbers in the last words of a program."""
    found = re.search(pattern, "\n".join(lines))
    return [int(number.replace(",", "")) for number in found.groups()] if found else []


def storm(seconds: float, rate: int) -> None:
    """Drops of the same frames: ours, and tcpdump's beside it."""
    with tempfile.TemporaryDirectory() as folder, pair() as wire:
        Path(folder).chmod(0o777)
        frames = Path(folder) / "control.pcap"
        control_frames(frames)
        recorded = ("--record", f"{folder}/rec", "--keep-bytes", "256MiB", "--no-record-report")
        for name, arguments in (
            ("capture", ("capture", "-i", INTERFACE, "-w", f"{folder}/ours.pcapng", "--force")),
            ("watch", ("watch", "-i", INTERFACE, "--vip", VIP, "--format", "ndjson")),
            ("watch --record", ("watch", "-i", INTERFACE, "--vip", VIP, "--format", "ndjson", *recorded)),
        ):
            peer = [
                "ip",
                "netns",
                "exec",
                wire.here,
                "tcpdump",
                "-i",
                INTERFACE,
                "-B",
                "65536",
                "-w",
                f"{folder}/peer.pcap",
            ]
            with command(wire.here, *arguments) as running:
                running.until("listening on" if name == "capture" else '"started"')
                with subprocess.Popen([*peer, "arp"], stderr=subprocess.PIPE, text=True) as other:
                    assert other.stderr is not None
                    other.stderr.readline()
                    before = cpu_s(running.pid)
                    one = replay(wire.there, frames, rate=rate, seconds=seconds)
                    time.sleep(2)
                    mib, cpu = memory_mib(running.pid), cpu_s(running.pid) - before
                    other.send_signal(signal.SIGINT)
                    said = other.stderr.read().splitlines()
                _, lines = running.end(signal.SIGTERM)
            theirs = counted(said, r"(\d+) packets received by filter\s+(\d+) packets dropped")
            ours = (
                counted(lines, r"([\d,]+) frames captured; ([\d,]+) dropped by the kernel")
                if name == "capture"
                else [json.loads(lines[-1])["frames"], json.loads(lines[-1])["dropped"]]
            )
            print(f"{name}: {one['sent']:,} frames in {one['seconds']:.1f} s ({one['sent'] / one['seconds']:,.0f}/s)")
            print(f"  {name:<14} seen {ours[0]:,}, dropped {ours[1]:,}, {mib:,.0f} MiB, {cpu:.1f} s of CPU time")
            for line in lines:
                if '"event": "recording"' in line:
                    print(f"  {json.loads(line)['text']}")
            print(f"  tcpdump        received {theirs[0]:,}, dropped {theirs[1]:,}")


def main() -> None:
    """Run one of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.live", description=__doc__)
    parser.add_argument("what", choices=["soak", "churn", "deaf", "storm"])
    parser.add_argument("--seconds", type=float, help="default: 10 for storm, else 600")
    parser.add_argument(
        "--rate", type=int, help="frames a second; default: 5000 for deaf, 300000 for storm, else 20000"
    )
    asked = parser.parse_args()
    needed = () if asked.what in ("churn", "deaf") else ("tcpreplay", "tcpdump")
    missing = [name for name in needed if shutil.which(name) is None]
    if missing:
        raise SystemExit(f"not installed: {', '.join(missing)} (apt-get install {' '.join(missing)})")
    if asked.what == "soak":
        soak(asked.seconds or 600, asked.rate or 20_000)
    elif asked.what == "churn":
        churn(asked.seconds or 600, asked.rate or 20_000)
    elif asked.what == "deaf":
        deaf(asked.seconds or 600, asked.rate or 5_000)
    else:
        storm(asked.seconds or 10, asked.rate or 300_000)


if __name__ == "__main__":
    main()
