"""Controllers asked over real HTTPS: whoever answers is kept, whoever does not is named, and no password goes astray."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from logscan.snapshot.comparison import compare_answers
from logscan.snapshot.entries import Member, Snapshot
from logscan.snapshot.read import read_snapshots
from logscan.snapshot.secret import Secret
from logscan.snapshot.session import Settings, tls_context
from logscan.snapshot.take import PATHS, Taking, Target, take
from tests.snapshot.controllers import PASSWORD, POD, Behaviour, Fake, believed, serving, simulated

WEB, API, JOB = ("5b1d" * 16, "77aa" * 16, "c0de" * 16)
DONE = {WEB: "finished", API: "finished", JOB: ""}
LATE = {WEB: "scanning", API: "finished", JOB: ""}


def fake(suffix: str, *states: dict[str, str], behaviour: Behaviour | None = None, lead: bool = False) -> Fake:
    """Give a controller by the end of its name."""
    number = sum(map(ord, suffix)) % 250
    return Fake(name=POD + suffix, address=f"10.20.1.{number}", states=states or (DONE,), behaviour=behaviour or Behaviour(), lead=lead)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Give how controllers are asked, in a hurry."""
    return Settings(
        user="admin",
        password=Secret(PASSWORD),
        tls=tls_context(ca=believed(tmp_path), insecure=False),
        timeout=2.0,
        attempts=3,
        pause=0.02,
        longest_pause=0.05,
    )


def taken(settings: Settings, *fakes: Fake, repeat: int = 1, interval: float = 0.0) -> Taking:
    """Give what is taken from controllers, each known by its name."""
    taking = Taking()
    targets = [Target(url=one.url, who=Member(name=one.name)) for one in fakes]
    asyncio.run(take(taking, targets, settings, repeat=repeat, interval=interval))
    return taking


def answered(taking: Taking) -> list[tuple[Snapshot, str]]:
    """Give the snapshots with the ends of their controllers' names."""
    return [(one, one.origin.who.name[-5:]) for one in taking.snapshots if one.origin is not None]


def why(taking: Taking) -> list[tuple[str, str]]:
    """Give which paths were not answered, and why."""
    return [(one.path, one.why) for one in taking.silent]


def test_three_controllers(settings: Settings) -> None:
    """Each is asked for everything once, logged in and out once, and known by what it says of itself."""
    lead, peer, late = fake("crlms", lead=True), fake("svq8n"), fake("tvz6l", LATE)
    with serving(lead, peer, late):
        taking = taken(settings, lead, peer, late)
        assert [one.logins for one in (lead, peer, late)] == [one.logouts for one in (lead, peer, late)] == [1, 1, 1]
    assert why(taking) == []
    assert [one.sessions for one in (lead, peer, late)] == [{}, {}, {}]
    assert [path for method, path in lead.asked if method == "GET"] == list(PATHS)
    found = compare_answers(answered(taking))
    assert [(one.asset, one.course, one.behind, one.name) for one in found.disputed] == [(WEB, "once", ("tvz6l",), "pod-5b1d")]
    origin = taking.snapshots[0].origin
    assert origin is not None
    assert origin.who == Member(name=lead.name, address=lead.address, id="s" * 64, version="v5.2.4", lead=True)
    assert origin.begin <= origin.end


def test_a_copy_that_heals_and_one_that_stays(settings: Settings) -> None:
    """Over three rounds one copy flickers and heals, another stays wrong: they are told apart."""
    lead, lags = fake("crlms"), fake("svq8n", {**DONE, API: "scanning"}, DONE, DONE)
    stays = fake("tvz6l", LATE)
    with serving(lead, lags, stays):
        found = compare_answers(answered(taken(settings, lead, lags, stays, repeat=3)))
    assert [(one.asset, one.course) for one in found.disputed] == [(WEB, "stays"), (API, "healed")]
    assert (len(found.rounds), len(found.disagreeing), len(found.healed)) == (3, 1, 1)
    assert [dict(one)["svq8n"] for one in found.disputed[1].over_time] == ["scanning", "finished", "finished"]


def test_the_simulators_cluster(settings: Settings) -> None:
    """What a simulated cluster answers comes back status by status, and its two stale copies are found."""
    fakes, _ = simulated()
    with serving(*fakes):
        taking = taken(settings, *fakes)
    for (one, _), asked in zip(answered(taking), fakes, strict=True):
        assert {entry.asset: entry.status or "" for entry in one.entries if entry.kind == "workload"} == asked.states[0]
    assert [len(one.behind) for one in compare_answers(answered(taking)).disagreeing] == [1, 1]


@pytest.mark.parametrize("ended", [401, 408])
def test_a_session_that_ends(settings: Settings, ended: int) -> None:
    """A session that has ended in the middle is begun anew, and nothing is missing."""
    one = fake("crlms", behaviour=Behaviour(expire_after=2, ended=ended))
    with serving(one):
        taking = taken(settings, one)
    assert why(taking) == []
    assert (one.logins, len(taking.snapshots[0].entries)) == (3, 5)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_trouble_that_passes(settings: Settings, status: int) -> None:
    """What says that it is busy is asked again, and answers in the end."""
    troubles = iter([status, status])
    one = fake("crlms", behaviour=Behaviour(before=lambda method, _: next(troubles, None) if method == "GET" else None))
    with serving(one):
        assert why(taken(settings, one)) == []


def test_trouble_that_stays(settings: Settings) -> None:
    """What is never ready is asked three times, each time later, at least as late as it asks for, and then named with its number."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    trouble = Behaviour(before=lambda _, path: 503 if path == "/v1/host" else None, headers={"Retry-After": "7"})
    one = fake("crlms", behaviour=trouble)
    with serving(one):
        taking = taken(replace(settings, sleep=sleep, pause=0.5, longest_pause=60.0), one)
        assert why(taking) == [("/v1/host", "answers 503: it is not ready")]
        one.behaviour.headers = {"Retry-After": "999999999"}  # no number of seconds that is meant
        taken(replace(settings, sleep=sleep, pause=0.5, longest_pause=60.0), one)
    assert waits == [7.0, 7.0, 0.5, 1.0]


def test_one_that_never_answers(settings: Settings) -> None:
    """A controller that takes every question and answers none costs its time-outs, and the others' answers are all there."""
    well, hangs = fake("crlms"), fake("svq8n", behaviour=Behaviour(wait=60))
    with serving(well, hangs):
        begun = time.monotonic()
        taking = taken(replace(settings, timeout=0.3, attempts=2), well, hangs)
        assert time.monotonic() - begun < 10
    assert why(taking) == [("", "does not answer within 0.3 s")]
    assert [who for _, who in answered(taking)] == ["crlms"]


def test_one_that_hangs_behind_the_login(settings: Settings) -> None:
    """A controller that lets two time-outs go by is asked nothing more in that round, and logged out."""
    one = fake("crlms")

    def hang(method: str, path: str) -> None:
        if method == "GET" and path == "/v1/host":
            one.over.wait(60)

    one.behaviour.before = hang
    with serving(one):
        taking = taken(replace(settings, timeout=0.3, attempts=4), one)
    assert why(taking) == [("/v1/host", "does not answer within 0.3 s")]
    assert [path for method, path in one.asked if method == "GET"] == [PATHS[0], "/v1/host", "/v1/host"]
    assert [entry.kind for entry in taking.snapshots[0].entries] == ["workload"] * 3
    assert one.logouts == 1


def test_one_that_drips(settings: Settings) -> None:
    """A controller that gives a byte now and then runs out of time all the same."""
    one = fake("crlms", behaviour=Behaviour(drip=True))
    with serving(one):
        taking = taken(replace(settings, timeout=0.3, attempts=1), one)
    assert why(taking) == [("", "does not answer within 0.3 s")]


def test_one_that_is_down(settings: Settings) -> None:
    """A controller that nobody can reach is named, in each round; one that comes back is asked from then on."""
    down = Target(url="https://127.0.0.1:9")
    well = fake("crlms")
    with serving(well):
        taking = Taking()
        asyncio.run(take(taking, [down, Target(url=well.url)], settings, repeat=2, interval=0.0))
    assert [(one.take, one.url, one.why) for one in taking.silent] == [(n, down.url, "cannot be reached (ConnectError)") for n in (1, 2)]
    assert len(taking.snapshots) == 2


def test_one_that_redirects(settings: Settings) -> None:
    """No redirect is followed, and the password and the token are sent to nobody who was not named."""
    elsewhere = fake("svq8n")
    with serving(elsewhere):
        away = Behaviour(before=lambda *_: 302, headers={"Location": f"{elsewhere.url}/login?next=1"})
        one = fake("crlms", behaviour=away)
        with serving(one):
            taking = taken(settings, one)
    assert elsewhere.asked == []
    assert [path for path, _ in why(taking)] == [""]
    assert f"redirects to 127.0.0.1:{elsewhere.port}: not followed" in why(taking)[0][1]


@pytest.mark.parametrize("location", ["", "https://[", "//", "https://admin:hunter2@"])
def test_a_redirect_to_nowhere(settings: Settings, location: str) -> None:
    """Whatever stands in a redirect, it is named as one, and no password in it is."""
    one = fake("crlms", behaviour=Behaviour(before=lambda *_: 302, headers={"Location": location}))
    with serving(one):
        ((_, reason),) = why(taken(settings, one))
    assert reason.startswith("answers 302, redirects to another place: not followed")


def test_a_wrong_password_is_tried_once(settings: Settings) -> None:
    """Three controllers, and one failed login: more of them might lock the account."""
    fakes = [fake("crlms"), fake("svq8n"), fake("tvz6l")]
    with serving(*fakes):
        taking = taken(replace(settings, password=Secret("wrong")), *fakes, repeat=3)
    assert sum(one.refused for one in fakes) == 1
    assert taking.refused is not None
    assert "user or password is wrong" in taking.refused
    assert [one.why for one in taking.silent].count("was not asked: another controller has refused the password") == 2


def test_a_certificate_that_nobody_vouches_for(settings: Settings) -> None:
    """Without the authority nothing is sent; with `insecure` it is; and a name that the certificate does not have is refused."""
    one = fake("crlms")
    with serving(one):
        (refused,) = why(taken(replace(settings, tls=tls_context(ca=None, insecure=False)), one))
        assert "certificate is not believed" in refused[1]
        (refused,) = why(taken(replace(settings, tls_name="other.example"), one))
        assert "certificate is not believed" in refused[1]
        assert one.asked == []
        assert why(taken(replace(settings, tls=tls_context(ca=None, insecure=True)), one)) == []
        assert why(taken(replace(settings, tls_name="neuvector.example"), one)) == []


def test_an_answer_that_breaks_off(settings: Settings) -> None:
    """Half an answer is asked for again, and in the end kept as far as it goes, with the place where it ends."""
    one = fake("crlms", behaviour=Behaviour(cut=200))
    with serving(one):
        taking = taken(settings, one)
    (snapshot,) = taking.snapshots
    assert {entry.asset for entry in snapshot.entries if entry.kind == "workload"} == {WEB}
    assert snapshot.skipped == 2  # the workloads and the controllers
    assert [place.split(": ")[1] for place in snapshot.damaged] == [PATHS[0], "/v1/controller"]
    assert [path for _, path in one.asked].count(PATHS[0]) == 3


HOSTILE = {
    "nothing": b"",
    "no JSON": b"<html>\x1b]0;owned\x07</html>",
    "another JSON": b'{"error": "x"}',
    "deep": b'{"workloads": [' + b"[" * 200_000,
    "a long number": b'{"workloads": [{"id": ' + b"9" * 10_000 + b"}]}",
    "lone surrogates": b'{"workloads": [{"id": "a\\ud800", "display_name": "\\udfff"}]}',
    "bytes": bytes(range(256)),
    "values": b'{"workloads": [' + b"[]," * 40_000 + b"]}",
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_answers(settings: Settings, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever stands in place of an answer is damage or refused, and everything else is kept and can be written and read."""
    monkeypatch.setattr("logscan.snapshot.read.JSON_VALUES", 30_000)
    one = fake("crlms", behaviour=Behaviour(body={"/v1/workload": HOSTILE[what]}))
    with serving(one):
        taking = taken(settings, one)
    (snapshot,) = taking.snapshots
    assert {entry.kind for entry in snapshot.entries} >= {"host", "platform"}
    assert snapshot.skipped + len(taking.silent) == (0 if what == "lone surrogates" else 1)
    "".join(f"{entry.asset}{entry.name}" for entry in snapshot.entries).encode()


def test_an_answer_has_a_largest_size(settings: Settings) -> None:
    """An answer without end is given up."""
    one = fake("crlms", behaviour=Behaviour(body={"/v1/workload": b" " * 5_000}))
    with serving(one):
        taking = taken(replace(settings, most_bytes=4_000), one)
    assert why(taking) == [(PATHS[0], "answers with more than 4,000 bytes")]


@pytest.mark.parametrize("token", ["", "a b", "a\nb", "\u00e9", None, 7, ["x"]])
def test_a_token_that_is_none(settings: Settings, token: object) -> None:
    """What no header can carry is no token; it is neither sent nor shown."""
    import json

    one = fake("crlms", behaviour=Behaviour(body={"/v1/auth": json.dumps({"token": {"token": token}}).encode()}))
    with serving(one):
        ((_, reason),) = why(taken(settings, one))
    assert reason.startswith("answers the login without a token")


def test_an_interruption_keeps_whole_rounds_and_logs_out(settings: Settings) -> None:
    """Whoever stops in the third round has the first two, and no session is left behind."""
    one = fake("crlms")
    taking = Taking()

    async def stopped() -> None:
        second = asyncio.Event()
        told = iter([lambda: None, second.set])
        work = asyncio.create_task(take(taking, [Target(url=one.url)], settings, repeat=3, interval=0.4, note=lambda _: next(told)()))
        await second.wait()
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)

    with serving(one):
        asyncio.run(stopped())
    assert len(taking.snapshots) == 2
    assert (one.logins, one.logouts) == (1, 1)


def secrets(texts: Iterable[str]) -> list[str]:
    """Give the texts in which a password or a token stands."""
    return [text for text in texts if any(word in text for word in ("hunter2", "Hütte", "token-crlms"))]


def test_nothing_shows_the_password(settings: Settings) -> None:
    """No reason, document, repr or chained error holds the password or a token, whatever a server writes about its errors."""
    fakes = [
        fake("crlms", behaviour=Behaviour(before=lambda method, _: 500 if method == "POST" else None)),
        fake("svq8n", behaviour=Behaviour(before=lambda method, _: 400 if method == "GET" else None)),
        fake("tvz6l", behaviour=Behaviour(before=lambda *_: 302, headers={"Location": f"https://admin:{'hunter2'}@evil.example/"})),
        fake("zx7rm"),
    ]
    with serving(*fakes):
        taking = taken(settings, *fakes)
    assert len(taking.silent) == 3
    assert secrets([repr(settings), repr(taking), repr(taking.document(tool="1", repeat=1, interval=1.0)), str(settings.password)]) == []


def test_what_is_written_is_read(settings: Settings) -> None:
    """The document reads back as the same snapshots."""
    import io
    import json

    lead, late = fake("crlms"), fake("tvz6l", LATE, behaviour=Behaviour(body={"/v1/host": b'{"hosts": [7]}'}))
    with serving(lead, late):
        taking = taken(settings, lead, late, repeat=2)
    document = json.dumps(taking.document(tool="1", repeat=2, interval=0.0))
    read = read_snapshots(io.BytesIO(document.encode()), "t.json")
    assert [(one.origin, one.entries, one.counts, one.members) for one in read] == [
        (one.origin, one.entries, one.counts, one.members) for one in taking.snapshots
    ]
    assert [one.skipped for one in read] == [one.skipped for one in taking.snapshots] == [0, 1, 0, 1]
