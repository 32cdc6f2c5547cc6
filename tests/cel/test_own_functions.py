"""The semantics of our own libraries that people get wrong, from the traps of the rule matrix."""

from typing import Any

import pytest

from celadon.cel.environment import Environment
from celadon.cel.errors import EvaluationError
from celadon.terms.unknown import Unknown

ENVIRONMENT = Environment({"s": "string", "l": "list(string)"})


def ask(source: str, s: str = "", l: Any = ()) -> Any:  # noqa: E741 - the name of the variable in the expression
    return ENVIRONMENT.compile(source).evaluate({"s": s, "l": l})


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("apiKey", "api key"),
        ("api_key", "api key"),
        ("API-Key", "api key"),
        ("APIKey", "api key"),
        ("apikey", "apikey"),
        ("X-API-Key", "x api key"),
        ("userID", "user id"),
        ("userIDs", "user ids"),
        ("IDs", "ids"),
        ("listURLsOfUser", "list urls of user"),
        ("HTTPServer", "http server"),
        ("HTTP", "http"),
        ("getHTTPSStatus", "get https status"),
        ("ipv4Address", "ipv4 address"),
        ("sha256Hash", "sha256 hash"),
        ("OAuth2Token", "o auth2 token"),
        ("page[size]", "page size"),
        ("$top", "top"),
        ("@type", "type"),
        ("a.b c-d_e", "a b c d e"),
        ("__private__", "private"),
        ("v1beta1", "v1beta1"),
        ("2fa", "2fa"),
        ("straßeÜber", "straße über"),
        ("", ""),
        ("---", ""),
        ("A", "a"),
        ("aB", "a b"),
        ("AB", "ab"),
        ("ABc", "a bc"),
    ],
)
def test_names_are_cut_into_words(name: str, words: str) -> None:
    assert list(ask("s.words()", name)) == words.split()
    assert ask("s.normalised()", name) == words.replace(" ", "_")


CREDENTIALS = ["api_key", "apikey", "access_token", "jwt", "secret", "password"]


@pytest.mark.parametrize(
    "name", ["apiKey", "api-key", "API_KEY", "xApiKey", "x-access-token", "clientSecret", "jwt", "userPassword", "secret"]
)
def test_credentials_are_found_by_whole_words(name: str) -> None:
    assert ask("s.endsNamed(l)", name, CREDENTIALS) is True


@pytest.mark.parametrize(
    "name", ["pageToken", "nextToken", "keyword", "sort_key", "primary_key", "token_type", "secretary", "api_keys", "passwords", ""]
)
def test_what_only_contains_a_credential_name_is_none(name: str) -> None:
    assert ask("s.endsNamed(l)", name, CREDENTIALS) is False


def test_lists_of_names_may_be_empty() -> None:
    assert ask("s.endsNamed(l) || s.isNamed(l) || s.isAnyOf(l) || s.hasSegment(l) || s.pathMatches(l) || s.inStatusRange(l)", "a") is False


@pytest.mark.parametrize(
    ("name", "styles"),
    [
        ("orderId", {"camelCase"}),
        ("userID", {"camelCase"}),
        ("order_id", {"snake_case"}),
        ("order-id", {"kebab-case"}),
        ("OrderId", {"PascalCase", "Train-Case"}),
        ("ORDER_ID", {"UPPER_SNAKE_CASE"}),
        ("Order-Id", {"Train-Case"}),
        ("X-Request-ID", {"Train-Case"}),
        ("id", {"camelCase", "snake_case", "kebab-case", "flatcase"}),
        ("v1", {"camelCase", "snake_case", "kebab-case", "flatcase"}),
        ("ID", {"PascalCase", "UPPER_SNAKE_CASE", "Train-Case"}),
        ("order__id", set()),
        ("_id", set()),
        ("order-", set()),
        ("größe", set()),
        ("", set()),
        ("a b", set()),
    ],
)
def test_house_styles_of_names(name: str, styles: set[str]) -> None:
    every = ["camelCase", "snake_case", "kebab-case", "PascalCase", "UPPER_SNAKE_CASE", "Train-Case", "flatcase"]
    assert {style for style in every if ask(f"s.isCase('{style}')", name)} == styles


def test_a_style_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(EvaluationError, match='there is no style "camel"'):
        ask("'a'.isCase(s)", "camel")


@pytest.mark.parametrize(
    ("names", "style"),
    [
        ([], ""),
        (["a_b", "c_d", "eF"], "snake_case"),
        (["id", "name"], "flatcase"),
        (["LEFT", "RIGHT"], "UPPER_SNAKE_CASE"),
        (["A-B", "a b"], "Train-Case"),
        (["!!"], ""),
    ],
)
def test_the_most_common_style(names: list[str], style: str) -> None:
    assert ask("l.mostCommonCase()", l=names) == style


@pytest.mark.parametrize(
    ("path", "segments", "last"),
    [
        ("/", [], ""),
        ("", [], ""),
        ("/orders", ["orders"], "orders"),
        ("/orders/", ["orders"], "orders"),
        ("/orders/{id}", ["orders"], "orders"),
        ("/orders/{id}/items", ["orders", "items"], "items"),
        ("/orders/{id}:cancel", ["orders"], "cancel"),
        ("/orders:batchGet", ["orders:batchGet"], "batchGet"),
        ("/files/{name}.json", ["files"], "files"),
        ("/{a}/{b}", [], ""),
        ("/orders?x={y}#z", ["orders"], "orders"),
        ("/a//b", ["a", "b"], "b"),
        ("/Orders", ["Orders"], "Orders"),
        ("/q{?page,size}", [], ""),
    ],
)
def test_segments_of_paths(path: str, segments: list[str], last: str) -> None:
    assert list(ask("s.segments()", path)) == segments
    assert ask("s.lastSegment()", path) == last


@pytest.mark.parametrize(
    ("path", "name", "has", "under"),
    [
        ("/v1/Payments/{id}", "payments", True, True),
        ("/payments", "payments", True, False),
        ("/payments/", "payments", True, False),
        ("/payments:capture", "payments", True, False),
        ("/prepayments", "payments", False, False),
        ("/{payments}/x", "payments", False, False),
        ("/webhooks/stripe", "webhooks", True, True),
        ("/hooks/{id}", "hooks", True, True),
    ],
)
def test_a_path_has_a_segment_or_lies_under_it(path: str, name: str, has: bool, under: bool) -> None:
    assert (ask("s.hasSegment(l)", path, [name]), ask("s.isUnder(l)", path, [name])) == (has, under)


@pytest.mark.parametrize(
    ("glob", "matching", "others"),
    [
        ("/health*", ["/health", "/healthz", "/health-check", "/health/"], ["/health/live", "/Health", "/api/health", "/"]),
        ("/.well-known/**", ["/.well-known/openid", "/.well-known/a/b", "/.well-known"], ["/well-known/a", "/a/.well-known"]),
        ("**/token", ["/token", "/oauth/token", "/a/b/token"], ["/token/x", "/tokens", "/mytoken"]),
        ("**/token/**", ["/token", "/a/token/b/c"], ["/a/tokens/b"]),
        ("/a/*/c", ["/a/b/c", "/a/{id}/c"], ["/a/c", "/a/b/b/c"]),
        ("/a/**/c", ["/a/c", "/a/b/c", "/a/b/b/c", "/a/c/c"], ["/a/c/d", "/b/a/c"]),
        ("/users/{id}", ["/users/{userId}", "/users/{id}"], ["/users/me"]),
        ("/a*b*c", ["/abc", "/aXbYc", "/abbc"], ["/acb", "/ab", "/abcd"]),
        ("**", ["/", "/a", "/a/b"], []),
        ("*", ["/a"], ["/", "/a/b"]),
        ("/", ["/", ""], ["/a"]),
        ("**/a/**/a/**/a/**/b", [], ["/" + "/".join(["a"] * 200)]),
        ("/" + "*a" * 50, [], ["/" + "a" * 49 + "b"]),
    ],
)
def test_globs_of_paths(glob: str, matching: list[str], others: list[str]) -> None:
    assert [path for path in matching + others if ask("s.pathMatches(l)", path, [glob])] == matching


def test_a_path_matches_globs_where_it_matches_one_of_them():
    globs = ["/", "/a", "/a/*", "/a/**", "/b", "/b*", "/*/c", "/**/d", "/{id}", "/{id}/c", "a", "/{x", "/c{y}"]
    paths = ["", "/", "/a", "a", "/a/c", "/a/b/d", "/b", "/bb", "/{other}", "/{other}/c", "/c", "/{x", "/c{y}", "/d"]
    for path in paths:
        alone = [ask("s.pathMatches(l)", path, [glob]) for glob in globs]
        for first in range(len(globs)):
            for last in range(first, len(globs)):
                assert ask("s.pathMatches(l)", path, globs[first : last + 1]) is any(alone[first : last + 1])


@pytest.mark.parametrize(
    ("text", "media_type", "json", "xml", "form"),
    [
        ("application/json", "application/json", True, False, False),
        ("Application/JSON; charset=UTF-8", "application/json", True, False, False),
        ("application/problem+json", "application/problem+json", True, False, False),
        ("application/vnd.api+json;version=1", "application/vnd.api+json", True, False, False),
        ("text/json", "text/json", True, False, False),
        ("application/x-ndjson", "application/x-ndjson", False, False, False),
        ("application/jsonl", "application/jsonl", False, False, False),
        ("application/json-patch+json", "application/json-patch+json", True, False, False),
        ("text/xml", "text/xml", False, True, False),
        ("image/svg+xml", "image/svg+xml", False, True, False),
        ("multipart/form-data; boundary=x", "multipart/form-data", False, False, True),
        ("application/x-www-form-urlencoded", "application/x-www-form-urlencoded", False, False, True),
        ("*/*", "*/*", False, False, False),
        ("json", "json", False, False, False),
        ("", "", False, False, False),
    ],
)
def test_media_types(text: str, media_type: str, json: bool, xml: bool, form: bool) -> None:
    found = (ask("s.mediaType()", text), ask("s.isJson()", text), ask("s.isXml()", text), ask("s.isForm()", text))
    assert found == (media_type, json, xml, form)


def test_media_ranges_hold_types_and_never_the_other_way_round() -> None:
    assert ask("s.inMediaRange(l)", "IMAGE/png; q=1", ["image/*"]) is True
    assert ask("s.inMediaRange(l)", "*/*", ["image/*"]) is False
    assert ask("s.inMediaRange(l)", "image/*", ["image/*"]) is True
    assert ask("s.inMediaRange(l)", "application/json", ["*/*"]) is True


@pytest.mark.parametrize(
    ("documented", "in_4xx", "covers_429"),
    [
        ("429", True, True),
        ("4XX", True, True),
        ("4xx", True, True),
        ("404", True, False),
        ("default", False, False),
        ("5XX", False, False),
        ("200", False, False),
    ],
)
def test_statuses_and_their_ranges(documented: str, in_4xx: bool, covers_429: bool) -> None:
    assert (ask("s.inStatusRange('4XX')", documented), ask("s.coversStatus('429')", documented)) == (in_4xx, covers_429)


@pytest.mark.parametrize(
    ("url", "scheme", "host"),
    [
        ("https://api.example.com/v1", "https", "api.example.com"),
        ("HTTPS://API.Example.COM:8443/v1?x=http://b", "https", "api.example.com"),
        ("http://user:pass@host.example/x", "http", "host.example"),
        ("wss://[2001:DB8::1]:443/", "wss", "2001:db8::1"),
        ("//cdn.example.com/x", "", "cdn.example.com"),
        ("/v1", "", ""),
        ("v1/x", "", ""),
        ("", "", ""),
        ("./a:b", "", ""),
        ("localhost:8080/v1", "", ""),
        ("mailto:a@b.example", "mailto", ""),
        ("https://a.example\\@evil.example/", "https", "a.example"),
        ("http://a.example?x=//b", "http", "a.example"),
        ("https://a.example:", "https", "a.example"),
        ("https://a.example:{port}/v1", "https", "a.example"),
        (" https://a.example ", "https", "a.example"),
    ],
)
def test_schemes_and_hosts_of_urls(url: str, scheme: str, host: str) -> None:
    assert (ask("s.scheme()", url), ask("s.host()", url)) == (scheme, host)


@pytest.mark.parametrize("url", ["{scheme}://a.example", "{base}/v1", "ht{x}://a"])
def test_a_templated_scheme_is_unknown(url: str) -> None:
    assert isinstance(ask("s.scheme()", url), Unknown)
    assert isinstance(ask("s.isHttps()", url), Unknown)


def test_a_templated_host_is_unknown_and_its_scheme_is_not() -> None:
    assert isinstance(ask("s.host()", "https://{tenant}.example.com/"), Unknown)
    assert ask("s.isHttps()", "https://{tenant}.example.com/") is True


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST",
        "localhost.",
        "api.localhost",
        "127.0.0.1",
        "127.8.8.8",
        "::1",
        "[::1]",
        "0:0:0:0:0:0:0:1",
        "::ffff:127.0.0.1",
        "localhost:8080",
        "127.0.0.1:80",
        "http://localhost:3000/v1",
        "https://[::1]:8443/",
    ],
)
def test_this_machine_is_loopback(host: str) -> None:
    assert ask("s.isLoopback()", host) is True


@pytest.mark.parametrize(
    "host",
    [
        "localhost.example.com",
        "notlocalhost",
        "127.0.0.1.example.com",
        "127.1",
        "128.0.0.1",
        "10.0.0.1",
        "0.0.0.1",
        "::2",
        "::",
        "",
        "127.0.0.999",
        "http://localhost.example.com/",
        "https://example.com/localhost",
    ],
)
def test_everything_else_is_not(host: str) -> None:
    assert ask("s.isLoopback()", host) is False


def test_hosts_match_names_and_what_lies_below() -> None:
    assert ask("s.hostMatches(l)", "DB.svc.cluster.local.", ["*.svc.cluster.local"]) is True
    assert ask("s.hostMatches(l)", "example.com", ["*.example.com"]) is False
    assert ask("s.hostMatches(l)", "badexample.com", ["*.example.com", "example.com"]) is False
    assert ask("s.hostMatches(l)", "a.b.example.com", ["*.example.com"]) is True


def test_users_in_urls_are_seen_in_the_authority_only() -> None:
    assert ask("s.hasUserInfo()", "https://ada@example.com/") is True
    assert ask("s.hasUserInfo()", "https://example.com/?mail=a@b") is False
    assert ask("s.hasUserInfo()", "/a@b") is False


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2025-01-31", "2025-01-31T00:00:00Z"),
        (" 2025-01-31T12:00:00+02:00 ", "2025-01-31T10:00:00Z"),
        ("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z"),
        ("@1688169599", "2023-06-30T23:59:59Z"),
        ("@-1", "1969-12-31T23:59:59Z"),
    ],
)
def test_documents_state_instants_in_four_ways(text: str, instant: str) -> None:
    assert ask("string(s.instants()[0])", text) == instant


@pytest.mark.parametrize(
    "text", ["", "soon", "@", "@999999999999", "1688169599", "Sun, 06 Xxx 1994 08:49:37 GMT", "Sun, 99 Nov 1994 08:49:37 GMT", "2025-13-01"]
)
def test_other_texts_state_no_instant(text: str) -> None:
    assert ask("s.instants()", text) == []


@pytest.mark.parametrize("text", ["2025-01-31", "2024-02-29", "0001-01-01", "9999-12-31"])
def test_days_are_dates(text: str) -> None:
    assert ask("s.isDate()", text) is True
    assert ask("string(date(s))", text) == f"{text}T00:00:00Z"


@pytest.mark.parametrize(
    "text", ["2025-02-29", "2025-13-01", "31.01.2025", "2025-1-1", "", "2025-01-31T00:00:00Z", "2025-01-31 ", "20250131"]
)
def test_other_texts_are_no_dates(text: str) -> None:
    assert ask("s.isDate()", text) is False
    with pytest.raises(EvaluationError, match="is not a date"):
        ask("date(s)", text)
