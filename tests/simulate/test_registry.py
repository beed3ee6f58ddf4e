"""Registries: where their states stand, and how values read."""

from __future__ import annotations

import json

import pytest

from logscan.simulate.engine import World
from logscan.simulate.registry import registries, started, state, state_struct, status, summary


def test_registries_differ() -> None:
    """Names, addresses and images are all different, names with blanks and `=` among them, and the same dice give the same."""
    found = registries(World("seed").random, 5, 4)
    assert found == registries(World("seed").random, 5, 4)
    assert len({one.name for one in found}) == len({one.url for one in found}) == 5
    assert len({image.id for one in found for image in one.images}) == 20
    assert any(" " in one.name for one in found)
    assert any("=" in one.name for one in found)


def test_keys() -> None:
    """A registry's name stands in the keys as it is, and an image's id behind it."""
    registry = registries(World("seed").random, 1, 1)[0]
    image = registry.images[0]
    assert registry.asset(image) == f"{registry.name}/{image.id}"
    assert registry.key == f"scan/state/registry/{registry.name}"
    assert registry.config == f"object/config/registry/{registry.name}"
    assert registry.state_key(image) == f"scan/state/image/{registry.asset(image)}"
    assert registry.data_key(image) == f"scan/data/image/{registry.asset(image)}"


@pytest.mark.parametrize("word", ["idle", "scanning"])
def test_the_state_of_a_registry(word: str) -> None:
    """A state is JSON in the store, and says what it holds; in a line it is what Go prints of the same."""
    value = state(word, 1_709_631_021)
    assert value == f'{{"status":"{word}","error_message":"","error_detail":"","started_at":1709631021}}'
    assert (status(value), started(value)) == (word, 1_709_631_021)
    assert state_struct(value) == f"&{{Status:{word} ErrMsg: ErrDetail: StartedAt:1709631021}}"


@pytest.mark.parametrize("word", ["scheduled", "scanning", "finished", "failed"])
def test_the_summary_of_an_image(word: str) -> None:
    """A summary names the image, its registry and its status."""
    registry = registries(World("seed").random, 1, 1)[0]
    value = summary(registry, registry.images[0], word)
    assert status(value) == word
    assert json.loads(value)["image_id"] == registry.images[0].id
    assert json.loads(value)["reg_name"] == registry.name
