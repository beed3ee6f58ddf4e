"""Promises of giving a snapshot to its controller by the name of its file."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.snapshot.assign import Identity, assign, called, told_by_name
from logscan.snapshot.assign import owner as owner_of
from logscan.snapshot.entries import Member, Origin, Snapshot

POD = "neuvector-controller-pod-7d9c5f6b44-"
LEAD = Identity(name=POD + "qx7rm", address="10.0.4.24")
PEER = Identity(name=POD + "b8nvt", address="10.0.4.243")
THIRD = Identity(name=POD + "k2wzd")
TWIN = Identity(name="neuvector-controller-pod-aaaaaaaaaa-k2wzd", address="10.0.9.1")


def owner(file: str, *controllers: Identity) -> str | None:
    """Give the controller of one file."""
    return assign([file], controllers)[file]


@pytest.mark.parametrize(
    ("file", "controller"),
    [
        ("1_10.0.4.24_qx7rm.txt", LEAD),
        ("10.0.4.24.txt", LEAD),
        ("10.0.4.243.txt", PEER),
        ("10.0.4.24", LEAD),
        ("2-10.0.4.243-workloads.json", PEER),
        ("snapshot.qx7rm.json", LEAD),
        ("qx7rm", LEAD),
        (POD + "b8nvt.json", PEER),
        ("workload_k2wzd.txt", THIRD),
        ("case/10.0.4.243/10.0.4.24.txt", LEAD),
        ("qx7rm.zip!rest/b8nvt.txt", PEER),
        ("qx7rm.zip!b8nvt.txt", PEER),
        ("110.0.4.24.txt", None),
        ("10.0.4.2.txt", None),
        ("10x0.4.24.txt", None),
        ("10-0-4-24.txt", None),
        ("10.0.4.24a.txt", None),
        ("qx7rm2.txt", None),
        ("aqx7rm.txt", None),
        ("\u00e9qx7rm.txt", None),
        ("qx7rm/answer.txt", None),
        ("qx7rm.zip!answer.txt", None),
        ("10.0.4.24_b8nvt.txt", None),
        ("qx7rm-b8nvt.txt", None),
        ("workloads.txt", None),
        ("", None),
    ],
)
def test_a_file_name(file: str, controller: Identity | None) -> None:
    """A whole address, pod name or suffix behind the last `/` or `!` decides; none, two, or two that disagree decide nothing."""
    assert owner(file, LEAD, PEER, THIRD) == (controller and controller.name)


@pytest.mark.parametrize(
    ("file", "controller"),
    [
        ("k2wzd.txt", None),
        ("10.0.9.1_k2wzd.txt", TWIN),
        (TWIN.name + ".txt", TWIN),
        (THIRD.name + ".txt", THIRD),
    ],
)
def test_two_controllers_with_one_suffix(file: str, controller: Identity | None) -> None:
    """A suffix that two controllers share needs an address or the whole name beside it."""
    assert owner(file, THIRD, TWIN) == (controller and controller.name)


def test_a_controller_can_answer_twice() -> None:
    """Every file is given its own answer, in the order of the files, and two may have one controller."""
    files = ["b/10.0.4.24_2.txt", "a/10.0.4.24_1.txt", "other.txt"]
    assert list(assign(files, [LEAD, PEER]).items()) == [(files[0], LEAD.name), (files[1], LEAD.name), (files[2], None)]


@pytest.mark.parametrize("controllers", [[], [Identity(name="")], [Identity(name="", address="")]])
def test_a_controller_without_a_name_has_no_file(controllers: list[Identity]) -> None:
    """What is not known of a controller fits no file name."""
    assert assign(["1_10.0.4.24.txt"], controllers) == {"1_10.0.4.24.txt": None}


NAMES = st.text(min_size=1)
CONTROLLERS = st.lists(st.builds(Identity, name=NAMES, address=st.none() | st.text()), unique_by=lambda controller: controller.name)
PUNCTUATION = st.text(st.characters(exclude_characters="/!", exclude_categories=["L", "N", "Cs"]))


@given(st.text(), CONTROLLERS, st.randoms())
def test_the_order_of_the_controllers_does_not_matter(file: str, controllers: list[Identity], random: Random) -> None:
    """Any name is given to the same controller whatever order they come in, and only to one that exists."""
    shuffled = random.sample(controllers, len(controllers))
    assert owner(file, *controllers) == owner(file, *shuffled)
    assert owner(file, *controllers) in {None, *(controller.name for controller in controllers)}


@given(st.sampled_from([LEAD, PEER, THIRD]), PUNCTUATION, PUNCTUATION, st.booleans())
def test_any_punctuation_may_surround_it(controller: Identity, before: str, after: str, whole: bool) -> None:
    """Between any characters that are no letters and no digits, a pod name or its suffix is found."""
    word = controller.name if whole else controller.name[-5:]
    assert owner(f"{before}{word}{after}", LEAD, PEER, THIRD) == controller.name


@pytest.mark.parametrize(
    ("file", "name", "address"),
    [
        ("1_10.0.4.24_qx7rm.txt", "qx7rm", "10.0.4.24"),
        ("case/10.0.4.24.txt", "10.0.4.24", "10.0.4.24"),
        (f"{POD}b8nvt.workload.json", f"{POD}b8nvt", None),
        ("10.0.4.24-b8nvt.json", "b8nvt", "10.0.4.24"),
        ("rest.zip!b8nvt.txt", "b8nvt", None),
    ],
)
def test_a_file_name_alone(file: str, name: str, address: str | None) -> None:
    """Where no controller is known, a file name still tells pod name or its end, and address."""
    assert told_by_name(file) == Identity(name=name, address=address)


@pytest.mark.parametrize(
    "file", ["workloads.json", "brief.txt", "10.0.4.24_10.0.4.25.txt", "qx7rm_b8nvt.txt", "1.2.3.4.5.txt", "vwxyz1.txt"]
)
def test_a_file_name_that_tells_nothing(file: str) -> None:
    """Words are no ends of pod names, and two of a kind tell nothing."""
    assert told_by_name(file) is None


def asked(name: str = "", address: str = "") -> Snapshot:
    """Give an answer of which is written down who gave it, in a file whose name says something else."""
    origin = Origin(who=Member(name=name, address=address), url="https://10.0.9.9:10443", take=1, begin=1, end=2)
    return Snapshot(source="10.0.4.243_b8nvt.txt", entries=(), origin=origin)


def test_what_is_written_down_counts_more_than_a_name() -> None:
    """Who was asked, by pod name, else by address, owns the answer; and nobody where it is none of those that are known."""
    assert owner_of(asked(name=LEAD.name, address="10.0.4.243"), [LEAD, PEER]) == LEAD.name
    assert owner_of(asked(address="10.0.4.24"), [LEAD, PEER]) == LEAD.name
    assert owner_of(asked(name="x", address="10.0.4.24"), [LEAD, PEER]) == LEAD.name
    assert owner_of(asked(name="x"), [LEAD, PEER]) is None
    assert owner_of(Snapshot(source="10.0.4.243_b8nvt.txt", entries=()), [LEAD, PEER]) == PEER.name


def test_what_it_is_called() -> None:
    """A controller that no log names is called as it was asked, else as its file name tells, else like the file."""
    assert [called(asked(name="x", address="y")), called(asked(address="y")), called(asked())] == ["x", "y", "https://10.0.9.9:10443"]
    files = ("a/10.0.4.24_qx7rm.txt", "case.zip!a/workloads.json")
    assert [called(Snapshot(source=file, entries=())) for file in files] == ["qx7rm", "workloads"]
