"""The search that finds what should not be there."""

from __future__ import annotations

import pytest

from logscan.redact.check import Watch


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (b"name=acme type=add", {b"acme"}),
        (b"x-acme.example", {b"acme"}),
        (b'"log":"acme\\nacme"', {b"acme"}),
        (b"acmeshop, shopacme", set()),
        (b"from 10.2.0.54:18300", {b"10.2.0.54"}),
        (b"ip-10-2-0-54.ec2", {b"10.2.0.54"}),
        (b"k8s_0b8f6c52-7a1d-4e33-9c20-41d5e6f7a8b9_0", {b"0b8f6c52-7a1d-4e33-9c20-41d5e6f7a8b9"}),
        (b"from 110.2.0.54 or 10.2.0.541 or 10.2.0.5", set()),
        (b"2024-01-25T23:44:58.39 |DEBU|CTL|cache.acme: and acme", {b"acme"}),
        (b"2024-01-25T23:44:58.39 |DEBU|CTL|cache.acme: and nothing", set()),
    ],
)
def test_what_is_found(text: bytes, found: set[bytes]) -> None:
    """Names are found as words and addresses as such, whatever stands around; what only looks like one is not."""
    assert Watch([b"acme", b"10.2.0.54", b"eu", b"0b8f6c52-7a1d-4e33-9c20-41d5e6f7a8b9"]).found(text) == found
