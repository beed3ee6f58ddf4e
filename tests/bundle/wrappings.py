"""The envelopes of DOMAIN's table, put around lines: what collectors print, one function each."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

__all__ = ["DOCUMENTS", "WRAPPINGS", "A", "B", "Document", "Wrapping", "json_string", "nanoseconds", "stamp"]

POD = "neuvector-controller-pod-6c8d5f7b49-"
A, B = POD + "x7k2p", POD + "q4w9z"
CONTAINER = "neuvector-controller-pod"
CID = "0f" * 32
BASE_S = 1_706_296_504


def stamp(index: int, digits: int = 9, zone: str = "Z", between: str = "T") -> str:
    """Give the time of a line, a little later for each."""
    minute, second = divmod(index // 1_000, 60)
    return f"2024-01-26{between}19:{15 + minute % 40:02}:{second:02}.{index % 1_000:03}{123_456:06}"[: 20 + digits] + zone


def nanoseconds(index: int) -> int:
    """Give a time as a number, a little later for each line."""
    return BASE_S * 1_000_000_000 + index * 1_000_017


def json_string(line: bytes) -> str:
    """Give a line as Go prints it in JSON: `<`, `>` and `&` escaped, other characters as they are."""
    text = json.dumps(line.decode(), ensure_ascii=False)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def csv_field(line: bytes) -> str:
    """Give a line as a field of a CSV row."""
    return '"' + line.decode().replace('"', '""') + '"'


@dataclass(frozen=True, kw_only=True)
class Wrapping:
    """An envelope for lines.

    Attributes:
        name: what it should be recognised as, from the outside in.
        wrap: gives what is attached for a line of a pod, the `index`-th of the file.
        names_pod: whether it says which pod.
        newest_first: whether files of it begin with the last line.
        any_bytes: whether lines that are no UTF-8 survive it.
        head: lines that such a file begins with.
    """

    name: tuple[str, ...]
    wrap: Callable[[bytes, str, int], bytes]
    names_pod: bool = True
    newest_first: bool = False
    any_bytes: bool = True
    head: tuple[bytes, ...] = ()


def _text(form: Callable[[str, int], str]) -> Callable[[bytes, str, int], bytes]:
    return lambda line, pod, index: form(pod, index).encode() + line


def _json(form: Callable[[str, str, int], str]) -> Callable[[bytes, str, int], bytes]:
    return lambda line, pod, index: form(json_string(line), pod, index).encode()


def _docker_newline(line: bytes) -> str:
    return json_string(line + b"\n")


WRAPPINGS = {
    "kubectl --timestamps": Wrapping(name=("timestamps",), wrap=_text(lambda _, i: stamp(i) + " "), names_pod=False),
    "kubectl --timestamps, local": Wrapping(name=("timestamps",), wrap=_text(lambda _, i: stamp(i, zone="+08:00") + " "), names_pod=False),
    "kubectl --prefix": Wrapping(name=("kubectl --prefix",), wrap=_text(lambda pod, _: f"[pod/{pod}/{CONTAINER}] ")),
    "kubectl --prefix --timestamps": Wrapping(
        name=("kubectl --prefix", "timestamps"), wrap=_text(lambda pod, i: f"[pod/{pod}/{CONTAINER}] {stamp(i)} ")
    ),
    "cri": Wrapping(name=("cri",), wrap=_text(lambda _, i: f"{stamp(i, zone='+01:00')} stdout F "), names_pod=False),
    "docker json-file": Wrapping(
        name=("docker json-file",),
        wrap=lambda line, _, i: f'{{"log":{_docker_newline(line)},"stream":"stdout","time":"{stamp(i, 9 - (i % 10 == 0))}"}}'.encode(),
        names_pod=False,
        any_bytes=False,
    ),
    "compose": Wrapping(name=("compose",), wrap=_text(lambda pod, _: f"{pod}  | ")),
    "compose, colour": Wrapping(name=("compose",), wrap=_text(lambda pod, _: f"\x1b[36m{pod}  |\x1b[0m ")),
    "stern": Wrapping(name=("stern",), wrap=_text(lambda pod, _: f"{pod} {CONTAINER} ")),
    "stern, colour": Wrapping(name=("stern",), wrap=_text(lambda pod, _: f"\x1b[32m{pod}\x1b[0m \x1b[36;1m{CONTAINER}\x1b[0m ")),
    "stern --timestamps": Wrapping(name=("stern", "timestamps"), wrap=_text(lambda pod, i: f"{pod} {CONTAINER} {stamp(i)} ")),
    "stern --timestamps=short": Wrapping(
        name=("stern", "stern --timestamps=short"),
        wrap=_text(lambda pod, i: f"{pod} {CONTAINER} 01-26 {stamp(i)[11:19]} "),
    ),
    "stern --all-namespaces": Wrapping(name=("stern --all-namespaces",), wrap=_text(lambda pod, _: f"neuvector {pod} {CONTAINER} ")),
    "stern json": Wrapping(
        name=("stern json",),
        wrap=_json(
            lambda t, pod, _: f'{{"message":{t},"nodeName":"node-1","namespace":"neuvector","podName":"{pod}","containerName":"c"}}'
        ),
        any_bytes=False,
    ),
    "stern extjson": Wrapping(
        name=("stern extjson",),
        wrap=_json(lambda t, pod, _: f'{{"pod": "\x1b[32m{pod}\x1b[0m", "container": "\x1b[32mc\x1b[0m", "message": {t}}}'),
        any_bytes=False,
    ),
    "pod name": Wrapping(name=("pod name",), wrap=_text(lambda pod, _: f"{pod} ")),
    "kail": Wrapping(name=("kail",), wrap=_text(lambda pod, _: f"neuvector/{pod}[{CONTAINER}]: ")),
    "logcli": Wrapping(
        name=("logcli",),
        wrap=_text(lambda pod, i: f'{stamp(i)[:19]}Z {{app="nv", filename="/var/log/a\\"b", pod="{pod}"}} '),
        newest_first=True,
    ),
    "logcli jsonl": Wrapping(
        name=("logcli jsonl",),
        wrap=_json(lambda t, pod, i: f'{{"labels":{{"app":"nv","pod":"{pod}"}},"line":{t},"timestamp":"{stamp(i)}"}}'),
        newest_first=True,
        any_bytes=False,
    ),
    "grafana txt": Wrapping(
        name=("grafana txt",),
        wrap=_text(lambda _, i: f"{stamp(i, 3, '', ' ')}\t"),
        names_pod=False,
        newest_first=True,
        head=(b'Common labels: {"app":"nv"}', b"", b""),
    ),
    "grafana txt, older": Wrapping(
        name=("grafana txt",),
        wrap=_text(lambda _, i: f"{nanoseconds(i) // 1_000_000}\t{stamp(i, 3)}\t"),
        names_pod=False,
        newest_first=True,
    ),
    "grafana csv": Wrapping(
        name=("csv",),
        wrap=lambda line, _, i: (
            f"{stamp(i, 3)},{nanoseconds(i) // 1_000_000},{csv_field(line)},{nanoseconds(i)},{nanoseconds(i)}_a1".encode()
        ),
        names_pod=False,
        newest_first=True,
        any_bytes=False,
        head=(b'"Date","Time","Line","tsNs","id"',),
    ),
    "aws logs tail": Wrapping(
        name=("aws logs tail",),
        wrap=_text(lambda pod, i: f"{stamp(i, 6, '+00:00')} var.log.containers.{pod}_neuvector_{CONTAINER}-{CID}.log "),
    ),
    "aws logs tail --format short": Wrapping(
        name=("aws logs tail --format short",), wrap=_text(lambda _, i: f"{stamp(i)[:19]} "), names_pod=False
    ),
    "cloudwatch export": Wrapping(name=("timestamps",), wrap=_text(lambda _, i: f"{stamp(i, 3)} "), names_pod=False),
    "container insights": Wrapping(
        name=("container insights",),
        wrap=_json(
            lambda t, pod, i: (
                f'{{"time":"{stamp(i)}","stream":"stdout","_p":"F","log":{t},'
                f'"kubernetes":{{"pod_name":"{pod}","namespace_name":"neuvector","labels":{{"app":"c"}}}}}}'
            )
        ),
        any_bytes=False,
    ),
    "aws logs tail of container insights": Wrapping(
        name=("aws logs tail", "container insights"),
        wrap=_json(
            lambda t, pod, i: (
                f"{stamp(i, 6, '+00:00')} ip-10-9-0-11.ec2.internal-application "
                f'{{"log":{t},"stream":"stdout","kubernetes":{{"pod_name":"{pod}"}}}}'
            )
        ),
        any_bytes=False,
    ),
}


@dataclass(frozen=True, kw_only=True)
class Document:
    """A file that holds lines and is one JSON document.

    Attributes:
        name: what it should be recognised as.
        wrap: gives the file for lines with their pods, oldest first.
    """

    name: str
    wrap: Callable[[Sequence[tuple[str, bytes]]], str]


def _loki(lines: Sequence[tuple[str, bytes]]) -> str:
    streams = []
    for pod in dict.fromkeys(pod for pod, _ in lines):
        own = [(index, line) for index, (name, line) in enumerate(lines) if name == pod]
        values = ",".join(f'["{nanoseconds(index)}",{json_string(line)}]' for index, line in reversed(own))
        streams.append(f'{{"stream":{{"app":"nv","pod":"{pod}"}},"values":[{values}]}}')
    return f'{{"status":"success","data":{{"resultType":"streams","result":[{",".join(streams)}],"stats":{{}}}}}}\n'


def _events(lines: Sequence[tuple[str, bytes]]) -> str:
    events = (
        f'        {{\n            "logStreamName": "{pod}",\n            "timestamp": {nanoseconds(index) // 1_000_000},\n'
        f'            "message": {json_string(line)},\n'
        f'            "ingestionTime": 1706296505000,\n            "eventId": "3804"\n        }}'
        for index, (pod, line) in enumerate(lines)
    )
    return '{\n    "events": [\n' + ",\n".join(events) + '\n    ],\n    "searchedLogStreams": []\n}\n'


def _grafana(lines: Sequence[tuple[str, bytes]]) -> str:
    rows = (
        f'{{"line":{json_string(line)},"timestamp":"{nanoseconds(index)}","date":"{stamp(index, 3)}",'
        f'"fields":{{"app":"nv","pod":"{pod}"}}}}'
        for index, (pod, line) in reversed(list(enumerate(lines)))
    )
    return "[" + ",".join(rows) + "]"


DOCUMENTS = {
    "loki api": Document(name="loki api", wrap=_loki),
    "cloudwatch filter-log-events": Document(name="cloudwatch json", wrap=_events),
    "grafana json": Document(name="grafana json", wrap=_grafana),
}
