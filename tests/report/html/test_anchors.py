"""Ids of assets."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from logscan.report.html.anchors import Anchors

HEX, ALIKE = "4be17c90a2d3" + "0" * 52, "4be17c90a2d3" + "1" * 52
KINDS = st.sampled_from(["workload", "host", "image"])


def test_an_id_is_short_and_lasts() -> None:
    """A hex id is told by its first twelve digits; another that begins like that, and one that is no hex, by a hash."""
    anchors = Anchors()
    first, second, host = anchors.asset("workload", HEX), anchors.asset("workload", ALIKE), anchors.asset("host", "node-1:5f0c")
    assert first == "A-4be17c90a2d3"
    assert [len(one) for one in (second, host)] == [18, 18]
    assert anchors.asset("workload", HEX) == first
    assert Anchors().asset("host", "node-1:5f0c") == host


def test_what_is_on_the_page() -> None:
    """An id is used once; who comes later gets another, also where that one would be taken as well."""
    anchors = Anchors()
    assert [anchors.use(one) for one in ("F-1", "F-1.2", "F-1", "F-1")] == ["F-1", "F-1.2", "F-1.2.2", "F-1.3"]
    assert (anchors.used("F-1"), anchors.used("F-2")) == (True, False)


@given(st.lists(st.tuples(KINDS, st.text(max_size=8) | st.sampled_from([HEX, ALIKE]))))
def test_no_two_assets_share_an_id(assets: list[tuple[str, str]]) -> None:
    """Whatever they are called, each has its own, in letters that a link can hold."""
    anchors = Anchors()
    given_ = {asset: anchors.asset(*asset) for asset in assets}
    assert len(set(given_.values())) == len(given_)
    assert all(re.fullmatch(r"A-[0-9a-f]{12,16}", one) for one in given_.values())
