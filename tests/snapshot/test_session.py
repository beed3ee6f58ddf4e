"""Whom a session talks to; what it says and hears is tested over real HTTPS in `test_take`."""

from __future__ import annotations

from pathlib import Path

import pytest

from logscan.errors import UsageError
from logscan.snapshot.session import checked_url, tls_context


@pytest.mark.parametrize(
    ("url", "checked"),
    [
        ("10.0.4.24", "https://10.0.4.24:10443"),
        ("10.0.4.24:443", "https://10.0.4.24:443"),
        ("https://10.0.4.24", "https://10.0.4.24:10443"),
        ("https://10.0.4.24:10443/", "https://10.0.4.24:10443"),
        ("HTTPS://Controller.Example:1", "https://controller.example:1"),
        ("https://[fd00::1]:10443", "https://[fd00::1]:10443"),
        ("[fd00::1]", "https://[fd00::1]:10443"),
    ],
)
def test_addresses(url: str, checked: str) -> None:
    """A host is enough; https and port 10443 are meant unless it says otherwise."""
    assert checked_url(url) == checked


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.4.24",
        "ftp://a",
        "",
        "https://",
        "10.0.4.24/v1",
        "10.0.4.24?x",
        "10.0.4.24#x",
        "a b",
        "a\nb",
        "\u0430.example",
        "a:b",
        "[::",
    ],
)
def test_what_is_no_address(url: str) -> None:
    """Anything but a host and a port over https is refused."""
    with pytest.raises(UsageError):
        checked_url(url)


@pytest.mark.parametrize("url", ["https://admin:hunter2@10.0.4.24", "hunter2@10.0.4.24", "http://:hunter2@10.0.4.24:1"])
def test_no_password_in_an_address(url: str) -> None:
    """An address with a password is refused, and not repeated."""
    with pytest.raises(UsageError) as caught:
        checked_url(url)
    assert "hunter2" not in str(caught.value)


def test_no_certificates(tmp_path: Path) -> None:
    """A file without certificates is a mistake that is named."""
    file = tmp_path / "ca.pem"
    file.write_text("no certificate")
    for path in (file, tmp_path / "none"):
        with pytest.raises(UsageError, match=str(path)):
            tls_context(ca=str(path), insecure=False)
