"""What looks like a live secret, and what only looks like one to a careless eye."""

import pytest

from celadon.cel.environment import Environment

PATTERNS = ["sk_live_[0-9A-Za-z_]{16,}", "-----BEGIN [A-Z ]*PRIVATE KEY-----"]
PLACEHOLDERS = ["(?i)example", "[.]{3}"]
BODY = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7"


def found(text: str) -> object:
    environment = Environment({"text": "string", "patterns": "list(string)", "placeholders": "list(string)"})
    program = environment.compile("text.secrets(patterns, placeholders)")
    return program.evaluate({"text": text, "patterns": PATTERNS, "placeholders": PLACEHOLDERS})


def test_a_secret_is_shown_by_its_first_characters_only() -> None:
    assert found("use sk_live_4eC39HqLyjWDarjtT1zd here") == ["sk_live_4eC3..."]


@pytest.mark.parametrize(
    "text",
    [
        "sk_live_EXAMPLE4eC39HqLyjWDarjt",
        "sk_live_ABCDEFGHIJKLMNOPQRST",
        "sk_live_4eC39HqLyj12345678",
        "sk_live_your_token_goes_here",
        "sk_live_123_2123_123232_99",
        "sk_test_4eC39HqLyjWDarjtT1zd",
        "",
    ],
)
def test_placeholders_and_runs_of_characters_are_no_secrets(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("lines", ["\n", "\\n", "\r\n"])
def test_a_private_key_is_its_header_with_a_key_behind_it(lines: str) -> None:
    assert found(f"-----BEGIN RSA PRIVATE KEY-----{lines}{BODY}") == ["-----BEGIN R..."]


@pytest.mark.parametrize(
    "text",
    ["it begins with -----BEGIN PRIVATE KEY----- and then the key", f"-----BEGIN PRIVATE KEY-----\n{BODY}...\n-----END PRIVATE KEY-----"],
)
def test_the_header_of_a_private_key_alone_is_prose(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("token", "count"),
    [
        ("eyJhbGciOiJub25lIn0.eyJleHAiOjQwNzA5MDg4MDB9.c2ln", 1),
        ("eyJhbGciOiJub25lIn0.eyJleHAiOjE1MTYyMzkwMjJ9.c2ln", 0),  # expired in 2018
        ("eyJhbGciOiJub25lIn0.eyJzdWIiOiIxMjM0NTY3In0.c2ln", 0),  # no exp
        ("eyJ0eXAiOiJKV1QifQ.eyJleHAiOjQwNzA5MDg4MDB9.c2ln", 0),  # no alg
        ("eyJhbGciOiJub25lIn0.eyJleHAiOjQwNzA5MDg4MDB9", 0),  # two parts
        ("eyJhbGciOi-----.eyJleHAiOjQwNzA5MDg4MDB9.c2ln", 0),
    ],
)
def test_a_token_is_live_when_it_says_alg_and_expires_later(token: str, count: int) -> None:
    program = Environment({"text": "string"}).compile("text.liveTokens(date('2026-11-23')).size()")
    assert program.evaluate({"text": f"Bearer {token}"}) == count
