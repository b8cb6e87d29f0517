"""The running segment, and the verbs in which scenarios are written.

Each verb that changes something writes its event into the truth, stamped when it is done. Waiting is the
only place where time passes, and where an interruption or a program that ended by itself is noticed.
"""

import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from captures.lab import backend, capture, kubeproxy, proxy, topology
from captures.lab.child import Child
from captures.lab.command import run
from captures.lab.errors import LabError
from captures.lab.interruption import Interruption
from captures.lab.options import Address, Options
from captures.lab.speaker import LOGS, Speaker, start_metallb
from captures.lab.topology import Host
from captures.lab.truth import Truth

PROGRAMS = ("ip", "nft", "sysctl", "setpriv", "nginx", "openssl", "dumpcap", "keepalived", "arping")
CLIENT_LOG = "client.log"
CLIENT_LOGS = "client*.log"
KEPT_FILES = (
    capture.NEIGHBOR_EVENTS,
    capture.NEIGHBOR_SNAPSHOTS,
    proxy.ERROR_LOG,
    proxy.ACCESS_LOG,
)
FIRST_BURST_S = 6.0
"A capture begins after MetalLB's first announcements, which last 5 s."
LAST_REQUESTS_S = 15.0
SETTLE_S = 0.5
"Between the last request and the end of the capture: FIN and RST of the last connections."


class Lab:
    """One segment while it stands."""

    def __init__(self, options: Options, *, directory: Path, interruption: Interruption, stack: ExitStack) -> None:
        self.options = options
        self.hosts = topology.plan(options)
        self.truth = Truth()
        self.chance = random.Random(options.seed)
        self.directory = directory
        self._interruption = interruption
        self._stack = stack
        self.backends: dict[str, Child] = {}
        self.recorders: list[Child] = []
        "While recording; those of frames first, in the order of the vantages."
        self._certificate = (directory, directory)
        self._children: list[Child] = []
        self._speakers: dict[str, Speaker] = {}
        self._load_began = 0.0

    @property
    def vip(self) -> Address:
        """The first VIP."""
        return self.options.vips[0]

    @property
    def nodes(self) -> tuple[Host, ...]:
        return self.hosts.nodes

    def node(self, number: int) -> Host:
        """A node by its number, from 1; beyond the last one counting begins anew, so that two nodes are enough."""
        return self.nodes[(number - 1) % len(self.nodes)]

    def build(self) -> None:
        """Bring up the hosts, kube-proxy's rules without services, the backends and the proxy."""
        self._stack.enter_context(topology.built(self.hosts, options=self.options))
        if self.options.vlan is not None:
            self._relay_trunk(self.options.vlan)
        self._certificate = backend.make_certificate(self.directory)
        for node in self.nodes:
            self.wait(0)
            kubeproxy.install(node)
            self.serve(node)
        directory = self.directory / self.hosts.proxy.name
        self.adopt(proxy.start(self.hosts.proxy, options=self.options, directory=directory, logs=self.directory))

    def stand_up(self, owner: Host) -> None:
        """A cluster that has been up for a while: every VIP is served by every node, and `owner` has announced it."""
        for vip in self.options.vips:
            for node in self.nodes:
                self.program(node, vip)
            self.announce(owner, vip)
        self.wait(FIRST_BURST_S)

    def program(self, node: Host, vip: Address, *, port: int | None = None) -> None:
        """The node's kube-proxy programs the service."""
        port, backend_port = port or self.options.service_port, self.options.backend_port
        with self.truth.deed("program", host=node, vip=vip):
            kubeproxy.program(node, vip=vip, port=port, backend_port=backend_port)

    def unprogram(self, node: Host, vip: Address) -> None:
        """The node's kube-proxy takes the service away."""
        with self.truth.deed("unprogram", host=node, vip=vip):
            kubeproxy.unprogram(node, vip=vip, port=self.options.service_port)

    def stop_backend(self, node: Host) -> None:
        """The node's TLS server ends; its port is closed then."""
        with self.truth.deed("backend stops", host=node):
            self.dismiss(self.backends.pop(node.name))

    def start_backend(self, node: Host) -> None:
        """It comes back."""
        with self.truth.deed("backend starts", host=node):
            self.serve(node)

    def announce(self, node: Host, vip: Address) -> None:
        """The node's MetalLB speaker reconciles the service as its owner."""
        speaker = self._speaker(node)
        with self.truth.deed("announce", host=node, vip=vip):
            speaker.add(vip)

    def withdraw(self, node: Host, vip: Address) -> None:
        """The node's MetalLB speaker gives the VIP up, in silence."""
        speaker = self._speaker(node)
        with self.truth.deed("withdraw", host=node, vip=vip):
            speaker.delete(vip)

    def visit(self, host: Host, vip: Address) -> None:
        """A host makes one TLS connection to the VIP; its broadcast question is seen by all."""
        target = f"{vip}:{self.options.service_port}"
        with self.truth.deed("visit", host=host, vip=vip):
            run("ip", "netns", "exec", host.namespace, "openssl", "s_client", "-brief", "-connect", target)

    def wait(self, seconds: float) -> None:
        """Let time pass; raise if the run was interrupted or a program has ended by itself."""
        self._interruption.wait(seconds)
        for child in self._children:
            child.check()

    @property
    def remaining_s(self) -> float:
        """Seconds of load still to come."""
        return self._load_began + self.options.duration_s - time.monotonic()

    def wait_out(self) -> None:
        """Let the rest of the load pass."""
        self.wait(self.remaining_s)

    @contextmanager
    def recording(self) -> Iterator[None]:
        """Capture at all vantages while the context lasts."""
        options, directory = self.options, self.directory
        places = capture.vantages(self.hosts, options=options)
        with capture.recording(places, proxy=self.hosts.proxy, options=options, directory=directory) as recorders:
            self._children += recorders
            self.recorders = recorders
            self.truth.note("capture begins")
            yield
            self.wait(SETTLE_S)
            self._children = [child for child in self._children if child not in recorders]
            self.truth.note("capture ends")

    @contextmanager
    def load(self) -> Iterator[None]:
        """Have clients use the proxy while the context lasts; their last requests are waited for."""
        child = Child(self.hosts.proxy, *self._client_argv(), name="clients", output=self.directory / "clients.output")
        with ExitStack() as stack:
            stack.callback(child.stop)
            log = self.directory / CLIENT_LOG
            child.wait_until(log.exists)
            self._load_began = time.monotonic()
            self.truth.note("load begins")
            yield
            child.check()
            child.finish(within_s=LAST_REQUESTS_S)
            self.truth.note("load ends")

    def keep(self) -> None:
        """Move the results to where they were asked for; nothing is written there before."""
        self.truth.write(self.directory, options=self.options, hosts=self.hosts)
        logs = sorted(log for pattern in (CLIENT_LOGS, *LOGS) for log in self.directory.glob(pattern))
        savefiles = [self.directory / place.savefile for place in capture.vantages(self.hosts, options=self.options)]
        self.options.directory.mkdir(parents=True, exist_ok=True)
        for source in [
            self.directory / "truth.json",
            *savefiles,
            *(self.directory / name for name in KEPT_FILES),
            *logs,
        ]:
            shutil.copyfile(source, self.options.directory / source.name)

    def _client_argv(self) -> tuple[str, ...]:
        options = self.options
        paths = [word for path in proxy.paths(options) for word in ("--path", path)]
        return (
            *(sys.executable, "-m", "captures.lab.clients"),
            *("--address", proxy.LISTEN_ADDRESS, "--port", str(options.proxy_port), *paths),
            *("--clients", str(options.clients), "--keeping", str(options.clients_keeping)),
            *("--downloading", str(options.clients_downloading), "--leaving", str(options.clients_leaving)),
            *("--rate", str(options.requests_per_s), "--cookie-bytes", str(options.cookie_bytes)),
            *("--seed", str(options.seed)),
            *("--log", str(self.directory / CLIENT_LOG)),
        )

    def serve(self, host: Host, *, address: Address | None = None, port: int | None = None) -> None:
        """Start a TLS server on a host, by default the one that is the backend of a node."""
        port = port or self.options.backend_port
        child = backend.start(
            host,
            addresses=backend.addresses_of(host) if address is None else (address,),
            port=port,
            options=self.options,
            certificate=self._certificate,
            directory=self.directory / f"{host.name}-{port}",
        )
        self.adopt(child)
        self.backends.setdefault(host.name, child)

    def _relay_trunk(self, vlan: int) -> None:
        """Join both ends of the proxy's trunk to what is untagged: the segment, and the proxy's own interface."""
        ends = ((self.hosts.switch, self.hosts.proxy.name), (self.hosts.proxy.namespace, self.options.interface))
        for namespace, tap in ends:
            about = ("--tap", tap, "--wire", topology.TRUNK, "--vlan", str(vlan))
            output = self.directory / f"trunk-{tap}.output"
            end = replace(self.hosts.proxy, name=f"trunk {tap}", namespace=namespace)
            child = Child(end, sys.executable, "-m", "captures.lab.trunk", *about, name="relay", output=output)
            self.adopt(child)
            child.wait_until(partial(_says_ready, output))
        # A tap has no carrier before its program has opened it.
        run("ip", "-n", self.hosts.switch, "link", "set", self.hosts.proxy.name, "up")

    def _speaker(self, node: Host) -> Speaker:
        if node.name not in self._speakers:
            speaker = start_metallb(node, options=self.options, logs=self.directory)
            self.adopt(speaker.child)
            self._speakers[node.name] = speaker
        return self._speakers[node.name]

    def dismiss(self, child: Child) -> None:
        """End a program that was to end."""
        self._children.remove(child)
        child.stop()

    def release(self, child: Child, *, within_s: float) -> None:
        """Let a program that ends with its input end what it has begun."""
        self._children.remove(child)
        child.finish(within_s=within_s)

    def adopt(self, child: Child) -> None:
        """End the program with the lab, and notice when it ends before."""
        self._stack.callback(child.stop)
        self._children.append(child)


def _says_ready(output: Path) -> bool:
    return b"ready" in output.read_bytes()


def check_programs() -> None:
    """Raise if a program that the lab runs is not installed."""
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if missing:
        raise LabError(f"not installed: {', '.join(missing)}")


@contextmanager
def standing(options: Options) -> Iterator[Lab]:
    """A built lab; all it started is ended and removed with the context, however it ends."""
    check_programs()
    with ExitStack() as stack:
        interruption = stack.enter_context(Interruption())
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=f"{options.prefix}-")))
        lab = Lab(options, directory=directory, interruption=interruption, stack=stack)
        lab.build()
        yield lab
