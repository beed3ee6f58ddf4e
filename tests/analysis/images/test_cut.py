"""How the rows of registries and images are cut into histories."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from logscan.analysis.histories import cut
from logscan.analysis.images.cut import image_histories, is_image, last_told, named, registries_of, rows_of, with_images
from logscan.analysis.judge import judge_all
from logscan.analysis.scene import Scene
from logscan.parse.catalog import Catalog
from logscan.reading import read
from logscan.timeline import Timeline, controller_logs, join
from tests.logs import A, Attached, B, log, notified, timeline
from tests.registries import IMAGE, LINES, NAME, OTHER, files

STORY = """
alpha    1:known  2:scan=scanning  2.1:state=scanning  3:put=scheduled  3.1:image=add  4:put=finished  4.1:image
alpha/2  1:known  3.2:put=scheduled  3.3:image=add
bravo    2.1:state  3.1:image=add  9:known
"""


TOLD = ["image.notified", "image.received"]
KNOWN = "registry.known"
CONFIGURED = ["registry.configured", KNOWN]


def images_of(story: str) -> dict[tuple[str, str], list[str]]:
    """Give the events of each history of an image that has any, by controller and registry."""
    found, _ = cut_of(story)
    return {(pod, asset.rpartition("/")[0]): events for (pod, kind, asset), events in found.items() if kind == "image" and events}


def twice(first: str, second: str) -> Timeline:
    """Give the timeline of controllers that start anew: what each prints at first, and then."""
    before, behind = files(first), files(second)
    return timeline({name: before[name] + behind[name] for name in before})


def cut_of(story: str) -> tuple[dict[tuple[str, str, str], list[str]], int]:
    """Give the events of each history of a registry or an image, by controller, kind and id; and how many histories there are before."""
    built = timeline(files(story))
    histories = with_images(cut(built), built)
    event = built.table.column("event").to_pylist()
    found = {}
    for one in image_histories(histories):
        kind, asset = histories.assets[int(histories.asset[one])]
        rows = histories.rows[histories.bounds[one] : histories.bounds[one + 1]].tolist()
        found[built.controllers[int(histories.controller[one])].name, kind, asset] = [event[row] for row in rows]
    return found, image_histories(histories).start


def test_one_history_for_each() -> None:
    """Each controller has one history of each registry and each image, in the order of its log; one without a row where it has no line."""
    found, _ = cut_of(STORY)
    assert set(found) == {
        (pod, kind, asset)
        for pod in (A, B)
        for registry in (NAME, OTHER)
        for kind, asset in (("registry", registry), ("image", f"{registry}/{IMAGE}"))
    }
    assert found[A, "image", f"{NAME}/{IMAGE}"] == [
        *("image.put", "image.notified", "image.received"),
        *("image.report_put", "image.put", "image.notified", "image.received"),
    ]
    assert found[B, "registry", OTHER] == found[B, "image", f"{OTHER}/{IMAGE}"] == []
    assert found[B, "registry", NAME] == ["registry.notified", "registry.configured", "registry.known"]


def test_how_a_registry_came_to_be_known_is_part_of_what_was_said_before() -> None:
    """The line with which a registry came to be known stands in the history of an image that was spoken of before, and only there."""
    found, _ = cut_of(STORY)
    assert found[B, "image", f"{NAME}/{IMAGE}"] == ["image.notified", "image.received", "registry.known"]
    assert "registry.known" not in found[A, "image", f"{NAME}/{IMAGE}"]


def test_a_registry_that_comes_to_be_known_again_and_again() -> None:
    """Of the lines with which it does, an image's history has the first and the last behind each row of the image, and no other."""
    often = " ".join(f"{at}:known" for at in (2, 3, 4, 6, 7, 8, 9))
    found, _ = cut_of(f"alpha 1:image=add 5:image {often}\nbravo 2:known 3:image 4:known")
    told = ["image.notified", "image.received"]
    assert found[A, "image", f"{NAME}/{IMAGE}"] == [*told, *2 * ["registry.known"], *told, *2 * ["registry.known"]]
    assert found[B, "image", f"{NAME}/{IMAGE}"] == [*told, "registry.known"]
    assert found[A, "registry", NAME].count("registry.known") == 7


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ("alpha 1:image 2:known 3:known", {(A, NAME): [*TOLD, KNOWN, KNOWN]}),
        ("alpha 1:image 2:known 3:torn 4:known 5:known", {(A, NAME): [*TOLD, KNOWN, TOLD[0], KNOWN, KNOWN]}),
        ("alpha 3:known 4:known\nbravo 1:known 2:image", {(B, NAME): TOLD}),
        (
            "alpha 2:image\nalpha/2 3:image 9:known\nbravo 1:known 2:image\nbravo/2 3:image 9:known",
            {(A, NAME): TOLD, (A, OTHER): [*TOLD, KNOWN], (B, NAME): TOLD, (B, OTHER): [*TOLD, KNOWN]},
        ),
        (
            "alpha 2:image\nalpha/2 3:image 8:known 9:known\nbravo 2:image\nbravo/2 3:image 8:known 9:known",
            {(A, NAME): TOLD, (A, OTHER): [*TOLD, KNOWN, KNOWN], (B, NAME): TOLD, (B, OTHER): [*TOLD, KNOWN, KNOWN]},
        ),
        ("alpha 5:known\nalpha/2 3:image 6:known 7:known", {(A, OTHER): [*TOLD, KNOWN, KNOWN]}),
        ("alpha/2 5:known\nalpha 3:image 6:known 7:known", {(A, NAME): [*TOLD, KNOWN, KNOWN]}),
        (
            "alpha 1:known 2:image\nalpha/2 3:image 9:known\nalpha/third 4:image",
            {(A, NAME): TOLD, (A, OTHER): [*TOLD, KNOWN], (A, "third"): TOLD},
        ),
        ("alpha 3:image\nbravo 3:image 4:state", {(A, NAME): TOLD, (B, NAME): TOLD}),
    ],
    ids=[
        *("one log", "one line between", "another log spoke of it", "another registry", "another registry, twice"),
        *("a registry without images", "a second one without images", "the second of three", "none is known"),
    ],
)
def test_only_images_of_the_same_registry_and_the_same_log(story: str, expected: dict[tuple[str, str], list[str]]) -> None:
    """A registry that comes to be known matters to images of its own of which the same log has spoken before."""
    assert images_of(story) == expected


def test_processes_are_cut_apart() -> None:
    """Each process of a controller has histories of its own; those of the first are there as far as it spoke."""
    first = "alpha 1:known 3:put=scheduled 3.1:image=add 4:image\nbravo 1:known 3.1:image=add 4:image"
    second = "alpha 1:image=add 2:image 9:known\nbravo 2:known 3:image"
    built = twice(first, second)
    histories = with_images(cut(built), built)
    event = built.table.column("event").to_pylist()
    found = {}
    for one in image_histories(histories):
        rows = histories.rows[histories.bounds[one] : histories.bounds[one + 1]].tolist()
        place = built.controllers[int(histories.controller[one])].name, int(histories.boot[one])
        found[*place, histories.assets[int(histories.asset[one])][0]] = [event[row] for row in rows]
    assert found == {
        (A, 0, "registry"): CONFIGURED,
        (A, 0, "image"): ["image.put", *TOLD, *TOLD],
        (A, 1, "registry"): CONFIGURED,
        (A, 1, "image"): [*TOLD, *TOLD, KNOWN],
        (B, 0, "registry"): CONFIGURED,
        (B, 0, "image"): [*TOLD, *TOLD],
        (B, 1, "registry"): CONFIGURED,
        (B, 1, "image"): TOLD,
    }
    times = built.table.column("ts").to_pylist()
    assert [(int(histories.boot[one]), times[row].second) for one, row in last_told(histories, built)] == [(1, 2)]


def test_a_registry_is_there_with_its_images() -> None:
    """A registry of which a log only speaks by its images is one; one without images is one, too, and has the code that it had before."""
    found, _ = cut_of("alpha 3:image\nalpha/2 3:image")
    assert [found[A, "registry", name] for name in (NAME, OTHER)] == [[], []]
    assert cut_of("alpha 1:known") == ({(A, "registry", NAME): CONFIGURED}, 0)
    built = timeline(files(STORY))
    histories = with_images(cut(built), built)
    assert {named(histories, name)[name] for name in (NAME, OTHER)} <= set(histories.asset.tolist())


def test_they_stand_behind_all_others() -> None:
    """Histories of scan states keep their places, and have their letters; these have none."""
    logs = files(STORY)
    logs[f"{A}.log"] += log((50, notified()))
    built = timeline(logs)
    before, after = cut(built), with_images(cut(built), built)
    assert len(before) == image_histories(after).start == 1
    assert not is_image(after, 0)
    assert after.words == [*before.words, ""]
    assert after.rows[: len(before.rows)].tolist() == before.rows.tolist()
    assert [after.row(0, 0)] == [before.row(0, 0)]


def test_without_registries_nothing_changes() -> None:
    """A case without a line about registries keeps its histories, the very same object."""
    built = timeline({f"{A}.log": log((1, notified()))})
    histories = cut(built)
    assert with_images(histories, built) is histories
    assert image_histories(histories) == range(1, 1)
    assert last_told(histories, built) == []


def test_lines_that_name_no_registry() -> None:
    """A line about an image that names no registry, or about a registry that it does not name, is about none."""
    built = timeline(files("alpha 3:ended=s1"))
    histories = cut(built)
    assert with_images(histories, built) is histories
    logs = files("alpha 1:known 3:given=s1 4:ended=s1")
    logs[f"{A}.log"] += log((50, "scan.(*Registry).polling: Polling interval out of range - PollPeriod=30"))
    built = timeline(logs)
    rows, _, names = registries_of(built)
    events = built.table.column("event").to_pylist()
    assert names == [NAME]
    assert sorted(events[row] for row in rows.tolist()) == ["image.dispatched", "registry.configured", "registry.known"]
    assert {"registry.failed", "image.scanned"} <= set(events)


def test_a_line_that_says_no_more_than_an_image(tmp_path: Path) -> None:
    """A line of which a definition of your own keeps nothing but that it is about an image is about no registry."""
    (line,) = log((5, "scan.sweep:")).decode().splitlines()
    definition = [
        *('emitter = "scan.sweep"', 'about = "Images are swept."', 'source = "controller/scan/sweep.go"'),
        *("[[line]]", 'event = "image.failed"', 'set = { kind = "image" }'),
        *("[[line.sample]]", f'text = "{line}"', 'expect = { event = "image.failed", kind = "image" }'),
    ]
    (tmp_path / "sweep.toml").write_text("\n".join(definition), "utf-8")
    logs = files("alpha 1:known 3:image")
    logs[f"{A}.log"] += log((50, "scan.sweep:"))
    printed, _ = controller_logs(read(Attached(logs), Catalog.load(tmp_path)).parts, None)
    built = join(printed)
    assert "image.failed" in built.table.column("event").to_pylist()
    assert registries_of(built)[2] == [NAME]


def test_words_that_no_line_has() -> None:
    """Where no line tells of an image, or no registry comes to be known, no other line stands for that."""
    state, taken = f"cache.registryStateHandler: - key=scan/state/registry/{NAME} type=modify", f"id={IMAGE} registry={NAME}"
    told = f"cache.registryImageStateHandler: - key=scan/state/image/{NAME}/{IMAGE} type=add"
    known = [(nth, text.format(name=NAME)) for nth, text in enumerate(LINES["known"])]
    twice_taken = [(at, f"scan.RegistryImageStateUpdate: - {taken}") for at in (3, 4)]
    scans = [(5, notified()), (6, notified().replace("workload", "host"))]
    built = [
        timeline({f"{A}.log": log(*lines)}) for lines in ([*known, *twice_taken], [(0, told), *twice_taken, (5, state)], [*scans, *known])
    ]
    first, second, third = (with_images(cut(one), one) for one in built)
    assert last_told(first, built[0]) == []
    assert [int(end - begin) for begin, end in pairwise(second.bounds.tolist())] == [1, 3]
    assert [third.assets[int(third.asset[one])][0] for one in image_histories(third)] == ["registry"]


def test_a_log_without_debug_lines_has_none() -> None:
    """Of a log at INFO there is nothing to judge, so it has no history without a row."""
    logs = files("alpha 1:known 3:put=scheduled 3.1:image=add")
    logs[f"{B}.log"] = files("bravo 0:end")[f"{B}.log"].replace(b"|DEBU|", b"|INFO|")
    built = timeline(logs)
    histories = with_images(cut(built), built)
    assert {built.controllers[int(histories.controller[one])].name for one in image_histories(histories)} == {A}


def test_names() -> None:
    """An image is found by the begin of `REGISTRY/ID` or of its own id, a registry by the begin of its name."""
    built = timeline(files(STORY))
    histories = with_images(cut(built), built)
    mine, other = f"{NAME}/{IMAGE}", f"{OTHER}/{IMAGE}"
    assert set(named(histories, "6105")) == {mine, other}
    assert set(named(histories, "quay mirror/61")) == {mine}
    assert set(named(histories, "quay")) == {NAME}
    assert set(named(histories, "team z=1")) == {OTHER}
    assert named(histories, "nobody") == {}
    code = named(histories, mine)[mine]
    assert histories.assets[code] == ("image", mine)


def test_names_of_digests() -> None:
    """An image whose id is a digest is found by the begin of that, with the kind of digest or without."""
    logs = {name: text.replace(IMAGE.encode(), f"sha256:{IMAGE}".encode()) for name, text in files(STORY).items()}
    built = timeline(logs)
    histories = with_images(cut(built), built)
    both = {f"{NAME}/sha256:{IMAGE}", f"{OTHER}/sha256:{IMAGE}"}
    assert set(named(histories, "6105")) == set(named(histories, "sha256:61")) == both


def test_rows_of_an_image() -> None:
    """All rows of an image, of all logs and each once, and none of the same image in another registry."""
    built = timeline(files(STORY))
    histories = with_images(cut(built), built)
    event = built.table.column("event").to_pylist()
    rows = rows_of(histories, f"{OTHER}/{IMAGE}").tolist()
    assert [event[row] for row in rows] == ["image.put", "image.notified", "image.received"]


def test_registries_of_rows() -> None:
    """Each row of a registry or an image names its registry, those without an id too; all others name none."""
    built = timeline(files("alpha 1:known 3:put=scheduled 3.5:given=s1 4:torn=add"))
    rows, of, names = registries_of(built)
    events = built.table.column("event").to_pylist()
    told = {events[row]: names[code] for row, code in zip(rows.tolist(), of.tolist(), strict=True)}
    assert {told[event] for event in ("registry.known", "image.put", "image.dispatched", "image.notified")} == {NAME}
    assert "controller.started" not in told
    assert rows.tolist() == sorted(rows.tolist())


def test_what_was_told_last() -> None:
    """The last notice of each image that had another before; what was told once may be what a process found."""
    built = timeline(files(STORY))
    histories = with_images(cut(built), built)
    times = built.table.column("ts").to_pylist()
    told = {
        (built.controllers[int(histories.controller[one])].name, histories.assets[int(histories.asset[one])][1]): times[row].second
        for one, row in last_told(histories, built)
    }
    assert told == {(A, f"{NAME}/{IMAGE}"): 4}


@pytest.mark.parametrize(("told", "last"), [("2:image", None), ("2:image 3:image", 3), ("2:image 3:image 4:image", 4), ("", None)])
def test_what_was_told_last_of_one_image(told: str, last: int | None) -> None:
    """Of several notices of an image the last one counts, also where logs tell of scans as well."""
    for scans in (b"", log((50, notified()), (51, notified("770e")))):
        logs = files(f"alpha 1:known {told}")
        logs[f"{A}.log"] += scans
        built = timeline(logs)
        times = built.table.column("ts").to_pylist()
        found = [times[row].second for _, row in last_told(with_images(cut(built), built), built)]
        assert found == ([] if last is None else [last])


def test_a_name_with_a_slash_is_no_registry() -> None:
    """The store's keys are cut at slashes, so a line that names such a registry, or an image of it, is about neither; the others stay."""
    logs = files(STORY)
    own = "scan.newRegistry: - registry=team/a"
    logs[f"{A}.log"] += log((50, own), (51, f"scan.RegistryImageStateUpdate: - id={IMAGE} registry={NAME}/a"))
    assert registries_of(timeline(logs))[2] == registries_of(timeline(files(STORY)))[2]
    plain, hostile = (Scene(timeline(some), {}) for some in (files(STORY), logs))
    assert [one.verdict for one in judge_all(hostile)] == [one.verdict for one in judge_all(plain)]


def test_a_workload_with_the_id_of_an_image() -> None:
    """A log that tells of a workload under the id of an image tells of two things, and both are judged."""
    logs = files(STORY)
    logs[f"{A}.log"] += log((50, notified(IMAGE)))
    built = timeline(logs)
    found = with_images(cut(built), built)
    kinds = [found.assets[int(found.asset[history])] for history in range(len(found))]
    assert {("workload", IMAGE), ("registry", NAME), ("image", f"{NAME}/{IMAGE}")} <= set(kinds)
    assert {kind for kind, _ in kinds[: image_histories(found).start]} == {"workload"}
    assert len(list(judge_all(Scene(built, {})))) > 0
