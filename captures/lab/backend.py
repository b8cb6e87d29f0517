"""The TLS server of each node, in the place of an ingress pod: nginx with a self-signed certificate."""

from collections.abc import Sequence
from ipaddress import IPv4Address
from pathlib import Path

from captures.lab.child import Child
from captures.lab.command import run
from captures.lab.options import Address, Options
from captures.lab.topology import Host

SERVER_NAME = "example.com"
ANSWER_BYTES = 900
"One segment: an answer is one more frame in the capture, not several."
SLOW_FILE, SLOW_BYTES, SLOW_BYTES_PER_S = "slow.bin", 60_000, 10_000
"A download that takes about six seconds, in few frames."

CONFIGURATION = """
user root;
worker_processes 1;
daemon off;
pid {directory}/nginx.pid;
error_log {directory}/error.log;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    uwsgi_temp_path {directory}/uwsgi;
    scgi_temp_path {directory}/scgi;
    server {{
        {listen}
        server_name {server_name};
        ssl_certificate {certificate};
        ssl_certificate_key {key};
        ssl_session_cache shared:tls:1m;
        keepalive_timeout {idle_timeout:g}s;
        location / {{ return 200 "{answer}"; }}
        location ~ /slow$ {{
            root {directory};
            limit_rate {slow_rate};
            try_files /{slow_file} =404;
        }}
    }}
}}
"""


def make_certificate(directory: Path) -> tuple[Path, Path]:
    """Make a self-signed certificate; return its file and that of its key."""
    certificate, key = directory / "tls.crt", directory / "tls.key"
    run(
        *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
        *("-days", "30", "-subj", f"/CN={SERVER_NAME}", "-keyout", str(key), "-out", str(certificate)),
    )
    return certificate, key


def addresses_of(host: Host) -> tuple[Address, ...]:
    """The host's own addresses."""
    return (host.address, *(() if host.interface6 is None else (host.interface6.ip,)))


def start(
    host: Host,
    *,
    addresses: Sequence[Address],
    port: int,
    options: Options,
    certificate: tuple[Path, Path],
    directory: Path,
) -> Child:
    """Start the server on a host; return once it listens."""
    directory.mkdir(exist_ok=True)
    (directory / SLOW_FILE).write_bytes(b"." * SLOW_BYTES)
    configuration = directory / "nginx.conf"
    answer = f"served by {host.name}\\n"
    configuration.write_text(
        CONFIGURATION.format(
            directory=directory,
            listen=" ".join(_listen(address, port=port) for address in addresses),
            server_name=SERVER_NAME,
            certificate=certificate[0],
            key=certificate[1],
            idle_timeout=options.idle_timeout_s,
            slow_file=SLOW_FILE,
            slow_rate=SLOW_BYTES_PER_S,
            answer=answer + "." * (ANSWER_BYTES - len(answer)),
        )
    )
    argv = ("nginx", "-e", "stderr", "-p", str(directory), "-c", str(configuration))
    child = Child(host, *argv, name="backend nginx", output=directory / "output")
    # nginx writes its pid only after it has bound its sockets.
    child.wait_until((directory / "nginx.pid").exists)
    return child


def _listen(address: Address, *, port: int) -> str:
    """As nginx has it."""
    host = str(address) if isinstance(address, IPv4Address) else f"[{address}]"
    return f"listen {host}:{port} ssl;"
