"""Who is in the cluster: controllers, nodes with their enforcers, containers, scanners. All invented, and the same for the same seed."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from random import Random

__all__ = ["PLATFORM", "Asset", "Member", "asset_of_host", "controllers", "hex_id", "nodes", "uid", "workload"]

_LETTERS = "bcdfghjklmnpqrstvwxz2456789"  # those of which Kubernetes makes names
_APPS = ("shop-frontend", "shop-catalog", "cart", "checkout", "billing-api", "search", "mail-relay", "metrics-exporter", "ledger")
_SPACES = ("shop", "billing", "platform-tools", "staging")


def hex_id(name: str) -> str:
    """Give an id as container runtimes make them, the same for the same name."""
    return hashlib.sha256(name.encode()).hexdigest()


def uid(name: str) -> str:
    """Give an id as Kubernetes makes them, the same for the same name."""
    return str(uuid.UUID(hashlib.md5(name.encode(), usedforsecurity=False).hexdigest(), version=5))


def _suffix(random: Random, length: int = 5) -> str:
    return "".join(random.choice(_LETTERS) for _ in range(length))


@dataclass(frozen=True, kw_only=True)
class Member:
    """A controller, or the enforcer of a node."""

    role: str
    pod: str
    address: str
    node: str

    @property
    def id(self) -> str:
        """Its container id."""
        return hex_id(self.pod)

    @property
    def host(self) -> str:
        """The id of its node."""
        return f"{self.node}:{uid(self.node)}"

    @property
    def full_name(self) -> str:
        """The container's name as the runtime gives it."""
        return f"k8s_neuvector-{self.role}-pod_{self.pod}_neuvector_{uid(self.pod)}_0"


@dataclass(frozen=True, kw_only=True)
class Asset:
    """A thing that is scanned.

    Attributes:
        kind: `workload`, `host` or `platform`.
        id: as it stands in keys.
        host: id of the node that it runs on; empty for the platform.
        name: full container name; node name; empty for the platform.
        address: IP of its pod or node.
        group: the NeuVector group that it joins; empty where it joins none.
    """

    kind: str
    id: str
    host: str = ""
    name: str = ""
    address: str = ""
    group: str = ""

    @property
    def key(self) -> str:
        """Where its scan state stands."""
        return f"scan/state/report/{self.kind}/{self.id}"

    @property
    def data(self) -> str:
        """Where its scan report stands."""
        return f"scan/data/report/{self.kind}/{self.id}"

    @property
    def object(self) -> str:
        """Where its enforcer describes it."""
        return f"object/workload/{self.host}/{self.id}" if self.kind == "workload" else f"object/host/agent/{self.id}"

    @property
    def type(self) -> str:
        """What it is called in lines about reports."""
        return {"workload": "CONTAINER", "host": "HOST", "platform": "PLATFORM"}[self.kind]


PLATFORM = Asset(kind="platform", id="platform")


def controllers(random: Random, count: int) -> list[Member]:
    """Invent the controllers of a cluster; they differ in their last five letters, all of one replica set."""
    pods = f"neuvector-controller-pod-{_suffix(random, 10)}"
    return [
        Member(role="controller", pod=f"{pods}-{_suffix(random)}", address=f"10.20.{n + 1}.{n + 11}", node=f"control-{n + 1}.example")
        for n in range(count)
    ]


def nodes(random: Random, count: int) -> list[Member]:
    """Invent nodes, each known by its enforcer."""
    pods = [f"neuvector-enforcer-pod-{_suffix(random)}" for _ in range(count)]
    return [Member(role="enforcer", pod=pod, address=f"10.20.8.{n + 21}", node=f"worker-{n + 1}.example") for n, pod in enumerate(pods)]


def asset_of_host(enforcer: Member) -> Asset:
    """Give a node as a thing that is scanned."""
    return Asset(kind="host", id=enforcer.host, host=enforcer.host, name=enforcer.node, address=enforcer.address)


def workload(random: Random, enforcer: Member, number: int) -> Asset:
    """Invent a container on a node; of each app every third one is the sandbox of a pod."""
    app, space = random.choice(_APPS), random.choice(_SPACES)
    pod = f"{app}-{_suffix(random, 10)}-{_suffix(random)}"
    container = "POD" if number % 3 == 0 else app
    return Asset(
        kind="workload",
        id=f"{random.getrandbits(256):064x}",
        host=enforcer.host,
        name=f"k8s_{container}_{pod}_{space}_{uid(pod)}_0",
        address=f"10.20.{64 + number // 250 % 128}.{number % 250 + 2}",
        group=f"nv.{app}.{space}",
    )
