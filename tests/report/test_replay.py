"""What the replay says on the screen of clusters of all kinds."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

import logscan
from logscan.report.replay import WHY, document, what_if
from logscan.report.terminal import console, show
from tests.registries import IMAGE, NAME, files
from tests.stories import tell

GAP = re.compile(r"\s+")
LEAD = "alpha 1:register 1.1:put=scheduled 1.2:add=scheduled 2:put=scanning 2.1:modify=scanning 3:put=finished 3.1:modify=finished\n"
EARLY = LEAD + "bravo 1.2:add 2.1:modify 2.5:register=scanning 3.1:modify\n"
ALONE = "bravo 1.2:add 1.3:register=scheduled 3.1:modify\n"


def screen(folder: Path, story: str, *, handler: str = "fixed", version: str = "v5.2.4", everything: bool = False, width: int = 80) -> str:
    """Give what the replay of a story says, on one line."""
    case = logscan.open(tell(folder, story, version=version))
    terminal = console(color="never", width=width)
    terminal.file = io.StringIO()
    show(terminal, what_if(case, case.replay(handler), width=width, everything=everything))
    return GAP.sub(" ", terminal.file.getvalue())


@pytest.mark.parametrize(
    ("story", "handler", "says"),
    [
        pytest.param(EARLY, "fixed", "1 of 2 pairs of controller and asset would show another status. Wrong today: 1, ", id="mended"),
        pytest.param(EARLY, "fixed", "with the fixed handler: 0. Asset", id="none is wrong, none depends"),
        pytest.param(EARLY, "fixed", "bravo scanning, stale finished shop/web", id="side by side"),
        pytest.param(EARLY, "both", "FLAGGED This handler ran: everything stays as it is. FIXED 1 of 2", id="both"),
        pytest.param(EARLY, "both", "bravo scanning, stale same finished", id="three side by side"),
        pytest.param(EARLY, "fixed", "1 pair is right and would show the same: --all lists them, too.", id="the rest"),
        pytest.param(ALONE, "fixed", "with the fixed handler: 0. 1 depends on what no log tells.", id="one depends"),
        pytest.param(ALONE, "fixed", "scheduled, depends: ", id="in its place"),
        pytest.param(ALONE, "fixed", f" value-unknown: {WHY['value-unknown']}.", id="why"),
        pytest.param(EARLY + "delta 0:absent", "fixed", "Not replayed, for want of a log that shows notifications: delta.", id="no log"),
        pytest.param(EARLY + "delta 0:quiet", "fixed", "Not replayed, for want of a log that shows notifications: delta.", id="no DEBUG"),
        pytest.param("alpha 0:quiet", "fixed", "FIXED No pair of controller and asset.", id="nothing"),
    ],
)
def test_with_the_flag(story: str, handler: str, says: str, tmp_path: Path) -> None:
    """Of a cluster with the flag each fact is said in a sentence of its own."""
    assert says in screen(tmp_path, story, handler=handler)


@pytest.mark.parametrize(
    ("bravo", "says"),
    [
        pytest.param("2.5:register=scanning 3.1:modify=finished", "bravo finished scanning, stale", id="it would have struck"),
        pytest.param("3.5:register=finished 100:modify=finished", "bravo finished finished, stale", id="the end of an older scan"),
        pytest.param("1.3:register=scheduled 3.1:modify", "bravo scheduled, stale same", id="wrong anyway"),
        pytest.param("3.5:register=finished", "2 pairs are right and would show the same", id="latent is right"),
    ],
)
def test_without_the_flag(bravo: str, says: str, tmp_path: Path) -> None:
    """Of a cluster without the flag its harm is shown where it would have done any."""
    assert says in screen(tmp_path, f"{LEAD}bravo {bravo}", handler="flagged", version="v5.3.4")


@pytest.mark.parametrize(("width", "handler"), [(79, "both"), (61, "fixed"), (40, "both")])
def test_few_columns(width: int, handler: str, tmp_path: Path) -> None:
    """Where there are few columns the states of a copy stand below each other, each with its name."""
    said = screen(tmp_path, EARLY, handler=handler, width=width)
    flagged = "with flagged same " if handler == "both" else ""
    assert f"shop/web-7d4b9c6f58-x2lqn/web bravo shows scanning, stale {flagged}with fixed finished" in said


@pytest.mark.parametrize(("width", "handler"), [(80, "both"), (62, "fixed")])
def test_enough_columns(width: int, handler: str, tmp_path: Path) -> None:
    """Where there are enough columns they stand side by side."""
    said = screen(tmp_path, EARLY, handler=handler, width=width)
    assert f"Asset Controller Shows {'With flagged ' if handler == 'both' else ''}With fixed" in said


def test_everything(tmp_path: Path) -> None:
    """When everything is wanted no pair is left out, and none is announced."""
    said = screen(tmp_path, EARLY, everything=True)
    assert "alpha finished same" in said
    assert "--all" not in said


def test_a_case_without_pairs(tmp_path: Path) -> None:
    """The document of a case in which nothing can be replayed has counts, and they are zero."""
    case = logscan.open(tell(tmp_path, "alpha 0:quiet"))
    found = document(case, case.replay("both"))
    assert found["pairs"] == []
    assert {value for counts in (found["summary"][name] for name in ("today", "flagged", "fixed")) for value in counts.values()} == {0}


def test_images_are_told_apart(tmp_path: Path) -> None:
    """An image is named by its registry, whole, and the begin of its own id: the begin of both would be that of the registry alone."""
    story = "alpha 1:known 3:put=scheduled 3.1:image=add 5:put=finished 5.1:image\nbravo 3.1:image=add 5.1:image 9:known"
    for name, text in files(story).items():
        (tmp_path / name).write_bytes(text)
    case = logscan.open(tmp_path)
    terminal = console(color="never", width=100)
    terminal.file = io.StringIO()
    show(terminal, what_if(case, case.replay("fixed"), width=100, everything=True))
    assert terminal.file.getvalue().count(f"image {NAME}/{IMAGE[:12]}  ") == 2
