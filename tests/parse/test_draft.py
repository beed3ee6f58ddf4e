"""The way to a new definition: the first draft for a line, and the list of what nothing reads."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from logscan.errors import DefinitionError
from logscan.parse.catalog import Catalog
from logscan.parse.definition import Definition, load
from logscan.parse.draft import Unread, draft, unread

HEAD = "2024-03-05T10:15:02.417|DEBU|CTL|"
ID = "0f1e2d3c4b5a6978" * 4


def loaded(content: str) -> Definition:
    """Load a definition from its text."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "draft.toml"
        path.write_text(content, "utf-8", newline="\n")
        return load(path, "draft.toml")


def expected(line: str) -> dict[str, str]:
    """Give what the draft for a line expects of it."""
    expect = loaded(draft(line)).lines[0].samples[0].expect
    assert expect is not None
    return dict(expect)


def test_a_draft_is_a_whole_definition() -> None:
    """The file names the emitter, reads the line it came from, and says what is left to do."""
    assert draft(HEAD + f'cache.imageDone.func2: Pulled - error="none" id=sha256:{ID} type=add\n') == (
        "# A first draft: name the event by what it says, put `about` into words, and drop the fields that nobody needs.\n"
        'emitter = "cache.imageDone.func*"\n'
        'source  = ""\n'
        'about   = "What cache.imageDone.func2 says."\n'
        "\n"
        "[[line]]\n"
        'event   = "cache.image_done"\n'
        'message = "Pulled"\n'
        'keys    = ["error", "id", "type"]\n'
        "asset   = { key = \"id\", pattern = '.*(?<![0-9a-f])(?P<asset>[0-9a-f]{64})(?![0-9a-f]).*' }\n"
        'map     = { error = "error", change = "type" }\n'
        "[[line.sample]]\n"
        f'text   = "{HEAD}cache.imageDone.func2: Pulled - error=\\"none\\" id=sha256:{ID} type=add"\n'
        f'expect = {{ event = "cache.image_done", asset = "{ID}", error = "\\"none\\"", change = "add" }}\n'
    )


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("cache.xHandler: - key=scan/state/report/workload/6f2a type=add", {"kind": "workload", "asset": "6f2a", "change": "add"}),
        ("cache.xHandler: - key=scan/data/report/host/n1:5f0c/2", {"kind": "host", "asset": "n1:5f0c", "chunk": "2"}),
        (f"cache.xHandler: - id={ID} status=", {"asset": ID, "status": "idle"}),
        (f"cache.xHandler: - id={ID} status=finished", {"asset": ID, "status": "finished"}),
        (f"cache.xHandler: - id={ID} status=1", {"asset": ID, "printed_status": "1"}),
        (f"cache.xHandler: - agent=a key=object/workload/n1/{ID}", {"agent": "a", "asset": ID}),
        (f"cache.xHandler: - id={ID}0", {"id": f"{ID}0"}),
        ("cache.xHandler: - kind=pod result=succeeded", {"printed_kind": "pod", "result": "succeeded"}),
        (f"cache.xHandler: - asset=a id={ID}", {"asset": ID, "printed_asset": "a"}),
        ("cache.xHandler: - change=add type=modify", {"change": "add", "type": "modify"}),
        ("cache.xHandler: - event=cve printed_event=a", {"printed_event": "cve", "printed_printed_event": "a"}),
        ("cache.xHandler: - sum.Version=3", {"sum.Version": "3"}),
        ("cache.xHandler:", {}),
    ],
)
def test_a_draft_puts_values_where_they_belong(body: str, words: dict[str, str]) -> None:
    """An id becomes the asset, known words become columns, and everything else becomes a field of the key's name."""
    assert expected(HEAD + body) == {"event": "cache.x_handler", **words}


@pytest.mark.parametrize(
    ("emitter", "event"),
    [
        ("cache.ScannerUpdateHandler", "cache.scanner_update_handler"),
        ("cache.(*scanTask).rpcScanRunning", "cache.scan_task_rpc_scan_running"),
        ("cluster.StartCluster.func1", "cluster.start_cluster"),
        ("cache.QueryK8sVersion", "cache.query_k_8_s_version"),
        ("rest.RESTServer", "rest.rest_server"),
        ("odd", "odd.printed"),
    ],
)
def test_a_draft_guesses_a_name_for_the_event(emitter: str, event: str) -> None:
    """The guess is the function's name in words, so that two drafts are told apart."""
    assert expected(HEAD + emitter + ":")["event"] == event


names = st.from_regex(r"[A-Za-z_][A-Za-z0-9_.\-]{0,5}", fullmatch=True) | st.sampled_from(
    ["asset", "change", "event", "id", "kind", "key", "message", "result", "status", "type", "printed_event"]
)
texts = st.text(st.characters(exclude_characters="\n"), max_size=12)
words = texts | st.sampled_from(
    [
        "",
        "add",
        "host",
        "finished",
        "a'''b",
        '"',
        "\\",
        "*",
        ID,
        f"<{ID}>",
        "scan/state/report/host/n1",
        "scan/data/report/platform/platform/1",
    ]
)
emitters = st.from_regex(r"[a-z]{1,4}(\.[A-Za-z()*]{1,6}){0,3}(\.func[1-9])?", fullmatch=True) | texts.filter(bool)
lines = st.builds(
    lambda emitter, message, fields: (
        f"{HEAD}{emitter}: {message}" + (" - " + " ".join(f"{key}={value}" for key, value in sorted(fields.items())) if fields else "")
    ),
    emitters.filter(lambda name: not any(letter in name for letter in ": \t\r\f\v")),
    words,
    st.dictionaries(names, words, max_size=5),
)


@given(lines)
@example(HEAD + "t.x: ends with CR\r")
@example(HEAD + "t.x: two\r\r")
@example(HEAD + "t.x: - a=\u2028 b=\x7f c=\x85 d=\U000e0001")
@example(HEAD + "t.x: - a=\udc80")
@example(HEAD + "t.func*: x")
def test_a_draft_loads_and_its_sample_passes(line: str) -> None:
    """Law: whatever a controller printed, the draft is a definition that loads and reads its own line as it says."""
    definition = loaded(draft(line))
    assert [reason for *_, reason in Catalog([definition]).check()] == [None]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("hello", 'the line has no header\n  why: "hello"\n  why: it does not begin with a time, 2006-01-02T15:04:05.999'),
        ("", 'the line has no header\n  why: ""\n  why: it is a line of another kind: empty'),
        (
            "2024-03-05T10:15:02|MON|Clean up.",
            'the line has no header\n  why: "2024-03-05T10:15:02|MON|Clean up."\n  why: it is a line of another kind: monitor',
        ),
        (
            "2024-03-05T10:15:02.417|NOTE|CTL|a.b:",
            (
                'the line has no header\n  why: "2024-03-05T10:15:02.417|NOTE|CTL|a.b:"\n'
                "  why: `NOTE` is no level; levels are TRAC DEBU INFO WARN ERRO FATA PANI"
            ),
        ),
        (
            "2024-02-30T10:15:02.417|DEBU|CTL|a.b:",
            (
                'the line has no header\n  why: "2024-02-30T10:15:02.417|DEBU|CTL|a.b:"\n'
                "  why: its time is none, or not followed by |LEVL|CTL|"
            ),
        ),
    ],
)
def test_a_line_without_header_is_refused_with_the_reason(line: str, said: str) -> None:
    """The error shows the line, says what of the header is missing, and shows a line that has one."""
    with pytest.raises(DefinitionError) as caught:
        draft(line)
    assert str(caught.value) == (
        f"{said}\n  try: give the whole line, as in: "
        "2024-03-05T10:15:02.417|DEBU|CTL|cache.scanDone: - id=6f2a result=succeeded type=CONTAINER"
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            HEAD.replace("CTL", "AGT") + "a.b:",
            (
                'module AGT printed the line, not a controller\n  why: "2024-03-05T10:15:02.417|DEBU|AGT|a.b:"\n'
                "  try: definitions read lines of module CTL"
            ),
        ),
        (
            HEAD + " nothing",
            (
                'the line names no function\n  why: "2024-03-05T10:15:02.417|DEBU|CTL| nothing"\n'
                "  why: no `package.Function:` follows the module\n  try: give a line that names one"
            ),
        ),
        ("a\nb\x1b\n", 'this is more than one line\n  why: "a\\nb\\u001b"\n  try: give the one line that the definition shall read'),
        (
            "x\n" * 100,
            'this is more than one line\n  why: "' + "x\\n" * 60 + '" ...\n  try: give the one line that the definition shall read',
        ),
    ],
)
def test_a_line_that_no_definition_can_read_is_refused(line: str, said: str) -> None:
    """The error says why, and shows the line with everything that does not print escaped, cut to a screen's width."""
    with pytest.raises(DefinitionError) as caught:
        draft(line)
    assert str(caught.value) == said


def test_unread_lists_what_nothing_reads_most_frequent_first() -> None:
    """New statements of known emitters and other emitters of controllers are counted; known and foreign lines are not."""
    known = loaded(draft(HEAD + "t.known: - id=a"))
    log = [
        "t.other: x - id=1\r",
        "t.known: - id=b",
        "t.run.func1: go",
        "t.run.func2: go",
        "t.known: - id=b more=c",
        "t.other: x - id=2",
        "t.also:",
        "no emitter",
    ]
    lines = [(HEAD + body + "\n").encode() for body in log]
    lines += [b"2024-03-05T10:15:02|MON|Clean up.\n", (HEAD.replace("CTL", "AGT") + "t.agent:").encode(), b") tail", b""]
    assert unread(lines, Catalog([known])) == [
        Unread(emitter="t.other", message="x", keys=("id",), count=2, sample=HEAD + "t.other: x - id=1"),
        Unread(emitter="t.run.func*", message="go", keys=(), count=2, sample=HEAD + "t.run.func1: go"),
        Unread(emitter="t.also", message="", keys=(), count=1, sample=HEAD + "t.also:"),
        Unread(emitter="t.known", message="", keys=("id", "more"), count=1, sample=HEAD + "t.known: - id=b more=c"),
    ]


@given(st.lists(lines, max_size=6))
def test_unread_counts_every_line_once(printed: list[str]) -> None:
    """Law: without any definition every controller's line is unread, each statement has one entry, and the largest comes first."""
    found = unread([line.encode("utf-8", "backslashreplace") for line in printed], Catalog([]))
    assert sum(one.count for one in found) == len(printed)
    assert len({(one.emitter, one.message, one.keys) for one in found}) == len(found)
    assert [one.count for one in found] == sorted((one.count for one in found), reverse=True)
