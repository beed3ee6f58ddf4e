"""`logscan snapshot take`, from outside: three controllers, kubectl, passwords, and what is written."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from logscan.errors import ExitCode
from tests.cli.command import Run, environment, logscan
from tests.snapshot.controllers import PASSWORD, POD, Behaviour, Fake, believed, serving, simulated
from tests.snapshot.fake_kubectl import FakePod, calls, install

WEB, API = ("5b1d" * 16, "77aa" * 16)
DONE = {WEB: "finished", API: "finished"}
LATE = {WEB: "scanning", API: "finished"}
SECRETS = ("hunter2", "H\\u00fctte", "Hütte", "token-")


def three(**behaviour: Behaviour) -> list[Fake]:
    """Give three controllers, the last one with a copy that is late."""
    states = {"crlms": DONE, "svq8n": DONE, "tvz6l": LATE}
    return [
        Fake(name=POD + suffix, address=f"10.20.{n}.1", states=(own,), behaviour=behaviour.get(suffix, Behaviour()), lead=n == 1)
        for n, (suffix, own) in enumerate(states.items(), 1)
    ]


def urls(fakes: list[Fake]) -> list[str]:
    """Give the options that name controllers."""
    return [word for one in fakes for word in ("--url", f"{one.name[-5:]}={one.url}")]


def take(folder: Path, *arguments: str, path: str = "", **variables: str) -> Run:
    """Run the command in a folder, with the password in the environment and the controllers' authority."""
    known = {"LOGSCAN_PASSWORD": PASSWORD, **({"PATH": f"{path}:{os.environ['PATH']}"} if path else {}), **variables}
    return logscan("snapshot", "take", *arguments, cwd=folder, variables=known)


def test_three_controllers(tmp_path: Path) -> None:
    """Each is asked, the answers are written for their owner only, compared, and read again by `diff` and `analyze` to the same end."""
    fakes = three()
    with serving(*fakes):
        run = take(tmp_path, *urls(fakes), "--ca", believed(tmp_path), "-o", "t.json", "--json", "--fail-on", "disagreement")
    assert run.code == ExitCode.MATCHED
    document = json.loads(run.out)
    (one,) = document["disputed"]
    assert (one["asset"], one["behind"], one["course"]) == (WEB, [POD + "tvz6l"], "once")
    assert [(known["name"], known["version"], known["lead"]) for known in document["controllers"]] == [
        (POD + "crlms", "v5.2.4", True),
        (POD + "svq8n", "v5.2.4", False),
        (POD + "tvz6l", "v5.2.4", False),
    ]
    assert (tmp_path / "t.json").stat().st_mode & 0o777 == 0o600
    again = logscan("snapshot", "diff", "t.json", "--json", cwd=tmp_path)
    assert json.loads(again.out) == document
    analyzed = json.loads(logscan("analyze", "t.json", "--json", cwd=tmp_path).out)
    assert [one["rows"] for one in analyzed["snapshots"]] == [4, 4, 4]


def test_one_slow_and_one_down(tmp_path: Path) -> None:
    """Who does not answer in time is named on stderr and ends with 3; the rest is compared and written."""
    fakes = three(svq8n=Behaviour(wait=60))
    with serving(*fakes):
        options = [*urls(fakes), "--url", "q8m2x=https://127.0.0.1:9", "--timeout", "300ms"]
        run = take(tmp_path, *options, "--ca", believed(tmp_path), "-o", "t.json")
    assert run.code == ExitCode.PARTIAL
    assert f"{fakes[1].url} does not answer within 0.3 s" in run.err
    assert "https://127.0.0.1:9 cannot be reached" in run.err
    assert run.out.startswith("DISAGREE  Controllers answer differently about 1 workload.")
    assert "svq8n" not in run.out
    silent = json.loads((tmp_path / "t.json").read_text())["silent"]
    assert [one["url"] for one in silent] == [fakes[1].url, "https://127.0.0.1:9"]
    analyzed = logscan("analyze", "t.json", cwd=tmp_path)
    assert analyzed.out.startswith("UNKNOWN  No log shows any scan status.")
    assert "REST differs about 1 asset, in 1 copy. Explained by the logs: 0 of 1." in analyzed.out


def test_nobody_answers(tmp_path: Path) -> None:
    """Where nobody answers, nothing is written, and each is named with its reason."""
    run = take(tmp_path, "--url", "127.0.0.1:9", "--timeout", "200ms", "-o", "t.json")
    assert (run.code, run.out) == (ExitCode.NOTHING_USABLE, "")
    assert "no controller answered\n  why: https://127.0.0.1:9 cannot be reached" in run.err
    assert list(tmp_path.iterdir()) == []


def test_kubernetes_with_logs(tmp_path: Path) -> None:
    """Through kubectl: pods found, ports forwarded, logs fetched, all in one archive, in which the two stale copies are proved."""
    fakes, logs = simulated()
    with serving(*fakes):
        pods = [
            FakePod(name=one.name, address=one.address, port=one.port, log=logs[one.name].decode(), previous="old\n" if n == 0 else None)
            for n, one in enumerate(fakes)
        ]
        pods.append(FakePod(name=POD + "zzzzz", address="", port=0, phase="Pending"))
        path = install(tmp_path / "bin", pods)
        run = take(tmp_path, "--kubernetes", "--insecure", "--logs", "-o", "t.zip", path=path)
        assert [one.logouts for one in fakes] == [1, 1, 1]
    assert (run.code, run.err) == (0, "logscan: written to t.zip; it holds names and statuses of assets, and logs, and no password\n")
    with zipfile.ZipFile(tmp_path / "t.zip") as archive:
        names = [f"logs/{one.name}.log" for one in fakes]
        assert sorted(archive.namelist()) == sorted(["snapshot.json", *names, f"logs/{fakes[0].name}.previous.log"])
        assert archive.read(f"logs/{fakes[1].name}.log") == logs[fakes[1].name]
    analyzed = json.loads(logscan("analyze", "t.zip", "--json", cwd=tmp_path).out)
    assert (analyzed["summary"]["stale"], analyzed["rest"]["explained"], analyzed["rest"]["open"]) == (2, 2, [])
    assert {one["controller"] for one in analyzed["snapshots"]} == set(logs)
    for call in calls(tmp_path / "bin"):
        assert not [word for word in (*call.arguments, *call.environment.values()) if "hunter2" in word]


def test_a_service(tmp_path: Path) -> None:
    """An address that no controller has is pointed out: behind it may be any of them."""
    fakes = three()
    with serving(*fakes):
        run = take(tmp_path, "--url", fakes[0].url.replace("127.0.0.1", "localhost.localdomain"), "--insecure", "-o", "t.json")
    assert run.code in {0, ExitCode.NOTHING_USABLE}  # not every machine knows that name
    assert ("is the address of no controller" in run.err) == (run.code == 0)


def test_interrupted_while_logs_are_fetched(tmp_path: Path) -> None:
    """Whoever stops while logs are fetched keeps the answers."""
    fakes = three()
    with serving(*fakes):
        pods = [FakePod(name=one.name, address=one.address, port=one.port, log="sleep") for one in fakes]
        path = install(tmp_path / "bin", pods)
        command = [sys.executable, "-m", "logscan", "snapshot", "take", "--kubernetes", "--insecure", "--logs", "-o", "t.zip"]
        known = environment({"LOGSCAN_PASSWORD": PASSWORD, "PATH": f"{path}:{os.environ['PATH']}"})
        with subprocess.Popen(command, cwd=tmp_path, env=known, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            while "logs" not in (call.arguments[0] for call in calls(tmp_path / "bin")):
                fakes[0].over.wait(0.05)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=20)
    assert process.returncode == ExitCode.INTERRUPTED
    assert b"no logs: interrupted" in err
    assert out.startswith(b"DISAGREE")
    with zipfile.ZipFile(tmp_path / "t.zip") as archive:
        assert archive.namelist() == ["snapshot.json"]


def test_a_pod_without_a_port(tmp_path: Path) -> None:
    """A pod to which kubectl opens no port is named, with what kubectl says, and the others are asked."""
    fakes = three()
    with serving(*fakes):
        pods = [FakePod(name=one.name, address=one.address, port=one.port * (n != 1)) for n, one in enumerate(fakes)]
        run = take(tmp_path, "--kubernetes", "--insecure", "-o", "t.json", path=install(tmp_path / "bin", pods))
    assert run.code == ExitCode.PARTIAL
    assert f"pod/{fakes[1].name} no port to {fakes[1].name}: error: unable to forward port" in run.err


@pytest.mark.parametrize(
    ("fails", "listing", "said"),
    [
        ({"get": "error: You must be logged in to the server (Unauthorized)"}, "", "why: error: You must be logged in"),
        ({}, '{"items": []}', "no controller runs in the namespace neuvector"),
        ({}, "[]", "something else than a list of pods"),
        ({}, '{"items": [{"metadata": {"name": "-o/etc/x"}, "status": {"phase": "Running"}}]}', "a name that Kubernetes does not allow"),
    ],
)
def test_kubectl_that_does_not_help(tmp_path: Path, fails: dict[str, str], listing: str, said: str) -> None:
    """What kubectl says is passed on, what it lists is checked, and nothing is asked for a password."""
    path = install(tmp_path / "bin", [], fails=fails, listing=listing)
    run = take(tmp_path, "--kubernetes", "--insecure", path=path)
    assert (run.code, run.out) == (ExitCode.NOTHING_USABLE, "")
    assert said in run.err


def test_no_kubectl(tmp_path: Path) -> None:
    """Without kubectl there is a way out."""
    (tmp_path / "bin").mkdir()
    run = take(tmp_path, "--kubernetes", PATH=str(tmp_path / "bin"))
    assert run.code == ExitCode.USAGE
    assert "there is no kubectl" in run.err
    assert "--commands" in run.err


def test_commands_for_a_jump_host(tmp_path: Path) -> None:
    """What `--commands` prints runs in a shell with kubectl and curl, and what it collects is compared to the same end."""
    if shutil.which("curl") is None:
        pytest.skip("there is no curl")
    fakes = three()
    with serving(*fakes):
        path = install(tmp_path / "bin", [FakePod(name=one.name, address=one.address, port=one.port, log="x\n") for one in fakes])
        script = logscan("snapshot", "take", "--commands").out
        variables = environment({"PATH": f"{path}:{os.environ['PATH']}"})
        run = subprocess.run(
            ["/bin/sh", "-c", script],
            cwd=tmp_path,
            env=variables,
            input=f"{PASSWORD}\n".encode(),
            capture_output=True,
            check=False,
        )
        assert [one.logouts for one in fakes] == [1, 1, 1], run.stderr.decode()
    found = json.loads(logscan("snapshot", "diff", "logscan-snapshot", "--json", cwd=tmp_path).out)
    assert [one["behind"] for one in found["disputed"]] == [[POD + "tvz6l"]]
    assert not [path for path in (tmp_path / "logscan-snapshot").iterdir() if "hunter2" in path.read_text()]
    assert not [word for call in calls(tmp_path / "bin") for word in call.arguments if "hunter2" in word]


@pytest.mark.parametrize("given", ["environment", "file", "stdin"])
def test_where_passwords_come_from(tmp_path: Path, given: str) -> None:
    """The password may come from the environment, a file or stdin, and stands afterwards in nothing that was printed or written."""
    fakes = three()
    (tmp_path / "pw").write_text(PASSWORD + "\n")
    with serving(*fakes):
        options = {"environment": [], "file": ["--password-file", "pw"], "stdin": ["--password-file", "-"]}[given]
        command = ["snapshot", "take", *urls(fakes), "--ca", believed(tmp_path), "-o", "t.json", *options]
        known = {"LOGSCAN_PASSWORD": PASSWORD} if given == "environment" else {}
        stdin = PASSWORD.encode() if given == "stdin" else b""
        run = logscan(*command, cwd=tmp_path, stdin=stdin, variables=known)
    assert run.code == 0, run.err
    for text in (run.out, run.err, (tmp_path / "t.json").read_text()):
        assert not [word for word in SECRETS if word in text]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--url", "10.0.4.24"], "why: there is no terminal to ask on"),
        (["--url", "10.0.4.24", "--password-file", "none"], "the password file cannot be read"),
        (["--url", "https://admin:hunter2@10.0.4.24"], "--url holds a user or a password"),
        (["--url", "a=https://admin:hunter2@10.0.4.24"], "--url holds a user or a password"),
        (["--url", "http://10.0.4.24:10443"], "it is not https"),
        (["--url", "10.0.4.24/v1/workload"], "it is no host and port"),
        (["--url", "10.0.4.24:99999"], "--url is no address"),
        (["--url", "-"], "there is no terminal"),
        ([], "nobody to ask"),
        (["--url", "10.0.4.24", "--kubernetes"], "do not go together"),
        (["--url", "10.0.4.24", "--ca", "none"], "--ca none"),
        (["--url", "10.0.4.24", "--ca", "none", "--insecure"], "do not go together"),
        (["--url", "10.0.4.24", "--interval", "soon"], "--interval soon"),
        (["--url", "10.0.4.24", "--timeout", "1ms"], "--timeout 1ms"),
        (["--url", "10.0.4.24", "-o", "t.zip"], "it would hold JSON"),
        (["--url", "10.0.4.24", "--format", "html"], "--format html"),
        (["--url", "10.0.4.24", "--fail-on", "much"], "--fail-on much"),
        (["--kubernetes", "--namespace", "-n"], "no namespace has such a name"),
    ],
)
def test_mistakes(tmp_path: Path, arguments: list[str], said: str) -> None:
    """A mistake ends with 2 before anybody is asked anything, and repeats no password."""
    run = logscan("snapshot", "take", *arguments, cwd=tmp_path)
    assert (run.code, run.out) == (ExitCode.USAGE, "")
    assert said in run.err
    assert "hunter2" not in run.err


def test_nothing_is_replaced(tmp_path: Path) -> None:
    """A file that exists is kept, before anybody is asked, unless told otherwise."""
    (tmp_path / "t.json").write_text("mine")
    run = take(tmp_path, "--url", "127.0.0.1:9", "-o", "t.json")
    assert (run.code, (tmp_path / "t.json").read_text()) == (ExitCode.OUTPUT, "mine")
    assert "t.json exists" in run.err


def test_an_internal_error_shows_no_password(tmp_path: Path) -> None:
    """Even the traceback of a bug, with the password at hand, does not show it."""
    code = (
        "import sys, logscan.snapshot.session as session\n"
        "def broken(*_): raise ZeroDivisionError(repr(vars(_[0])))\n"
        "session.Session.login = broken\n"
        "sys.argv = ['logscan', '--debug', 'snapshot', 'take', '--url', '127.0.0.1:9', '-o', 't.json']\n"
        "from logscan.cli import main; main()\n"
    )
    known = environment({"LOGSCAN_PASSWORD": PASSWORD})
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=known, capture_output=True, check=False)
    assert b"ZeroDivisionError" in run.stderr
    assert b"password=<secret>" in run.stderr
    assert not [word for word in SECRETS if word.encode() in run.stderr + run.stdout]


def test_interrupted(tmp_path: Path) -> None:
    """Ctrl-C ends with 130 within two seconds, logs out, and keeps the rounds that were whole."""
    fakes = three()
    with serving(*fakes):
        options = [*urls(fakes), "--ca", believed(tmp_path), "-o", "t.json", "--repeat", "100", "--interval", "1s"]
        command = [sys.executable, "-m", "logscan", "snapshot", "take", *options]
        known = environment({"LOGSCAN_PASSWORD": PASSWORD})
        with subprocess.Popen(command, cwd=tmp_path, env=known, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            for one in fakes:
                while not any(path == "/v1/controller" for _, path in list(one.asked)):
                    one.over.wait(0.02)
            fakes[0].over.wait(0.3)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=10)
        assert process.returncode == ExitCode.INTERRUPTED, err.decode()
        assert [one.logouts for one in fakes] == [1, 1, 1]
    assert out.decode().startswith("DISAGREE")
    assert {one["take"] for one in json.loads((tmp_path / "t.json").read_text())["takes"]} == {1}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ca.pem", "t.json"]


def test_without_httpx(tmp_path: Path) -> None:
    """Without the extra, `take` says how to get it; `diff` needs none."""
    code = (
        "import sys, importlib.util as util\n"
        "real = util.find_spec\n"
        "util.find_spec = lambda name, *more: None if name == 'httpx' else real(name, *more)\n"
        "sys.argv = ['logscan', 'snapshot', 'take', '--url', '127.0.0.1:9']\n"
        "from logscan.cli import main; main()\n"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment(), capture_output=True, check=False)
    assert (run.returncode, run.stdout) == (ExitCode.USAGE, b"")
    assert b"pip install 'logscan[live]'" in run.stderr
