"""kubectl, when it does something else than it should; the rest is tested from outside, in `tests/cli/test_take.py`."""

from __future__ import annotations

import asyncio
import io
import os
from pathlib import Path

import pytest

from logscan.errors import LogscanError
from logscan.snapshot import kubectl as module
from logscan.snapshot.entries import Member
from logscan.snapshot.kubectl import Kubectl, Pod, log_name
from logscan.snapshot.secret import PASSWORD

POD = Pod(name="neuvector-controller-pod-6c8d5f7b49-x7k2p", address="10.0.4.24")


@pytest.fixture
def kubectl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the place of a kubectl that comes first."""
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return tmp_path / "kubectl"


def does(kubectl: Path, script: str) -> Kubectl:
    """Let kubectl do something, in the shell."""
    kubectl.write_text(f"#!/bin/sh\n{script}\n")
    kubectl.chmod(0o755)
    return Kubectl("neuvector")


def forwarded(kubectl: Kubectl) -> int:
    """Give the port that leads to the pod."""

    async def port() -> int:
        async with kubectl.forward(POD) as found:
            return found

    return asyncio.run(port())


def test_a_port(kubectl: Path) -> None:
    """The port is read off what kubectl says, whatever it says before; and it is ended, even if it does not want to."""
    one = does(
        kubectl, "echo something; echo 'Forwarding from 127.0.0.1:40123 -> 10443'; exec 1>&-; trap '' TERM; while :; do sleep 0.1; done"
    )
    assert forwarded(one) == 40_123


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("echo 'error: no such pod' >&2; exit 1", "error: no such pod"),
        ("exit 1", "it says nothing"),
        ("head -c 200000 /dev/zero | tr '\\0' x; exec sleep 5", "kubectl port-forward opens none within 0.5 s"),
        ("exec sleep 60", "kubectl port-forward opens none within 0.5 s"),
    ],
)
def test_no_port(kubectl: Path, script: str, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kubectl that fails, is silent, or talks without end opens no port, and that is an error with its reason."""
    monkeypatch.setattr(module, "LONGEST", 0.5)
    with pytest.raises(LogscanError, match="no port to neuvector-controller-pod") as caught:
        forwarded(does(kubectl, script))
    assert caught.value.why == why


@pytest.mark.parametrize(
    ("script", "content", "why"),
    [
        ("echo line", b"line\n", None),
        (":", b"", None),
        ("echo 'previous terminated container not found' >&2; exit 1", b"", "previous terminated container not found"),
        ("echo half; echo 'connection lost' >&2; exit 1", b"half\n", "connection lost, behind 5 bytes"),
        ("echo half; exec sleep 60", b"half\n", "kubectl logs says nothing for 0.5 s, behind 5 bytes"),
        ("head -c 300000 /dev/zero >&2; echo line", b"line\n", None),
    ],
)
def test_logs(kubectl: Path, script: str, content: bytes, why: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """What kubectl gives of a log is kept, with the reason why there is no more; what it complains about fills no pipe."""
    monkeypatch.setattr(module, "LONGEST", 0.5)
    out = io.BytesIO()
    assert asyncio.run(does(kubectl, script).log(POD, out, previous=False)) == why
    assert out.getvalue() == content


def test_no_password_for_kubectl(kubectl: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable with the password is not handed on."""
    monkeypatch.setenv(PASSWORD, "hunter2")
    out = io.BytesIO()
    asyncio.run(does(kubectl, "env").log(POD, out, previous=False))
    assert b"PATH=" in out.getvalue()
    assert b"hunter2" not in out.getvalue()


def test_names() -> None:
    """A pod is a controller of that name and address, and its logs are called so that they are known by it."""
    assert POD.member == Member(name=POD.name, address="10.0.4.24")
    assert [log_name(POD, previous=previous) for previous in (False, True)] == [f"logs/{POD.name}.log", f"logs/{POD.name}.previous.log"]
