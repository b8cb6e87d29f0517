"""Who else uses the VIP, or is used by the proxy, as verbs over a lab."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from captures.lab import backend
from captures.lab.child import Child
from captures.lab.command import run
from captures.lab.errors import LabError
from captures.lab.lab import LAST_REQUESTS_S, Lab
from captures.lab.options import Address
from captures.lab.topology import ELSEWHERE, Host

POOL_LOG = "client-pool.log"
CHECK = """
import socket, struct
s = socket.create_connection(("{address}", {port}), timeout=1.0)
s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
s.close()
"""
"Connects and resets, as health checks do that want no handshake of TLS."

CALL = """
import socket
s = socket.socket()
s.settimeout(1.0)
s.bind(("{source}", 0))
s.connect_ex(("{address}", {port}))
"""


@contextmanager
def pooling(lab: Lab, *, connections: int, requests_per_s: float) -> Iterator[None]:
    """While the context lasts, a second program on the proxy's host keeps connections to the VIP (`pool`)."""
    options, log = lab.options, lab.directory / POOL_LOG
    argv = (
        *(sys.executable, "-m", "captures.lab.pool", "--address", str(lab.vip), "--port", str(options.service_port)),
        *("--connections", str(connections), "--rate", str(requests_per_s), "--seed", str(options.seed)),
        *("--log", str(log)),
    )
    child = Child(lab.hosts.proxy, *argv, name="pool", output=lab.directory / "pool.output")
    lab.adopt(child)
    with lab.truth.deed("keeps connections", host=lab.hosts.proxy, vip=lab.vip):
        child.wait_until(log.exists)
    yield
    child.check()
    lab.release(child, within_s=LAST_REQUESTS_S)


def check(lab: Lab, host: Host, vip: Address) -> None:
    """A health check: the host connects, and resets the connection at once."""
    with lab.truth.deed("health check", host=host, vip=vip):
        text = CHECK.format(address=vip, port=lab.options.service_port)
        run("ip", "netns", "exec", host.namespace, sys.executable, "-c", text)


def serve_elsewhere(lab: Lab) -> None:
    """A TLS server in a third network, behind the same router as the segment."""
    if lab.hosts.router is None:
        raise LabError("there is no router in this run")
    lab.serve(lab.hosts.router, address=ELSEWHERE)


def visit_elsewhere(lab: Lab) -> None:
    """The proxy uses it."""
    target = f"{ELSEWHERE}:{lab.options.backend_port}"
    with lab.truth.deed("visits elsewhere", host=lab.hosts.proxy, vip=ELSEWHERE):
        namespace = lab.hosts.proxy.namespace
        run(
            "ip",
            "netns",
            "exec",
            namespace,
            "openssl",
            "s_client",
            "-brief",
            "-servername",
            backend.SERVER_NAME,
            "-connect",
            target,
        )


def call(lab: Lab, host: Host, other: Host, *, source: Address | None = None) -> None:
    """A host makes a connection to another, which has nothing there and refuses it."""
    text = CALL.format(source=source or host.address, address=other.address, port=lab.options.service_port)
    with lab.truth.deed(f"calls {other.name}", host=host, vip=source):
        run("ip", "netns", "exec", host.namespace, sys.executable, "-c", text)
