"""Controller pods through kubectl: which there are, a port to each, and their logs.

kubectl does what the person who runs it may do: its context, its credentials, its errors. It is never given a password.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO

from logscan.errors import LogscanError, NothingUsable, UsageError
from logscan.snapshot.entries import Member
from logscan.snapshot.secret import PASSWORD
from logscan.snapshot.session import PORT

__all__ = ["CONTAINER", "LABEL", "PIECE", "Kubectl", "Pod", "log_name"]

LABEL = "app=neuvector-controller-pod"
CONTAINER = "neuvector-controller-pod"
LONGEST = 30.0  # seconds until kubectl has answered, has opened a port, or gives the next piece of a log
PIECE = 1 << 18
_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")
_PORT = re.compile(rb"Forwarding from 127\.0\.0\.1:(\d{1,5}) -> ")
_MOST_SAID = 300


@dataclass(frozen=True, kw_only=True)
class Pod:
    """A controller's pod: name and address."""

    name: str
    address: str

    @property
    def member(self) -> Member:
        """The controller in it, as far as Kubernetes knows it."""
        return Member(name=self.name, address=self.address)


class Kubectl:
    """kubectl, for the controllers in one namespace.

    Args:
        namespace: of NeuVector.

    Raises:
        UsageError: there is no kubectl, or no namespace is called like that.
    """

    def __init__(self, namespace: str) -> None:
        if not _NAME.fullmatch(namespace):
            raise UsageError(f"--namespace {namespace}", why="no namespace has such a name", hint="--namespace neuvector")
        path = shutil.which("kubectl")
        if path is None:
            raise UsageError("there is no kubectl", hint="--url for each controller; or --commands prints what to run where there is one")
        self._namespace = namespace
        self._path = path
        self._environment = {name: value for name, value in os.environ.items() if name != PASSWORD}

    def pods(self) -> list[Pod]:
        """Give the controllers' pods that run, by name.

        Raises:
            NothingUsable: kubectl fails, or there are none.
        """
        try:
            run = subprocess.run(  # noqa: S603 - no shell, and no argument but our own and a checked name
                self._command("get", "pods", "-l", LABEL, "-o", "json"),
                capture_output=True,
                env=self._environment,
                timeout=LONGEST,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NothingUsable("kubectl does not answer", why=str(type(error).__name__)) from error
        if run.returncode != 0:
            raise NothingUsable("kubectl cannot list the controllers", why=_said(run.stderr), hint="kubectl config current-context")
        pods = sorted(_pods(run.stdout), key=lambda one: one.name)
        if not pods:
            raise NothingUsable(
                f"no controller runs in the namespace {self._namespace}",
                why=f"no running pod has the label {LABEL}",
                hint="--namespace NAME",
            )
        return pods

    @asynccontextmanager
    async def forward(self, pod: Pod) -> AsyncIterator[int]:
        """Give a port of this machine that leads to the REST port of a pod, as long as it is needed.

        Raises:
            LogscanError: kubectl does not open one.
        """
        process = await asyncio.create_subprocess_exec(
            *self._command("port-forward", "--address", "127.0.0.1", f"pod/{pod.name}", f":{PORT}"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=self._environment,
            start_new_session=True,  # Ctrl-C is for us: the port is needed for logging out
        )
        try:
            yield await _port(process, pod)
        finally:
            await _end(process)

    async def log(self, pod: Pod, out: IO[bytes], *, previous: bool) -> str | None:
        """Write what a controller has logged, or its predecessor in the same pod; give why there is nothing, where there is not.

        Args:
            pod: whose.
            out: takes the bytes.
            previous: of the container before.
        """
        command = self._command("logs", pod.name, "-c", CONTAINER, *(["--previous"] if previous else []))
        written, why = 0, f"kubectl logs says nothing for {LONGEST:g} s"
        with TemporaryFile() as said:  # a pipe that nobody reads meanwhile would fill
            process = await asyncio.create_subprocess_exec(
                *command, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=said, env=self._environment
            )
            assert process.stdout is not None
            try:
                while piece := await asyncio.wait_for(process.stdout.read(PIECE), LONGEST):
                    written += out.write(piece)
                if await process.wait() == 0:
                    return None
                said.seek(0)
                why = _said(said.read(PIECE))
            except TimeoutError:
                pass
            finally:
                await _end(process)
        return why if not written else f"{why}, behind {written:,} bytes"

    def _command(self, verb: str, *arguments: str) -> list[str]:
        return [self._path, verb, "-n", self._namespace, *arguments]


def _pods(document: bytes) -> list[Pod]:
    try:
        items = json.loads(document)["items"]
        found = [(item["metadata"]["name"], item["status"].get("podIP", ""), item["status"].get("phase")) for item in items]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise NothingUsable("kubectl answers something else than a list of pods") from error
    names = [name for name, *_ in found]
    if not all(isinstance(name, str) and _NAME.fullmatch(name) for name in names):
        raise NothingUsable("kubectl answers something else than a list of pods", why="a pod has a name that Kubernetes does not allow")
    return [Pod(name=name, address=address if isinstance(address, str) else "") for name, address, phase in found if phase == "Running"]


async def _end(process: asyncio.subprocess.Process) -> None:
    """End a process, if it has not ended, and read what is left of its output; one that does not want to is killed."""
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.communicate(), 1.0)
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.kill()
        with suppress(TimeoutError):  # something that it has started may hold its output open
            await asyncio.wait_for(process.communicate(), 1.0)


async def _port(process: asyncio.subprocess.Process, pod: Pod) -> int:
    assert process.stdout is not None
    assert process.stderr is not None
    with suppress(TimeoutError, ValueError):  # a line without end is none that tells a port
        async with asyncio.timeout(LONGEST):
            while line := await process.stdout.readline():
                found = _PORT.match(line)
                if found is not None:
                    return int(found[1])
            raise LogscanError(f"no port to {pod.name}", why=_said(await process.stderr.read(1 << 16)))
    raise LogscanError(f"no port to {pod.name}", why=f"kubectl port-forward opens none within {LONGEST:g} s")


def _said(stderr: bytes) -> str:
    """Give the last of what kubectl said."""
    lines = [line for line in stderr.decode("utf-8", "replace").strip().split("\n") if line]
    return lines[-1][:_MOST_SAID] if lines else "it says nothing"


def log_name(pod: Pod, *, previous: bool) -> str:
    """Give what the log of a pod is called in the archive that `take --logs` writes: by it, the log's controller is known."""
    return f"logs/{pod.name}{'.previous' if previous else ''}.log"
