"""A proxy that keeps TLS connections to the VIP and does not look whether they still live, run as `python -m`.

Many connection pools are like that: what the server closed while a connection was idle is noticed when the next
request has been sent. One line a request, as in `clients`. Ends with its input.
"""

import argparse
import http.client
import ssl
import sys
import threading
from functools import partial
from pathlib import Path

from captures.lab.backend import SERVER_NAME
from captures.lab.clients import TIMEOUT_S, Fetch, Load, Record, exchange, use_one


def fetch_over_tls(load: Load) -> Fetch:
    """Requests on one connection; a new one is made after one has failed."""
    context = ssl.create_default_context()
    # The lab's certificate is its own.
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    connection = http.client.HTTPSConnection(load.address, load.port, timeout=TIMEOUT_S, context=context)

    def fetch(path: str) -> int:
        try:
            return exchange(connection, path=path, headers={"Host": SERVER_NAME})
        except (OSError, http.client.HTTPException):
            connection.close()
            raise

    return fetch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--address", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--connections", type=int, required=True)
    parser.add_argument("--rate", type=float, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--log", type=Path, required=True)
    options = parser.parse_args()
    load = Load(
        address=options.address,
        port=options.port,
        paths=("",),
        clients=options.connections,
        keeping=options.connections,
        downloading=0,
        leaving=0,
        requests_per_s=options.rate,
        cookie_bytes=0,
        seed=options.seed,
    )
    stop = threading.Event()
    with options.log.open("w", encoding="utf-8") as sink:
        record = Record(sink)
        use = partial(use_one, load, suffix="/pool", record=record, stop=stop)
        threads = [
            threading.Thread(target=use, kwargs={"index": index, "fetch": fetch_over_tls(load)})
            for index in range(load.clients)
        ]
        for thread in threads:
            thread.start()
        sys.stdin.read()
        stop.set()
        for thread in threads:
            thread.join()


if __name__ == "__main__":
    main()
