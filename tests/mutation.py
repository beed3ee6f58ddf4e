"""Every way in which a small change breaks one file of logscan.

Another operator, another constant, a condition that always or never holds, half a condition, a statement left out, nothing given back.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType
from typing import Any

__all__ = ["Mutant", "mutants_of"]

SWAPPED: dict[type[ast.AST], tuple[type[Any], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.FloorDiv,),
    ast.FloorDiv: (ast.Mult,),
    ast.Mod: (ast.Mult,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
}
RENAMED = {"any": "all", "all": "any", "min": "max", "max": "min"}
FOR_THE_READER = (ast.Assert, ast.Import, ast.ImportFrom, ast.JoinedStr)  # and for the type checker: no behaviour hangs on these
FIELDS_FOR_THE_READER = {"annotation", "returns", "decorator_list"}
SHORT = 100
REMOVABLE = (ast.Expr, ast.AugAssign, ast.Raise, ast.Continue, ast.Break)


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Where a node stands: in a field of its parent, or at an index of that field."""

    parent: ast.AST
    field: str
    index: int | None

    def put(self, node: ast.AST) -> None:
        """Let another node stand here."""
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """One change of one file; `code` is the line as it stands there without its comment, `change` says `before -> after`."""

    file: str
    line: int
    code: str
    change: str
    tree: ast.Module
    place: _Place
    node: ast.AST

    def compile(self) -> CodeType:
        """Give the code of the changed file; the tree stays changed, which is the caller's to forget."""
        self.place.put(self.node)
        return compile(ast.fix_missing_locations(self.tree), f"logscan/{self.file}", "exec")


def mutants_of(file: str, source: str) -> Iterator[Mutant]:
    """Give every mutant of a file, in the order of its lines.

    Left alone is what no behaviour hangs on: annotations, assertions, decorators, docstrings, and the sentences of f-strings.

    Args:
        file: its path below logscan/.
        source: what stands in it.
    """
    tree, lines = ast.parse(source), source.split("\n")
    for place, node in sorted(_places(tree), key=lambda pair: pair[1].lineno):
        for other in _others(place, node):
            code = lines[node.lineno - 1].partition("  #")[0].strip()
            yield Mutant(file=file, line=node.lineno, code=code, change=_said(place, node, other), tree=tree, place=place, node=other)


def _places(parent: ast.AST) -> Iterator[tuple[_Place, ast.expr | ast.stmt]]:
    for field, value in ast.iter_fields(parent):
        for index, node in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(node, ast.AST) and field not in FIELDS_FOR_THE_READER and not _is_for_the_reader(node):
                if isinstance(node, ast.expr | ast.stmt):
                    yield _Place(parent=parent, field=field, index=index), node
                if not _is_literal(node):
                    yield from _places(node)


def _is_for_the_reader(node: ast.AST) -> bool:
    match node:
        case ast.Expr(ast.Constant()) | ast.Assign([ast.Name("__all__")]) | ast.Subscript(ast.Name("Literal")):
            return True
        case ast.If(ast.Name("TYPE_CHECKING")) | ast.Call(ast.Name("Column")):  # what a column means
            return True
        case ast.keyword("strict"):  # an assertion: both are equally long
            return True
        case _:
            return isinstance(node, FOR_THE_READER)


def _is_literal(node: ast.AST) -> bool:
    """Say whether a node is a constant; -1 is one, too."""
    return isinstance(node, ast.Constant) or (isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.Constant))


def _others(place: _Place, node: ast.expr | ast.stmt) -> Iterator[ast.expr | ast.stmt]:
    """Give what could stand in a node's place."""
    if place.field in ("test", "ifs"):
        yield ast.Constant(value=False)
        if not isinstance(place.parent, ast.While):
            yield ast.Constant(value=True)
    yield from _other_operators(node)
    yield from _other_values(place, node)
    on_the_way = not isinstance(place.parent, ast.FunctionDef | ast.ClassDef | ast.Module)  # elsewhere names are made, which all else needs
    if isinstance(node, REMOVABLE) or (
        isinstance(node, ast.Assign) and (on_the_way or not isinstance(node.targets[0], ast.Name | ast.Tuple))
    ):
        yield ast.Pass()


def _other_operators(node: ast.AST) -> Iterator[ast.expr]:
    match node:
        case ast.Compare(left, ops, right):
            for nth, op in enumerate(ops):
                yield from (ast.Compare(left, [*ops[:nth], other(), *ops[nth + 1 :]], right) for other in SWAPPED[type(op)])
        case ast.BoolOp(op, values):
            yield from (ast.BoolOp(other(), values) for other in SWAPPED[type(op)])
            for nth in range(len(values)):
                rest = [*values[:nth], *values[nth + 1 :]]
                yield ast.BoolOp(op, rest) if len(rest) > 1 else rest[0]
        case ast.UnaryOp(ast.Not(), operand):
            yield operand
        case ast.BinOp(left, op, right):
            yield from (ast.BinOp(left, other(), right) for other in SWAPPED.get(type(op), ()))


def _other_values(place: _Place, node: ast.AST) -> Iterator[ast.expr | ast.stmt]:
    match node:
        case ast.Constant(bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(int() | float() as value):
            yield ast.Constant(value + 1)
        case ast.UnaryOp(ast.USub(), ast.Constant(int() | float() as value)):
            yield from (ast.Constant(value), ast.Constant(1 - value))
        case ast.Constant(str() as value):
            yield ast.Constant("" if value else "?")
            if place.field == "comparators" and isinstance(place.parent, ast.Compare) and isinstance(place.parent.ops[0], ast.In):
                yield from (ast.Constant(value[:nth] + value[nth + 1 :]) for nth in range(len(value)) if len(value) > 1)  # of "RG", one
        case ast.Call(ast.Name(name) as called, arguments, keywords):
            if name in RENAMED:
                yield ast.Call(ast.Name(RENAMED[name], ast.Load()), arguments, keywords)
            if any(keyword.arg == "key" for keyword in keywords):
                yield ast.Call(called, arguments, [keyword for keyword in keywords if keyword.arg != "key"])
        case ast.Return(ast.expr() as value) if ast.unparse(value) not in ("None", "False"):
            yield ast.Return(ast.Constant(None))


def _said(place: _Place, node: ast.AST, other: ast.AST) -> str:
    """Give `before -> after`, of what stands around a constant where that is short: what `1 -> 2` means, its neighbours say."""
    around = place.parent
    if not (_is_literal(node) and isinstance(around, ast.expr | ast.keyword)) or len(ast.unparse(around)) > SHORT:
        return f"{ast.unparse(node)} -> {ast.unparse(other)}"
    before = ast.unparse(around)
    place.put(other)
    after = ast.unparse(around)
    place.put(node)
    return f"{before} -> {after}"
