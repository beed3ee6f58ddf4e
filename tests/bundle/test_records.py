"""Strings in JSON objects are found where they stand, and read as JSON says."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.bundle.records import members, row_like, shape_of, string, text_at, unescaped

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=4), inside, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.text(max_size=6), VALUES, max_size=5)


@given(value=OBJECTS, indent=st.sampled_from([None, 0, 4]), ascii_=st.booleans())
def test_the_members_of_any_object_are_found(value: dict[str, object], indent: int | None, ascii_: bool) -> None:
    """Every value of an object stands where it was found, and the object ends where it ends."""
    raw = json.dumps(value, indent=indent, ensure_ascii=ascii_).encode("utf-8", "surrogatepass")
    found = members(b"xx" + raw + b" ,", 2)
    assert found is not None
    spans, end = found
    assert end == 2 + len(raw)
    read = {json.loads(b'"' + key + b'"'): json.loads((b"xx" + raw)[begin:stop]) for key, (begin, stop) in spans.items()}
    assert read == value


@given(values=st.lists(OBJECTS, min_size=2, max_size=2))
def test_a_row_like_another_has_its_values_at_the_same_places(values: list[dict[str, object]]) -> None:
    """A pattern that was made from one object finds in any other object what a full reading finds, or nothing."""
    first, second = (json.dumps(value).encode() for value in values)
    learned, other = members(first), members(second)
    assert learned is not None
    assert other is not None
    found = row_like(list(learned[0])).match(second)
    if found is not None:
        assert dict(zip(learned[0], found.regs[1:], strict=True)) == other[0]
        assert found.end() == other[1]


@given(raw=st.binary(max_size=60))
def test_any_bytes_are_refused_or_read(raw: bytes) -> None:
    """Bytes that are no object give None, and those that are give spans within them."""
    found = members(b"{" + raw)
    if found is not None:
        assert all(0 < begin < end <= found[1] for begin, end in found[0].values())


@given(text=st.text(), ascii_=st.booleans())
def test_a_string_is_unescaped_as_json_says(text: str, ascii_: bool) -> None:
    """Any text comes back from its JSON string, half a surrogate pair as the bytes that are no UTF-8."""
    raw = json.dumps(text, ensure_ascii=ascii_).encode("utf-8", "surrogatepass")
    assert string(raw) == (1, len(raw) - 1)
    assert unescaped(raw[1:-1]) == text.encode("utf-8", "surrogatepass")


@pytest.mark.parametrize(
    ("body", "text"), [(rb"\x41 \u12", rb"\x41 \u12"), (b"\\/", b"/"), (b"\xff\\n", b"\xff\n"), (b"\\\xc3\xa9", b"\\\xc3\xa9")]
)
def test_what_is_no_escape_stays(body: bytes, text: bytes) -> None:
    """An unknown escape and bytes that are no UTF-8 are kept as they are."""
    assert unescaped(body) == text


@pytest.mark.parametrize(
    ("raw", "name", "pod"),
    [
        (b'{"log":"x","stream":"stdout","time":"t"}', "docker json-file", None),
        (b'{"log":"x","kubernetes":{"labels":{"a":"b"},"pod_name":"p"}}', "container insights", b"p"),
        (b'{"line":"x","timestamp":"1","labels":{"pod":"p"}}', "logcli jsonl", b"p"),
        (b'{"line":"x","timestamp":"1","labels":{"pod":1}}', "logcli jsonl", None),
        (b'{"line":"x","timestamp":"1","labels":"pod"}', "logcli jsonl", None),
        (b'{"level":"warning","msg":"x","time":"t"}', None, None),
        (b'{"notification":"event","message":"x","name":"y"}', None, None),
        (b'{"log":1,"stream":"stdout","time":"t"}', None, None),
    ],
)
def test_an_object_is_an_envelope_by_its_keys(raw: bytes, name: str | None, pod: bytes | None) -> None:
    """The keys beside the line tell who wrote it, and a program's own JSON is nobody's envelope."""
    found = members(raw)
    assert found is not None
    shape = shape_of(found[0], raw)
    assert (shape.name if shape else None) == name
    if shape:
        assert text_at(raw, found[0], shape.pod) == pod
