"""A small fake of a controller's REST service: real HTTPS on loopback, real logins, and whatever may go wrong.

Each controller has a certificate of its own, from an authority that is made for one run of the tests.
"""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import trustme

from logscan.simulate.run import simulate
from logscan.simulate.scenario import scenario

__all__ = ["PASSWORD", "POD", "Behaviour", "Fake", "States", "authority", "believed", "serving", "simulated"]

PASSWORD = 'hunter2 "Hütte\\'  # noqa: S105 - of nobody
POD = "neuvector-controller-pod-6c8d5f7b49-"

States = Mapping[str, str]
"""Status by workload; empty for a blank one."""


@dataclass(kw_only=True)
class Behaviour:
    """What goes wrong with a controller.

    Attributes:
        before: called with method and path before each answer; gives a status to answer instead of what was asked, or None.
        headers: of every answer that `before` gave.
        expire_after: how many answers a session gives before it has ended.
        ended: the status by which that is told.
        wait: seconds before each answer.
        cut: answer so many bytes of each body, and then hang up.
        body: give this instead of JSON, by path.
        drip: give one byte after the other, slowly, for ever.
    """

    before: Callable[[str, str], int | None] = lambda *_: None
    headers: Mapping[str, str] = field(default_factory=dict)
    expire_after: int | None = None
    ended: int = 408
    wait: float = 0.0
    cut: int | None = None
    body: Mapping[str, bytes] = field(default_factory=dict)
    drip: bool = False


@dataclass(kw_only=True)
class Fake:
    """A controller.

    Attributes:
        name: of its pod.
        address: by which others know it.
        states: what it answers, one after the other; the last one for ever.
        lead: it is.
        behaviour: what goes wrong with it.
        peers: the controllers of its cluster, itself among them.
        url: where it is asked.
        asked: method and path of every request.
        sessions: tokens, and how many answers each has been given.
        logins, logouts: how many there were; a login that was refused is none.
        refused: logins that were refused.
    """

    name: str
    address: str
    states: Sequence[States]
    lead: bool = False
    behaviour: Behaviour = field(default_factory=Behaviour)
    peers: Sequence[Fake] = ()
    url: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)
    sessions: dict[str, int] = field(default_factory=dict)
    logins: int = 0
    logouts: int = 0
    refused: int = 0
    times: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def port(self) -> int:
        """The port of this machine on which it listens."""
        return int(self.url.rpartition(":")[2])

    def answer(self, path: str) -> object:
        """Give what it answers."""
        what = path.partition("?")[0].removeprefix("/v1/")
        if what == "workload":
            now = self.states[min(self.times, len(self.states) - 1)]
            self.times += 1
            return {"workloads": [{"id": one, "display_name": f"pod-{one[:4]}", "scan_summary": {"status": now[one]}} for one in now]}
        known = {
            "host": {"hosts": [{"id": "node-a:1b4e28ba-2fa1-11d2", "name": "node-a", "scan_summary": {"status": "finished"}}]},
            "scan/platform": {"platforms": [{"platform": "Kubernetes", "kube_version": "1.28", "status": "finished"}]},
            "scan/status": {"status": {"scanned": 3, "scheduled": 0, "scanning": 1, "cvedb_version": "3.3"}},
            "controller": {"controllers": [one.introduction for one in self.peers or [self]]},
        }
        return known.get(what)

    @property
    def introduction(self) -> dict[str, object]:
        """What `/v1/controller` says of it."""
        return {"id": self.name[-1] * 64, "display_name": self.name, "cluster_ip": self.address, "leader": self.lead, "version": "v5.2.4"}


def simulated(name: str = "lost-finish", seed: int = 2) -> tuple[list[Fake], Mapping[str, bytes]]:
    """Give the controllers of a simulated cluster with what each answers in the end, and their logs; by this seed, two copies are stale."""
    live = simulate(replace(scenario(name), rest=True, workloads=5, noise=0.0), seed)
    fakes = []
    for file, content in sorted(live.files.items()):
        if file.startswith("rest_"):
            _, address, suffix = file.removesuffix(".txt").split("_")
            (pod,) = [one for one in live.logs if one.endswith(suffix)]
            states = dict(line.split(" ") for line in content.decode().split("\n") if line)
            fakes.append(Fake(name=pod, address=address, states=(states,)))
    return fakes, {name.removesuffix(".log"): content for name, content in live.files.items() if name.endswith(".log")}


@cache
def authority() -> trustme.CA:
    """Give who vouches for the certificates of the controllers."""
    return trustme.CA()


@contextmanager
def serving(*fakes: Fake) -> Iterator[None]:
    """Let controllers listen, each on a port of its own."""
    servers = []
    for one in fakes:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority().issue_cert("127.0.0.1", "neuvector.example").configure_cert(context)
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(one))
        server.daemon_threads = True
        server.handle_error = lambda *_: None  # type: ignore[method-assign] # a client that hangs up is what is tested
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        one.url = f"https://127.0.0.1:{server.server_address[1]}"
        one.peers = one.peers or fakes
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        servers.append(server)
    try:
        yield
    finally:
        for one, server in zip(fakes, servers, strict=True):
            one.over.set()
            server.shutdown()
            server.server_close()


def believed(folder: Path) -> str:
    """Give a file that says who vouches for the controllers."""
    path = folder / "ca.pem"
    authority().cert_pem.write_to_path(str(path))
    return str(path)


def _handler(fake: Fake) -> type[_Handler]:
    return type("Handler", (_Handler,), {"fake": fake})


class _Handler(BaseHTTPRequestHandler):
    fake: Fake
    protocol_version = "HTTP/1.1"
    timeout = 10

    def do_GET(self) -> None:
        self._reply("GET")

    def do_POST(self) -> None:
        self._reply("POST")

    def do_DELETE(self) -> None:
        self._reply("DELETE")

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _reply(self, method: str) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.fake.asked.append((method, self.path))
        does = self.fake.behaviour
        self.fake.over.wait(does.wait)
        status = does.before(method, self.path)
        if status is not None:
            self._send(status, b'{"code": 3, "error": "' + content + b'"}', does.headers)
            return
        status, body = self._auth(method, content) if self.path == "/v1/auth" else self._get()
        self._send(status, does.body.get(self.path.partition("?")[0], body) if status == 200 else body)

    def _auth(self, method: str, content: bytes) -> tuple[int, bytes]:
        if method == "DELETE":
            self.fake.logouts += self.fake.sessions.pop(self.headers.get("X-Auth-Token", ""), None) is not None
            return 200, b"{}"
        known = json.loads(content)["password"]
        if known != {"username": "admin", "password": PASSWORD}:
            self.fake.refused += 1
            return 401, b'{"code": 3, "error": "Authentication failed for ' + content + b'"}'
        self.fake.logins += 1
        token = f"token-{self.fake.name[-5:]}-{self.fake.logins}"
        self.fake.sessions[token] = 0
        return 200, json.dumps({"token": {"token": token}}).encode()

    def _get(self) -> tuple[int, bytes]:
        token, expires = self.headers.get("X-Auth-Token", ""), self.fake.behaviour.expire_after
        if token not in self.fake.sessions:
            return 401, b"{}"
        self.fake.sessions[token] += 1
        if expires is not None and self.fake.sessions[token] > expires:
            return self.fake.behaviour.ended, b"{}"
        answer = self.fake.answer(self.path)
        return (404, b"{}") if answer is None else (200, json.dumps(answer).encode())

    def _send(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET" and self.fake.behaviour.drip:
            while not self.fake.over.wait(0.02):
                self.wfile.write(b" ")
                self.wfile.flush()
            return
        cut = self.fake.behaviour.cut if self.command == "GET" else None
        self.wfile.write(body[:cut])
        if cut is not None and cut < len(body):
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
