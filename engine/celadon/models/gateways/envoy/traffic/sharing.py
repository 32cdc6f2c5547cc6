"""CORS of a route: the filter's policy of the most specific level; Envoy echoes every origin that it allows."""

from collections.abc import Callable, Sequence
from typing import Final

from celadon.models.gateways.envoy.access.gates import Plugins
from celadon.models.gateways.envoy.chain import Level, Setting
from celadon.models.gateways.envoy.reading.message import Message, equals
from celadon.models.gateways.envoy.reading.resources import Resources, share_of_requests
from celadon.models.gateways.neutral.leaf import Leaf
from celadon.models.gateways.neutral.plugin import Plugin
from celadon.models.gateways.neutral.traffic import Cors, OriginPattern
from celadon.models.gateways.origins import expression, judge
from celadon.models.place import Place
from celadon.models.view import Node
from celadon.terms.unknown import Unknown

STAR: Final = "*"
"""A matcher that matches this text allows every origin: source/extensions/filters/http/cors/cors_filter.cc."""

MATCHERS: Final = ("exact", "prefix", "suffix", "contains", "safe_regex")


def build_cors(settings: Sequence[Setting], levels: Sequence[tuple[Level, Message]], resources: Resources, plugins: Plugins) -> Cors | None:
    """Read the policy in effect; without the filter in the chain there is none, whatever routes say."""
    setting = next((one for one in settings if one.filter.kind == "cors"), None)
    if setting is None or setting.enabled is False:
        return None
    own = setting.own
    policy = _deprecated(levels) if own is None else own
    return None if policy is None else cors_of(policy, resources, plugins.of(setting.source))


def cors_of(policy: Message, resources: Resources, plugin: Plugin | None) -> Cors | None:
    """Read a `CorsPolicy`; None where it is switched off for every request or allows no origin."""
    if equals(share_of_requests(resources, policy.get("filter_enabled"), 100.0), 0.0):
        return None
    matchers = [*policy.items("allow_origin_string_match")]
    patterns = [_pattern(matcher) for matcher in matchers] or [_listed(place, node) for place, node in policy.nodes("allow_origin")]
    if not patterns and policy.unknown is None:
        return None
    wide = next((pattern for pattern in patterns if pattern.leaf("matches_any").value is True), None)
    null = next((pattern for pattern in patterns if pattern.leaf("matches_null").value is True), None)
    unclear = next((value for pattern in patterns if isinstance(value := pattern.leaf("matches_any").value, Unknown)), None)
    texts = tuple(str(pattern.leaf("text").value) for pattern in patterns if isinstance(pattern.leaf("text").value, str))
    at = policy.place_of("allow_origin_string_match")
    cors = Cors(
        policy.place,
        policy.node,
        origins=Leaf(texts, at, "explicit", tuple(pattern.place for pattern in patterns)),
        patterns=tuple(patterns),
        any_origin=Leaf(True, wide.place) if wide else Leaf(False if unclear is None else unclear, at),
        null_origin=Leaf(True, null.place) if null and not wide else Leaf(False, at),
        credentials=policy.stated("allow_credentials", policy.flag("allow_credentials")),
        effect="reflect",
        methods=_words(policy, "allow_methods"),
        headers=_words(policy, "allow_headers"),
        expose=_words(policy, "expose_headers"),
        max_age_s=policy.stated("max_age", policy.whole("max_age")),
        plugin=plugin,
    )
    cors.adopt("cors", patterns)
    return cors


def _deprecated(levels: Sequence[tuple[Level, Message]]) -> Message | None:
    """Find the policy in the `cors` field of a route action or virtual host, where Envoy still reads it."""
    for level, message in levels:
        holder = message.get("route") if level == "route" else message
        policy = None if holder is None else holder.get("cors")
        if policy is not None:
            return policy
    return None


def _words(policy: Message, field: str) -> Leaf[tuple[str, ...]]:
    """Split a list that is written as one header value."""
    text = policy.text(field)
    return policy.stated(field, text if isinstance(text, Unknown) else tuple(part.strip() for part in text.split(",") if part.strip()))


def _listed(place: Place, node: Node) -> OriginPattern:
    """Read an entry of `allow_origin`, the list of v2: text that is compared exactly, or the star."""
    return _judged(place, node, "exact", node if isinstance(node, str) else Unknown("the origin is not known"), ignores_case=False)


def _pattern(matcher: Message) -> OriginPattern:
    """Read a `StringMatcher` of origins."""
    for field in MATCHERS:
        if matcher.has(field):
            expressed = matcher.get(field) if field == "safe_regex" else None
            text = matcher.text(field) if expressed is None else expressed.text("regex")
            return _judged(matcher.place, matcher.node, field, text, ignores_case=matcher.flag("ignore_case") is True)
    if matcher.has("regex"):  # before v3
        return _judged(matcher.place, matcher.node, "safe_regex", matcher.text("regex"), ignores_case=False)
    doubt = Unknown("the origin matcher is not known") if matcher.unknown is None else matcher.unknown
    return _judged(matcher.place, matcher.node, "exact", doubt, ignores_case=False)


def _judged(place: Place, node: Node, field: str, text: str | Unknown, *, ignores_case: bool) -> OriginPattern:
    kind = {"safe_regex": "regex", "contains": "wildcard"}.get(field, field)
    matches = text if isinstance(text, Unknown) else _comparison(field, text, ignores_case=ignores_case)
    if isinstance(text, Unknown) or isinstance(matches, Unknown):
        doubt: Leaf[object] = Leaf(text if isinstance(text, Unknown) else matches, place)
        facts = dict.fromkeys(("text", "matches_any", "matches_null", "lookalike"), doubt)
        return OriginPattern(place, node, kind=kind, anchored=True, **facts)
    found = judge(matches, text)
    matches_any = found.matches_any or matches(STAR)
    return OriginPattern(
        place,
        node,
        text=text,
        kind=kind,
        anchored=field != "contains",
        matches_any=matches_any,
        matches_null=found.matches_null and not matches_any,
        lookalike=None if matches_any or field == "exact" else found.lookalike,
    )


def _comparison(field: str, wanted: str, *, ignores_case: bool) -> Callable[[str], bool] | Unknown:
    """Compare as a `StringMatcher` does; `ignore_case` has no effect on expressions."""
    if field == "safe_regex":
        return expression(wanted, whole=True)
    text = wanted.lower() if ignores_case else wanted
    compare: dict[str, Callable[[str], bool]] = {
        "exact": lambda origin: origin == text,
        "prefix": lambda origin: origin.startswith(text),
        "suffix": lambda origin: origin.endswith(text),
        "contains": lambda origin: text in origin,
    }
    chosen = compare[field]
    return (lambda origin: chosen(origin.lower())) if ignores_case else chosen
