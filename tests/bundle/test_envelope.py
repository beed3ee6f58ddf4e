"""Lines in any envelope come back as they were, in order, by pod, with their place in the file as attached."""

from __future__ import annotations

import io
import json
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import BinaryIO, cast

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from logscan.blocks import BLOCK_BYTES, LINE_LIMIT
from logscan.bundle.dress import undress
from logscan.bundle.envelope import Unwrapped, inner, unwrap
from logscan.bundle.peeling import Peeler
from logscan.bundle.prefixes import BARE
from tests.bundle.wrappings import DOCUMENTS, WRAPPINGS, A, B, Document, Wrapping, json_string, stamp

HEAD = b"2024-01-26T19:15:04.81 |DEBU|CTL|cache.scanStateHandler: - key=scan/state/report/workload/59d6 type=add"
SIZES = st.sampled_from([64, 300, 5_000, BLOCK_BYTES])

Row = tuple[bytes, int, int]
"""A line, its number and its offset in the file as attached."""

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), max_size=60).map(str.encode)
MESSAGES = st.sampled_from(
    [
        HEAD,
        b"",
        b"2024/01/26 00:03:55 http: TLS handshake error from 10.9.0.11:46743: EOF",
        b'{"level":"warning","msg":"OPA running with uid or gid 0.","time":"2024-01-26T19:15:04Z"}',
        b"2024-01-26T19:15:04.917Z [ERROR] agent.http: Request error: ...",
        b"==> Starting Consul agent...",
        b"\t/src/main.go:1075 +0x5ad",
        HEAD.replace(b"type=add", b'value={"scanned_at":"0001-01-01T00:00:00Z","path":"C:\\\\n\\"<&>"}'),
        HEAD + b" log=[pod/other-pod/c] " + HEAD,
        HEAD + b"\\n",
    ]
)


def opened(data: bytes) -> BinaryIO:
    """Give a file with these bytes."""
    return cast("BinaryIO", io.BytesIO(data))


def read(unwrapped: Unwrapped) -> dict[str | None, list[Row]]:
    """Give the lines of each pod."""
    found: dict[str | None, list[Row]] = defaultdict(list)
    counts: dict[str | None, int] = defaultdict(int)
    for pod, block in unwrapped:
        first = counts[pod] + block.overlong + 1
        for row in range(len(block.starts)):
            number = first + row if block.numbers is None else int(block.numbers[row])
            offset = block.offset + int(block.starts[row]) if block.offsets is None else int(block.offsets[row])
            found[pod].append((block.line(row), number, offset))
        counts[pod] += block.overlong + len(block.starts)
    return dict(found)


def wrapped(wrapping: Wrapping, lines: Sequence[tuple[str, bytes]]) -> tuple[bytes, dict[str | None, list[Row]]]:
    """Give the file that holds the lines of pods, and what should come out of it."""
    rows = [wrapping.wrap(line, pod, 0 if index == 0 else 1_000 + 300 * index) for index, (pod, line) in enumerate(lines)]
    places = list(enumerate(lines))
    if wrapping.newest_first:
        rows.reverse()
        places.reverse()
    attached = [*wrapping.head, *rows]
    offsets = [0]
    for row in attached:
        offsets.append(offsets[-1] + len(row) + 1)
    expected: dict[str | None, list[Row]] = defaultdict(list)
    expected[None] = [(row, number, offsets[number - 1]) for number, row in enumerate(wrapping.head, 1)]
    before = len(wrapping.head)
    order = sorted((index, before + at) for at, (index, _) in enumerate(places))
    for index, at in order:
        pod, line = lines[index]
        expected[pod if wrapping.names_pod else None].append((line, at + 1, offsets[at]))
    return b"\n".join([*attached, b""]), {pod: found for pod, found in expected.items() if found}


def bare(line: bytes, wrapping: Wrapping) -> bool:
    """Say whether a line has no dress and no envelope of its own, and stays recognisable in this one."""
    return (
        undress(line) == line
        and undress(b" " + line + b" ") == b" " + line + b" "
        and Peeler().peel(line) is None
        and not (wrapping.name[-1] == "logcli" and line != line.strip())
        and not BARE.match(undress(wrapping.wrap(line, A, 0)))
    )


@pytest.mark.parametrize("wrapping", WRAPPINGS.values(), ids=WRAPPINGS)
def test_every_envelope_is_recognised_and_taken_off(wrapping: Wrapping) -> None:
    """Lines of two pods come back without their envelope, by pod, and the envelope is named."""
    lines = [(A, HEAD), (B, HEAD), (A, b"2024/01/26 00:03:55 http: EOF"), (A, HEAD + b' "\\" <x>'), (B, b""), (B, HEAD)]
    data, expected = wrapped(wrapping, lines)
    unwrapped = unwrap(opened(data))
    assert read(unwrapped) == expected
    assert tuple(name for name in unwrapped.envelopes if name not in {"ansi", "bom", "crlf", "nul"}) == wrapping.name
    assert unwrapped.skipped == []


@pytest.mark.parametrize("wrapping", WRAPPINGS.values(), ids=WRAPPINGS)
@settings(deadline=None, max_examples=25)
@given(data=st.data(), size=SIZES, pods=st.lists(st.sampled_from([A, B]), max_size=40))
def test_any_lines_come_back_from_any_envelope(wrapping: Wrapping, data: st.DataObject, size: int, pods: list[str]) -> None:
    """Any lines, in any blocks, come back in order, with pod, number and offset."""
    one = MESSAGES | TEXT | st.binary(max_size=60).map(lambda line: line.replace(b"\n", b"")) if wrapping.any_bytes else MESSAGES | TEXT
    usual = one.filter(lambda line: bare(line, wrapping))
    lines = [(A, HEAD), (B, HEAD), *((pod, data.draw(usual)) for pod in pods)]
    file, expected = wrapped(wrapping, lines)
    assert read(unwrap(opened(file), block_bytes=size)) == expected


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
@settings(deadline=None, max_examples=25)
@given(texts=st.lists(st.tuples(st.sampled_from([A, B]), MESSAGES | TEXT), max_size=30))
def test_any_lines_come_back_from_any_document(document: Document, texts: list[tuple[str, bytes]]) -> None:
    """Any lines come back from a JSON document in order, with pod, and with the place of the string that holds them."""
    assume(all(undress(line) == line and Peeler().peel(line) is None for _, line in texts))
    lines = [(A, HEAD), (B, HEAD), *texts]
    file = document.wrap(lines).encode()
    unwrapped = unwrap(opened(file))
    found = read(unwrapped)
    expected = {pod: [line for name, line in lines if name == pod] for pod in (A, B)}
    assert {pod: [line for line, _, _ in rows] for pod, rows in found.items()} == expected
    assert unwrapped.envelopes == (document.name,)
    for line, number, offset in (row for rows in found.values() for row in rows):
        assert number == file.count(b"\n", 0, offset) + 1
        assert file[offset:].startswith(json_string(line).encode())


def in_parts(wrapping: str, lines: Iterable[tuple[str, bytes]], cut: int) -> bytes:
    """Give the file of a runtime that writes lines in parts of `cut` bytes, the lines of two streams by turns."""
    streams: dict[str, list[bytes]] = {"stdout": [], "stderr": []}
    for stream, line in lines:
        parts = [line[at : at + cut] for at in range(0, len(line), cut)] or [b""]
        for number, part in enumerate(parts):
            last = number == len(parts) - 1
            if wrapping == "cri":
                row = f"{stamp(number)} {stream} {'F' if last else 'P'} ".encode() + part
            else:
                text = json_string(part + b"\n" * last)
                row = f'{{"log":{text},"stream":"{stream}","time":"{stamp(number)}"}}'.encode()
            streams[stream].append(row)
    first, second = streams["stdout"], streams["stderr"]
    shared = min(len(first), len(second))
    rows = [row for pair in zip(first, second, strict=False) for row in pair] + first[shared:] + second[shared:]
    return b"".join(row + b"\n" for row in rows)


@pytest.mark.parametrize("runtime", ["cri", "docker json-file"])
@settings(deadline=None)
@given(
    lines=st.lists(st.tuples(st.sampled_from(["stdout", "stderr"]), st.text('ab"\\ |=', max_size=40).map(str.encode)), max_size=20),
    cut=st.integers(1, 20),
    size=SIZES,
)
def test_lines_written_in_parts_are_joined(runtime: str, lines: list[tuple[str, bytes]], cut: int, size: int) -> None:
    """A runtime's parts become lines again, whatever stands between them and wherever a block ends, at the place of the first part."""
    lines = [("stdout", b"x"), *((stream, HEAD + line) for stream, line in lines)]
    file = in_parts(runtime, lines, cut if runtime == "cri" else cut + 40)
    rows = read(unwrap(opened(file), block_bytes=size)).get(None, [])
    assert sorted(line for line, _, _ in rows) == sorted(line for _, line in lines)
    attached = file.split(b"\n")
    for line, number, offset in rows:
        assert file.count(b"\n", 0, offset) == number - 1
        text = inner(attached[number - 1])
        assert line.startswith(text)
        assert text or not line
    for stream in ("stdout", "stderr"):
        own = [number for _, number, _ in rows if f" {stream} " in str(attached[number - 1]) or f'"{stream}"' in str(attached[number - 1])]
        assert own == sorted(own)


@pytest.mark.parametrize(("encoding", "mark"), [("utf-16-le", "utf-16-le"), ("utf-16-be", "utf-16-be")])
@settings(deadline=None)
@given(texts=st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\r\0\ufeff\x1b")), min_size=1), size=SIZES)
def test_utf_16_is_read_as_utf_8(encoding: str, mark: str, texts: list[str], size: int) -> None:
    """A file of PowerShell gives its lines, with the offsets of its own bytes, whichever characters have the byte of a line end in them."""
    lines = [HEAD.decode(), *texts, "\u0a0a \u0d0a"]
    file = ("\ufeff" + "\r\n".join(lines)).encode(encoding)
    unwrapped = unwrap(opened(file), block_bytes=size)
    rows = read(unwrapped)[None]
    assert [line for line, _, _ in rows] == [line.encode() for line in lines]
    begins = [0]
    for line in lines:
        begins.append(begins[-1] + 2 * (not begins[-1]) + len((line + "\r\n").encode(encoding)))
    assert [offset for _, _, offset in rows] == begins[:-1]
    assert [number for _, number, _ in rows] == list(range(1, len(lines) + 1))
    assert mark in unwrapped.envelopes


def test_an_envelope_in_utf_16_is_taken_off() -> None:
    """PowerShell's redirection of `kubectl logs --prefix` gives the pod's lines with the offsets of the attached bytes."""
    rows = [f"[pod/{A}/c] " + HEAD.decode(), f"[pod/{A}/c] 2024/01/26 00:03:55 http: \u0a0a"]
    file = ("\ufeff" + "\r\n".join(rows) + "\r\n").encode("utf-16-le")
    (first, second) = read(unwrap(opened(file)))[A]
    assert first == (HEAD, 1, 0)
    assert second == ("2024/01/26 00:03:55 http: \u0a0a".encode(), 2, 2 + 2 * len(rows[0]) + 4)
    assert inner(file[second[2] :].split(b"\r\0\n")[0]) == second[0]


def test_a_document_in_utf_16_is_read() -> None:
    """An answer of CloudWatch that PowerShell wrote is read, and each offset leads to the string in the attached bytes."""
    file = ("\ufeff" + DOCUMENTS["cloudwatch filter-log-events"].wrap([(A, HEAD), (A, "é🚀".encode()), (A, HEAD)])).encode("utf-16-le")
    rows = read(unwrap(opened(file)))[A]
    assert [line for line, _, _ in rows] == [HEAD, "é🚀".encode(), HEAD]
    assert [inner(file[offset:][: 2 * len(HEAD) + 40]) for _, _, offset in rows][::2] == [HEAD, HEAD]


PLAIN = b"\n".join([HEAD, b"2024-01-26T19:06:28.917Z [ERROR] agent.http: x", b"", b"2024/01/26 00:03:55 http: EOF", HEAD, b"last"])


@pytest.mark.parametrize("size", [64, BLOCK_BYTES])
def test_a_plain_log_comes_back_as_its_own_blocks(size: int) -> None:
    """A log without an envelope is not touched: no pod, no numbers, no offsets, every byte."""
    unwrapped = unwrap(opened(PLAIN), block_bytes=size)
    found = list(unwrapped)
    assert {(pod, block.numbers is None, block.offsets is None) for pod, block in found} == {(None, True, True)}
    assert [line for line, _, _ in read(unwrap(opened(PLAIN), block_bytes=size))[None]] == PLAIN.split(b"\n")
    assert unwrapped.envelopes == ()


@pytest.mark.parametrize(
    ("name", "file", "lines"),
    [
        ("crlf", b"a\r\n" + HEAD + b"\r\nb\rc\r\n", [(b"a", 0), (HEAD, 3), (b"b\rc", 5 + len(HEAD))]),
        ("bom", b"\xef\xbb\xbf" + HEAD + b"\nb\n", [(HEAD, 0), (b"b", 4 + len(HEAD))]),
        ("nul", b"a\n" + b"\0" * 5000 + HEAD + b"\n\0\n", [(b"a", 0), (HEAD, 5002), (b"", 5003 + len(HEAD) + 1)]),
        ("ansi", b"\x1b[01;31m\x1b[K" + HEAD + b"\x1b[m\n\x1b[x\n", [(HEAD, 0), (b"\x1b[x", 15 + len(HEAD))]),
    ],
)
@pytest.mark.parametrize("size", [64, BLOCK_BYTES])
def test_dress_is_taken_off(name: str, file: bytes, lines: list[tuple[bytes, int]], size: int) -> None:
    """Line ends of Windows, a mark, NULs and colours go, and nothing else does."""
    unwrapped = unwrap(opened(file), block_bytes=size)
    assert [(line, offset) for line, _, offset in read(unwrapped)[None]] == lines
    assert unwrapped.envelopes == (name,)


@pytest.mark.parametrize("hole", [BLOCK_BYTES, LINE_LIMIT + BLOCK_BYTES])
def test_a_hole_of_nuls_does_not_cost_the_line_behind_it(hole: int) -> None:
    """The NULs that copytruncate leaves may be longer than any line may be, and the line behind them is read, with its place."""
    file = HEAD + b"\n" + bytes(hole) + HEAD + b"\n" + HEAD + b"\n"
    rows = read(unwrap(opened(file)))[None]
    begin = len(HEAD) + 1
    assert [(line, offset) for line, _, offset in rows] == [(HEAD, 0), (HEAD, begin + hole), (HEAD, 2 * begin + hole)]


def test_files_one_behind_the_other_are_each_read_as_what_they_are() -> None:
    """A plain log, one with prefixes and one of a container runtime in one file: each line loses its own envelope."""
    rows = [*[HEAD] * 5, *[b"[pod/" + B.encode() + b"/c] " + HEAD] * 5, *[stamp(1).encode() + b" stdout F " + HEAD] * 5]
    found = read(unwrap(opened(b"\n".join(rows) + b"\n")))
    assert [number for _, number, _ in found[B]] == [6, 7, 8, 9, 10]
    assert [number for _, number, _ in found[None]] == [1, 2, 3, 4, 5, 11, 12, 13, 14, 15]
    assert {line for lines in found.values() for line, _, _ in lines} == {HEAD}


@pytest.mark.parametrize(
    "message",
    [
        b"[pod/" + B.encode() + b"/c] " + HEAD,
        stamp(1).encode() + b" stdout P " + HEAD,
        b'{"log":"' + HEAD + b'\\n","stream":"stdout","time":"2024-01-26T19:15:04Z"}',
        B.encode() + b" " + HEAD,
    ],
)
def test_a_message_that_looks_like_an_envelope_forges_no_line(message: bytes) -> None:
    """A message with an envelope in it stays the message of its own pod, be it behind a controller's head or in a line of its own."""
    plain = [*[HEAD, b"2024/01/26 00:03:55 http: EOF"] * 4, HEAD + b" x=" + message, message, *[HEAD, b"2024/01/26 00:03:55 http: EOF"] * 4]
    assert [line for line, _, _ in read(unwrap(opened(b"\n".join(plain))))[None]] == plain
    prefixed = [b"[pod/" + A.encode() + b"/c] " + line for line in plain]
    assert {pod: [line for line, _, _ in rows] for pod, rows in read(unwrap(opened(b"\n".join(prefixed)))).items()} == {A: plain}


def test_several_lines_in_one_message_come_apart() -> None:
    """A collector that packed several lines into one message gives them back, each with the place of the message."""
    text = HEAD + b"\n) ip=10.9.0.11\n" + HEAD
    file = f'{{"labels":{{"pod":"{A}"}},"line":{json.dumps(text.decode())},"timestamp":"{stamp(1)}"}}\n'.encode() * 2
    place = file.index(b"\n") + 1
    assert read(unwrap(opened(file)))[A] == [(line, number, at) for number, at in ((1, 0), (2, place)) for line in text.split(b"\n")]


def test_a_last_part_that_never_comes_is_waited_for_only_until_the_end() -> None:
    """The begin of a line whose file was cut off is a line."""
    file = stamp(1).encode() + b" stdout P " + HEAD + b"\n"
    assert read(unwrap(opened(file * 2))) == {None: [(HEAD * 2, 1, 0)]}


def test_docker_lines_without_line_ends_are_joined_only_where_others_have_one() -> None:
    """A shipper that strips line ends writes the same objects as docker, and its lines are lines."""
    row = b'{"log":"' + HEAD + b'","stream":"stdout","time":"2024-01-26T19:15:04.8Z"}\n'
    assert [line for line, _, _ in read(unwrap(opened(row * 3)))[None]] == [HEAD] * 3


def test_a_document_beyond_the_limit_is_named_and_not_read() -> None:
    """A JSON document over the limit gives no line, and a reason that says what to do."""
    unwrapped = unwrap(opened(DOCUMENTS["loki api"].wrap([(A, HEAD)] * 30).encode()), source="loki.json", document_limit=2_000)
    assert read(unwrapped) == {}
    assert [(one.source, one.code) for one in unwrapped.skipped] == [("loki.json", "LIMIT_BYTES")]


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_document_cut_anywhere_gives_what_was_whole(document: Document) -> None:
    """Wherever a JSON document is cut, every line before the cut is read, and the cut is reported."""
    lines = [(A, HEAD + b" n=%d" % number) for number in range(6)]
    file = document.wrap(lines).encode()
    shown = sorted(offset for _, _, offset in read(unwrap(opened(file)))[A])
    for cut in range(shown[0] + len(HEAD) + 150, len(file), 7):
        unwrapped = unwrap(opened(file[:cut]))
        rows = read(unwrapped)
        whole = [offset for offset in shown if offset + len(HEAD) + 150 < cut]
        assert {offset for _, _, offset in rows.get(A, [])} >= set(whole)
        assert {one.code for one in unwrapped.skipped} <= {"INPUT_TRUNCATED", "INPUT_CORRUPT"}


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_pages_and_lines_behind_a_document_are_read(document: Document) -> None:
    """A file of two answers and a log behind them gives the lines of all three, each with its place."""
    page = document.wrap([(A, HEAD + b" n=1"), (A, HEAD + b" n=2")]).encode().rstrip() + b"\n"
    file = page * 2 + b"[pod/" + B.encode() + b"/c] " + HEAD + b"\n" + HEAD
    found = read(unwrap(opened(file)))
    assert sorted(line[-1:] for line, _, _ in found[A]) == [b"1", b"1", b"2", b"2"]
    lines = 2 * page.count(b"\n")
    assert found[B] == [(HEAD, lines + 1, 2 * len(page))]
    assert found[None] == [(HEAD, lines + 2, len(file) - len(HEAD))]
    wide = ("\ufeff" + file.decode()).encode("utf-16-le")
    assert read(unwrap(opened(wide)))[None] == [(HEAD, lines + 2, len(wide) - 2 * len(HEAD))]


def test_an_object_among_the_entries_of_a_document_that_is_none_is_a_line() -> None:
    """What stands in an answer and holds no line is given as it stands, at its place."""
    file = DOCUMENTS["grafana json"].wrap([(A, HEAD), (A, HEAD)]).encode().replace(b"},{", b'},{"lime":"' + HEAD + b'"},{', 1)
    found = read(unwrap(opened(file)))
    assert [line for line, _, _ in found[A]] == [HEAD, HEAD]
    assert found[None] == [(b'{"lime":"' + HEAD + b'"}', 1, file.index(b'{"lime"'))]


def test_an_object_that_only_begins_like_a_document_is_lines() -> None:
    """What begins like a document and holds no entry is given as lines, every byte of it."""
    file = b'{"events": [\n1, 2\n]}\nx'
    assert [line for line, _, _ in read(unwrap(opened(file)))[None]] == file.split(b"\n")


def test_a_file_too_long_to_be_turned_round_is_in_order_within_stretches() -> None:
    """Beyond the limit no line is lost, and the disorder is reported."""
    wrapping = WRAPPINGS["logcli jsonl"]
    file, expected = wrapped(wrapping, [(A, HEAD + b" n=%d" % number) for number in range(50)])
    unwrapped = unwrap(opened(file), source="loki.jsonl", block_bytes=1_000, order_limit=2_000)
    assert sorted(read(unwrapped)[A]) == sorted(expected[A])
    assert [(one.source, one.code) for one in unwrapped.skipped] == [("loki.jsonl", "LIMIT_BYTES")]


HOSTILE = {
    "deep json": b'{"log":' + b"[" * 100_000 + b"\n",
    "deep json in an envelope": b'{"log":"x","stream":"stdout","time":"2024-01-26T19:15:04Z","attrs":'
    + b'{"a":' * 100_000
    + b"}" * 100_000
    + b"}\n",
    "long line": HEAD + b"x" * (16 << 20) + b"\n",
    "long prefix": b"a" * (16 << 20) + b" " + HEAD + b"\n",
    "long blanks": stamp(1).encode() + b" {} " + b" " * (16 << 20) + b"\n",
    "long labels": stamp(1).encode() + b" {" + b'a="' + b"\\" * (16 << 20) + b"\n",
    "long escapes": b'{"log":"' + b"\\u0061" * (1 << 20) + b'\\n","stream":"stdout","time":"2024-01-26T19:15:04Z"}\n',
    "long string without an end": b'{"log":"' + b'\\"' * (8 << 20) + b"\n",
    "long csv row": b'"Time","Line"\n"' + b'""' * (8 << 20) + b"\n",
    "many commas": b'"Time","Line"\n' + b"," * (1 << 20) + b"\n",
    "colours": b"\x1b[" * (1 << 20) + b"m\n",
    "invalid utf-16": b"\xff\xfe" + b"\x00\xd8" * 5_000 + b"\n\0\xdc",
    "many brackets": b'{"events":[' + b'{"message":' * 50_000,
    "many quotes": b'[{"line":' + b'"' * 100_000,
}


@pytest.mark.parametrize("file", HOSTILE.values(), ids=HOSTILE)
def test_hostile_input_costs_neither_time_nor_lines(file: bytes) -> None:
    """What is made to hurt comes through in seconds, and the lines around it come through."""
    begin = time.process_time()
    rows = [row for rows in read(unwrap(opened(file))).values() for row in rows]
    assert time.process_time() - begin < 20
    assert rows


@settings(deadline=None)
@given(file=st.binary(max_size=400), size=st.sampled_from([1, 64, BLOCK_BYTES]))
def test_any_bytes_are_read(file: bytes, size: int) -> None:
    """No bytes are refused, and bytes without dress and envelope come back as they are."""
    unwrapped = unwrap(opened(file), block_bytes=size)
    rows = read(unwrapped).get(None, [])
    if unwrapped.envelopes == ():
        assert [line for line, _, _ in rows] == (file.removesuffix(b"\n").split(b"\n") if file else [])
    assert [inner(line) for line in file.split(b"\n")]


@settings(deadline=None)
@given(file=st.data(), size=st.sampled_from([64, 1_000, BLOCK_BYTES]))
def test_damaged_envelopes_lose_no_line(file: st.DataObject, size: int) -> None:
    """Bytes flipped in an enveloped file cost at most the lines they stand in."""
    wrapping = WRAPPINGS[file.draw(st.sampled_from(sorted(WRAPPINGS)))]
    count = 12
    data, _ = wrapped(wrapping, [(A, HEAD + b" n=%d" % number) for number in range(count)])
    rows = data.split(b"\n")
    hit = file.draw(st.sets(st.integers(2 + len(wrapping.head), len(rows) - 3), max_size=3))
    for row in hit:
        at = file.draw(st.integers(0, len(rows[row]) - 1))
        byte = file.draw(st.integers(0, 255).filter(lambda byte: byte != ord("\n")))
        rows[row] = rows[row][:at] + bytes([byte]) + rows[row][at + 1 :]
    found = [line for lines in read(unwrap(opened(b"\n".join(rows)), block_bytes=size)).values() for line, _, _ in lines]
    joined = b"\n".join(found)
    assert all(joined.count(HEAD + b" n=%d" % number) for number in range(count)) or hit
    assert sum(line.startswith(HEAD + b" n=") for line in found) >= count - len(hit) - sum(b" P " in rows[row] for row in hit)


@pytest.mark.parametrize("wrapping", WRAPPINGS.values(), ids=WRAPPINGS)
def test_inner_gives_the_text_of_one_attached_line(wrapping: Wrapping) -> None:
    """One attached line shows the same text as `unwrap` gave, so that evidence can be opened at its place."""
    line = HEAD + b' value={"a":"<\\n>"}'
    assert inner(wrapping.wrap(line, A, 3)) == line


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_inner_gives_the_text_at_an_offset_in_a_document(document: Document) -> None:
    """The bytes from a line's offset on show that line, though the document has no lines."""
    lines = [HEAD + b' n=%d value={"a":"<\\n>"}' % number for number in range(3)]
    file = document.wrap([(A, line) for line in lines]).encode()
    rows = read(unwrap(opened(file)))[A]
    assert [inner(file[offset:].split(b"\n")[0]) for _, _, offset in rows] == lines


@pytest.mark.parametrize(
    "line", [HEAD, b"", b"2024-01-26T19:06:28.917Z [ERROR] agent: x", b'{"level":"warning"}', b'"quoted", text', b"\0\0"]
)
def test_inner_leaves_a_line_without_an_envelope(line: bytes) -> None:
    """A bare line is its own text, but for NULs."""
    assert inner(line) == line.lstrip(b"\0")
