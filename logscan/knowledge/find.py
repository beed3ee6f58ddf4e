"""Finding something in the catalogue by what people type."""

from __future__ import annotations

from difflib import get_close_matches

from logscan.errors import AmbiguousName, UnknownName
from logscan.knowledge.known import Issue, Signature, issues, signatures

__all__ = ["find"]

SHORTEST = 4  # characters of a name that stand for all of it, as for every id


def find(text: str) -> Signature | Issue:
    """Give the signature or the known issue that a text means: its name, its number (`S7`), or the beginning of either; case is all one.

    Raises:
        UnknownName: nothing is called that.
        AmbiguousName: the beginning is that of several.
    """
    wanted = text.casefold()
    by_name: dict[str, Signature | Issue] = {**signatures(), **issues()}
    by_name |= {one.id: one for one in signatures().values() if one.id}
    exact = [one for name, one in by_name.items() if name.casefold() == wanted]
    if exact:
        return exact[0]
    begun = [name for name in by_name if name.casefold().startswith(wanted)] if len(text) >= SHORTEST else []
    if len(begun) > 1:
        raise AmbiguousName(f"`{text}` is the beginning of several names", hint=", ".join(begun))
    if begun:
        return by_name[begun[0]]
    spelled = {name.casefold(): name for name in by_name}
    near = [spelled[name] for name in get_close_matches(wanted, spelled, n=3)]
    raise UnknownName(f"no signature or known issue `{text}`", hint="\n".join([*near, "logscan signatures list shows all"]))
