"""The JSON document: the keys of the contract, the figures of the fixture's story, and pointers that lead to the lines."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from logscan.case import Case
from logscan.report.document import SCHEMA, document, reported, to_json
from tests.lost_finish import ASSET, LEAD, MENDED, NAME, TRUTH, VICTIM, address, short

CHECKOUT = Path(__file__).parent.parent.parent
LOST = "fixtures/lost-finish"
PODS = sorted(TRUTH["versions"])


@pytest.fixture(autouse=True)
def in_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sources are named as the user names them: from the checkout's root."""
    monkeypatch.chdir(CHECKOUT)


@cache
def case() -> Case:
    """The fixture, analysed once."""
    return Case([LOST])


@cache
def result() -> dict[str, Any]:
    """The whole document of the fixture."""
    return document(case(), include=("healed", "latent"), pairs=True)


def keys(value: object) -> object:
    """Give the keys of a document as a tree; of a list, those of its first entry."""
    if isinstance(value, dict):
        return {name: keys(below) for name, below in value.items()}
    return [keys(value[0])] if isinstance(value, list) and value else None


def test_the_keys_are_those_of_the_contract() -> None:
    """The document has exactly the keys that programs were promised, on every level."""
    lead_first = sorted(result()["controllers"], key=lambda one: one["name"] != LEAD)
    assert keys({**result(), "controllers": lead_first}) == {
        "schema": None,
        "tool": {"name": None, "version": None},
        "inputs": [{"path": None, "bytes": None, "sha256": None}],
        "skipped": None,
        "controllers": [
            {
                "name": None,
                "address": None,
                "id": None,
                "lead": [{"from": None, "to": None}],
                "log": None,
                "boots": [{"boot": None, "version": None, "from": None, "to": None}],
                "coverage": {
                    "first": None,
                    "last": None,
                    "lines": None,
                    "understood": None,
                    "foreign": dict.fromkeys(("consul", "empty", "go", "ignored", "json", "monitor", "other-emitter")),
                    "debug": None,
                    "gaps": None,
                },
                "deliveries": {
                    "total": None,
                    "applied": None,
                    "dropped": dict.fromkeys(("unregistered", "armed-flag", "deleted", "unknown")),
                    "explained": None,
                },
                "clock_offset_ms": dict.fromkeys(
                    ("median", "low", "high", "n", "given", "known", "uncertainty", "at_least", "at_most", "late")
                ),
            }
        ],
        "summary": dict.fromkeys(
            ("pairs", "consistent", "stale", "lost-then-removed", "healed", "latent", "stuck", "pending", "inconclusive")
        ),
        "exposure": {
            "controllers": [dict.fromkeys(("controller", "registered", "lost", "share", "notifications", "stale", "healed", "latent"))],
            "divergence": [
                {
                    **dict.fromkeys(("kind", "asset", "name", "since", "until", "lasted_ms")),
                    "answers": {"finished": [None], "scanning": [None]},
                }
            ],
            **dict.fromkeys(("diverging_assets", "diverging_ms", "compared_ms", "wrong_share")),
            "normal_lag": {"times": None, "longest_ms": None},
        },
        "drift": {"newest_known": None, "statements": None, "unexplained": None, "versions": None},
        "lead_disputes": None,
        "membership": None,
        "scanners": [
            {
                **dict.fromkeys(("scanner", "controller", "scans", "failed", "last_seen")),
                "took_ms": dict.fromkeys(("n", "median", "p95", "max")),
            }
        ],
        "queues": [{"controller": None, "waited_ms": dict.fromkeys(("n", "median", "p95", "max"))}],
        "findings": [
            {
                **dict.fromkeys(("id", "verdict", "signature", "controller", "boot", "kind", "asset", "name", "status", "expected")),
                **dict.fromkeys(("since", "until", "confidence", "explanation", "lead_at_loss")),
                "known_issue": {"id": None, "fixed_in": None},
                "peers": [{"controller": None, "status": None, "at": None}],
                "rivals": [{"explanation": None, "rejected_because": None}],
                "evidence": [dict.fromkeys(("source", "line", "ts", "text", "role"))],
            }
        ],
        "pairs": [dict.fromkeys(("controller", "kind", "asset", "status", "verdict"))],
        "rest": {**dict.fromkeys(("rounds", "disagreeing", "blank_on_some", "healed", "behind", "explained")), "open": None},
        "snapshots": [{**dict.fromkeys(("source", "controller", "taken", "rows", "blank", "agree")), "disagree": None}],
    }
    assert result()["schema"] == SCHEMA == "logscan.analysis/1"


def test_the_fixture_says_what_it_was_made_to_say() -> None:
    """One copy is stale and one was healed, as is true, with the cause, the issue, and the value that was lost."""
    (stale, healed) = result()["findings"]
    about = ("verdict", "controller", "asset", "name", "status", "expected", "signature", "confidence")
    assert [stale[key] for key in about] == [
        "stale",
        VICTIM,
        ASSET,
        NAME,
        "scanning",
        "finished",
        "swallowed-after-early-notification",
        "certain",
    ]
    assert stale["known_issue"] == {"id": "NVSHAS-8590", "fixed_in": "5.3.0"}
    assert [healed[key] for key in about[:3]] == ["healed", *MENDED]
    told = Counter(pair["verdict"] for pair in TRUTH["pairs"] if pair["verdict"])
    assert result()["summary"] == {**dict.fromkeys(result()["summary"], 0), "pairs": told.total(), **told}
    assert (told["stale"], told["healed"]) == (1, 1)


def test_deliveries_are_those_of_the_story() -> None:
    """Each controller got, applied and dropped for each reason what it did in truth, and all of it is explained."""
    for controller in result()["controllers"]:
        told: Counter[str] = Counter()
        for pair in TRUTH["pairs"]:
            told.update(pair["outcomes"] if pair["controller"] == controller["name"] else {})
        counts = controller["deliveries"]
        assert {"applied": counts["applied"], **counts["dropped"]} == {
            outcome: told[outcome] for outcome in ("applied", "unregistered", "armed-flag", "deleted", "unknown")
        }
        assert counts["total"] == counts["explained"] == told.total()
    assert {controller["name"] for controller in result()["controllers"]} == set(PODS)


def test_exposure_is_that_of_the_story() -> None:
    """The two copies that lost a notification are counted, and the stale one answers otherwise than all others to the end of the logs."""
    exposure = result()["exposure"]
    told = {pod: Counter(pair["verdict"] for pair in TRUTH["pairs"] if pair["controller"] == pod) for pod in PODS}
    assert {one["controller"]: (one["stale"], one["healed"], one["lost"]) for one in exposure["controllers"]} == {
        pod: (told[pod]["stale"], told[pod]["healed"], told[pod]["stale"] + told[pod]["healed"]) for pod in PODS
    }
    last = exposure["divergence"][-1]
    assert (last["asset"], last["name"], last["until"]) == (ASSET, NAME, None)
    assert last["answers"] == {"scanning": [VICTIM], "finished": [pod for pod in PODS if pod != VICTIM]}
    assert exposure["diverging_assets"] == 1
    assert sum(one["lasted_ms"] for one in exposure["divergence"]) == exposure["diverging_ms"] < exposure["compared_ms"]
    assert 0 < exposure["wrong_share"] < 0.1


def test_identity_and_lead() -> None:
    """Controllers are named from what they say, with address, id, version and the term of the lead."""
    found = {one["name"]: one for one in result()["controllers"]}
    assert {name: one["address"] for name, one in found.items()} == {pod: address(pod) for pod in PODS}
    assert {name: one["id"] for name, one in found.items()} == {name: hashlib.sha256(name.encode()).hexdigest() for name in found}
    assert [name for name, one in found.items() if one["lead"]] == [LEAD]
    assert {name: [boot["version"] for boot in one["boots"]] for name, one in found.items()} == {
        pod: [version] for pod, version in TRUTH["versions"].items()
    }


def test_clocks_are_measured_or_given() -> None:
    """Every clock says what is known of it; what someone says of one replaces the measurement, and is marked."""
    measured = {one["name"]: one["clock_offset_ms"] for one in result()["controllers"]}
    assert {(one["given"], one["known"], one["late"]) for one in measured.values()} == {(False, True, 0)}
    given = document(Case([LOST], offsets={short(VICTIM): 1_500}))
    (clock,) = [one["clock_offset_ms"] for one in given["controllers"] if one["name"] == VICTIM]
    about = ("median", "low", "high", "n", "given", "known", "uncertainty")
    assert [clock[key] for key in about] == [1_500, 1_500, 1_500, 0, True, True, 0]


def test_who_led_at_the_loss() -> None:
    """The stale finding names the lead of the time at which the lost value was written; the healed one lost nothing for good."""
    assert [one["lead_at_loss"] for one in result()["findings"]] == [LEAD, None]


def test_coverage_adds_up() -> None:
    """Of every log, the lines understood and the lines of each other kind are all its lines."""
    for controller in result()["controllers"]:
        coverage = controller["coverage"]
        assert coverage["lines"] == Path(LOST, f"{short(controller['name'])}.log").read_bytes().count(b"\n")
        assert coverage["understood"] + sum(coverage["foreign"].values()) == coverage["lines"]


def test_evidence_is_a_pointer() -> None:
    """Every piece of evidence is the text of the line that it names, with the time of that line."""
    for finding in result()["findings"]:
        for piece in finding["evidence"]:
            line = Path(piece["source"]).read_bytes().split(b"\n")[piece["line"] - 1].decode()
            assert piece["text"] == line
            assert piece["ts"] == f"{line[:23].rstrip():0<23}Z"


def test_inputs_are_the_files() -> None:
    """Every file of the input is named with its size and its hash."""
    files = sorted(Path(LOST).iterdir())
    assert result()["inputs"] == [
        {"path": str(file), "bytes": file.stat().st_size, "sha256": hashlib.sha256(file.read_bytes()).hexdigest()} for file in files
    ]


def test_rest_agrees() -> None:
    """Each REST answer is given to its controller and agrees with its log, but for the container that was never scanned."""
    agreement = {one["controller"]: (one["rows"], one["blank"], one["agree"], one["disagree"]) for one in result()["snapshots"]}
    assert agreement == dict.fromkeys(PODS, (4, 1, 3, []))


def test_findings_to_report() -> None:
    """Healed and latent copies are reported only when asked for; pairs are left out unless asked for."""
    assert [one.verdict for one in reported(case())] == ["stale"]
    assert [one.verdict for one in reported(case(), ("healed",))] == ["stale", "healed"]
    assert [one.verdict for one in reported(case(), ("latent",))] == ["stale"]
    assert "pairs" not in document(case())
    assert sum(one["verdict"] == "consistent" for one in result()["pairs"]) == result()["summary"]["consistent"]


def test_a_controller_without_a_log(tmp_path: Path) -> None:
    """A controller known only from its peers appears without a log, and with a finding that says so; a file without a byte likewise."""
    (tmp_path / "only.log").write_bytes(Path(LOST, f"{short(VICTIM)}.log").read_bytes())
    without = document(Case([str(tmp_path)]))
    assert {one["name"]: one["log"] for one in without["controllers"]} == {**dict.fromkeys(PODS, "absent"), VICTIM: "present"}
    assert {one["controller"] for one in without["findings"] if one["verdict"] == "inconclusive"} >= {*PODS} - {VICTIM}
    absent = next(one for one in without["controllers"] if one["name"] == LEAD)
    assert (absent["address"], absent["boots"], absent["coverage"]["lines"]) == (address(LEAD), [], 0)


def test_text() -> None:
    """As text the keys are sorted, only ASCII is used, and a number that JSON does not know is an error."""
    assert to_json({"b": "\x1b\u202e", "a": None}) == '{\n  "a": null,\n  "b": "\\u001b\\u202e"\n}\n'
    with pytest.raises(ValueError, match="JSON"):
        to_json({"a": float("nan")})


def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    """A file name whose bytes are no UTF-8 is in the document as valid JSON, without a lone surrogate."""
    folder = os.fsencode(tmp_path)
    with Path(os.fsdecode(folder + b"/\xff.log")).open("wb") as file:
        file.write(Path(LOST, f"{short(VICTIM)}.log").read_bytes())
    text = to_json(document(Case([str(tmp_path)])))
    assert [Path(one["path"]).name for one in json.loads(text)["inputs"]] == ["\\xff.log"]
    assert "\\ud" not in text
