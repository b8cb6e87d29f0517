"""The real tshark captures from us, live and from a recording."""

import os
import subprocess
import sys
import time
from itertools import cycle
from pathlib import Path

import pytest

from tests.live.namespaces import REPO, pair
from tests.savefiles import MAC_A, MAC_B, NS, VIP, announcement, pcap, save

pytestmark = [pytest.mark.lab, pytest.mark.tshark]
SCRIPT = REPO / "deploy" / "wireshark"
START_TIMEOUT_S = 60
INTO_FOLDER = 'mount --bind "$1" "$2" && shift 2 && exec "$@"'
"""In the namespace's own view of the files, which goes with it."""


def extcap_folder() -> str:
    """Where this tshark looks for extcap programs."""
    told = subprocess.run(["tshark", "-G", "folders"], capture_output=True, text=True, check=True).stdout
    return next(line.split(":", 1)[1].strip() for line in told.splitlines() if line.startswith("Extcap path"))


def tshark(folder: Path, namespace: str, *words: str, out: Path) -> "subprocess.Popen[bytes]":
    """tshark in a namespace, with our script as its only extcap program."""
    command = folder / "command"
    command.write_text(f'#!/bin/sh\ncd "{REPO}"\nexec "{sys.executable}" -m arpwatch_k8s "$@"\n')
    command.chmod(0o755)
    with out.open("wb") as stdout:
        return subprocess.Popen(
            [
                *("ip", "netns", "exec", namespace, "sh", "-c", INTO_FOLDER, "sh", str(SCRIPT), extcap_folder()),
                *("tshark", *words),
            ],
            env={**os.environ, "ARPWATCH_K8S": str(command)},
            stdout=stdout,
            stderr=subprocess.DEVNULL,
        )


COMMENTS = ("-l", "-T", "fields", "-e", "frame.number", "-e", "eth.src", "-e", "frame.comment")


def test_tshark_lists_us_and_shows_a_takeover_on_its_frame(reachable: Path) -> None:
    with pair() as wire:
        out = reachable / "out"
        tshark(reachable, wire.here, "-D", out=out).wait(START_TIMEOUT_S)
        listed = out.read_text()
        assert "arpwatch-k8s (VIP and ARP trouble)" in listed
        assert "arpwatch-k8s-recording (arpwatch-k8s recording)" in listed
        vip = ("-o", f"extcap.arpwatch_k8s.vip:{VIP}")
        with tshark(reachable, wire.here, "-i", "arpwatch-k8s", *vip, "-c", "2", *COMMENTS, out=out) as running:
            until = time.monotonic() + START_TIMEOUT_S
            for mac in cycle((MAC_A, MAC_B)):  # nothing says when it begins to listen
                if running.poll() is not None or time.monotonic() > until:
                    break
                wire.send(announcement(mac))
                time.sleep(0.5)
            running.kill()
        said = out.read_text()
    assert running.returncode == 0
    (one, first, said_first), (two, second, said_second) = [line.split("\t") for line in said.splitlines()]
    assert (one, two) == ("1", "2")
    assert said_first == f"arpwatch-k8s: {VIP}: is claimed by {first}"
    assert said_second.startswith(f"arpwatch-k8s: {VIP}: {second} took it from {first}")


def test_tshark_opens_a_recording_with_what_is_wrong_in_it(reachable: Path) -> None:
    frames = [(at * NS // 2, announcement(MAC_B if at % 2 else MAC_A)) for at in range(8)]
    path = save(reachable / "x.pcap", pcap(frames))
    with pair() as wire:
        setting = ("-o", f"extcap.arpwatch_k8s_recording.file:{path}")
        out = reachable / "out"
        tshark(reachable, wire.here, "-i", "arpwatch-k8s-recording", *setting, *COMMENTS, out=out).wait(START_TIMEOUT_S)
        said = out.read_text()
    lines = [line.split("\t") for line in said.splitlines()]
    assert [number for number, _, _ in lines] == [str(number) for number in range(1, 9)]
    assert any("[1.1] handover" in comment for _, _, comment in lines)
