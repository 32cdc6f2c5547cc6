"""`rbac`: whether its rules stop a caller without credentials, which addresses they admit, and what they cannot do.

A rule is judged by what a caller may choose: `may_hold` says whether some request of the caller satisfies it, `may_fail`
whether some request does not. A header can be chosen, the value of a secret one cannot be guessed, an address is no credential.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final

from celadon.frozen import dataclass
from celadon.models.gateways.addresses import entry_that_admits_all
from celadon.models.gateways.envoy.access.gates import Gate
from celadon.models.gateways.envoy.access.paths import EVERY_PATH, Path, Share
from celadon.models.gateways.envoy.access.requests import Cell, Requests, RuleSet, methods_of, of_string_match
from celadon.models.gateways.envoy.reading.message import Message, equals
from celadon.models.gateways.neutral.leaf import Leaf
from celadon.models.gateways.neutral.traffic import IpRules
from celadon.models.place import Place
from celadon.terms.unknown import Unknown

ACTIONS: Final = ("ALLOW", "DENY", "LOG")
ADDRESSES: Final = ("remote_ip", "direct_remote_ip", "source_ip")
JWT_FILTER: Final = "envoy.filters.http.jwt_authn"
"""Under this name `jwt_authn` stores what a verified token says; without a token nothing is stored."""

Truth = bool | Unknown


@dataclass(frozen=True, slots=True)
class Reach:
    """What a caller can make of a rule."""

    may_hold: Truth
    may_fail: Truth


ALWAYS, NEVER, CHOSEN = Reach(may_hold=True, may_fail=False), Reach(may_hold=False, may_fail=True), Reach(may_hold=True, may_fail=True)


def any_of(truths: Iterable[Truth]) -> Truth:
    """Say whether one is true; unknown where only an unknown could be."""
    doubt: Truth = False
    for truth in truths:
        if truth is True:
            return True
        doubt = truth if isinstance(truth, Unknown) else doubt
    return doubt


def all_of(truths: Iterable[Truth]) -> Truth:
    """Say whether all are true; unknown where an unknown could be false."""
    doubt: Truth = True
    for truth in truths:
        if truth is False:
            return False
        doubt = truth if isinstance(truth, Unknown) else doubt
    return doubt


def both(reaches: Sequence[Reach]) -> Reach:
    """Join rules that must hold together."""
    return Reach(may_hold=all_of(r.may_hold for r in reaches), may_fail=any_of(r.may_fail for r in reaches))


def either(reaches: Sequence[Reach]) -> Reach:
    """Join rules of which one must hold."""
    return Reach(may_hold=any_of(r.may_hold for r in reaches), may_fail=all_of(r.may_fail for r in reaches))


class Caller:
    """Who is asked about: somebody without credentials, or anybody."""

    def __init__(self, cell: Cell, *, certificate: bool = False, token: bool = False) -> None:
        """Keep which proofs the caller can bring: a client certificate, a verified token."""
        self.cell = cell
        self.certificate = CHOSEN if certificate else NEVER
        self.token = CHOSEN if token else NEVER

    def policy(self, policy: Message) -> Reach:
        """Judge one policy: a permission and a principal, and its condition."""
        permission = either([self.rule(item, "rules") for item in policy.items("permissions")])
        principal = either([self.rule(item, "ids") for item in policy.items("principals")])
        reaches = [permission, principal]
        if policy.has("condition") or policy.has("checked_condition"):
            doubt = Unknown("a condition in CEL belongs to the policy of rbac")
            reaches.append(Reach(may_hold=doubt, may_fail=doubt))
        return both(reaches)

    def rule(self, message: Message, members: str) -> Reach:
        """Judge a permission (`members` is `rules`) or a principal (`ids`)."""
        if message.unknown is not None:
            return Reach(may_hold=message.unknown, may_fail=message.unknown)
        if message.flag("any") is True:
            return ALWAYS
        for prefix, join in (("and", both), ("or", either)):
            group = message.get(f"{prefix}_{members}")
            if group is not None:
                return join([self.rule(item, members) for item in group.items(members)])
        negated = message.get("not_rule" if members == "rules" else "not_id")
        if negated is not None:
            inner = self.rule(negated, members)
            return Reach(may_hold=inner.may_fail, may_fail=inner.may_hold)
        return self._plain(message)

    def _plain(self, message: Message) -> Reach:
        requests = requests_of(message)
        if requests is not None:
            covered = self.cell.share_of(requests)
            return ALWAYS if covered is Share.ALL else CHOSEN if covered is Share.PART else NEVER
        if message.has("authenticated"):
            return self.certificate
        if any(message.has(field) for field in (*ADDRESSES, "destination_ip", "destination_port", "destination_port_range")):
            return CHOSEN
        if message.has("requested_server_name"):
            return CHOSEN
        if message.has("header"):
            return _header(message.get("header"))
        for way in (("metadata",), ("sourced_metadata", "metadata_matcher")):
            matcher = message.dig(*way)
            if matcher is not None and equals(matcher.text("filter"), JWT_FILTER):
                return self.token
        doubt = Unknown("a rule of rbac depends on what the file does not tell")
        return Reach(may_hold=doubt, may_fail=doubt)


def _header(matcher: Message | None) -> Reach:
    """Judge a header: a caller can leave it out or send it, and guess a pattern but not an exact value."""
    if matcher is None:
        return CHOSEN
    string = matcher.get("string_match")
    exact = matcher.has("exact_match") if string is None else string.has("exact")
    guessed: Truth = True
    if exact and not str(matcher.raw("name")).startswith(":"):
        guessed = Unknown(f"the header {matcher.raw('name')} may carry a credential")
    inverted = matcher.flag("invert_match") is True
    return Reach(may_hold=True, may_fail=guessed) if inverted else Reach(may_hold=guessed, may_fail=True)


def requests_of(message: Message) -> Requests | None:
    """Read a permission or principal that is a set of requests: a path, or the method; None for anything else."""
    matcher = message.dig("url_path", "path")
    if matcher is not None:
        path = of_string_match(matcher)
        return None if path is None else Requests(path)
    template = message.dig("uri_template", "typed_config")
    if template is not None:
        text = template.text("path_template")
        return None if isinstance(text, Unknown) else Requests(Path("template", text))
    header = message.get("header")
    if header is None:
        return None
    if equals(header.text("name"), ":method"):
        methods = methods_of(header)
        return None if methods is None else Requests(EVERY_PATH, methods)
    if equals(header.text("name"), ":path") and header.flag("invert_match") is False:
        path = of_string_match(header.get("string_match"))
        return None if path is None else Requests(path)
    return None


class Permissions:
    """The rules of one `rbac`, read once for all the cells on which they are in effect."""

    def __init__(self, config: Message) -> None:
        """Keep; rules are read when somebody asks for them."""
        self.config = config
        self.rules = config.get("rules")

    @cached_property
    def policies(self) -> list[Message]:
        """The policies in the order written."""
        return [] if self.rules is None else [policy for _, policy in self.rules.entries("policies")]

    @cached_property
    def cuts(self) -> RuleSet:
        """The sets of requests that the rules tell apart."""
        return RuleSet(requests_in(self.rules))

    @cached_property
    def names_certificates(self) -> bool:
        """Whether the rules name callers by their certificates."""
        return asks_for_certificate(self.rules)

    @cached_property
    def networks(self) -> tuple[list[tuple[str, Place]], list[tuple[str, Place]]]:
        """The addresses that may come, and those that may not."""
        return _admitted_networks(self)

    def concerning(self, cell: Cell) -> list[Message]:
        """List the policies that may permit something on a cell; the others neither allow nor deny anything there."""
        everywhere, somewhere, owners = self._by_requests
        found = {owners[number] for number, _ in somewhere.shares_of(cell)}
        return [self.policies[number] for number in sorted({*everywhere, *found})]

    @cached_property
    def _by_requests(self) -> tuple[list[int], RuleSet, list[int]]:
        everywhere: list[int] = []
        needed: list[Requests] = []
        owners: list[int] = []
        for number, policy in enumerate(self.policies):
            found = _needed(policy.items("permissions"), "rules")
            if found is None:
                everywhere.append(number)
            else:
                needed += found
                owners += [number] * len(found)
        return everywhere, RuleSet(needed), owners


def _needed(messages: Sequence[Message], members: str) -> list[Requests] | None:
    """List sets of requests of which one is needed for any of some rules to hold; None where a rule may hold on others too."""
    found: list[Requests] = []
    for message in messages:
        several, all_of_them = message.get(f"or_{members}"), message.get(f"and_{members}")
        one = requests_of(message)
        if message.unknown is not None or message.flag("any") is True:
            return None
        if all_of_them is not None:
            each = [_needed([item], members) for item in all_of_them.items(members)]
            inner = next((needs for needs in each if needs is not None), None)
        elif several is not None:
            inner = _needed(several.items(members), members)
        else:
            inner = None if one is None else [one]
        if inner is None:
            return None
        found += inner
    return found


def requests_in(rules: Message | None) -> list[Requests]:
    """List every set of requests that rules speak of, however deep: they cut routes into cells."""
    return [requests for message in _walk(rules) if (requests := requests_of(message)) is not None]


def names_remote_addresses(rules: Message | None) -> bool:
    """Tell whether rules name the client's address as headers give it; the other addresses come from the connection."""
    return any(message.has("remote_ip") for message in _walk(rules))


def _walk(rules: Message | None) -> Iterator[Message]:
    """Visit every permission and principal of rules, however deep."""
    pending = [] if rules is None else [item for _, policy in rules.entries("policies") for item in _parts(policy)]
    while pending:
        message = pending.pop()
        yield message
        for group, members in (("and_rules", "rules"), ("or_rules", "rules"), ("and_ids", "ids"), ("or_ids", "ids")):
            inner = message.get(group)
            pending += [] if inner is None else inner.items(members)
        pending += [inner for field in ("not_rule", "not_id") if (inner := message.get(field)) is not None]


def asks_for_certificate(rules: Message | None) -> bool:
    """Tell whether rules name callers by their certificates."""
    return any(message.has("authenticated") for message in _walk(rules))


def _parts(policy: Message) -> list[Message]:
    return [*policy.items("permissions"), *policy.items("principals")]


def rules_gate(permissions: Permissions, anybody: Caller) -> Gate:
    """Judge the rules of `rbac` for a caller without credentials; shadow rules and the action LOG stop nobody.

    `anybody` brings what this listener and the filters before can prove: where even that passes nothing, nobody passes.
    """
    config, rules = permissions.config, permissions.rules
    if config.has("matcher"):
        doubt = Unknown("the matcher of rbac is not read")
        return _gate(admits=doubt, because=doubt.reason, at=config.place_of("matcher"))
    if rules is None:
        shadow = config.has("shadow_rules") or config.has("shadow_matcher")
        because = "rbac has shadow rules only" if shadow else "rbac has no rules"
        return _gate(admits=True, because=because, at=config.place_of("shadow_rules") if shadow else config.place)
    action = rules.word("action", ACTIONS)
    if isinstance(action, Unknown):
        return _gate(admits=action, because=action.reason, at=rules.place)
    if action == "LOG":
        return _gate(admits=True, because="rbac only logs", at=rules.place_of("action"))
    stranger = admitted(permissions, action, Caller(anybody.cell))
    because = "rbac admits callers without credentials" if stranger is True else "rbac refuses callers without credentials"
    because = stranger.reason if isinstance(stranger, Unknown) else because
    at = None if stranger is True else rules.place
    return _gate(admits=stranger, because=because, at=at, admits_nobody=admitted(permissions, action, anybody) is False)


def _gate(*, admits: Truth, because: str, at: Place | None = None, admits_nobody: bool = False) -> Gate:
    return Gate(admits=admits, because=because, at=at, authenticates=False, admits_nobody=admits_nobody)


def admitted(permissions: Permissions, action: str, caller: Caller) -> Truth:
    """Say whether some request of a caller passes the rules."""
    reaches = [caller.policy(policy) for policy in permissions.concerning(caller.cell)]
    return any_of(r.may_hold for r in reaches) if action == "ALLOW" else all_of(r.may_fail for r in reaches)


def address_rules(every: Sequence[Permissions], place: Place) -> IpRules:
    """Read which addresses may come: those of ALLOW where every policy names some, those that DENY excepts."""
    allow = [entry for one in every for entry in one.networks[0]]
    deny = [entry for one in every for entry in one.networks[1]]
    wide = entry_that_admits_all([network for network, _ in allow])
    wide_at = next((at for network, at in allow if network == wide), place)
    return IpRules(place, None, allow=_listed(allow, place), deny=_listed(deny, place), admits_all=Leaf(wide is not None, wide_at))


def _admitted_networks(permissions: Permissions) -> tuple[list[tuple[str, Place]], list[tuple[str, Place]]]:
    rules, policies = permissions.rules, permissions.policies
    if rules is None:
        return [], []
    found = [_networks(policy, negated=False) for policy in policies]
    named = [entry for entries in found for entry in entries]
    if equals(rules.word("action", ACTIONS), "ALLOW"):
        return (named if policies and all(found) else []), []
    if equals(rules.word("action", ACTIONS), "DENY"):
        return [entry for policy in policies for entry in _networks(policy, negated=True)], named
    return [], []


def _networks(policy: Message, *, negated: bool) -> list[tuple[str, Place]]:
    """List the networks of a policy's principals where every principal needs one; `negated`: those that are excepted."""
    found: list[tuple[str, Place]] = []
    for principal in policy.items("principals"):
        inner = principal.get("not_id") if negated else principal
        networks = [] if inner is None else _of_principal(inner)
        if not networks:
            return []
        found += networks
    return found


def _of_principal(principal: Message) -> list[tuple[str, Place]]:
    for field in ADDRESSES:
        block = principal.get(field)
        if block is not None:
            prefix = block.text("address_prefix")
            length = block.whole("prefix_len", 0)  # absent is 0 and admits every address: core/v3/address.proto, CidrRange
            return [] if isinstance(prefix, Unknown) or isinstance(length, Unknown) else [(f"{prefix}/{length}", block.place)]
    group = principal.get("or_ids")
    if group is not None:
        each = [_of_principal(item) for item in group.items("ids")]
        return [entry for entries in each for entry in entries] if all(each) else []
    group = principal.get("and_ids")
    return [] if group is None else next((found for item in group.items("ids") if (found := _of_principal(item))), [])


def _listed(entries: Sequence[tuple[str, Place]], place: Place) -> Leaf[tuple[str, ...]]:
    origin = entries[0][1] if entries else place
    return Leaf(tuple(network for network, _ in entries), origin, "explicit", tuple(at for _, at in entries))
