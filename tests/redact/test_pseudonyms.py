"""Pseudonyms come from the key alone, are of the shape of the name, and nobody else's."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from logscan.redact.pseudonyms import KEPT_BYTES, Pseudonyms

KEY = b"k" * 32


def make(**pairs: str) -> Pseudonyms:
    """Give pseudonyms with the key of these tests."""
    return Pseudonyms(KEY, {name.encode(): pseudonym.encode() for name, pseudonym in pairs.items()}, frozenset({b"scan"}))


def test_the_key_decides() -> None:
    """The same key gives the same, another key something else."""
    assert make().word(b"payments") == make().word(b"payments")
    assert make().word(b"payments") != Pseudonyms(b"other" * 8, {}, frozenset()).word(b"payments")
    assert make().number(b"shift", 1000) == make().number(b"shift", 1000) < 1000


def test_what_was_given_stays() -> None:
    """A pseudonym of an earlier bundle is given again, and to nobody else."""
    known = make(payments="kqtbwzfa")
    assert known.word(b"payments") == b"kqtbwzfa"
    assert make(other=make().word(b"payments").decode()).word(b"payments") != make().word(b"payments")


def test_no_name_is_a_pseudonym() -> None:
    """What is somebody's name is no pseudonym of another, even if its turn has not come yet."""
    first = make().word(b"payments")
    known = make()
    known.names.add(first)
    assert known.word(b"payments") != first


def test_short_names_run_out_and_differ_all_the_same() -> None:
    """There are ten digits only, and all of them, and more, get pseudonyms that differ."""
    known = make()
    told = [known.word(b"%d" % digit) for digit in range(10)] + [known.word(bytes([letter])) for letter in b"abcdefghijklmnopqrstuvwxyz"]
    assert len(set(told)) == 36


def test_a_long_word_is_not_noted() -> None:
    """A megabyte of base64 is replaced, and fills no map."""
    known = make()
    told = known.word(b"Ab1" * 100_000)
    assert len(told) == 300_000
    assert told != b"Ab1" * 100_000
    assert not known.pairs
    assert len(known.word(b"a" * KEPT_BYTES)) == KEPT_BYTES


def test_addresses() -> None:
    """Addresses stay addresses, and differ."""
    known = make()
    told = {known.address(b"10.2.%d.%d" % (one, two)) for one in range(20) for two in range(20)}
    assert len(told) == 400
    assert all(re.fullmatch(rb"10\.\d{1,3}\.\d{1,3}\.\d{1,3}", one) for one in told)
    assert known.hardware(b"0a:58:a9:fe:ac:01") != known.hardware(b"0a:58:a9:fe:ac:02")


def test_a_uuid_stays_one() -> None:
    """Also where a group of it has letters only, or digits only."""
    told = make().uuid(b"0b8f6c52-abcd-4e33-0020-41d5e6f7a8b9")
    assert re.fullmatch(rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", told)
    assert make().uuid(b"0B8F6C52-ABCD-4E33-0020-41D5E6F7A8B9").isupper()


@given(st.sets(st.from_regex(rb"[A-Za-z_][a-z0-9]{0,9}", fullmatch=True), max_size=40))
def test_what_looks_like_keys_keeps_its_order(names: set[bytes]) -> None:
    """Words keep their order among each other, and among the words that stay."""
    stays = frozenset({b"key", b"keys", b"registry", b"type", b"Zone"})
    known = Pseudonyms(KEY, {}, stays)
    known.in_order(names)
    words = sorted(names | stays)
    told = [known.pairs.get(word, word) for word in words]
    assert told == sorted(told)
    assert all(re.fullmatch(rb"[A-Za-z_]\w*", one) for one in told)
    assert len(set(told)) == len(words)


@given(st.sets(st.from_regex(rb"[a-z0-9]{5}", fullmatch=True), max_size=40))
def test_ends_of_pods_keep_their_order(names: set[bytes]) -> None:
    """The ends by which controllers are told apart keep their order, and look as Kubernetes makes them."""
    known = make()
    known.suffixes(names)
    told = [known.pairs[name] for name in sorted(names)]
    assert told == sorted(told)
    assert all(re.fullmatch(rb"[b-z2-9]{5}", one) for one in told)


@given(st.sets(st.from_regex(rb"[A-Za-z0-9]{4,80}", fullmatch=True), max_size=30))
def test_shapes(names: set[bytes]) -> None:
    """A pseudonym is as long as its name, and has letters and digits where the name has."""
    known = make()
    for name in sorted(names):
        told = known.word(name)
        assert len(told) == len(name)
        hexadecimal = re.fullmatch(rb"[0-9a-f]+", name) or re.fullmatch(rb"[0-9A-F]+", name)
        assert re.fullmatch(rb"[0-9a-fA-F]+", told) if hexadecimal and not name.isalpha() else told.isalnum()
    assert len(set(known.pairs.values())) == len(known.pairs)
