"""The commands that collect what is missing."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path

import pytest

import logscan
from logscan.analysis.collect import COMMANDS, commands
from logscan.analysis.findings import Finding
from logscan.analysis.unsaid import CAUSES
from logscan.cluster import Controller
from tests.analysis.test_words import STORIES
from tests.stories import pod, tell

BRAVO = pod("bravo")


def finding(folder: Path, name: str = "absent") -> Finding:
    """Give the finding about bravo of a case."""
    (found,) = [one for one in logscan.open(tell(folder, STORIES[name])).found if one.controller == BRAVO]
    return found


def test_every_cause_has_commands() -> None:
    """Whatever is missing, there is a command that collects it."""
    assert set(COMMANDS) == set(CAUSES)
    assert all(COMMANDS.values())


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("absent", [f"kubectl logs -n neuvector {BRAVO} > bravo.log"]),
        ("no head", [f"kubectl logs -n neuvector {BRAVO} --previous > bravo.previous.log"]),
        ("pending", [f"kubectl logs -n neuvector {BRAVO} > bravo.log"]),
        ("stale", []),
    ],
)
def test_commands(name: str, told: list[str], tmp_path: Path) -> None:
    """The commands name the pod of whom something is missing; where nothing is, there is none."""
    known = {name: Controller(name=name) for name in (BRAVO, pod("alpha"))}
    assert list(commands([finding(tmp_path, name)], known)) == told


def test_debug_is_switched_on(tmp_path: Path) -> None:
    """Of a controller without DEBUG lines they switch that on at its address, and collect the log again."""
    known = {BRAVO: Controller(name=BRAVO, address="10.9.0.12")}
    on, wait, log = commands([finding(tmp_path, "no DEBUG")], known)
    assert shlex.split(on)[-1] == '{"config":{"controller_debug":["cpath","scan"]}}'
    assert "https://10.9.0.12:10443/v1/system/config" in on
    assert wait.startswith("# ")
    assert log == f"kubectl logs -n neuvector {BRAVO} > bravo.log"


def test_who_hangs_is_restarted(tmp_path: Path) -> None:
    """Of a controller that hangs they look why, leave the restart to whoever reads them, and collect the log again behind that."""
    why, wait, log = commands([replace(finding(tmp_path), cause="hangs")], {BRAVO: Controller(name=BRAVO)})
    assert why == f"kubectl describe pod -n neuvector {BRAVO}"
    assert wait.startswith("# restart it")
    assert log == f"kubectl logs -n neuvector {BRAVO} > bravo.log"


@pytest.mark.parametrize("cause", sorted(COMMANDS))
def test_what_is_copied_into_a_shell(cause: str, tmp_path: Path) -> None:
    """Each line, with all that is in braces filled in, is a command that a shell can read, or a remark."""
    known = {name: Controller(name=name, address="10.9.0.12", lead=((0, None),)) for name in (BRAVO, pod("alpha"))}
    told = commands([replace(finding(tmp_path), cause=cause)], known)
    assert told
    for one in told:
        first, *_ = shlex.split(one)
        assert first in ("kubectl", "curl", "logscan", "#")
        assert not any(word in one for word in ("{pod}", "{address}", "{file}", "{lead}"))


def test_the_log_of_the_lead(tmp_path: Path) -> None:
    """Where only the lead knows, it is the log of the lead that is collected."""
    lead = pod("alpha")
    known = {BRAVO: Controller(name=BRAVO), lead: Controller(name=lead, lead=((0, None),))}
    assert list(commands([finding(tmp_path, "unknown")], known)) == [f"kubectl logs -n neuvector {lead} > alpha.log"]


@pytest.mark.parametrize(
    ("lead", "asked"),
    [
        pytest.param(((0, None),), True, id="all the time"),
        pytest.param(((0, 5), (9, None)), True, id="again"),
        pytest.param(((0, 5),), False, id="no more"),
        pytest.param((), False, id="never"),
    ],
)
def test_who_leads_now(lead: tuple[tuple[int, int | None], ...], asked: bool, tmp_path: Path) -> None:
    """It is the log of whoever leads in the end, though another led between."""
    known = {BRAVO: Controller(name=BRAVO), pod("alpha"): Controller(name=pod("alpha"), lead=lead)}
    assert bool(commands([finding(tmp_path, "unknown")], known)) is asked


def test_who_is_known_by_an_address(tmp_path: Path) -> None:
    """A controller whose pod nobody names is looked for by its address."""
    one = replace(finding(tmp_path), controller="10.9.0.12")
    told = commands([one], {"10.9.0.12": Controller(name="10.9.0.12", address="10.9.0.12")})
    assert told[0].startswith("kubectl get pods -n neuvector -o wide")
    assert told[1] == "kubectl logs -n neuvector POD > 10.9.0.12.log"


@pytest.mark.parametrize("name", ["x; rm -rf ~", "$(id)", "a\nb", "../../etc/passwd", "`id`-aaaaa"])
def test_names_do_not_act_in_a_shell(name: str, tmp_path: Path) -> None:
    """A name is one word in a shell whatever it holds, and the file that is written lies here."""
    (told,) = commands([replace(finding(tmp_path), controller=name)], {name: Controller(name=name)})
    *command, sign, file = shlex.split(told)
    assert command == ["kubectl", "logs", "-n", "neuvector", name]
    assert sign == ">"
    assert "/" not in file


def test_a_name_is_no_option(tmp_path: Path) -> None:
    """A name that looks like an option is told as a pod."""
    (told,) = commands([replace(finding(tmp_path), controller="--as=root")], {"--as=root": Controller(name="--as=root")})
    assert " pod/--as=root " in told


def test_each_command_once(tmp_path: Path) -> None:
    """What several findings ask for is collected once."""
    one = finding(tmp_path)
    assert len(commands([one, one], {BRAVO: Controller(name=BRAVO)})) == 1
