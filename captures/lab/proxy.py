"""The reverse proxy whose users see 502: a real nginx with the VIP as its TLS upstream.

Each VIP has two upstreams: one as nginx does it by default (a new connection for each request, HTTP/1.0)
and one that keeps connections. Each names the VIP with default max_fails and fail_timeout. nginx never leaves
out the only server of an upstream: every failed request is a failure on the wire, unless the options name it twice.
"""

from ipaddress import IPv4Address
from pathlib import Path

from captures.lab.backend import SERVER_NAME
from captures.lab.child import Child
from captures.lab.options import Options
from captures.lab.topology import Host

ERROR_LOG = "nginx-error.log"
ACCESS_LOG = "nginx-access.log"
LISTEN_ADDRESS = "127.0.0.1"

CONFIGURATION = """
user root;
worker_processes 1;
daemon off;
pid {directory}/nginx.pid;
error_log {error_log};
events {{ worker_connections 512; }}
http {{
    access_log {access_log};
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    uwsgi_temp_path {directory}/uwsgi;
    scgi_temp_path {directory}/scgi;
    proxy_connect_timeout {connect_timeout_ms}ms;
    proxy_read_timeout {read_timeout}s;
    proxy_max_temp_file_size 0;
    {upstreams}
    server {{
        listen {listen}:{port};
        server_name {server_name};
        proxy_set_header Host $host;
        {locations}
    }}
}}
"""
UPSTREAMS = """
    upstream vip{index} {{ {members} }}
    upstream vip{index}_kept {{ {members} keepalive 8; }}
"""
LOCATIONS = """
        location /{index}/new {{ proxy_pass https://vip{index}; }}
        location /{index}/slow {{
            proxy_pass https://vip{index};
            proxy_buffering off;
        }}
        location /{index}/kept {{
            proxy_pass https://vip{index}_kept;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $host;
        }}
"""


def servers(options: Options) -> tuple[str, ...]:
    """The services that the proxy offers, as nginx writes addresses: every VIP, with every port."""
    hosts = [str(vip) if isinstance(vip, IPv4Address) else f"[{vip}]" for vip in options.vips]
    ports = (options.service_port, *(() if options.second_port is None else (options.second_port,)))
    return tuple(f"{host}:{port}" for host in hosts for port in ports)


def paths(options: Options) -> tuple[str, ...]:
    """The paths under which the proxy offers them; `/new`, `/kept` or `/slow` is to be appended."""
    return tuple(f"/{index}" for index, _ in enumerate(servers(options)))


def start(host: Host, *, options: Options, directory: Path, logs: Path) -> Child:
    """Start the proxy; return once it listens."""
    directory.mkdir()
    configuration = directory / "nginx.conf"
    upstreams, times = tuple(enumerate(servers(options))), 2 if options.upstream_twice else 1
    configuration.write_text(
        CONFIGURATION.format(
            directory=directory,
            error_log=logs / ERROR_LOG,
            access_log=logs / ACCESS_LOG,
            connect_timeout_ms=f"{options.connect_timeout_s * 1000:.0f}",
            read_timeout=f"{options.read_timeout_s:g}",
            upstreams="".join(UPSTREAMS.format(index=i, members=times * f"server {s};") for i, s in upstreams),
            listen=LISTEN_ADDRESS,
            port=options.proxy_port,
            server_name=SERVER_NAME,
            locations="".join(LOCATIONS.format(index=i) for i, _ in upstreams),
        )
    )
    argv = ("nginx", "-e", "stderr", "-p", str(directory), "-c", str(configuration))
    child = Child(host, *argv, name="proxy nginx", output=directory / "output")
    child.wait_until((directory / "nginx.pid").exists)
    return child
