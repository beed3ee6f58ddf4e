"""A kubectl that lists pods, forwards ports and prints logs of a cluster that a file describes; and writes down how it was called."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["FakePod", "calls", "install"]

_SCRIPT = r"""
import json, os, shutil, signal, socket, sys, threading, time

HERE = os.path.dirname(os.path.abspath(__file__))
KNOWN = json.load(open(os.path.join(HERE, "cluster.json")))
with open(os.path.join(HERE, "calls.jsonl"), "a") as calls:
    calls.write(json.dumps({"arguments": sys.argv[1:], "environment": dict(os.environ)}) + "\n")
PODS = {one["name"]: one for one in KNOWN["pods"]}
verb, arguments = sys.argv[1], sys.argv[2:]

def pod():
    return PODS[next(one.removeprefix("pod/") for one in arguments if one.removeprefix("pod/") in PODS)]

def pump(one, other):
    try:
        while data := one.recv(65536):
            other.sendall(data)
    except OSError:
        pass
    for end in (one, other):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

if KNOWN["fails"].get(verb):
    sys.exit("some warning\n" + KNOWN["fails"][verb])
if verb == "get" and arguments[-1] == "name":
    print("\n".join("pod/" + name for name in PODS))
elif verb == "get":
    items = [{"metadata": {"name": one["name"]}, "status": {"podIP": one["address"], "phase": one["phase"]}} for one in PODS.values()]
    print(KNOWN["list"] or json.dumps({"items": items}))
elif verb == "port-forward":
    if pod()["port"] == 0:
        sys.exit("error: unable to forward port because pod is not running")
    wanted = arguments[-1].partition(":")[0]
    server = socket.create_server(("127.0.0.1", int(wanted or 0)))
    print("Forwarding from 127.0.0.1:%d -> 10443" % server.getsockname()[1], flush=True)
    while True:
        near, _ = server.accept()
        far = socket.create_connection(("127.0.0.1", pod()["port"]))
        for ends in ((near, far), (far, near)):
            threading.Thread(target=pump, args=ends, daemon=True).start()
elif verb == "logs":
    log = pod()["previous" if "--previous" in arguments else "log"]
    if log == "sleep":
        time.sleep(60)
    if log is None:
        sys.exit("Error from server (BadRequest): previous terminated container not found")
    sys.stdout.write(log)
"""


@dataclass(frozen=True, kw_only=True)
class FakePod:
    """A pod: its REST port on this machine (0: none), its log and that of the container before; `sleep` comes after a minute."""

    name: str
    address: str
    port: int
    log: str | None = ""
    previous: str | None = None
    phase: str = "Running"


@dataclass(frozen=True, kw_only=True)
class Call:
    """How it was called."""

    arguments: list[str]
    environment: Mapping[str, str] = field(repr=False)


def install(folder: Path, pods: Sequence[FakePod], *, fails: Mapping[str, str] | None = None, listing: str = "") -> str:
    """Put it into a folder, which is given, to be put on PATH; `fails` says which verbs do, and what they say."""
    folder.mkdir(exist_ok=True)
    known: dict[str, Any] = {"pods": [asdict(one) for one in pods], "fails": dict(fails or {}), "list": listing}
    (folder / "cluster.json").write_text(json.dumps(known))
    script = folder / "kubectl"
    script.write_text(f"#!{sys.executable}\n{_SCRIPT}")
    script.chmod(0o755)
    return str(folder)


def calls(folder: Path) -> list[Call]:
    """Give how it was called so far."""
    file = folder / "calls.jsonl"
    lines = file.read_text().split("\n")[:-1] if file.exists() else []
    return [Call(**json.loads(line)) for line in lines]
