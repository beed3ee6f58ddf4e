"""What one element of an answer says, of registries, images, controllers and counts; workloads stand in `test_answers`."""

from __future__ import annotations

import json

import pytest

from logscan.snapshot.answers import looks_like_answer, read_answer
from logscan.snapshot.entries import MEMBERS_KEPT, Counts, Entry, Gathering, Member, Snapshot

POD = "neuvector-controller-pod-6c8d5f7b49-x7k2p"
SUMMARY = {"name": "docker.example", "status": "idle", "scheduled": 0, "error_detail": ""}
REGISTRY = Entry(kind="registry", asset="docker.example", status="idle")
IMAGE = {"repository": "shop", "tag": "1.0", "image_id": "c0de", "digest": "", "status": "finished"}


def answer(document: object, registry: str = "") -> Snapshot:
    """Read a document as an answer."""
    found = Gathering("a.json")
    read_answer(json.dumps(document), found, registry=registry)
    return found.snapshot()


@pytest.mark.parametrize(
    ("document", "entry"),
    [
        ({"summarys": [SUMMARY]}, REGISTRY),
        ({"summary": SUMMARY}, REGISTRY),
        ({"images": [IMAGE]}, Entry(kind="image", asset="docker.example/c0de", status="finished", name="shop:1.0")),
        ({"images": [{**IMAGE, "repository": "", "status": ""}]}, Entry(kind="image", asset="docker.example/c0de", status=None)),
    ],
)
def test_registries_and_images(document: dict[str, object], entry: Entry) -> None:
    """A registry is known by its name, an image by its registry and id."""
    assert looks_like_answer(json.dumps(document))
    assert answer(document, "docker.example") == Snapshot(source="a.json", entries=(entry,))


def test_images_of_a_registry_that_nobody_names() -> None:
    """Of images alone nothing tells the registry: they are known by their id."""
    assert [one.asset for one in answer({"images": [IMAGE]}).entries] == ["c0de"]


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ({"summarys": [{"status": "idle"}]}, "a registry without a name"),
        ({"summary": {"name": 3}}, "a registry without a name"),
        ({"images": [3]}, "not an image: no JSON object"),
        ({"images": [{"status": "finished"}]}, "an image without an id"),
        ({"images": [{**IMAGE, "status": 3}]}, "an image whose status is not text"),
        ({"images": [{**IMAGE, "status": "failed_signature_scan"}]}, "unknown status 'failed_signature_scan'"),
        ({"controllers": [3]}, "not a controller: no JSON object"),
        ({"controllers": [{"leader": True}]}, "a controller without name, address and id"),
        ({"status": {"scanned": 1, "scheduled": 0}}, "no counts of scanned, scheduled and scanning"),
        ({"status": {"scanned": 1.5, "scheduled": 0, "scanning": 0}}, "no counts of scanned, scheduled and scanning"),
        ({"status": {"scanned": -1, "scheduled": 0, "scanning": 0}}, "no counts of scanned, scheduled and scanning"),
        ({"status": {"scanned": 1e300, "scheduled": 0, "scanning": True}}, "no counts of scanned, scheduled and scanning"),
    ],
)
def test_what_is_none(document: dict[str, object], place: str) -> None:
    """What cannot be one is one damaged place."""
    assert answer(document) == Snapshot(source="a.json", entries=(), damaged=(f"a.json:1: {place}",), skipped=1)


@pytest.mark.parametrize(
    ("said", "member"),
    [
        (
            {"id": "c0", "display_name": POD, "cluster_ip": "10.0.4.24", "leader": True, "version": "v5.2.4"},
            Member(name=POD, address="10.0.4.24", id="c0", version="v5.2.4", lead=True),
        ),
        ({"name": f"k8s_neuvector-controller-pod_{POD}_neuvector_1b4e_0", "display_name": "x"}, Member(name=POD)),
        ({"id": "c0", "name": 7, "leader": "yes", "cluster_ip": "a\ud800"}, Member(id="c0", address=r"a\ud800")),
    ],
)
def test_controllers(said: dict[str, object], member: Member) -> None:
    """A controller is known by pod, address, id and version, as far as it says."""
    assert answer({"controllers": [said]}).members == (member,)


def test_counts() -> None:
    """What a controller counts itself is kept."""
    said = {"status": {"scanned": 31, "scheduled": 0, "scanning": 1, "cvedb_version": "3.3"}}
    assert answer(said).counts == Counts(scanned=31, scheduled=0, scanning=1)
    assert looks_like_answer(json.dumps(said))


def test_controllers_are_bounded() -> None:
    """However many controllers are named, only so many are kept."""
    found = answer({"controllers": [{"id": str(number)} for number in range(MEMBERS_KEPT + 2)]})
    assert (len(found.members), found.skipped) == (MEMBERS_KEPT, 2)
