"""The catalogue as text and as JSON."""

from __future__ import annotations

import json

import pytest

from logscan.knowledge.known import Issue, Signature, issues, letters, signatures, versions_of
from logscan.report.catalogue import document, listing, page, single

WIDTHS = (40, 80, 100)
ENTRIES = [*signatures().values(), *issues().values()]
EACH = pytest.mark.parametrize("one", ENTRIES, ids=lambda one: getattr(one, "name", one.id))
HEADS = ("Look for", "What there must be to see, and how sure it is then", "Rivals", "Versions", "Remedy", "Reference")


def words(text: str) -> str:
    """Give a text without the way in which its lines are broken."""
    return " ".join(text.split())


@pytest.mark.parametrize("width", [80, 100])
def test_listing(width: int) -> None:
    """The list has a row for each signature and each issue, in order, with the versions, no wider than asked for."""
    lines = listing(width).rstrip("\n").split("\n")
    assert max(map(len, lines)) <= width
    middle = lines.index("")
    begun = [line.split()[0] for line in lines[1:middle] if line[0] != " "]
    assert begun == [one.id or "-" for one in signatures().values()]
    told = words("\n".join(lines))
    assert all(str(versions_of(one)) in told for one in signatures().values() if not versions_of(one).patched_in)
    assert [line for line in lines[middle + 2 :] if line[0] != " "] == [
        line for one in issues().values() for line in lines[middle + 2 :] if line.startswith(f"{one.id} ")
    ]


@EACH
@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_fits(one: Signature | Issue, width: int) -> None:
    """A page is plain ASCII without trailing blanks, and no wider than asked for, but for a command or a word that cannot be broken."""
    text = page(one, width)
    assert text.isascii()
    assert text.endswith("\n")
    for line in text.rstrip("\n").split("\n"):
        assert line == line.rstrip()
        assert len(line) <= width or line.startswith("  $ ") or len(line.split()) <= 2


@pytest.mark.parametrize("one", signatures().values(), ids=lambda one: one.name)
def test_a_page_says_everything(one: Signature) -> None:
    """The page of a signature holds each thing that is known of it."""
    text = page(one)
    assert [head for head in HEADS if f"\n{head}\n" not in text] == []
    told = words(text)
    parts = [part.lines for part in one.sequence] + [grounds.because for grounds in one.grounds]
    parts += [f"{rival.explanation}: rejected when {rival.rejected_when}" for rival in one.rivals]
    parts += [one.healthy, one.note, one.reference, one.betrays[1:], one.remedy[1:], str(versions_of(one)), *one.related]
    parts += [f"$ logscan simulate --scenario {name} -o box" for name in one.scenarios]
    assert [part for part in parts if words(part) not in told] == []


@pytest.mark.parametrize("one", issues().values(), ids=lambda one: one.id)
def test_the_page_of_an_issue(one: Issue) -> None:
    """The page of an issue holds symptom, cause, lines, versions, reference, and the signatures that show it."""
    told = words(page(one))
    shown = [f"{which.id} {which.name}" for which in signatures().values() if one.id in (which.issue, *which.related)]
    parts = [one.id, one.title[1:], one.cause[1:], *one.lines, str(one), one.reference, *shown]
    assert [part for part in parts if words(part) not in told] == []


def test_letters_are_explained_where_they_occur() -> None:
    """A page explains the letters that it uses, and not those that stand in a literal line."""
    text = page(signatures()["state-put-failed"])
    told = text[text.index("\nLetters\n") : text.index("\nWhat there must be")]
    assert [line.split()[0] for line in told.split("\n") if line.startswith("  ") and line[2] != " "] == ["E", "S", "U"]
    assert [letter.letter for letter in letters() if letter.line and letter.line in words(told)] == ["E", "S", "U"]
    assert "\nLetters\n" not in page(signatures()["registry-stuck"])


def test_documents() -> None:
    """The JSON of the list holds all; that of one holds it with its issues; both name their schema and are the same bytes each time."""
    whole = json.loads(document())
    assert document() == document()
    assert whole["schema"] == "logscan.signatures/1"
    assert [one["name"] for one in whole["signatures"]] == list(signatures())
    assert [one["id"] for one in whole["issues"]] == list(issues())
    big = json.loads(single(signatures()["report-too-big"]))
    assert big["schema"] == "logscan.signature/1"
    assert (big["first_bad"], big["fixed_in"], big["patched_in"]) == ("5.1.0", "5.4.5", ["5.4.1-p1", "5.4.4-p1"])
    assert [one["id"] for one in big["issues"]] == ["NVSHAS-9964"]
    assert {key: value for key, value in big.items() if key not in ("schema", "issues")} in whole["signatures"]
    assert json.loads(single(issues()["NVSHAS-9964"])) == {
        "schema": "logscan.issue/1",
        **next(one for one in whole["issues"] if one["id"] == "NVSHAS-9964"),
    }
