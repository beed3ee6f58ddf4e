"""What is wrong with the samples of definitions, said so that one can repair them: the offending text, and how far each [[line]] got."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from logscan.errors import DefinitionError
from logscan.parse.catalog import Catalog
from logscan.parse.definition import MESSAGE, Line, Pattern, Sample
from logscan.parse.grammar import header, split_body, text

__all__ = ["complaints"]

SHOWN = 160


def complaints(catalog: Catalog) -> list[DefinitionError]:
    """Give one error for each sample that does not give what it expects; none when the definitions are in order.

    An error printed reads like this:

        a sample does not give what it expects
          --> parsers/cache/scanDone.toml:12
          why: 2024-03-05T10:15:02.417|DEBU|CTL|cache.scanDone: - id=6f2a result=timeout type=VM
          why: no [[line]] reads it: it has message `` and keys ['id', 'result', 'type']
          why: parsers/cache/scanDone.toml:5: `values` does not know the kind `VM`; it knows CONTAINER, HOST, PLATFORM
          why: parsers/cache/scanDone.toml:20: the message is not `Scan object is gone`
          try: correct the [[line]] or the sample, then: logscan parsers test
    """
    return [
        DefinitionError(
            "a sample does not give what it expects",
            where=sample.where,
            why="\n".join((_short(sample.text), reason, *_attempts(catalog, line, sample))),
            hint="correct the [[line]] or the sample, then: logscan parsers test",
        )
        for line, sample, reason in catalog.check()
        if reason is not None
    ]


def _attempts(catalog: Catalog, line: Line, sample: Sample) -> Iterator[str]:
    """Say of each [[line]] of the definition how far the sample got in it."""
    head = header(sample.text.encode().removesuffix(b"\r"))
    if head is None or catalog.known(head.emitter) != line.emitter:
        return
    message, fields = split_body(text(head.body))
    for other in catalog.definitions[line.emitter].lines:
        yield f"{other.place}: {_how_far(other, message, dict(fields))}"


def _how_far(line: Line, message: str, values: Mapping[str, str]) -> str:
    if line.message not in (message, "*"):
        return f"the message is not `{line.message}`"
    if set(line.keys) != set(values):
        return "; ".join(_differences(line.keys, values))
    words = line.read(message, values)
    if words is not None:
        return "reads it" if line.event is not None else "reads it, and gives no row"
    values = {**values, MESSAGE: message}
    for pattern in line.where:
        if pattern.regex.fullmatch(values[pattern.key]) is None:
            return _where_it_stops(pattern, values[pattern.key])
    for name, known in line.values.items():
        for word in (values[key] for column, key in line.map if column == name):
            if word not in known:
                return f"`values` does not know the {name} `{word}`; it knows {', '.join(sorted(known))}"
    return "a word is none that its column takes (kind, change, status)"


def _differences(keys: tuple[str, ...], values: Mapping[str, str]) -> Iterator[str]:
    missing = [key for key in keys if key not in values]
    more = [key for key in values if key not in keys]
    if missing:
        yield f"the sample has no key {', '.join(missing)}"
    if more:
        yield f"the sample has more keys: {', '.join(more)}"


def _where_it_stops(pattern: Pattern, value: str) -> str:
    end = _reached(pattern.regex, value)
    fits, rest = _short(value[:end]), _short(value[end:])
    return f"the pattern on `{pattern.key}` fits `{fits}` and stops at `{rest}`: {pattern.regex.pattern}"


def _reached(regex: re.Pattern[str], value: str) -> int:
    """Give how much of a value is matched by the longest beginning of a pattern that matches at all."""
    for end in range(len(regex.pattern), 0, -1):
        try:
            match = re.compile(regex.pattern[:end], regex.flags).match(value)
        except re.error:  # cut inside a group or a class
            continue
        if match is not None:
            return match.end()
    return 0


def _short(value: str) -> str:
    shown = "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in value[:SHOWN])
    return shown + (" ..." if len(value) > SHOWN else "")
