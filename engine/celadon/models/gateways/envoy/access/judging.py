"""Who gets through on one cell of a route: every filter's gate in the order of the chain, and the connection's own before them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice, product
from typing import Final

from celadon.models.gateways.envoy.access.credentials import (
    basic_gate,
    certificate_item,
    code_gate,
    external_gate,
    key_gate,
    login_gate,
)
from celadon.models.gateways.envoy.access.endpoints import Transport
from celadon.models.gateways.envoy.access.gates import Gate, Plugins, asked, combine
from celadon.models.gateways.envoy.access.requests import Cell, RuleSet
from celadon.models.gateways.envoy.access.rules import Caller, Permissions, rules_gate
from celadon.models.gateways.envoy.access.tokens import Providers, token_gates
from celadon.models.gateways.envoy.chain import Filter, Setting
from celadon.models.gateways.envoy.reading.extensions import Power, power_of
from celadon.models.gateways.envoy.reading.message import Message
from celadon.models.gateways.envoy.reading.resources import Resources
from celadon.models.gateways.neutral.authentication import Auth
from celadon.models.place import Place
from celadon.terms.unknown import Unknown

MOST_VARIANTS: Final = 16
"""Cases of one cell that depend on conditions of jwt_authn rules; more are not listed."""


@dataclass(slots=True)
class Connection:
    """What the connection says of its client before any filter runs."""

    certificate: str = "none"
    """Client certificates: `none`, `optional` or `required`."""
    place: Place | None = None


@dataclass(slots=True)
class Access:
    """What gates need to know of a connection manager."""

    resources: Resources
    transport: Transport
    plugins: Plugins
    connection: Connection
    unknown: Unknown | None = None
    """Why the filters are not known: a file of routes does not say which connection manager uses it."""
    _providers: dict[int, Providers] = field(default_factory=dict)
    _permissions: dict[int, Permissions] = field(default_factory=dict)

    def providers(self, one: Filter) -> Providers:
        """Read `jwt_authn`, once."""
        if id(one) not in self._providers:
            self._providers[id(one)] = Providers(one.config, self.transport)
        return self._providers[id(one)]

    def permissions(self, config: Message) -> Permissions:
        """Read the rules of an `rbac`, once for each that is written; an empty one has no identity of its own."""
        if not config.node:
            return Permissions(config)
        if id(config.node) not in self._permissions:
            self._permissions[id(config.node)] = Permissions(config)
        return self._permissions[id(config.node)]


@dataclass(slots=True)
class Verdict:
    """Who gets through in one case."""

    auth: Auth
    admits_nobody: str | None
    """Why no request at all goes on; None where some do."""


def rbac_config(setting: Setting) -> Message | None:
    """Give the rules in effect; a route that replaces them by nothing switches the filter off."""
    if setting.enabled is not True:
        return None
    own = setting.own
    return setting.filter.config if own is None else own.get("rbac")


def cuts(settings: Sequence[Setting], access: Access) -> list[RuleSet]:
    """List the sets of requests that filters tell apart."""
    found: list[RuleSet] = []
    for setting in settings:
        if setting.filter.kind == "jwt_authn" and setting.enabled is True and setting.own is None:
            found.append(access.providers(setting.filter).rules)
        elif setting.filter.kind == "rbac" and (config := rbac_config(setting)) is not None:
            found.append(access.permissions(config).cuts)
    return found


def verdicts(place: Place, settings: Sequence[Setting], cell: Cell, access: Access, beyond: Unknown | None) -> list[Verdict]:
    """Judge a cell: one verdict, or one for each case where a rule depends on a condition. Every verdict has items of its own.

    `beyond` says why somebody behind all filters may refuse as well.
    """
    if access.unknown is not None:
        return [_verdict(place, [Gate(admits=access.unknown, because=access.unknown.reason)])]
    last = [] if beyond is None else [Gate(admits=beyond, because=beyond.reason)]
    cases = [range(len(gates)) for gates in _gates(settings, cell, access)]
    chosen = islice(product(*cases), MOST_VARIANTS)
    each = ([gates[index] for gates, index in zip(_gates(settings, cell, access), case, strict=True)] for case in chosen)
    return [_verdict(place, [*gates, *last]) for gates in each]


def _verdict(place: Place, gates: list[Gate]) -> Verdict:
    nobody = next((gate.because for gate in gates if gate.admits_nobody), None)
    return Verdict(combine(place, gates), nobody)


def _gates(settings: Sequence[Setting], cell: Cell, access: Access) -> list[list[Gate]]:
    """Build the gates of every filter that matters, in order; a list of several are cases of which one applies."""
    rules, refuses = _rules(settings, cell, access)
    found: list[list[Gate]] = []
    if access.connection.certificate == "required" and access.connection.place is not None:
        found.append([asked(certificate_item(access.connection.place), "the listener asks for a client certificate")])
    for setting in settings:
        kind = setting.filter.kind
        if power_of(kind) is Power.NOTHING:
            continue
        if id(setting) in rules:
            found.append([rules[id(setting)]])
        elif setting.enabled is False:
            if power_of(kind) is Power.JUDGED:
                found.append([Gate(admits=True, because=f"{kind} is switched off here", at=setting.off_at, authenticates=kind != "rbac")])
        elif isinstance(setting.enabled, Unknown):
            found.append([Gate(admits=setting.enabled, because=setting.enabled.reason, at=setting.off_at)])
        else:
            gates = _of_filter(setting, cell, access, refuses=refuses)
            found += [gates] if gates else []
    return found


def _of_filter(setting: Setting, cell: Cell, access: Access, *, refuses: bool) -> list[Gate]:
    one = setting.filter
    if one.unknown is not None:
        return [Gate(admits=one.unknown, because=one.unknown.reason, at=one.holder.place)]
    plugin = access.plugins.of(setting.source)
    readers: dict[str, Callable[[], list[Gate]]] = {
        "jwt_authn": lambda: token_gates(setting, cell, access.providers(one), plugin, refused_elsewhere=refuses),
        "basic_auth": lambda: [basic_gate(setting, plugin, refused_elsewhere=refuses)],
        "api_key_auth": lambda: [key_gate(setting, plugin)],
        "ext_authz": lambda: [external_gate(setting, access.resources, access.transport, plugin)],
        "oauth2": lambda: [login_gate(setting, access.transport, plugin)],
    }
    if one.kind in readers:
        return readers[one.kind]()
    code = code_gate(setting)
    return [] if code is None else [code]


def _rules(settings: Sequence[Setting], cell: Cell, access: Access) -> tuple[dict[int, Gate], bool]:
    """Judge `rbac` first: a token that others let be missing may be asked for here."""
    found: dict[int, Gate] = {}
    token = False
    for setting in settings:
        if setting.filter.kind == "jwt_authn":
            token = token or setting.enabled is not False
        elif setting.filter.kind == "rbac" and setting.filter.unknown is None and setting.enabled is True:
            config = rbac_config(setting)
            if config is None:
                found[id(setting)] = Gate(admits=True, because="rbac is switched off here", at=setting.off_at, authenticates=False)
                continue
            permissions = access.permissions(config)
            gate = rules_gate(permissions, Caller(cell, certificate=access.connection.certificate != "none", token=token))
            if gate.admits is False and access.connection.certificate == "optional" and permissions.names_certificates:
                gate.items, gate.alternatives = [certificate_item(config.place)], [(0,)]
            found[id(setting)] = gate
    return found, any(gate.admits is False for gate in found.values())
