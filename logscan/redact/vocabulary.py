"""The words that stay: those of the statements that logscan reads, and of what stands around them.

A word says nothing of a customer that every controller of every customer prints. What customers call their own with such a word (a
namespace `system`, a registry `report`) stays, too: that is the price of lines that can still be read.
"""

from __future__ import annotations

import re

from logscan.parse.catalog import Catalog

__all__ = ["PACKAGES", "words"]

PACKAGES = frozenset(
    b"access admission api atmo auth base bench cache cluster common container controller dispatcher dlp fsmon grpc health import kv ldap"
    b" main migration monitor nvsysadmin nvvalidatewebhookcfg opa orchestration orchapi osutil policy probe remote resource rest rpc ruleid"
    b" runtime saml scan scheduler share system utils vuln watch workerlet".split()
)
"""The Go packages of the controller: what begins with one at the place of the emitter is a function's name."""

_PRINTED = """
    access acquire add Addr addr address addrs addrWorkloadStop admin Admission admission admType After after agent AGT alive all and
    API app Application application applied apply arguments as asset assets At at attributes attrWorkloadAdd auth authentication Auto
    availability Aws Before before begin bench benchAgentOnline benchStateHandler bin binding body Bootstrap both brief bundle by
    bytes calculated call caller Canceled canceled cancelled Cannot cannot case cases cattle cert certificate Certificates certs
    cgroups children class Clean Client client cluster ClusterIP code com completed Compliance compress compression concurrent Config
    configs configured conflict conn connectAgentAdd connection connections connectWorkloadDelete Consul CONTAINER Container
    ContainerFile containerName context control Controlled controller controllers conv copy core count counts CPUs cpus Create created
    CreatedAt Critical csv CTL ctrl current custom cvedb damaged data database Datacenter Date date day deadline DeadlineExceeded DEBU
    default delay delete deny deploy desc dev discover display DNS doc docker Domain down download driver drop dst due dur duration e
    empty enable enabled Encrypt END end Ended endpoint enforcer entry EOF ERRO ERROR Error error errors eula evaluate event eventId
    Events events exceeded excerpt exit exited exits expected expired export F fail failed failure false fast FATA FATAL fatal fed
    federation fetch fields file filters find finished FinishedAt first flush found from full Gateway gateway generate get getVersion
    GID gid global goroutine goroutines Gossip gracefully granted group groups groupWorkloadJoin groupWorkloadLeave GRPC gRPC gz
    handle handled handshake hash header high HOST host hostAgentOnline HostFile HostID HostName hosts hostWorkloadDelete
    hostWorkloadStart hostWorkloadStop HTTP HTTPS https hub id idle IDs idx Ifaces Ignore ignore IMAGE Image image images importStatus
    in Inc Incoming index INFO Info ingestion ingestionTime init initial initialized input inserted installation instances int
    interfaces interim Internal interval invalid io IP ip IPNet ipnet is issue item items job join joined JoinedAt json jsonl k8s keep
    kept Kill kind known kube kubelet Kubernetes kubernetes label labels LAN larger last lastError latest lead leader leadership lease
    length level License Limit limit Line line lines link links listen local lock locked log Login login Logout logout logs logscan
    logStreamName logtag long loop low made Manager manager map mark marshaling Mask mask master Match match max md5 mem members
    Memory memory MemoryLimit message Method method missing mode model modified modify MON Monitor monitor more ms msg nack name
    namespace negative net network NetworkID NetworkMode NetworkName NeuVector neuvector NeuVectorCVEDBVersion new nil Node nodeName
    nodes none normal not now nType null number occurs of off offline ok On online only OPA opa open operation option options orch
    OrchConnLastError OrchConnStatus order os out Outgoing outgoing over owner P package packet PANI panic parse passed passing patch
    path peer peers pending permission persistence Pid pid PidMode PLATFORM platform platforms POD pod podName pods Policy policy
    policyCalculated port ports post pre prefix previous primary priority privileges probe Process process profile progress proto
    protocol proxy quit quota raft raw rbac reached ready reason received recommended reconnect record records Registered registries
    REGISTRY registry rejected release reload remaining renew repeat replica replicas reply Report report reports repository req reset
    Resource resource resources Response response REST rest result resultType retries retrying rev role roles root round RPC
    rpcAgentOnline rt rule rules Running running sa sample san save saved scan scanned scanner scanning scheduled schema SCN Scope
    scope SCT seconds section Secured security Segment self SelfHostname send sensor sent serve Server SERVERLESS servers services
    setting sha256 shutting SIGABRT SIGKILL signal signature SIGSEGV SIGTERM silent single size skip skipped slow Snapshot snapshot
    source space src Start started StartedAt Starting starting starts State state stats Status status stderr stdout Step Stop stop
    stopped stopping stored stream streams subject subnet succeeded success sum summary summarys support supported svc svcip svcName
    sync system T table tag take takes tar target targets task tasks TCP template text tgz than thread threads threshold throttle Time
    time timed Timeout timeout timestamp TLS token tokens tool total TRAC track traffic transfer transport true try tsNs two txt UDP
    UID uid unable Unavailable unavailable unchanged Unexpected unexpected uniconfWorkloadDelete unique Unknown unknown unmanaged
    unsupported until update Updated updating upgrade uri URL url use used User user users useToken using usr UTC UUID v1 v2 valid
    validation validity value values vendor verify Version version view Violation violation vios wait waiting WAN WARN warn Warning
    warning watcher webhook why width without WLK worker workers workload workloads writes wrong Xray Z zero zip
"""

_WORD = re.compile(r"[A-Za-z0-9]+")
_PATTERN_WORD = re.compile(r"(?<!\\)(?<!\?P<)[A-Za-z0-9]{2,}|(?<=\\b)[A-Za-z0-9]{2,}")


def words(catalog: Catalog) -> frozenset[bytes]:
    """Give the words that stay: of some definitions, but not of their samples, and those that stand around."""
    found = set(_WORD.findall(_PRINTED))
    for definition in catalog.definitions.values():
        for line in definition.lines:
            said = [line.emitter, line.message, *line.keys, *(one for pair in (*line.map, *line.set) for one in pair)]
            said += [one for key, meant in line.values.items() for one in (key, *meant, *meant.values())]
            found |= {word for one in said for word in _WORD.findall(one)}
            found |= {word for one in (*line.where, *line.pick) for word in _PATTERN_WORD.findall(one.regex.pattern)}
    return frozenset(word.encode() for word in found if not word.isdigit())
