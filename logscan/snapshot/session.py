"""One controller, asked over REST: login, answers, logout (`controller/rest/auth.go`).

    POST   /v1/auth   {"password": {"username": "admin", "password": ...}}     ->  {"token": {"token": ...}}
    GET    /v1/...    X-Auth-Token: ...                                        ->  401 or 408 where the session has ended
    DELETE /v1/auth   X-Auth-Token: ...

A controller admits 32 sessions of a user, so each is ended. What goes wrong for a moment (no connection, time-outs, 429, 5xx) is tried
again, a little later each time. No redirect is followed: it would carry the token to somebody who was not named. Neither is anything said
of what a server writes about an error but its number: it may repeat the password.
"""

from __future__ import annotations

import asyncio
import json
import re
import ssl
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from logscan.errors import UsageError
from logscan.snapshot.secret import Secret

if TYPE_CHECKING:
    import httpx

__all__ = ["PORT", "Hangs", "Refused", "Session", "Settings", "Unanswered", "checked_url", "tls_context"]

PORT = 10443
HANGS = 2  # time-outs, behind which something counts as unanswered
_AGAIN: Final = (429, 500, 502, 503, 504)
_ENDED: Final = (401, 408)
_WORDS: Final = {
    400: "does not understand the question: is it a controller's REST port?",
    403: "says that this user may not see it",
    404: "does not know this path: is it a controller's REST port?",
    429: "says that it is asked too often",
    503: "is not ready",
}
_TOKEN = re.compile(r"[!-~]{1,16384}")
_SECONDS = re.compile(r"\d{1,4}")
_HOST = re.compile(r"[A-Za-z0-9._:-]{1,253}")


class Unanswered(Exception):
    """A controller did not answer; what is said of it is for people. Never leaves `logscan.snapshot`."""


class Hangs(Unanswered):
    """A controller has let all its time go by."""


class Refused(Unanswered):
    """A controller does not take the password: no other one will, and each try counts towards a locked account."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How controllers are asked.

    Attributes:
        user, password: of somebody who may read; `reader` is enough.
        tls: whom to believe.
        tls_name: the name in the controllers' certificates, where that is not their address.
        timeout: seconds that an answer may take, from the first byte sent to the last one read.
        attempts: how often something is asked before it counts as unanswered.
        pause: seconds before the second attempt; each further pause is twice as long.
        longest_pause: seconds, also where a server asks for more.
        most_bytes: of one answer.
        sleep: waits for some seconds.
    """

    user: str
    password: Secret
    tls: ssl.SSLContext = field(repr=False)
    tls_name: str | None = None
    timeout: float = 30.0
    attempts: int = 4
    pause: float = 0.5
    longest_pause: float = 10.0
    most_bytes: int = 256 << 20
    sleep: Callable[[float], Coroutine[Any, Any, None]] = field(default=asyncio.sleep, repr=False)


def tls_context(*, ca: str | None, insecure: bool) -> ssl.SSLContext:
    """Give whom to believe: the authorities of this machine, those in a file, or anybody.

    Raises:
        UsageError: the file holds no certificate.
    """
    try:
        context = ssl.create_default_context(cafile=ca)
    except (OSError, ssl.SSLError) as error:
        raise UsageError(f"--ca {ca}", why=error.strerror or "it holds no certificate", hint="a file with certificates in PEM") from error
    if insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def checked_url(url: str) -> str:
    """Give the address of a controller as it is asked: `https://HOST:PORT`.

    Raises:
        UsageError: it is none, is not encrypted, or holds a user, a path or a question.
    """
    text = url if "://" in url else f"https://{url}"
    try:
        parts = urlsplit(text)
        port = parts.port or PORT
    except ValueError:
        raise UsageError("--url is no address", why="host and port cannot be told", hint="--url https://10.0.4.24:10443") from None
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:  # it is not repeated: it may hold a password
        raise UsageError(
            "--url holds a user or a password", why="every user of this machine can read it", hint="--user, and --password-file"
        )
    if parts.scheme != "https":
        raise UsageError(
            f"--url {url}", why="it is not https, and a password would be readable on the way", hint="--url https://10.0.4.24:10443"
        )
    host = parts.hostname
    if not host or not _HOST.fullmatch(host) or not text.isprintable() or parts.path.strip("/") or parts.query or parts.fragment:
        raise UsageError(f"--url {url}", why="it is no host and port", hint="--url https://10.0.4.24:10443")
    return f"https://[{host}]:{port}" if ":" in host else f"https://{host}:{port}"


class Session:
    """A controller that is asked; to be closed in the end, which ends the session there.

    Args:
        url: `https://HOST:PORT`.
        settings: how it is asked.
    """

    def __init__(self, url: str, settings: Settings) -> None:
        import httpx

        self._settings = settings
        self._token: Secret | None = None
        # Nothing of the environment counts: no proxy and no .netrc may see, or add, a password.
        self._client = httpx.AsyncClient(
            base_url=url, verify=settings.tls, timeout=settings.timeout, trust_env=False, follow_redirects=False
        )

    async def close(self) -> None:
        """Log out, as far as that works at once, and close the connection."""
        import httpx

        token, self._token = self._token, None
        if token is not None:
            with suppress(TimeoutError, httpx.HTTPError, OSError, Unanswered):  # the session ends by itself some minutes later
                async with asyncio.timeout(min(1.5, self._settings.timeout)):
                    await self._send("DELETE", "/v1/auth", token)
        await self._client.aclose()

    @property
    def is_open(self) -> bool:
        """Whether it has logged in."""
        return self._token is not None

    async def login(self) -> None:
        """Log in.

        Raises:
            Refused: user or password are wrong, or the user is locked.
            Unanswered: the controller does not answer, or with something else.
        """
        self._token = None
        known = {"username": self._settings.user, "password": self._settings.password.reveal()}
        status, body = await self._patiently("POST", "/v1/auth", json.dumps({"password": known}).encode())
        if status in (401, 403):
            raise Refused(f"answers {status} to the login: user or password is wrong, or the user is locked")
        if status != 200:
            raise Unanswered(f"answers {status} to the login")
        try:
            said = json.loads(body)
            token = said["token"]["token"]
        except (ValueError, LookupError, TypeError, RecursionError):
            token = None
        if not isinstance(token, str) or not _TOKEN.fullmatch(token):
            raise Unanswered(
                "answers the login without a token: is it a controller's REST port, and need the password not be changed first?"
            )
        self._token = Secret(token)

    async def get(self, path: str) -> bytes:
        """Give what a controller answers; one that was cut off, whenever it was tried, as far as it goes.

        Raises:
            Refused: the session has ended, and the password is not taken any more.
            Unanswered: it does not answer, or not with 200.
        """
        status, body = await self._patiently("GET", path)
        if status in _ENDED:
            await self.login()
            status, body = await self._patiently("GET", path)
        if status in _ENDED:
            raise Unanswered(f"answers {status}, right behind a login")
        if status != 200:
            raise Unanswered(f"answers {status}")
        return body

    async def _patiently(self, method: str, path: str, content: bytes | None = None) -> tuple[int, bytes]:
        """Give status and body, after some attempts where it takes them."""
        import httpx

        pause, hangs = self._settings.pause, 0
        for left in reversed(range(self._settings.attempts)):
            wait = pause
            try:
                async with asyncio.timeout(self._settings.timeout):
                    status, body, asked_for, whole = await self._send(method, path, self._token, content)
                if whole and status not in _AGAIN:
                    return status, body
                if not left and not whole and status == 200:
                    return status, body
                why = f"answers {status}: it {_WORDS.get(status, 'is in trouble')}" if whole else "breaks off in the middle of an answer"
                wait = max(pause, asked_for)
            except (TimeoutError, httpx.TimeoutException):
                why, hangs = f"does not answer within {self._settings.timeout:g} s", hangs + 1
                if hangs == HANGS or not left:
                    raise Hangs(why) from None
            except httpx.TransportError as error:
                why = _transport(error)
            if left:
                await self._settings.sleep(min(wait, self._settings.longest_pause))
                pause *= 2
        raise Unanswered(why)

    async def _send(self, method: str, path: str, token: Secret | None, content: bytes | None = None) -> tuple[int, bytes, float, bool]:
        """Ask once: status, body, seconds after which the server wants to be asked again, and whether the body is whole."""
        import httpx

        headers = {"Accept-Encoding": "identity", "Content-Type": "application/json"}
        headers |= {"X-Auth-Token": token.reveal()} if token is not None else {}
        names = {"sni_hostname": self._settings.tls_name} if self._settings.tls_name else {}
        body = bytearray()
        async with self._client.stream(method, path, headers=headers, content=content, extensions=names) as answer:
            _refuse(answer)
            later = _SECONDS.fullmatch(answer.headers.get("Retry-After", ""))
            asked_for = float(later[0]) if later else 0.0
            try:
                async for piece in answer.aiter_raw():
                    body += piece
                    if len(body) > self._settings.most_bytes:
                        raise Unanswered(f"answers with more than {self._settings.most_bytes:,} bytes")
            except (httpx.RemoteProtocolError, httpx.ReadError):
                return answer.status_code, bytes(body), asked_for, False
        return answer.status_code, bytes(body), asked_for, True


def _refuse(answer: httpx.Response) -> None:
    """Refuse what no controller answers."""
    status = answer.status_code
    if 300 <= status < 400:
        to = _host_in(answer.headers.get("Location", ""))
        raise Unanswered(f"answers {status}, redirects to {to}: not followed; is it the console's port, or a login page?")
    if status in (400, 403, 404) and answer.request.method == "GET":
        raise Unanswered(f"answers {status}: it {_WORDS[status]}")
    if answer.headers.get("Content-Encoding", "identity").lower() not in ("", "identity"):
        raise Unanswered("answers in a compressed form that was not asked for")


def _host_in(location: str) -> str:
    """Give where a redirect leads, without the user and password that may stand in it."""
    try:
        host = urlsplit(location[:2000]).netloc.rpartition("@")[2]
    except ValueError:
        host = ""
    return host[:80] or "another place"


def _transport(error: httpx.TransportError) -> str:
    """Say what is wrong with a connection, or raise what is wrong for good.

    Raises:
        Unanswered: the certificate is not believed, or what answers does not speak HTTPS.
    """
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            raise Unanswered(
                f"its certificate is not believed ({cause.verify_message}): --ca FILE, --tls-name NAME, or --insecure"
            ) from None
        if isinstance(cause, ssl.SSLError):
            raise Unanswered("does not speak TLS: is it a controller's REST port?") from None
        cause = cause.__cause__ or cause.__context__
    name = type(error).__name__
    return "breaks off, or does not speak HTTP" if name == "RemoteProtocolError" else f"cannot be reached ({name})"
