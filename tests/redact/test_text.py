"""Text without names: what stays, what goes, and that equal things stay equal."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.parse.catalog import Catalog
from logscan.parse.grammar import header
from logscan.redact.pseudonyms import Pseudonyms
from logscan.redact.text import Redactor, keys
from logscan.redact.vocabulary import words

STAYS = words(Catalog.load())
ID = b"4be17c90a2d3" + b"ab" * 26
POD = b"shop-frontend-v4pkzct5kf-jkr97"


def redactor(*, shift: int = 0) -> Redactor:
    """Give one with a key of its own."""
    return Redactor(Pseudonyms(b"k" * 32, {}, STAYS), STAYS, shift=shift)


@pytest.mark.parametrize(
    "text",
    [
        b"2024-01-25T23:44:58.39 |DEBU|CTL|cache.(*scanTask).rpcScanRunning: Got empty response - requeue - id= retry=1 type=CONTAINER",
        b"2024-01-25T23:44:58    |INFO|CTL|main.main: START - version=v5.2.4-s2",
        b"2024-01-25T23:44:58    |INFO|CTL|main.main: START - version=interim/master.5073",
        b"2024-01-25T23:44:58.39 |DEBU|CTL|rest.functionThatNobodyKnows: - status=finished result=succeeded",
        b"key=scan/state/report/workload/ type=modify",
        b"2024-01-25T23:37:30|MON|Start ctrl, pid=7",
        b"2024/01/26 00:03:55 http: TLS handshake error from 127.0.0.1:46743: EOF",
        b'{"status":"finished","scanned_at":"0001-01-01T00:00:00Z"}',
        b"platform finished\r\n",
        b"size=611480 duration=1.5s cvedb=3.328 retry=30m0s",
        b"\x1b[1;31mERRO\x1b[0m",
    ],
)
def test_what_stays(text: bytes) -> None:
    """Lines that hold nothing but what NeuVector prints stay as they are."""
    assert redactor().text(text) == text


@pytest.mark.parametrize(
    "name",
    [
        ID,
        POD,
        b"ip-10-2-148-36.ec2.internal",
        b"4e71b20c-19af-5c3d-9b27-6f0a8d5e1c42",
        b"0a:58:a9:fe:ac:01",
        b"fe80::1ff:fe23:4567:890a",
        b"123456789012.dkr.ecr.us-east-1.amazonaws.com/team/payments:2024.01-rc3",
        b"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N",
        b"j.doe@example.com",
        "müller-döner".encode(),
        b"neuvector-7",
        b"+4915112345678",
        b"caf\\u00e9",
    ],
)
def test_what_goes(name: bytes) -> None:
    """Of a name no part is left, wherever it stands, and it is the same everywhere."""
    one = redactor()
    told = one.text(name)
    parts = {part for part in re.findall(rb"[A-Za-z0-9\x80-\xff]+", name) if part not in STAYS and len(part) > 2}
    left = set(re.findall(rb"[A-Za-z0-9\x80-\xff]+", told)) & parts
    assert left - {b"u00e9"} == set()
    assert told != name
    for around in (b"name=%b type=add", b'{"name":"%b"}', b"[%b]", b"key=object/workload/%b/x", b"a,%b;"):
        assert told in one.text(around % name)


def test_shapes() -> None:
    """An id stays an id, an address an address, a pod a pod; dashes, dots and cases stay where they are."""
    one = redactor()
    assert re.fullmatch(rb"[0-9a-f]{64}", one.text(ID))
    assert re.fullmatch(rb"10\.\d{1,3}\.\d{1,3}\.\d{1,3}:18300", one.text(b"192.168.7.9:18300"))
    assert re.fullmatch(rb"neuvector-controller-pod-[0-9a-f]{10}-[a-z0-9]{5}", one.text(b"neuvector-controller-pod-5c9d8b7f64-q8m2x"))
    assert re.fullmatch(rb"[A-Z][a-z]{3}[A-Z][a-z]{4}_[a-z]{2}\.[A-Z]{3}", one.text(b"MyxxShopp_de.ACM"))
    assert re.fullmatch(rb"[a-z]{6}\d{4}-[A-Z](:[A-Z2-7]{4}){2}", one.text(b"server2204-C:BW54:QWBZ"))
    assert re.fullmatch(rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}_\d", one.text(b"0b8f6c52-abcd-4e33-0020-41d5e6f7a8b9_0"))
    assert re.fullmatch(rb"02(:[0-9a-f]{2}){5}", one.text(b"0a:58:a9:fe:ac:01"))


def test_the_begin_of_an_id_is_the_begin_of_its_pseudonym() -> None:
    """Docker and people shorten ids to twelve digits."""
    one = redactor()
    assert one.text(ID).startswith(one.text(ID[:12]))


def test_an_address_is_one_however_it_is_written() -> None:
    """A node's name that is made of its address shows the same pseudonym."""
    one = redactor()
    assert one.text(b"ip-10-2-148-36") == b"ip-" + one.text(b"10.2.148.36").replace(b".", b"-")


def test_escapes_belong_to_no_word() -> None:
    """A name in a JSON string is the same as outside, and the JSON stays JSON."""
    one = redactor()
    told = one.text(b'{"log":"name=acme\\nuser=acme\\t\\u003cacme\\u003e\\n"}')
    acme = one.text(b"acme").decode()
    assert json.loads(told) == {"log": f"name={acme}\nuser={acme}\t<{acme}>\n"}


def test_times_are_moved_alike() -> None:
    """All times are moved by the same minutes, in whatever form; seconds, zones, and the time that means none stay."""
    one = redactor(shift=-90)
    assert one.text(b"2024-03-01T00:30:05.25 |DEBU|CTL|cache.scanDone:") == b"2024-02-29T23:00:05.25 |DEBU|CTL|cache.scanDone:"
    assert one.text(b"2024/03/01 00:30:05 http:") == b"2024/02/29 23:00:05 http:"
    assert one.text(b"0001-01-01T00:00:00Z") == b"0001-01-01T00:00:00Z"
    assert one.text(b"2024-03-01T00:30:05.123456789+08:00") == b"2024-02-29T23:00:05.123456789+08:00"
    assert one.text(b'StartedAt:1709253005 "started_at":1709253005,') == b'StartedAt:1709247605 "started_at":1709247605,'
    assert one.text(b'["1709253005123456789",1709253005123]') == b'["1709247605123456789",1709247605123]'
    assert one.text(b"2024-13-99T99:99:05") == b"0000-00-00T00:00:05"


def test_numbers_that_are_no_times() -> None:
    """A long number may be anything, so it goes."""
    numbers = b"123456789012 4111111111111111 1555123456"
    assert set(redactor().text(numbers).split()).isdisjoint(numbers.split())


def test_what_looks_like_a_key() -> None:
    """Words behind a blank and before `=` may be read as keys, wherever they stand."""
    assert keys(b"fn: - key=a/team z=1 x-y.z=2 (q=3) =4 5=6") == {b"key", b"z", b"x", b"y"}


TEXT = st.one_of(st.binary(max_size=200), st.from_regex(r"[ -~]{0,200}", fullmatch=True).map(str.encode))


@given(TEXT)
def test_only_words_change(text: bytes) -> None:
    """Whatever the text: what is no word stays, so lines stay lines; and a second time gives the same."""
    one = redactor()
    told = one.text(text)
    assert re.sub(rb"[^\n\r\"{}\[\]=|/\\]", b"", text) == re.sub(rb"[^\n\r\"{}\[\]=|/\\]", b"", told)
    assert one.text(text) == told


@given(st.lists(st.from_regex(r"[a-z]{3,8}(-[0-9a-f]{5,10})?", fullmatch=True), min_size=2, max_size=30, unique=True))
def test_different_names_stay_different(names: list[str]) -> None:
    """No two names get one pseudonym, and none stays that is no word of NeuVector."""
    one = redactor()
    told = [one.text(name.encode()) for name in names]
    assert len(set(told)) == len(names)


@given(TEXT)
def test_heads_stay_heads(rest: bytes) -> None:
    """A line with a header has the same header behind, whatever follows it."""
    line = b"2024-01-25T23:44:58.39 |DEBU|CTL|cache.scanStateHandler: " + rest
    before, after = header(line), header(redactor().text(line))
    assert before is not None
    assert after is not None
    assert before[:4] == after[:4]
