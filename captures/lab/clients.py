"""Users of the reverse proxy: concurrent HTTP clients at a bounded rate, run on the proxy as `python -m`.

Each client waits for its answer and then for its turn, so a stalled proxy slows them down as it does a
person. One line a request in the log: time of the answer (Unix seconds), status or EXC when there was no
whole answer, seconds it took, path. Ends with its input, after the requests under way.
"""

import argparse
import http.client
import random
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from captures.lab.backend import SERVER_NAME

TIMEOUT_S = 20.0

Fetch = Callable[[str], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What the clients do together."""

    address: str
    port: int
    paths: tuple[str, ...]
    clients: int
    keeping: int
    "How many of the clients keep their connections."
    downloading: int
    "How many ask for what takes seconds."
    leaving: int
    "How many ask for that and go away in the middle."
    requests_per_s: float
    cookie_bytes: int
    seed: int

    @property
    def headers(self) -> dict[str, str]:
        cookie = {"Cookie": "c=" + "." * (self.cookie_bytes - 2)} if self.cookie_bytes else {}
        return {"Host": SERVER_NAME, **cookie}


class Record:
    """The log that all clients write to."""

    def __init__(self, sink: TextIO) -> None:
        self._sink = sink
        self._lock = threading.Lock()

    def note(self, status: str, *, seconds: float, path: str) -> None:
        with self._lock:
            self._sink.write(f"{time.time():.6f} {status} {seconds:.6f} {path}\n")
            self._sink.flush()


def _fetch_new(load: Load) -> Fetch:
    """A request on a connection of its own."""

    def fetch(path: str) -> int:
        connection = http.client.HTTPConnection(load.address, load.port, timeout=TIMEOUT_S)
        try:
            return exchange(connection, path=path, headers={**load.headers, "Connection": "close"})
        finally:
            connection.close()

    return fetch


def _fetch_kept(load: Load) -> Fetch:
    """Requests on one connection, opened again by http.client when the proxy closed it."""
    connection = http.client.HTTPConnection(load.address, load.port, timeout=TIMEOUT_S)

    def fetch(path: str) -> int:
        try:
            return exchange(connection, path=path, headers=load.headers)
        except (OSError, http.client.HTTPException):
            connection.close()
            raise

    return fetch


def _fetch_part(load: Load) -> Fetch:
    """A request whose answer is not waited for: after its first bytes the connection is closed."""

    def fetch(path: str) -> int:
        connection = http.client.HTTPConnection(load.address, load.port, timeout=TIMEOUT_S)
        try:
            connection.request("GET", path, headers={**load.headers, "Connection": "close"})
            response = connection.getresponse()
            response.read(1)
            return response.status
        finally:
            connection.close()

    return fetch


def exchange(connection: http.client.HTTPConnection, *, path: str, headers: dict[str, str]) -> int:
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    response.read()
    return response.status


def use_one(load: Load, *, index: int, fetch: Fetch, suffix: str, record: Record, stop: threading.Event) -> None:
    """One client, until `stop`."""
    chance = random.Random(f"{load.seed}/{index}")
    turn_s = load.clients / load.requests_per_s
    # The first waits are spread over a whole turn, so that the clients do not march in step.
    pause_s = chance.uniform(0.0, turn_s)
    while not stop.wait(pause_s):
        path = chance.choice(load.paths) + suffix
        begun = time.monotonic()
        try:
            status = str(fetch(path))
        except (OSError, http.client.HTTPException):
            status = "EXC"
        record.note(status, seconds=time.monotonic() - begun, path=path)
        pause_s = chance.uniform(0.5, 1.5) * turn_s


def use(load: Load, *, record: Record, until: Callable[[], object]) -> None:
    """Run all clients until `until` returns."""
    stop = threading.Event()
    threads = []
    kinds = [(_fetch_kept, "/kept")] * load.keeping
    kinds += [(_fetch_new, "/slow")] * load.downloading + [(_fetch_part, "/slow")] * load.leaving
    kinds += [(_fetch_new, "/new")] * (load.clients - len(kinds))
    for index, (kind, suffix) in enumerate(kinds):
        fetch = kind(load)
        arguments = {"index": index, "fetch": fetch, "suffix": suffix, "record": record, "stop": stop}
        threads.append(threading.Thread(target=use_one, args=(load,), kwargs=arguments))
    for thread in threads:
        thread.start()
    until()
    stop.set()
    for thread in threads:
        thread.join()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--address", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--path", action="append", required=True)
    parser.add_argument("--clients", type=int, required=True)
    parser.add_argument("--keeping", type=int, required=True)
    parser.add_argument("--downloading", type=int, required=True)
    parser.add_argument("--leaving", type=int, required=True)
    parser.add_argument("--rate", type=float, required=True)
    parser.add_argument("--cookie-bytes", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--log", type=Path, required=True)
    options = parser.parse_args()
    load = Load(
        address=options.address,
        port=options.port,
        paths=tuple(options.path),
        clients=options.clients,
        keeping=options.keeping,
        downloading=options.downloading,
        leaving=options.leaving,
        requests_per_s=options.rate,
        cookie_bytes=options.cookie_bytes,
        seed=options.seed,
    )
    with options.log.open("w", encoding="utf-8") as sink:
        use(load, record=Record(sink), until=sys.stdin.read)


if __name__ == "__main__":
    main()
