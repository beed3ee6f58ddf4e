"""The commands that take a snapshot where there is kubectl and curl but no logscan, as on a jump host."""

from __future__ import annotations

import shlex

from logscan.errors import UsageError
from logscan.snapshot.kubectl import CONTAINER, LABEL
from logscan.snapshot.session import PORT
from logscan.snapshot.take import PATHS

__all__ = ["commands"]

_FIRST_PORT = 20443

# The password goes through pipes: it is in no argument and in no file. `printf` is built into every shell, so it is no process either.
_SCRIPT = r"""# Takes what each NeuVector controller answers over REST, and its logs. To be run by a shell where kubectl and curl are.
# Certificates are not checked (-k): the way through kubectl leads to the pods themselves.
namespace=@NAMESPACE@ user=@USER@ port=@FIRST@
umask 077
mkdir logscan-snapshot && cd logscan-snapshot || exit
printf 'Password of %s: ' "$user" >&2
stty -echo 2>/dev/null; IFS= read -r password; stty echo 2>/dev/null; echo >&2
quoted() { printf %s "$1" | sed 's/[\\"]/\\&/g'; }
for pod in $(kubectl get pods -n "$namespace" -l @LABEL@ -o name); do
  pod=${pod#pod/} port=$((port + 1))
  kubectl port-forward -n "$namespace" "pod/$pod" "$port:@PORT@" >/dev/null & forward=$!
  base=https://127.0.0.1:$port
  for wait in 1 2 3 4 5; do curl -sk -o /dev/null "$base/v1/eula" && break; sleep 1; done
  token=$(printf '{"password":{"username":"%s","password":"%s"}}' "$(quoted "$user")" "$(quoted "$password")" |
    curl -sk -H 'Content-Type: application/json' --data-binary @- "$base/v1/auth" | sed -n 's/.*"token": *"\([^"]*\)".*/\1/p')
  ask() { printf 'header = "X-Auth-Token: %s"\n' "$token" | curl -sk -K - "$@"; }
@ASK@
  ask -X DELETE "$base/v1/auth"
  kill "$forward"
  kubectl logs -n "$namespace" "$pod" -c @CONTAINER@ > "$pod.log"
  kubectl logs -n "$namespace" "$pod" -c @CONTAINER@ --previous > "$pod.previous.log" 2>/dev/null || rm -f "$pod.previous.log"
done
# Then, wherever logscan is:
#   logscan snapshot diff logscan-snapshot
#   logscan analyze logscan-snapshot
"""


def commands(namespace: str, user: str) -> str:
    """Give the commands, for a POSIX shell.

    Raises:
        UsageError: the user's name cannot be typed.
    """
    if not user.isprintable():
        raise UsageError("--user holds what nobody can type")
    asked = (path.partition("?")[0].removeprefix("/v1/") for path in PATHS)
    lines = [f'  ask "$base{path}" > "$pod.{name.replace("/", "-")}.json"' for path, name in zip(PATHS, asked, strict=True)]
    known = {
        "NAMESPACE": shlex.quote(namespace),
        "USER": shlex.quote(user),
        "FIRST": str(_FIRST_PORT),
        "LABEL": LABEL,
        "PORT": str(PORT),
        "CONTAINER": CONTAINER,
        "ASK": "\n".join(lines),
    }
    script = _SCRIPT
    for name, value in known.items():
        script = script.replace(f"@{name}@", value)
    return script
