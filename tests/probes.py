"""Which statements of a file a test runs: the file tells it itself, for each of its statements calls a function first.

Own code instead of `sys.settrace`, under which tests take several times as long.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from types import CodeType

__all__ = ["PROBE", "Line", "probed", "statements"]

Line = tuple[str, int]  # a file below logscan/, and a line of it
PROBE = "__ran__"  # what the functions of a file call


def statements(source: str) -> dict[int, int]:
    """Give for each line in a function the first line of its statement; all other lines run while the file is loaded."""
    found: dict[int, int] = {}
    for body in _bodies(ast.parse(source)):
        for one in body:
            found |= dict.fromkeys(range(one.lineno, (one.end_lineno or one.lineno) + 1), one.lineno)
    return found


def probed(file: str, source: str) -> CodeType:
    """Give the code of a file whose functions call `PROBE` in front of each statement, with the line where that begins.

    Args:
        file: its path below logscan/.
        source: what stands in it.
    """
    tree = ast.parse(source)
    for body in list(_bodies(tree)):
        body[:] = [part for one in body for part in (_call(file, one.lineno), one)]
    return compile(ast.fix_missing_locations(tree), f"logscan/{file}", "exec")


def _bodies(node: ast.AST, *, inside: bool = False) -> Iterator[list[ast.stmt]]:
    """Give all lists of statements that stand in functions, the outer ones first."""
    inside |= isinstance(node, ast.FunctionDef)
    fields = [value for _, value in ast.iter_fields(node)] if inside else []
    yield from (value for value in fields if isinstance(value, list) and value and isinstance(value[0], ast.stmt))
    for child in ast.iter_child_nodes(node):
        yield from _bodies(child, inside=inside)


def _call(file: str, line: int) -> ast.stmt:
    place = ast.Tuple([ast.Constant(file), ast.Constant(line)], ast.Load())
    return ast.Expr(ast.Call(ast.Name(PROBE, ast.Load()), [place], []))
