"""What a registry of images is, and how the controllers write about one: the values in the KV store, and Go's `%+v` of the same.

Users name registries as they like: blanks and `=` occur. Source: share/clus_apis.go `CLUSRegistryState`, `CLUSRegistryImageSummary`,
`CLUSImage`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from random import Random

__all__ = ["Image", "Registry", "registries", "started", "state", "state_struct", "status", "summary"]

_NAMES = ("quay mirror", "harbor-prod", "team z=1", "ecr eu-west (prod)", "docker.hub")
_REPOS = ("shop/frontend", "shop/cart", "billing/api", "tools/mail-relay", "base/alpine", "tools/metrics-exporter")
_NEVER = "0001-01-01T00:00:00Z"


@dataclass(frozen=True, kw_only=True)
class Image:
    """An image: the digest of its config as id, and where it stands in its registry."""

    id: str
    repo: str
    tag: str

    @property
    def struct(self) -> str:
        """The image as Go prints it."""
        return f"{{Domain: Repo:{self.repo} Tag:{self.tag} RegMod:}}"


@dataclass(frozen=True, kw_only=True)
class Registry:
    """A registry: its name, where it is, and what is in it."""

    name: str
    url: str
    images: tuple[Image, ...]

    @property
    def key(self) -> str:
        """Where its scan state stands."""
        return f"scan/state/registry/{self.name}"

    @property
    def config(self) -> str:
        """Where its configuration stands."""
        return f"object/config/registry/{self.name}"

    def asset(self, image: Image) -> str:
        """Give the id of an image as a thing that is scanned: the same image in another registry is another one."""
        return f"{self.name}/{image.id}"

    def state_key(self, image: Image) -> str:
        """Give where the summary of an image stands."""
        return f"scan/state/image/{self.asset(image)}"

    def data_key(self, image: Image) -> str:
        """Give where the report of an image stands."""
        return f"scan/data/image/{self.asset(image)}"


def registries(random: Random, count: int, images: int) -> list[Registry]:
    """Invent registries with some images each."""
    return [
        Registry(
            name=name,
            url=f"https://registry-{number}.example/",
            images=tuple(
                Image(
                    id=f"{random.getrandbits(256):064x}",
                    repo=_REPOS[one % len(_REPOS)],
                    tag=f"{random.randint(1, 4)}.{random.randint(0, 19)}.{one}",
                )
                for one in range(images)
            ),
        )
        for number, name in enumerate(random.sample(_NAMES, count), 1)
    ]


def state(word: str, since: int, error: str = "") -> str:
    """Give the value of a registry's state: `idle` or `scanning`, when its last scan started (s since 1970), and why it failed."""
    return json.dumps({"status": word, "error_message": error, "error_detail": "", "started_at": since}, separators=(",", ":"))


def state_struct(value: str) -> str:
    """Give the same as Go prints it."""
    held = json.loads(value)
    return f"&{{Status:{held['status']} ErrMsg:{held['error_message']} ErrDetail: StartedAt:{held['started_at']}}}"


def summary(registry: Registry, image: Image, word: str, scanned_at: str = _NEVER) -> str:
    """Give the value of an image's state; a word of `scheduled`, `scanning`, `finished` and `failed`."""
    held = {
        "image_id": image.id,
        "registry": registry.url,
        "reg_name": registry.name,
        "repo_tag": [{"domain": "", "repo": image.repo, "tag": image.tag, "reg_mod": ""}],
        "digest": f"sha256:{image.id[::-1]}",
        "scanned_at": scanned_at,
        "created_at": _NEVER,
        "base_os": "alpine:3.19.1" if word == "finished" else "",
        "version": "3.412" if word == "finished" else "",
        "result": 6 if word == "failed" else 0,
        "status": word,
        "author": "",
        "run_as_root": False,
        "signed": False,
        "scan_flags": 1 if word == "finished" else 0,
        "provider": 0,
        "size": 7_340_512 if word == "finished" else 0,
        "verifiers": None,
        "signature_digest": "",
    }
    return json.dumps(held, separators=(",", ":"))


def started(value: str) -> int:
    """Give when the last scan started that a registry's state tells of."""
    return int(json.loads(value)["started_at"])


def status(value: str) -> str:
    """Give the word in a registry's or an image's state."""
    return str(json.loads(value)["status"])
