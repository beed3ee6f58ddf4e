"""The ways in which the logs of one incident reach support: each function writes the same logs into a folder, packed its own way."""

from __future__ import annotations

import heapq
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from tests.hostile.containers import Entry, tar, tar_member, zip_file
from tests.hostile.forge import gzip_member, zst_frame

__all__ = ["CONTAINER", "WAYS", "cri", "docker", "stern"]

CONTAINER = "neuvector-controller-pod"
SPACE = "neuvector"
PIECE = 700
"""Bytes after which a container runtime cuts a line. Real ones do at 16 KiB, which no controller's line reaches."""

Logs = Mapping[str, bytes]
"""The log of each pod, by the pod's name."""


def _lines(log: bytes) -> list[bytes]:
    return log.removesuffix(b"\n").split(b"\n")


def _clock(log: bytes) -> Iterator[tuple[str, bytes]]:
    """Give each line with the time at which a runtime saw it: that of the newest header so far, and a nanosecond for each line."""
    now = "1970-01-01T00:00:00"
    for number, line in enumerate(_lines(log)):
        head = line[:19].decode("utf-8", "replace").replace("/", "-").replace(" ", "T")
        if len(head) == 19 and head[:4].isdigit() and head[13:14] == head[16:17] == ":":
            now = max(now, head)
        yield f"{now}.{number:09d}Z", line


def _pieces(line: bytes) -> list[bytes]:
    return [line[at : at + PIECE] for at in range(0, len(line), PIECE)] or [b""]


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def cri(log: bytes) -> bytes:
    """Give a log as containerd and cri-o write it: a time, the stream, and whether the line goes on (`P`) or ends (`F`)."""
    written = []
    for time, line in _clock(log):
        *begins, end = _pieces(line)
        parts = [(b"P", piece) for piece in begins] + [(b"F", end)]
        written += [b"%b stdout %b %b\n" % (time.encode(), tag, piece) for tag, piece in parts]
    return b"".join(written)


def docker(log: bytes) -> bytes:
    r"""Give a log as docker's json-file driver writes it: a line ends where `log` ends in `\n`, however many records that takes."""
    written = []
    for time, line in _clock(log):
        *begins, end = _pieces(line)
        records = [{"log": piece.decode("utf-8", "replace"), "stream": "stdout", "time": time} for piece in (*begins, end + b"\n")]
        written += [json.dumps(record, separators=(",", ":"), ensure_ascii=False).encode() + b"\n" for record in records]
    return b"".join(written)


def stern(pod: str, log: bytes) -> list[bytes]:
    """Give the lines of a log as `stern -o json` prints them."""
    known = {"nodeName": "node-1", "namespace": SPACE, "podName": pod, "containerName": CONTAINER}
    return [json.dumps({"message": line.decode("utf-8", "replace"), **known}, separators=(",", ":")).encode() for line in _lines(log)]


def _folder_of(pod: str) -> str:
    return f"pods/{SPACE}_{pod}_0b8f6c52-7a1d-4e33-9c20-41d5e6f7a8b9/{CONTAINER}"


def as_zip(logs: Logs, folder: Path) -> None:
    """One zip."""
    _write(folder, {"case.zip": zip_file([Entry(name=f"logs/{pod}.log".encode(), data=log) for pod, log in logs.items()])})


def as_tar_gz_of_gz(logs: Logs, folder: Path) -> None:
    """A tar.gz of logs that are compressed themselves."""
    members = [tar_member(f"{pod[-5:]}.log.gz".encode(), gzip_member(log)) for pod, log in logs.items()]
    _write(folder, {"case.tar.gz": gzip_member(tar(*members))})


def as_cri(logs: Logs, folder: Path) -> None:
    """What lies on a node under /var/log/pods."""
    _write(folder, {f"{_folder_of(pod)}/0.log": cri(log) for pod, log in logs.items()})


def as_docker_json(logs: Logs, folder: Path) -> None:
    """What lies on a node under /var/lib/docker/containers; nothing but the content tells whose log it is."""
    _write(folder, {f"{nth:064x}/{nth:064x}-json.log": docker(log) for nth, log in enumerate(logs.values(), 0xC0FFEE)})


def as_kubectl_prefix(logs: Logs, folder: Path) -> None:
    """All pods in one file: `kubectl logs -l app=... --prefix`."""
    marked = [
        [(time, b"[pod/%b/%b] %b\n" % (pod.encode(), CONTAINER.encode(), line)) for time, line in _clock(log)] for pod, log in logs.items()
    ]
    _write(folder, {"all.log": b"".join(line for _, line in heapq.merge(*marked, key=lambda one: one[0]))})


def as_stern_json(logs: Logs, folder: Path) -> None:
    """All pods in one file: `stern -o json`."""
    streams = [zip((time for time, _ in _clock(log)), stern(pod, log), strict=True) for pod, log in logs.items()]
    _write(folder, {"stern.jsonl": b"".join(line + b"\n" for _, line in heapq.merge(*streams, key=lambda one: one[0]))})


def as_five_rotated_parts(logs: Logs, folder: Path) -> None:
    """Each log in five parts as the kubelet rotates them: the newest is 0.log, and the older ones are compressed, but for one."""
    for pod, log in logs.items():
        cuts = [log.index(b"\n", len(log) * part // 5) + 1 for part in range(1, 5)]
        parts = [log[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(log)], strict=True)]
        names = [f"0.log.2024032{9 - age}-10{age}000" for age in range(4)]  # their order by name is not that of time
        older = {f"{name}.gz": gzip_member(part) for name, part in zip(names[:3], parts[:3], strict=True)}
        _write(folder, {f"{_folder_of(pod)}/{name}": part for name, part in {**older, names[3]: parts[3], "0.log": parts[4]}.items()})


def as_zst(logs: Logs, folder: Path) -> None:
    """Each log compressed by zstd."""
    _write(folder, {f"{pod}.log.zst": zst_frame(log) for pod, log in logs.items()})


def as_nested_three_deep(logs: Logs, folder: Path) -> None:
    """A zip of a tar.gz of zips, all holding a member of the same name."""
    members = [
        tar_member(f"{nth}.zip".encode(), zip_file([Entry(name=b"controller.log", data=log)])) for nth, log in enumerate(logs.values())
    ]
    _write(folder, {"ticket.zip": zip_file([Entry(name=b"upload/case.tgz", data=gzip_member(tar(*members)))])})


def as_utf_16(logs: Logs, folder: Path) -> None:
    r"""What PowerShell's `>` makes of `kubectl logs`: UTF-16 with a mark, and lines that end in `\r\n`."""
    _write(folder, {f"{pod}.log": log.replace(b"\n", b"\r\n").decode("utf-8", "replace").encode("utf-16") for pod, log in logs.items()})


def as_truncated_beside_good(logs: Logs, folder: Path) -> None:
    """Each log whole, and beside it a download that broke off in the middle of a line, and a compressed one that broke off."""
    broken = {f"{pod} (1).log": log[: len(log) * 3 // 5] for pod, log in logs.items()}
    packed = {f"{pod}.log.gz.part": gzip_member(log)[:-200] for pod, log in logs.items()}
    _write(folder, {**{f"{pod}.log": log for pod, log in logs.items()}, **broken, **packed})


WAYS: dict[str, Callable[[Logs, Path], None]] = {
    function.__name__.removeprefix("as_").replace("_", "-"): function
    for function in (
        as_zip,
        as_tar_gz_of_gz,
        as_cri,
        as_docker_json,
        as_kubectl_prefix,
        as_stern_json,
        as_five_rotated_parts,
        as_zst,
        as_nested_three_deep,
        as_utf_16,
        as_truncated_beside_good,
    )
}
"""The eleven ways by name."""
