"""`logscan snapshot take`: asks every controller of a live cluster, writes down what they answer, and compares it."""

from __future__ import annotations

import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from logscan.cli.options import Color
from logscan.cli.snapshot import FailOn, Format, Json, Limit, check_words, print_comparison
from logscan.clock import duration
from logscan.errors import ExitCode, LogscanError, NothingUsable, OutputError, UsageError

if TYPE_CHECKING:
    from logscan.snapshot.kubectl import Kubectl, Pod
    from logscan.snapshot.session import Settings
    from logscan.snapshot.take import Taking, Target

__all__ = ["take"]

MOST_ROUNDS = 10_000


def take(
    *,
    url: Annotated[
        list[str],
        typer.Option("--url", metavar="[NAME=]https://IP:10443", help="A controller itself, not the service; once for each of them."),
    ] = [],
    kubernetes: Annotated[
        bool, typer.Option("--kubernetes", help="Find the controllers through kubectl, and reach them through it.")
    ] = False,
    namespace: Annotated[str, typer.Option("--namespace", metavar="NAME", help="Namespace of NeuVector.")] = "neuvector",
    logs: Annotated[bool, typer.Option("--logs", help="Fetch the controllers' logs, too (kubectl logs, current and previous).")] = False,
    commands: Annotated[
        bool, typer.Option("--commands", help="Take nothing; print the commands that do it where there is kubectl, but no logscan.")
    ] = False,
    user: Annotated[
        str, typer.Option("--user", metavar="NAME", envvar="LOGSCAN_USER", help="Who asks; the role reader is enough.")
    ] = "admin",
    password_file: Annotated[
        str | None,
        typer.Option(
            "--password-file", metavar="FILE", help="Where the password stands, - for stdin; else LOGSCAN_PASSWORD, else a prompt."
        ),
    ] = None,
    ca: Annotated[str | None, typer.Option("--ca", metavar="FILE", help="Certificates of those who vouch for the controllers.")] = None,
    tls_name: Annotated[
        str | None, typer.Option("--tls-name", metavar="NAME", help="The name in their certificates, where that is not their address.")
    ] = None,
    insecure: Annotated[
        bool, typer.Option("--insecure", help="Believe any certificate: whoever is in between can read the password.")
    ] = False,
    repeat: Annotated[int, typer.Option("--repeat", min=1, max=MOST_ROUNDS, metavar="N", help="Rounds: more than one tell a delay.")] = 1,
    interval: Annotated[
        str, typer.Option("--interval", metavar="TIME", help="From the begin of a round to the next: 500ms, 10s, 2m.")
    ] = "10s",
    timeout: Annotated[str, typer.Option("--timeout", metavar="TIME", help="How long an answer may take.")] = "30s",
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="FILE", help="What to write: JSON; with --logs a zip.", show_default="named by the time"),
    ] = "",
    force: Annotated[bool, typer.Option("--force", help="Replace an existing FILE.")] = False,
    format_: Format = "table",
    json_: Json = False,
    fail_on: FailOn = [],
    limit: Limit = 20,
    color: Color = "auto",
) -> None:
    """Ask each controller of a live cluster for the status of every asset, write that down, and compare it; needs logscan[live].

    \b
    logscan snapshot take --kubernetes --insecure      asks for the password
    logscan snapshot take --kubernetes --insecure --logs -o case.zip
    logscan snapshot take --url 10.0.4.24 --url 10.0.4.95 --ca nv.pem
    logscan snapshot take --kubernetes --insecure --repeat 3 --interval 10s
    logscan snapshot take --commands > take.sh         for a jump host
    """
    check_words(format_, fail_on)
    if commands:
        from logscan.snapshot.jump import commands as script

        sys.stdout.write(script(namespace, user))
        return
    if kubernetes == bool(url):
        raise UsageError(
            "nobody to ask" if not url else "--url and --kubernetes do not go together", hint="--url for each controller, or --kubernetes"
        )
    every, longest = _seconds("--interval", interval), _seconds("--timeout", timeout)
    target = _file(output, ".zip" if logs else ".json", force=force)
    targets, kubectl, pods = _targets(url), *_pods(namespace, wanted=kubernetes or logs)
    settings = _settings(user, password_file, ca=ca, insecure=insecure, tls_name=tls_name, timeout=longest)
    taking, interrupted = _ask(targets if url else None, kubectl, pods, settings, repeat=repeat, interval=every)
    if not taking.snapshots:
        if interrupted:
            raise typer.Exit(ExitCode.INTERRUPTED)
        raise _nobody(taking)
    code = _write(target, _document(taking, repeat, every), kubectl if logs else None, [] if interrupted else pods)
    _complain(taking)
    from logscan.snapshots import Snapshots

    found = print_comparison(Snapshots(paths=[str(target)], named={}), "json" if json_ else format_, fail_on, limit=limit, color=color)
    if interrupted or code == ExitCode.INTERRUPTED:
        raise typer.Exit(ExitCode.INTERRUPTED)
    raise typer.Exit(found or code or (ExitCode.PARTIAL if taking.silent else ExitCode.RAN))


def _seconds(option: str, text: str) -> float:
    try:
        ms = duration(text)
    except UsageError as error:
        raise UsageError(f"{option} {text}", why=error.what, hint=error.hint) from error
    if not 100 <= ms <= 86_400_000:
        raise UsageError(f"{option} {text}", why="it is less than 100 ms, or more than a day", hint=f"{option} 10s")
    return ms / 1000


def _file(output: str, suffix: str, *, force: bool) -> Path:
    """Give the file to write, before anybody is asked anything."""
    target = Path(output or time.strftime(f"logscan-snapshot-%Y%m%dT%H%M%SZ{suffix}", time.gmtime()))
    if (target.suffix == ".zip") != (suffix == ".zip"):
        raise UsageError(
            f"--output {output}", why=f"it would hold {'a zip' if suffix == '.zip' else 'JSON'}", hint=f"a name that ends in {suffix}"
        )
    if target.exists() and not force:
        raise OutputError(f"{target} exists", hint="--force replaces it")
    if not target.parent.is_dir():
        raise OutputError(f"cannot write {target}", why="there is no such folder")
    return target


def _targets(urls: list[str]) -> list[Target]:
    from logscan.snapshot.entries import Member
    from logscan.snapshot.session import checked_url
    from logscan.snapshot.take import Target

    found: dict[str, Target] = {}
    for one in urls:
        name, equals, address = one.partition("=")
        known = Member(name=name) if equals else Member()
        checked = checked_url(address if equals else one)
        found.setdefault(checked, Target(url=checked, who=known))
    return list(found.values())


def _pods(namespace: str, *, wanted: bool) -> tuple[Kubectl | None, list[Pod]]:
    if not wanted:
        return None, []
    from logscan.snapshot.kubectl import Kubectl

    kubectl = Kubectl(namespace)
    return kubectl, kubectl.pods()


def _settings(user: str, password_file: str | None, *, ca: str | None, insecure: bool, tls_name: str | None, timeout: float) -> Settings:
    from logscan.snapshot.secret import password_of
    from logscan.snapshot.session import Settings, tls_context

    if ca is not None and insecure:
        raise UsageError("--ca and --insecure do not go together", why="one says whom to believe, the other to believe anybody")
    if find_spec("httpx") is None:
        raise UsageError("`snapshot take` needs httpx", hint="pip install 'logscan[live]'")
    tls = tls_context(ca=ca, insecure=insecure)
    return Settings(user=user, password=password_of(user, password_file), tls=tls, tls_name=tls_name, timeout=timeout)


def _ask(
    targets: list[Target] | None, kubectl: Kubectl | None, pods: list[Pod], settings: Settings, *, repeat: int, interval: float
) -> tuple[Taking, bool]:
    """Ask, and give what was answered, and whether somebody interrupted that: what is complete by then is kept."""
    import asyncio  # not before it is needed: it takes half the time that --help does

    from logscan.snapshot.live import take_from_pods
    from logscan.snapshot.take import Taking
    from logscan.snapshot.take import take as ask

    taking = Taking()
    if targets is not None:
        work = ask(taking, targets, settings, repeat=repeat, interval=interval, note=_note)
    else:
        assert kubectl is not None
        work = take_from_pods(taking, kubectl, pods, settings, repeat=repeat, interval=interval, note=_note)
    try:
        asyncio.run(work)
    except KeyboardInterrupt:
        return taking, True
    return taking, False


def _document(taking: Taking, repeat: int, interval: float) -> dict[str, Any]:
    from importlib.metadata import version

    return taking.document(tool=version("logscan"), repeat=repeat, interval=interval)


def _write(target: Path, document: dict[str, Any], kubectl: Kubectl | None, pods: list[Pod]) -> ExitCode:
    """Write the answers, and where there is kubectl, the logs; say where they are."""
    import asyncio

    from logscan.report.output import replacing
    from logscan.snapshot.live import to_text, write_archive

    missing, code = list[str](), ExitCode.RAN
    with replacing(target) as out:
        if kubectl is None:
            out.write(to_text(document))
        else:
            try:
                missing = asyncio.run(write_archive(out.buffer, document, kubectl, pods))
            except KeyboardInterrupt:  # the answers are here: they are kept without the logs
                out.buffer.seek(0)
                out.buffer.truncate()
                asyncio.run(write_archive(out.buffer, document, kubectl, []))
                missing, code = ["no logs: interrupted"], ExitCode.INTERRUPTED
    for one in missing:
        _say(one)
    _say(f"written to {target}; it holds names and statuses of assets{', and logs' if kubectl and pods else ''}, and no password")
    return code or (ExitCode.PARTIAL if missing else ExitCode.RAN)


def _complain(taking: Taking) -> None:
    """Name what did not answer, each with its reason, once for all rounds; and what may not be one controller."""
    for url in dict.fromkeys(
        one.origin.url for one in taking.snapshots if one.origin is not None and one.members and not one.origin.who.known
    ):
        _say(f"{url} is the address of no controller: behind a service any of them answers; --url NAME={url} says which one it is")
    rounds: dict[tuple[str, str, str], list[int]] = {}
    for one in taking.silent:
        rounds.setdefault((one.url, one.path, one.why), []).append(one.take)
    for (url, path, why), takes in rounds.items():
        often = f" (in {len(takes)} rounds)" if len(takes) > 1 else ""
        _say(f"{url}{path} {why}{often}")


def _nobody(taking: Taking) -> LogscanError:
    reasons = list(dict.fromkeys(f"{one.url}{one.path} {one.why}" for one in taking.silent))
    hint = "--user, --password-file" if taking.refused else "--url https://IP:10443 of each controller's pod; or --kubernetes"
    return NothingUsable("no controller answered", why="\n".join(reasons[:10]), hint=hint)


def _note(note: str) -> None:
    if sys.stderr.isatty():
        _say(note)


def _say(sentence: str) -> None:
    from logscan.report.safe import visible

    sys.stderr.write(visible(f"logscan: {sentence}") + "\n")
