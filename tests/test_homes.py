"""Where a log goes that proves nothing by itself."""

from __future__ import annotations

import pytest

from logscan.cluster import Facts
from logscan.homes import Clues, above, home_of
from logscan.marks import Marks

EAST = home_of(
    Marks(hosts=frozenset({"n1:1", "n2:2"}), addresses=frozenset({"10.1.0.1", "10.1.0.9"})),
    [Facts(pod="controller-pod-ab-x7k2p", address="10.1.0.1")],
    ["case.zip!east/logs/x7k2p.log"],
)
WEST = home_of(
    Marks(hosts=frozenset({"n2:2", "n3:3"}), addresses=frozenset({"10.1.0.2", "10.1.0.9"})),
    [Facts(pod="controller-pod-ab-q4w9z", address="10.1.0.2"), Facts(address="10.1.0.7")],
    ["case.zip!west/q4w9z.log", "case.zip!more.log"],
)


def clues(source: str = "o.log", *, named: str = "", hosts: str = "", addresses: str = "") -> Clues:
    """Give what is known of a file."""
    marks = Marks(hosts=frozenset(hosts.split()), addresses=frozenset(addresses.split()))
    return Clues(marks=marks, sources=[source], named=[named] if named else [])


@pytest.mark.parametrize(
    ("known", "home"),
    [
        pytest.param(clues(), None, id="nothing"),
        pytest.param(clues(named="x7k2p"), 0, id="given, by the end of a name"),
        pytest.param(clues(named="10.1.0.2"), 1, id="given, by an address"),
        pytest.param(clues(named="m3n8b"), None, id="given, unknown"),
        pytest.param(clues(hosts="n3:3"), 1, id="a node"),
        pytest.param(clues(hosts="n2:2"), None, id="a node of both"),
        pytest.param(clues(hosts="n1:1 n3:3"), None, id="nodes of both"),
        pytest.param(clues("rest_q4w9z.txt"), 1, id="the file's name"),
        pytest.param(clues(addresses="10.1.0.1"), 0, id="an address"),
        pytest.param(clues(addresses="10.1.0.9"), None, id="an address of both"),
        pytest.param(clues("case.zip!east/other/o.log"), 0, id="a folder"),
        pytest.param(clues("case.zip!west/deeper/o.log"), 1, id="a folder below"),
        pytest.param(clues("case.zip!north/o.log"), None, id="a folder beside"),
        pytest.param(clues("case.zip!east/o.log", named="q4w9z", hosts="n1:1"), 1, id="who says it wins"),
        pytest.param(clues("case.zip!east/x7k2p.log", hosts="n3:3"), 1, id="a node before the file's name"),
        pytest.param(clues("case.zip!east/q4w9z.log", addresses="10.1.0.1"), 1, id="the file's name before an address"),
        pytest.param(clues("case.zip!west/o.log", addresses="10.1.0.1"), 0, id="an address before a folder"),
        pytest.param(clues("case.zip!west/o.log", hosts="n2:2", addresses="10.1.0.9"), 1, id="what leads to both is passed over"),
    ],
)
def test_where_clues_lead(known: Clues, home: int | None) -> None:
    """The stronger clue decides before the weaker, and what leads to several clusters or to none decides nothing."""
    assert known.lead_to([EAST, WEST]) == home
    assert known.lead_to([WEST, EAST]) == (None if home is None else 1 - home)


@pytest.mark.parametrize(
    ("known", "leads"), [(clues(hosts="n1:1"), True), (clues(addresses="10.1.0.1"), False), (clues("case.zip!east/o"), False)]
)
def test_weak_clues_can_be_passed_over(known: Clues, leads: bool) -> None:
    """For logs that prove much, addresses and folders count nothing, not even where there is one cluster only."""
    assert (known.lead_to([EAST], weak=False) == 0) is leads


def test_no_home() -> None:
    """Where there is no cluster, nothing leads anywhere."""
    assert clues(named="x7k2p").lead_to([], weak=False) is None


@pytest.mark.parametrize(
    ("source", "folders"),
    [
        ("o.log", ()),
        ("a/b/o.log", ("a", "b")),
        ("a.zip!b/o.log", ("a.zip", "b")),
        ("/logs/o.log", ("", "logs")),
        ("a.zip!b.tar.gz!o", ("a.zip", "b.tar.gz")),
    ],
)
def test_above(source: str, folders: tuple[str, ...]) -> None:
    """Folders and archives are alike."""
    assert above(source) == folders
