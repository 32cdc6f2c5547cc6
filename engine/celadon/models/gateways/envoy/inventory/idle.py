"""What is written and has no effect: filters nobody switches on, rules behind wider ones, policies without their filter."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from celadon.models.gateways.envoy.access.requests import Turns
from celadon.models.gateways.envoy.access.rules import ACTIONS
from celadon.models.gateways.envoy.access.tokens import Requirement, rules_of
from celadon.models.gateways.envoy.chain import Filter, Override
from celadon.models.gateways.envoy.reading.message import Message, equals
from celadon.models.gateways.envoy.traffic.encryption import trusts
from celadon.models.gateways.envoy.traffic.rates import SHADOWS
from celadon.models.gateways.neutral.plugin import SecurityEntry
from celadon.models.gateways.neutral.route import Route
from celadon.models.place import Place
from celadon.terms.location import Token

KINDS: Final[dict[str, str]] = {
    "jwt_authn": "authentication", "ext_authz": "authentication", "basic_auth": "authentication", "api_key_auth": "authentication",
    "oauth2": "authentication", "rbac": "authorization", "local_ratelimit": "rate_limit", "ratelimit": "rate_limit", "cors": "cors",
}  # fmt: skip
"""Filters whose idleness matters, in the words of the neutral model."""


class InUse:
    """One chain of filters with everything that routes below it say about them."""

    def __init__(self, filters: Sequence[Filter], overrides: Sequence[tuple[str, Override]], levels: Sequence[Message]) -> None:
        """Keep; `levels` are the routes and virtual hosts."""
        self.filters = filters
        self.overrides = overrides
        self.levels = levels


def idle_in(use: InUse) -> Iterator[SecurityEntry]:
    """List what one chain and its routes hold in vain."""
    names = {one.name for one in use.filters}
    enabled = {name for name, override in use.overrides if override.disabled is False}
    for one in use.filters:
        kind = KINDS.get(one.kind)
        if kind is None or one.unknown is not None:
            continue
        if one.disabled is True and one.name not in enabled:
            yield _dead(
                one.holder.place_of("disabled"), kind, one.name, "disabled", "the filter is switched off and no route switches it on"
            )
        if one.kind == "jwt_authn":
            yield from _tokens(one, [override.message for name, override in use.overrides if name == one.name])
        elif one.kind == "rbac":
            yield from _rules(one.config, one.name)
        elif one.kind == "ext_authz" and one.config.flag("shadow_mode") is True:
            yield _dead(one.config.place_of("shadow_mode"), kind, one.name, "shadow", "shadow mode refuses nobody")
        elif one.kind == "ratelimit" and not _has_actions(use, one):
            yield _dead(one.holder.place, kind, one.name, "no_target", "no route has actions that say what to count")
    for name, override in use.overrides:
        kind = KINDS.get(_last(name))
        if name not in names and kind is not None:
            yield _dead(override.entry.place, kind, name, "no_target", f"no filter of the chain is called {name}")


def idle_route(route: Message) -> SecurityEntry:
    """Show a route that no request reaches."""
    name = route.text("name")
    shown = name if isinstance(name, str) and name else route.place.pointer
    return _dead(route.place, "route", shown, "overridden", "an earlier route takes all of its requests")


def idle_limits(routes: Iterable[Route]) -> Iterator[SecurityEntry]:
    """List the limits that run in shadow on some route: 0 % of requests are counted, or refused."""
    seen: set[tuple[Token, ...]] = set()
    for limit in (limit for route in routes for limit in route.rate_limits):
        why, at = limit.leaf("ineffective").value, limit.leaf("enforced").place
        if why in SHADOWS and at.tokens not in seen:
            seen.add(at.tokens)
            yield _dead(at, "rate_limit", limit.name, "shadow", f"it is {why}")


def idle_certificates(contexts: Iterable[tuple[str, Message]]) -> Iterator[SecurityEntry]:
    """List listeners that ask for a client certificate and check none."""
    for name, context in contexts:
        if context.flag("require_client_certificate") is True and trusts(context) is False:
            because = "without a trusted CA no client certificate is checked"
            yield _dead(context.place_of("require_client_certificate"), "tls", name, "no_target", because)


def _tokens(one: Filter, own: Sequence[Message]) -> Iterator[SecurityEntry]:
    """List providers and requirements that no rule names, and rules that an earlier one leaves nothing."""
    rules = rules_of(one.config)
    requirements = dict(one.config.entries("requirement_map"))
    named = {str(message.raw("requirement_name")) for message in (*own, *rules.messages) if message.has("requirement_name")}
    used = [Requirement(requires) for rule in rules.messages if (requires := rule.get("requires")) is not None]
    used += [Requirement(message) for name, message in requirements.items() if name in named]
    by_state = one.config.has("filter_state_rules")
    takes_all = any(not needed.names for needed in used)
    wanted = {name for needed in used for name in needed.names}
    for name, provider in one.config.entries("providers"):
        if name not in wanted and not takes_all and not by_state:
            yield _dead(provider.place, "authentication", f"jwt_authn provider {name}", "unreferenced", "no rule requires the provider")
    for name, message in requirements.items():
        if name not in named and not by_state:
            yield _dead(
                message.place, "authentication", f"jwt_authn requirement {name}", "unreferenced", "no rule or route names the requirement"
            )
    turns = Turns(rules.requests)
    for number, (requests, rule) in enumerate(zip(rules.requests, rules.messages, strict=True)):
        if turns.leave_nothing(requests.whole, number):
            yield _dead(rule.place, "authentication", "jwt_authn rule", "overridden", "an earlier rule takes all of its requests")


def _rules(config: Message, name: str) -> Iterator[SecurityEntry]:
    """List rules that refuse nobody: LOG, DENY without policies, shadow rules alone."""
    rules = config.get("rules")
    if rules is None:
        if config.has("shadow_rules"):
            yield _dead(config.place_of("shadow_rules"), "authorization", name, "shadow", "shadow rules refuse nobody")
        return
    action = rules.word("action", ACTIONS)
    if equals(action, "LOG"):
        yield _dead(rules.place_of("action"), "authorization", name, "shadow", "the action LOG refuses nobody")
    elif equals(action, "DENY") and not rules.entries("policies"):
        yield _dead(rules.place, "authorization", name, "no_target", "DENY without policies refuses nobody")


def _has_actions(use: InUse, one: Filter) -> bool:
    messages = [one.config, *(override.message for name, override in use.overrides if name == one.name), *use.levels]
    messages += [action for level in use.levels if (action := level.get("route")) is not None]
    return any(message.has("rate_limits") for message in messages)


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _dead(place: Place, kind: str, name: str, why: str, because: str) -> SecurityEntry:
    return SecurityEntry(place, None, kind=kind, name=name, why=why, reason=because)
