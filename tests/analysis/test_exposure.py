"""How exposed a cluster is: what the flag cost each controller, and what of it users saw."""

from __future__ import annotations

import json
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import logscan
from logscan.case import Case
from tests.stories import BEGIN, asset_id, pod, tell

LEAD = "1:register 1.1:put=scheduled 1.2:add=scheduled 2:put=scanning 2.1:modify=scanning 3:put=finished 3.1:modify=finished"
WELL = "0.9:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify=finished"
STALE = "1.2:add 2.1:modify 2.5:register=scanning 3.1:modify"
HEALED = "1.2:add 1.3:register=scheduled 2.1:modify 3.1:modify=finished"
LATENT = "3.5:register=finished"
SLOW = "0.9:register 1.2:add=scheduled 2.1:modify=scanning 43.1:modify=finished"
GONE = f"{STALE} 300:delete 300.1:removed"
STORY = "\n".join(
    [
        *(f"alpha/{name} {LEAD}" for name in ("web", "job", "a1", "a2", "a3", "a4")),
        f"alpha/api {LEAD} 300:delete 300.1:removed",
        *(f"bravo/{name} {copy}" for name, copy in {"web": STALE, "api": GONE, "job": HEALED, "a1": LATENT, "a2": SLOW}.items()),
        f"bravo/a3 {WELL}\nbravo/a4 {WELL}",
        *(f"delta/{name} {WELL}" for name in ("web", "job", "a1", "a2")),
    ]
)


def opened(folder: Path, story: str = STORY, **options: object) -> Case:
    """Give the case of a story."""
    return logscan.open(tell(folder, story, **options))  # type: ignore[arg-type]


def seconds(times: pd.Series[pd.Timestamp]) -> list[float | None]:
    """Give times as seconds of their story; None for none."""
    moments: list[datetime | None] = times.astype(object).where(times.notna(), None).tolist()
    return [None if moment is None else round((moment - BEGIN).total_seconds(), 3) for moment in moments]


def intervals(case: Case) -> list[tuple[str, float | None, float | None, dict[str, list[str]]]]:
    """Give each interval as asset, since, until, and short names by status."""
    name = {asset_id(one): one for one in ("web", "api", "job", "a1", "a2", "a3", "a4")}
    said = [{status: [who[-5:] for who in those] for status, those in json.loads(text).items()} for text in case.divergence["answers"]]
    table = case.divergence
    assets = [name[asset] for asset in table["asset"]]
    return list(zip(assets, seconds(table["since"]), seconds(table["until"]), said, strict=True))


# ---- what the flag cost


def test_losses(tmp_path: Path) -> None:
    """Stale, healed and gone assets alike have lost a notification; a latent one has lost none so far, and a slow one neither."""
    case = opened(tmp_path)
    assert case.exposure.to_dict("records") == [
        {**_loss(pod("alpha"), registered=7)},
        {**_loss(pod("bravo"), registered=7, lost=3, notifications=3, stale=2, healed=1, latent=1), "share": 3 / 7},
        {**_loss(pod("delta"), registered=4)},
    ]


def _loss(controller: str, **counts: int) -> dict[str, object]:
    none = dict.fromkeys(("registered", "lost", "notifications", "stale", "healed", "latent"), 0)
    return {"controller": controller, "share": 0.0, **none, **counts}


def test_a_fault_without_the_flag_is_no_loss(tmp_path: Path) -> None:
    """A copy that is stale for another reason does not count against the flag."""
    case = opened(tmp_path, f"alpha {LEAD}\nbravo 0.9:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify=finished!")
    assert list(case.pairs["verdict"]) == ["consistent", "stale"]
    assert case.exposure[["lost", "stale"]].to_numpy().tolist() == [[0, 0], [0, 0]]


def test_who_cannot_be_measured(tmp_path: Path) -> None:
    """A controller without DEBUG lines has no row, and one whose log shows no asset has no share."""
    case = opened(tmp_path, f"alpha {LEAD}\nbravo {STALE}\nbravo 0:quiet\ndelta 0:absent\necho 60:delete")
    assert list(case.exposure["controller"]) == [pod("alpha"), pod("echo")]
    assert case.exposure["registered"].tolist() == [1, 0]
    assert case.exposure["share"].isna().tolist() == [False, True]


def test_registered_again_is_one_asset(tmp_path: Path) -> None:
    """An asset that is registered again after a restart is one asset; what it lost before counts."""
    case = opened(tmp_path, f"alpha {LEAD}\nbravo {STALE} 300:start=v5.2.4 310:register=finished")
    assert case.exposure[["registered", "lost", "notifications", "stale", "latent"]].to_numpy().tolist()[1] == [1, 1, 1, 0, 1]


# ---- what users saw


def test_divergence(tmp_path: Path) -> None:
    """Controllers keep to different answers until the late one is told, until the asset goes, or as far as the logs show."""
    table = opened(tmp_path)
    assert sorted(intervals(table), key=lambda one: one[0]) == [
        ("a2", 3.1, 43.1, {"scanning": ["bravo"], "finished": ["alpha", "delta"]}),
        ("api", 3.1, 300.1, {"scanning": ["bravo"], "finished": ["alpha"]}),
        ("web", 3.1, None, {"scanning": ["bravo"], "finished": ["alpha", "delta"]}),
    ]
    assert sorted(table.divergence["lasted_ms"]) == [40_000, 297_000, 896_900]
    assert set(table.divergence["name"]) >= {"shop/web-7d4b9c6f58-x2lqn/web"}


def test_over_time(tmp_path: Path) -> None:
    """The table steps where an asset begins or ends to diverge, and says how likely an answer is wrong: what is known, and what is not."""
    table = opened(tmp_path).divergence_over_time
    assert seconds(table["ts"]) == [0.9, 3.1, 3.5, 43.1, 300.1, 900.0]
    assert table["diverging"].tolist() == [0, 3, 3, 2, 1, 0]
    wrong = [0, 3 / 17, 3 / 18, 2 / 18, 1 / 16]
    assert table["probability"].tolist()[:-1] == pytest.approx(wrong)
    assert table["probability"].isna().tolist() == [False] * 5 + [True]


def test_the_same_text_for_the_same_answers(tmp_path: Path) -> None:
    """What controllers answer is written with the statuses in alphabetical order, so that texts can be compared."""
    text = opened(tmp_path).divergence.set_index("asset")["answers"][asset_id("api")]
    assert text == json.dumps({"finished": [pod("alpha")], "scanning": [pod("bravo")]})


def test_one_answer_over_time(tmp_path: Path) -> None:
    """One answer that is known, and right, is enough to say how likely one is wrong."""
    table = opened(tmp_path, "bravo 1:register 2:add=finished").divergence_over_time
    assert table["probability"].isna().tolist() == [False, True]
    assert table["probability"][0] == 0


def test_summary(tmp_path: Path) -> None:
    """How many assets, for how long, in how much of the time that can be compared, and how many of all answers were wrong meanwhile."""
    measured = opened(tmp_path).measured
    assert (measured.assets, measured.longest_ms, measured.diverging_ms) == (3, 896_900, 896_900)
    assert measured.compared_ms == 899_100
    wrong = 3 * 40_000 + 2 * 257_000 + 599_900
    known = 17 * 400 + 18 * (297_000 - 400) + 16 * 599_900
    assert measured.wrong_share == pytest.approx(wrong / known)


def test_healthy(tmp_path: Path) -> None:
    """Where every copy is told in time, nothing diverges, nothing is wrong, and what lag there was is counted apart."""
    case = opened(tmp_path, "\n".join(f"alpha/{name} {LEAD}\nbravo/{name} {WELL}" for name in ("web", "job", "a1")))
    assert len(case.divergence) == 0
    assert case.divergence_over_time["probability"].tolist()[:-1] == [0.0]
    assert (case.measured.assets, case.measured.longest_ms, case.measured.diverging_ms, case.measured.wrong_share) == (0, 0, 0, None)
    assert (case.measured.divergence.lags, case.measured.divergence.longest_lag) == (0, 0)


def test_rest_alone(tmp_path: Path) -> None:
    """Without a log nothing can be measured, and the tables are empty."""
    (tmp_path / "rest.txt").write_text("".join(f"{asset_id(name)} finished\n" for name in ("web", "job")), "utf-8")
    case = logscan.open(tmp_path)
    assert [len(one) for one in (case.exposure, case.divergence, case.divergence_over_time)] == [0, 0, 0]


def test_an_asset_that_is_wrong_everywhere(tmp_path: Path) -> None:
    """Copies that are wrong alike do not diverge; that their answers are wrong is told all the same."""
    lead_without_debug = f"alpha/web {LEAD}\nalpha 0:quiet\nalpha 0:rest=finished"
    case = opened(tmp_path, f"{lead_without_debug}\nbravo {STALE}\ndelta {STALE}")
    assert case.pairs["verdict"].tolist() == ["stale", "stale"]
    assert len(case.divergence) == 0
    assert case.divergence_over_time["probability"].max() == 1.0


# ---- laws

COPIES = (WELL, STALE, HEALED, LATENT, SLOW, GONE)
stories = st.fixed_dictionaries(
    {"bravo": st.sampled_from(COPIES), "delta": st.sampled_from(COPIES)}, optional={"echo": st.sampled_from(COPIES)}
)


def shared(story: dict[str, str]) -> str:
    """Give the story of one asset, beside others by which all clocks are known."""
    lines = [f"alpha {LEAD} 300:delete 300.1:removed", *(f"{who} {copy}" for who, copy in story.items())]
    return "\n".join([*lines, *(f"{who}/a{nth} {WELL}" for who in ("alpha", *story) for nth in range(3))])


@settings(max_examples=settings().max_examples // 2)  # each reads two cases
@given(stories, st.integers(-86_400, 86_400), st.sampled_from(["bravo", "delta", None]))
def test_clocks_change_nothing(story: dict[str, str], ahead: int, whose: str | None) -> None:
    """All clocks at another time of day, or one clock wrong: the same at the same moments of the common clock."""
    names = ("alpha", *story) if whose is None else (whose,)
    with TemporaryDirectory() as here, TemporaryDirectory() as there:
        plain = opened(Path(here), shared(story))
        skewed = opened(Path(there), shared(story), skew=dict.fromkeys(names, ahead))
        assert told(skewed) == told(plain, moved=0 if whose else ahead)


def told(case: Case, *, moved: int = 0) -> list[dict[str, list[object]]]:
    """Give the three tables as plain values, their times moved by some seconds."""
    tables = [case.exposure, case.divergence, case.divergence_over_time]
    return [
        {
            str(name): [None if one is None else round(one + moved, 3) for one in seconds(table[name])]
            if name in ("ts", "since", "until")
            else table[name].astype(object).where(table[name].notna(), None).tolist()
            for name in table
        }
        for table in tables
    ]


@given(stories)
def test_what_is_counted_adds_up(story: dict[str, str]) -> None:
    """A probability is one, the loss of a controller is among its assets, and time adds up to the length of the intervals."""
    with TemporaryDirectory() as folder:
        case = opened(Path(folder), shared(story))
        steps = case.divergence_over_time
        moments = [round(second * 1_000) for second in seconds(steps["ts"]) if second is not None]
        lasted = [then - now for now, then in pairwise(moments)]
        assert sum(count * ms for count, ms in zip(steps["diverging"], [*lasted, 0], strict=True)) == case.divergence["lasted_ms"].sum()
        assert steps["probability"].dropna().between(0, 1).all()
        assert case.measured.diverging_ms <= case.measured.compared_ms
        for loss in case.measured.losses:
            assert loss.stale + loss.healed <= loss.lost <= min(loss.registered, loss.notifications)
