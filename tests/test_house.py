"""The rules of the house: who may import whom, what starts fast, what is public, and what no file may do."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import logscan

CHECKOUT = Path(__file__).parent.parent
MODULES = sorted(CHECKOUT.glob("logscan/**/*.py"))
TESTS = sorted(CHECKOUT.glob("tests/**/test_*.py"))

PUBLIC = ["AssetStory", "Case", "LogscanError", "analyze", "compare", "open"]

# From the ground up. A module imports from its own package and from lower floors; rooms of one floor do not know each other.
FLOORS = (
    {"errors"},
    {"spill", "unfinished"},
    {"schema", "clock", "arrow", "blocks", "started"},
    {"building"},
    {"bundle", "draw", "parse", "model", "knowledge", "snapshot"},
    {"parallel"},
    {"overlap", "reading", "snapshots"},
    {"cache"},
    {"helper", "together"},
    {"cluster"},
    {"leads", "merge"},
    {"marks"},
    {"homes"},
    {"clusters"},
    {"timeline"},
    {"attached"},
    {"saved"},
    {"analysis"},
    {"frames", "pictures"},
    {"plots", "evidence"},
    {"analysed"},
    {"report"},
    {"saving"},
    {"case"},
    {"altair", "simulate", "excerpt", "redact"},
    {"export"},
    {"fleet"},
    {"__init__"},
    {"cli"},
    {"__main__"},
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}

TEST_WITHOUT_A_MODULE = {
    "test_fixtures.py": "the small cases in fixtures/",
    "test_house.py": "the rules of the whole tree",
    "test_incident.py": "the figures of the real incident, from end to end",
    "test_notebooks.py": "notebooks/",
    "test_readme.py": "README.md",
    "test_session.py": "what people type in Python",
    "cli/test_clusters.py": "every verb, on an input that holds several clusters",
    "analysis/test_edges.py": "verdicts where one begins and another ends",
    "report/html/test_browser.py": "the page in a browser",
    "report/html/test_hostile.py": "the page, with hostile text in everything that it shows",
    "hostile/test_fuzz.py": "what the fuzzer does around atheris",
    "hostile/test_hostile.py": "hostile and broken input, from outside",
    "hostile/test_packed.py": "the same logs, packed in eleven ways",
    "hostile/test_truncate.py": "bundles cut anywhere",
    "parse/test_shipped.py": "the definitions in parsers/",
    "simulate/test_oracle.py": "the analyzer against the simulator",
}

BANNED_CALLS = {
    "eval": "it runs what it reads",
    "exec": "it runs what it reads",
    "extractall": "it lets an archive write where the archive likes",
    "splitlines": "it cuts at U+2028 and \\x0b too, where no editor does, and every line number after that is wrong",
    "from_markup": "it takes [brackets] in a log line for markup",
}
BANNED_IMPORTS = {
    "marshal": "it crashes on what it reads",
    "pickle": "it runs what it reads",
    "rich.print": "it takes [brackets] in a log line for markup",
    "shelve": "it is pickle",
}


def room(module: str) -> str:
    """Give the part of the house that a dotted module name stands in: `logscan.parse.rows` is in `parse`."""
    return module.split(".")[1] if "." in module else "__init__"


def dotted(path: Path) -> str:
    """Give the module name of a file below logscan/, as it is imported."""
    parts = path.relative_to(CHECKOUT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(tree: ast.AST) -> Iterator[str]:
    """Give the dotted name of everything that a module imports, wherever in it the import stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def trespasses(module: str, code: str) -> list[str]:
    """Give the imports that a module must not make; what `logscan/__init__.py` itself offers counts as standing just below `cli`."""
    here = room(module)
    return [
        name
        for name in imported(ast.parse(code))
        if name.split(".")[0] == "logscan"
        if room(name) != here and FLOOR.get(room(name), FLOOR["__init__"]) >= FLOOR[here]
    ]


def misdeeds(code: str) -> list[str]:
    """Give what a module does that none may do, each with the reason."""
    tree = ast.parse(code)
    names = [f"{name}." for name in imported(tree)]
    found = [f"imports {banned}: {why}" for banned, why in BANNED_IMPORTS.items() if any(name.startswith(f"{banned}.") for name in names)]
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = ast.unparse(call.func).rpartition(".")[-1]
        if name in BANNED_CALLS:
            found.append(f"line {call.lineno} calls {name}: {BANNED_CALLS[name]}")
        if name == "Console" and not {"markup=False", "emoji=False"} <= {ast.unparse(option) for option in call.keywords}:
            found.append(f"line {call.lineno}: a Console without markup=False, emoji=False rewrites [red] and :key: in a log line")
    return found


def code_in(markdown: str) -> list[str]:
    """Give the code blocks and code spans of a Markdown text, without the prose between them."""
    return re.findall(r"^```.*?^```|`[^`\n]+`", markdown, flags=re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_imports_go_one_way(path: Path) -> None:
    """A module imports only from its own package and from the floors below it."""
    assert room(dotted(path)) in FLOOR, "a new part of the house needs its place in FLOORS, and in the README's map"
    assert trespasses(dotted(path), path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("module", "code", "expected"),
    [
        ("logscan.model.handler", "from logscan.parse.rows import Rows", ["logscan.parse.rows.Rows"]),
        ("logscan.parse.rows", "import logscan.model", ["logscan.model"]),
        ("logscan.parse.rows", "def late():\n    from logscan import timeline", ["logscan.timeline"]),
        ("logscan.analysis.judge", "import logscan", ["logscan"]),
        ("logscan.analysis.judge", "from logscan import open", ["logscan.open"]),
        ("logscan", "from logscan.cli import main", ["logscan.cli.main"]),
        ("logscan.parse.rows", "from logscan.blocks import Block\nfrom logscan.errors import LogscanError", []),
        ("logscan.report.terminal", "import rich\nimport logscanner\nfrom logscan.analysis import judge", []),
        ("logscan.cli.analyze", "import logscan\nfrom logscan.case import Case", []),
    ],
)
def test_the_import_rule_tells_right_from_wrong(module: str, code: str, expected: list[str]) -> None:
    """The rule finds an import upwards or sideways in any of its spellings, and nothing else."""
    assert trespasses(module, code) == expected


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_no_module_does_what_none_may_do(path: Path) -> None:
    """No module runs what it reads, unpacks blindly, cuts lines where no editor does, or reads markup in log text."""
    assert misdeeds(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ("text.splitlines()", 1),
        ("eval('1')", 1),
        ("archive.extractall(folder)", 1),
        ("import pickle", 1),
        ("from pickle import loads", 1),
        ("from rich import print", 1),
        ("rich.text.Text.from_markup(line)", 1),
        ("Console(markup=False)", 1),
        ("Console(markup=False, emoji=False)", 0),
        ("from rich import box\ntext.split('\\n')\nhandler.evaluate(1)", 0),
    ],
)
def test_the_rule_against_misdeeds_tells_right_from_wrong(code: str, count: int) -> None:
    """Each banned call and import is found once, and their harmless neighbours are not."""
    assert len(misdeeds(code)) == count


HELP = """
import runpy
sys.argv = ["logscan", "--help"]
try:
    runpy.run_module("logscan", run_name="__main__")
except SystemExit as leaving:
    assert leaving.code in (0, None)
"""


@pytest.mark.parametrize(
    "code", ["import logscan", "import logscan.cli", HELP], ids=["import logscan", "import logscan.cli", "logscan --help"]
)
def test_start_up_loads_no_heavy_library(code: str) -> None:
    """Neither importing logscan nor asking it for help loads pandas, pyarrow, numpy or jinja2."""
    report = "print(*sorted({'jinja2', 'numpy', 'pandas', 'pyarrow'} & set(sys.modules)), file=sys.stderr)"
    run = subprocess.run([sys.executable, "-c", f"import sys\n{code}\n{report}"], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert run.stderr.strip() == ""


def test_the_public_names_are_exact() -> None:
    """`logscan.__all__` names what the package offers, all of it, and nothing that is not there."""
    own = {
        name
        for name, value in vars(logscan).items()
        if not name.startswith("_") and not isinstance(value, ModuleType) and getattr(value, "__module__", "").startswith("logscan")
    }
    assert sorted(logscan.__all__) == PUBLIC
    assert own <= set(PUBLIC)
    assert [name for name in PUBLIC if not hasattr(logscan, name)] == []


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.relative_to(CHECKOUT).as_posix())
def test_tests_stand_where_their_module_stands(path: Path) -> None:
    """`tests/parse/test_rows.py` tests `logscan/parse/rows.py`; the few that test something else are listed with it."""
    place = path.relative_to(CHECKOUT / "tests")
    module = CHECKOUT / "logscan" / place.with_name(place.name.removeprefix("test_"))
    assert module.exists() != (place.as_posix() in TEST_WITHOUT_A_MODULE)


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.relative_to(CHECKOUT).as_posix())
def test_every_test_says_its_promise(path: Path) -> None:
    """Every test function has a docstring that is one sentence, on one line."""
    functions = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)]
    promises = {node.name: ast.get_docstring(node) or "" for node in functions if node.name.startswith("test_")}
    assert promises, "a test module without a test"
    assert {name: promise for name, promise in promises.items() if not re.fullmatch(r"\S.*\.", promise)} == {}


def test_the_readme_names_the_targets_of_the_makefile() -> None:
    """README.md names every target that `make help` lists, and no other."""
    offered = re.findall(r"^([a-z]+):.*## ", (CHECKOUT / "Makefile").read_text("utf-8"), flags=re.MULTILINE)
    named = re.findall(r"\bmake ([a-z]+)", " ".join(code_in((CHECKOUT / "README.md").read_text("utf-8"))))
    assert set(named) == set(offered)


def test_every_exception_from_the_style_has_its_reason() -> None:
    """A ruff rule that is switched off says why on the same line."""
    settings = (CHECKOUT / "pyproject.toml").read_text("utf-8")
    rules = tomllib.loads(settings)["tool"]["ruff"]["lint"]
    switched_off = {*rules["ignore"], *(rule for some in rules["per-file-ignores"].values() for rule in some)}
    explained = set(re.findall(r'^ +"([A-Z]+[0-9]*)", +# \S', settings, flags=re.MULTILINE))
    assert switched_off == explained
