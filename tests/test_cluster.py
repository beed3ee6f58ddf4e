"""Who is who in a cluster."""

from __future__ import annotations

import pytest

from tests.logs import ADDRESS, ID, A, B, C, column, controller, itself, log, notified, only, seen, timeline


def test_named_by_its_own_log() -> None:
    """What a log says of its controller wins over its file name: pod, address and id."""
    controller = only(timeline({f"{B}.log": log((1, itself(A)))}))
    assert (controller.name, controller.address, controller.id, controller.log) == (A, ADDRESS[A], ID[A], "present")
    assert [part.source.name for part in controller.logs] == [f"{B}.log"]


@pytest.mark.parametrize(
    "hint",
    [
        pytest.param(f"cluster.Put: - key=object/controller/node-1/{ID[B]} value={{}}", id="by its id"),
        pytest.param(f"main.main: - advertise={ADDRESS[B]}", id="by its address"),
    ],
)
def test_named_by_its_peers(hint: str) -> None:
    """A log that holds only the id or address of its controller gets the pod name from a peer that knows it."""
    built = timeline({"one.log": log((1, itself(A)), (2, seen(B))), "two.log": log((1, hint), (2, notified()))})
    assert [(controller.name, controller.address, controller.id, controller.log) for controller in built.controllers] == [
        (B, ADDRESS[B], ID[B], "present"),
        (A, ADDRESS[A], ID[A], "present"),
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("c.q4w9z.log", B),
        ("c_q4w9z.log", B),
        (f"{B}.log", B),
        (f"logs/{B}_neuvector-controller-pod.log", B),
        (f"{C}.log", C),
        (f"{C}/current.log", C),
        ("xq4w9z.log", "xq4w9z"),
        ("x7k2p-and-q4w9z.log", "x7k2p-and-q4w9z"),
        ("dir.q4w9z/controller.log", "controller"),
    ],
)
def test_named_by_its_file(name: str, expected: str) -> None:
    """A log that says nothing of its controller is named by its file: by a pod name in it, or the last five characters of a known one."""
    built = timeline({"one.log": log((1, itself(A)), (2, seen(B))), name: log((1, notified()))})
    (found,) = [controller.name for controller in built.controllers if any(part.source.name == name for part in controller.logs)]
    assert found == expected


def test_address_is_a_name_of_last_resort() -> None:
    """A controller of which only the address is known goes by that."""
    assert only(timeline({"one.log": log((1, f"main.main: - advertise={ADDRESS[B]}"))})).name == ADDRESS[B]


def test_logs_that_nothing_names_are_told_apart() -> None:
    """Two logs of unknown controllers are two controllers, though their files have the same name."""
    built = timeline({"one/current.log": log((1, notified("1"))), "two/current.log": log((1, notified("2")))})
    assert sorted(set(column(built, "controller")), key=str) == [controller.name for controller in built.controllers]
    assert len(built.controllers) == 2


def test_controller_known_from_a_peer_only() -> None:
    """A controller whose log was not collected is there, with what its peers say of it, and without a log."""
    built = timeline({"one.log": log((1, itself(A)), (2, seen(B)))})
    missing = controller(built, B)
    assert (missing.address, missing.id, missing.log, missing.boots, missing.logs) == (ADDRESS[B], ID[B], "absent", (), ())
    assert (missing.first, missing.last, missing.debug_last) == (None, None, None)


@pytest.mark.parametrize("known", [True, False])
def test_empty_log(known: bool) -> None:
    """A file of no bytes stands for the controller that its name speaks of, and is named among what was skipped."""
    built = timeline({"one.log": log((1, itself(A)), (2, seen(B) if known else notified())), f"{B}.log": b""})
    assert controller(built, B).log == "empty"
    assert [(item.source, item.code) for item in built.skipped] == [(f"{B}.log", "INPUT_EMPTY")]


def test_empty_log_of_nobody() -> None:
    """A file of no bytes whose name speaks of no controller adds none."""
    built = timeline({"one.log": log((1, itself(A))), "other.log": b""})
    assert only(built).name == A
    assert [item.source for item in built.skipped] == ["other.log"]
