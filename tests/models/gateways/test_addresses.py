"""Addresses of the machine itself, and lists that admit everyone."""

import pytest

from celadon.models.gateways.addresses import entry_that_admits_all, is_local


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1.2.3", "::1", "[::1]", "unix:/run/a.sock", "/run/a.sock", "a.localhost"])
def test_the_machine_itself_is_local(host: str) -> None:
    assert is_local(host)


@pytest.mark.parametrize("host", ["0.0.0.1", "10.0.0.1", "example.com", "", "::", "localhost.example.com"])
def test_every_other_host_is_not(host: str) -> None:
    assert not is_local(host)


@pytest.mark.parametrize(
    ("entries", "found"),
    [
        (["10.0.0.0/8", "0.0.0.0/0"], "0.0.0.0/0"),
        (["::/0"], "::/0"),
        (["*"], "*"),
        (["10.0.0.0/8", "128.0.0.0/1", "0.0.0.0/1"], "10.0.0.0/8"),
        (["0.0.0.0/1"], None),
        (["10.0.0.0/8", "no address"], None),
        ([], None),
    ],
)
def test_a_list_that_covers_everything_is_found_by_one_of_its_entries(entries: list[str], found: str | None) -> None:
    assert entry_that_admits_all(entries) == found
