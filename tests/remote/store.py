"""Servers for tests, on loopback: a store of S3, what stands between it and its clients and fails, a host of ssh, a
server of the web."""

import contextlib
import logging
import os
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import paramiko
import pytest

KEY, SECRET, BUCKET = "AKIATEST", "secret-of-the-test", "captures"
Spoken = dict[str, bytes]


@contextlib.contextmanager
def s3() -> Iterator[int]:
    """A store; its port."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").disabled = True
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        yield server.get_host_and_port()[1]
    finally:
        server.stop()


def put(port: int, files: Spoken, archived: Spoken) -> None:
    """Put files into a store's bucket, some of them where nobody reads them before they are restored."""
    import boto3

    client = boto3.client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{port}",
        aws_access_key_id=KEY,
        aws_secret_access_key=SECRET,
        region_name="us-east-1",
    )
    client.create_bucket(Bucket=BUCKET)  # there or not
    for name, data in files.items():
        client.put_object(Bucket=BUCKET, Key=name, Body=data)
    for name, data in archived.items():
        client.put_object(Bucket=BUCKET, Key=name, Body=data, StorageClass="GLACIER")
    client.close()


class Between(threading.Thread):
    """Stands between a server and its clients: the first `failing` connections are cut after `most` bytes of what the
    server says, or answered with an error where `most` is 0. Counts connections."""

    def __init__(self, port: int, *, failing: int, most: int) -> None:
        super().__init__(daemon=True)
        self._to, self._failing, self._most = port, failing, most
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.connections = 0

    def run(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            fails = self.connections <= self._failing
            threading.Thread(target=self._serve, args=(client, fails), daemon=True).start()

    def _serve(self, client: socket.socket, fails: bool) -> None:
        with client, contextlib.suppress(OSError):
            if fails and not self._most:
                client.recv(1 << 16)
                client.sendall(b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                return
            with socket.create_connection(("127.0.0.1", self._to)) as server:
                threading.Thread(target=self._forward, args=(client, server), daemon=True).start()
                left = self._most if fails else 1 << 40
                while left > 0 and (data := server.recv(min(left, 1 << 14))):
                    left -= len(data)
                    client.sendall(data)

    def _forward(self, client: socket.socket, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := client.recv(1 << 16):
                server.sendall(data)

    def close(self) -> None:
        """Take no more connections."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


@contextlib.contextmanager
def web(files: Spoken, *, ranges: bool, breaks: int = 0) -> Iterator[tuple[int, list[str]]]:
    """A server of the web; its port, and what it was asked for. `breaks`: so many answers end in their middle."""
    asked: list[str] = []
    left = [breaks]

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.answer(with_body=False)

        def do_GET(self) -> None:
            self.answer(with_body=True)

        def answer(self, *, with_body: bool) -> None:
            asked.append(f"{self.command} {self.path} {self.headers.get('Range', '')}".rstrip())
            data = files.get(self.path.partition("?")[0].lstrip("/"))
            if data is None:
                self.send_error(404)
                return
            start, end = 0, len(data)
            if ranges and (wanted := self.headers.get("Range")):
                first, last = wanted.removeprefix("bytes=").split("-")
                start, end = int(first), min(int(last) + 1, len(data))
                self.send_response(206)
                self.send_header("Content-Range", f"bytes {start}-{end - 1}/{len(data)}")
            else:
                self.send_response(200)
            self.send_header("Content-Length", str(end - start))
            self.send_header("ETag", '"1"')
            self.end_headers()
            if with_body and left[0] and end - start > 100_000:
                left[0] -= 1
                self.wfile.write(data[start : start + 100_000])
                self.close_connection = True
            elif with_body:
                with contextlib.suppress(OSError):
                    self.wfile.write(data[start:end])

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_address[1], asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Everybody(paramiko.ServerInterface):
    """Lets in who has the password."""

    def check_auth_password(self, username: str, password: str) -> int:
        return paramiko.AUTH_SUCCESSFUL if password == SECRET else paramiko.AUTH_FAILED

    def get_allowed_auths(self, username: str) -> str:
        return "password"

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.OPEN_SUCCEEDED


def files_of(folder: Path) -> type[paramiko.SFTPServerInterface]:
    """What a host of ssh has: a folder of ours as its root."""

    class Files(paramiko.SFTPServerInterface):
        def list_folder(self, path: str) -> list[paramiko.SFTPAttributes]:
            inside = sorted((folder / path.lstrip("/")).iterdir())
            return [paramiko.SFTPAttributes.from_stat(one.stat(), one.name) for one in inside]

        def stat(self, path: str) -> paramiko.SFTPAttributes | int:
            try:
                return paramiko.SFTPAttributes.from_stat((folder / path.lstrip("/")).stat())
            except OSError as error:
                return paramiko.SFTPServer.convert_errno(error.errno or 0)

        lstat = stat

        def open(self, path: str, flags: int, attr: paramiko.SFTPAttributes) -> paramiko.SFTPHandle:
            handle = paramiko.SFTPHandle(flags)
            handle.readfile = (folder / path.lstrip("/")).open("rb")
            return handle

    return Files


@contextlib.contextmanager
def ssh(folder: Path) -> Iterator[tuple[int, str]]:
    """A host of ssh; its port, and the line of a known_hosts file."""
    key = paramiko.ECDSAKey.generate()
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    transports: list[paramiko.Transport] = []

    def serve() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            transport = paramiko.Transport(client)
            transports.append(transport)
            transport.add_server_key(key)
            transport.set_subsystem_handler("sftp", paramiko.SFTPServer, files_of(folder))
            with contextlib.suppress(paramiko.SSHException, EOFError):
                transport.start_server(server=Everybody())

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield port, f"[127.0.0.1]:{port} {key.get_name()} {key.get_base64()}\n"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
        for transport in transports:
            transport.close()
            transport.join()


def environment(port: int) -> dict[str, str]:
    """What leads clients to a store, and lets them in."""
    return {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "HOME": os.devnull,
    }


def lead(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Clients to a store; whom they knew before is forgotten."""
    from s3fs import S3FileSystem

    for name, value in environment(port).items():
        monkeypatch.setenv(name, value)
    S3FileSystem.clear_instance_cache()
