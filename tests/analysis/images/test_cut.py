"""How the rows of registries and images are cut into histories."""

from __future__ import annotations

from logscan.analysis.histories import cut
from logscan.analysis.images.cut import image_histories, is_image, last_told, named, registries_of, rows_of, with_images
from logscan.analysis.judge import judge_all
from logscan.analysis.scene import Scene
from tests.logs import A, B, log, notified, timeline
from tests.registries import IMAGE, NAME, OTHER, files

STORY = """
alpha    1:known  2:scan=scanning  2.1:state=scanning  3:put=scheduled  3.1:image=add  4:put=finished  4.1:image
alpha/2  1:known  3.2:put=scheduled  3.3:image=add
bravo    2.1:state  3.1:image=add  9:known
"""


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
