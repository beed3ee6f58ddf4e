"""The verdict as Markdown: short, whole, and harmless whatever the logs say."""

from __future__ import annotations

from pathlib import Path

import pytest

import logscan
from logscan.analysis.alike import alike
from logscan.case import Case
from logscan.report.markdown import CONTROLLERS, ENTRIES, FULL, TICKET, about, analysis, ticket, told
from logscan.report.places import Folder
from tests.cli.hostile import ACTING, bundle
from tests.fixture import NAMES, opened
from tests.lost_finish import ASSET, FINDING, FOLDER, LEAD, NAME, VICTIM, at, short
from tests.report.test_markup import HARMLESS, LIVE, TABLE, tokens
from tests.stories import tell

STRUCTURE = {f"{tag}_{end}" for tag in ("heading", "bullet_list", "ordered_list", "list_item", "strong") for end in ("open", "close")}
OURS = HARMLESS | TABLE | STRUCTURE | {"fence"}


def ticket_of(of: Case, number: int = 0) -> str:
    """Give the ticket of one of the entries of a case."""
    group = alike([one for one in of.found if one.verdict not in ("healed", "latent", "consistent")])[number]
    places = of.places([line.row for one in group for line in one.evidence])
    return ticket(of, group, places, Folder(of.sources))


def harmless(text: str) -> bool:
    """Say whether Markdown holds only what we put there: no link, image, HTML or quote, and nothing live outside of code."""
    found = list(tokens(text))
    assert {token.type for token in found} <= OURS
    return not any(LIVE.search(token.content) for token in found if token.type == "text")


@pytest.mark.parametrize("name", NAMES)
def test_size_and_form(name: str) -> None:
    """A ticket has ten lines at most, a post-mortem fifty, whatever was found; both begin with the answer and end with one line end."""
    for text, most in ((analysis(opened(name)), TICKET), (analysis(opened(name), full=True), FULL)):
        assert text.count("\n") <= most
        assert text.endswith("\n")
        assert not text.endswith("\n\n")
        assert "\n\n\n" not in text
        assert "None" not in text
        assert harmless(text)
    assert analysis(opened(name)).startswith("**")


def test_the_ticket_answers() -> None:
    """It says what is wrong, which known issue that is and where it is fixed, where it stands, and what to do."""
    text = analysis(opened("lost-finish"))
    assert text.startswith(f"**STALE** 1 asset with a wrong scan status on {short(VICTIM)}. All explained by NVSHAS-8590: ")
    dropped, written = at(VICTIM, "scanStateHandler", ASSET)[-1], at(LEAD, "cluster.Put:", ASSET, "finished")[-1]
    assert f"- `{FINDING}` (certain): {short(VICTIM)} shows scanning for `{NAME}`, the final value is finished, since " in text
    assert f"dropped by the armed flag `{short(VICTIM)}.log:{dropped}`; written `{short(LEAD)}.log:{written}`" in text
    assert "\n- Next: Upgrade to a version with the fix" in text


def test_the_post_mortem_argues() -> None:
    """The longer one has the controllers, what users saw, the proof with its places, the rivals, and what would change the verdict."""
    text = analysis(opened("lost-finish"), full=True)
    headings = [line for line in text.split("\n") if line.startswith("#")]
    assert headings == [
        "## Scan status",
        "### Logs",
        "### Findings",
        f"### Proof of `{FINDING}`",
        "### Considered and rejected",
        "### What would change the verdict",
        "### Next",
    ]
    assert f"| `{short(LEAD)}` | lead | " in text
    assert "meanwhile 6.7 % of all answers were wrong." in text


def test_what_there_is_no_room_for_is_counted(tmp_path: Path) -> None:
    """Of many findings and controllers the first are shown, and how many more there are."""
    names = [f"c{number:04}" for number in range(CONTROLLERS + 2)]
    logs = "".join(f"{name} 0:{'quiet' if number % 2 else 'nothing'}\n" for number, name in enumerate(names))
    of = logscan.open(tell(tmp_path, logs))
    text = analysis(of, full=True)
    assert "| and 2 more | | | | |" in text
    assert text.count("\n") <= FULL
    many = opened("image-state-missed")
    assert analysis(many).count("- `F-") == ENTRIES
    assert "- and 1 more finding\n" in analysis(many)


def test_one_finding() -> None:
    """A finding to be copied says what is so, the lines that show it, the known issue, and what to do; alike ones are together."""
    text = ticket_of(opened("lost-finish"))
    assert text.startswith(f"**STALE** `{FINDING}` certain, swallowed-after-early-notification, NVSHAS-8590\n\n- {short(VICTIM)} shows ")
    assert f"\n- written: `{short(LEAD)}.log:" in text
    assert "\n- Known issue NVSHAS-8590: " in text
    assert "\n- Next: upgrade " in text
    assert harmless(text)
    assert ticket_of(opened("no-scanner")).count("`F-") == 3
    assert "Nothing can be said of " in ticket_of(opened("info-only"))


def test_the_story() -> None:
    """The story of an asset has its events, its proof with the lines as they are in the files, and what would change the verdict."""
    of = opened("lost-finish")
    text = told(of, of.asset(ASSET))
    fences = [token.content.rstrip("\n").split("\n") for token in tokens(text) if token.type == "fence"]
    assert len(fences[0]) == len(of.asset(ASSET).events)
    lines = {line for log in FOLDER.glob("*.log") for line in log.read_text("utf-8").split("\n")}
    assert {line for fence in fences[1:] for line in fence if line.startswith("2024-")} <= lines
    assert "### What would change the verdict" in text
    assert harmless(text)


def test_a_controller() -> None:
    """Of a finding about a whole controller it is said why nothing can be said, with lines for example, and what decides."""
    of = opened("head-cut")
    text = about(of, next(one for one in of.found if one.cause == "head-missing"))
    assert "Nothing can be said of " in text
    assert "- whatever that shows, once it is there: collect the begin of the log of " in text
    assert harmless(text)


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    """Hostile ids, names, versions and results act in none of it, and nothing of them acts on a terminal either."""
    of = logscan.open(bundle(tmp_path))
    texts = [analysis(of), analysis(of, full=True), told(of, of.asset(ASSET[:8])), ticket_of(of)]
    for text in texts:
        assert ACTING.findall(text) == []
        assert harmless(text)
        assert "[red]x" in text
