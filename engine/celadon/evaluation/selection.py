"""Which policies run on a document, at which severity, with which parameters, and who said so.

Weakest first: the policy, the profile, `params` under `bundles`, `policies:` in settings, the last scope that matches the document.
`--policy` chooses instead of the profile; `--skip` takes away at the end.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fnmatch import fnmatchcase

from celadon.bundles.params import misfit_of
from celadon.exemptions.places import matches_path
from celadon.frozen import dataclass, field, replace
from celadon.settings import BundleUse, PolicySetting, Scope
from celadon.sources.shaping import did_you_mean
from celadon.terms.errors import InvalidUsage, Problem
from celadon.terms.location import Location
from celadon.terms.policy import Bundle, ParamValue, Policy
from celadon.terms.report import Disabled
from celadon.terms.severity import Severity, Stage

Values = Mapping[str, ParamValue]
USUAL_PROFILES = ("starter", "recommended", "strict")
"""Those that may be asked of every bundle; one that does not have it gives its stable policies."""
GLOB_SIGNS = "*?["


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One policy that runs."""

    policy: Policy
    severity: Severity
    params: Values
    """What differs from the defaults."""
    origin: str
    """Who chose it, such as `profile recommended`."""
    severity_then: Severity | None = None
    """Its severity from the day on which it takes effect; None where that is no other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What settings and flags ask for."""

    profile: str = "recommended"
    profile_at: Location | None = None
    """Where settings name it."""
    only: tuple[str, ...] = ()
    """`--policy`: names or globs; a name chooses a policy whatever the profile says."""
    skip: tuple[str, ...] = ()
    uses: tuple[BundleUse, ...] = ()
    policies: Mapping[str, PolicySetting] = field(default_factory=dict)
    scopes: tuple[Scope, ...] = ()


class Selection:
    """The choices of a run. They are the same for all documents that the same scopes match."""

    def __init__(self, bundles: Sequence[Bundle], wishes: Wishes, *, today: date) -> None:
        """Work out everything; raises InvalidUsage with every unknown name, misfit value and forbidden weakening."""
        self._problems: list[Problem] = []
        self._wishes = wishes
        self._today = today
        self.policies: dict[str, Policy] = {policy.name: policy for bundle in bundles for policy in bundle.policies}
        """Every known policy by full name."""
        self.names = _names(self.policies.values())
        """Every name that people may use: full names, short ids that are unique, aliases."""
        self.disabled: tuple[Disabled, ...] = ()
        self._chosen = self._by_profile(bundles) if not wishes.only else self._by_name(bundles)
        self._by_scopes: dict[tuple[int, ...], tuple[Choice, ...]] = {}
        self._check_profile(bundles)
        self._matched: set[int] = set()
        self._skipped = {name for pattern in wishes.skip for name in self._matching(pattern, "--skip")}
        self.at_rest = self._settled(())
        """The choices where no scope matches, sorted by policy."""
        for number in range(len(wishes.scopes)):
            self._settled((number,))
        if self._problems:
            raise InvalidUsage(self._problems)

    def of(self, document: str) -> tuple[Choice, ...]:
        """Give the choices for a document, sorted by policy."""
        matched = tuple(
            number for number, scope in enumerate(self._wishes.scopes) if any(matches_path(pattern, document) for pattern in scope.paths)
        )
        self._matched.update(matched)
        return self._settled(matched)

    def idle_scopes(self) -> tuple[Problem, ...]:
        """Name the scopes that matched no document that was asked for so far."""
        hint = "check the patterns: they are relative to the settings, and '**' spans folders"
        idle = [scope for number, scope in enumerate(self._wishes.scopes) if number not in self._matched]
        messages = [(f"no document is in the scope {', '.join(scope.paths)}", scope.location) for scope in idle]
        return tuple(Problem(kind="unmatched-scope", message=message, hint=hint, location=place) for message, place in messages)

    def _check_profile(self, bundles: Sequence[Bundle]) -> None:
        """Complain of a profile that is none of the usual ones and that no bundle has: each would give its stable policies."""
        known = {*USUAL_PROFILES, *(name for bundle in bundles for name in bundle.profiles)}
        if self._wishes.profile not in known:
            hint = did_you_mean(self._wishes.profile, known)
            self._complain(f"no bundle has a profile '{self._wishes.profile}'", hint, self._wishes.profile_at)

    def _by_profile(self, bundles: Sequence[Bundle]) -> dict[str, Choice]:
        return {choice.policy.name: choice for bundle in bundles for choice in self._profile_choices(bundle)}

    def _profile_choices(self, bundle: Bundle) -> Iterable[Choice]:
        """Give the profile's policies; the stable ones where the bundle does not have the profile."""
        profile = bundle.profiles.get(self._wishes.profile)
        for policy in bundle.policies:
            if profile is None:
                if policy.stage is Stage.STABLE:
                    yield Choice(policy=policy, severity=policy.severity, params={}, origin=f"stable policies of {bundle.name}")
            elif policy.id in profile.policies:
                severity = profile.policies[policy.id] or policy.severity
                origin = f"profile {profile.name}"
                yield Choice(policy=policy, severity=severity, params=profile.params.get(policy.id, {}), origin=origin)

    def _by_name(self, bundles: Sequence[Bundle]) -> dict[str, Choice]:
        in_profile = self._by_profile(bundles)
        chosen = {}
        for pattern in self._wishes.only:
            for name in self._matching(pattern, "--policy"):
                policy = self.policies[name]
                alone = Choice(policy=policy, severity=policy.severity, params={}, origin="")
                chosen[name] = replace(in_profile.get(name, alone), origin=f"--policy {pattern}")
        return chosen

    def _matching(self, pattern: str, flag: str) -> list[str]:
        """Find full names by a name, an alias, a short id or a glob: over full names if it has a `/`, over short ids otherwise."""
        if any(sign in pattern for sign in GLOB_SIGNS):
            found = [name for name, policy in self.policies.items() if fnmatchcase(name if "/" in pattern else policy.id, pattern)]
        else:
            found = list(self.names.get(pattern, ()))
        if not found:
            hint = did_you_mean(pattern, self.names) or "list them with 'celadon policies'"
            self._problems.append(Problem(kind="unknown-policy", message=f"no policy matches '{pattern}' ({flag})", hint=hint))
        return found

    def _settled(self, matched: tuple[int, ...]) -> tuple[Choice, ...]:
        if matched not in self._by_scopes:
            choices = dict(self._chosen)
            for use in self._wishes.uses:
                self._apply_use(use, choices)
            self._apply_settings(self._wishes.policies, choices, "settings", reported=not matched)
            for number in matched:
                scope = self._wishes.scopes[number]
                self._apply_settings(scope.policies, choices, f"scope {', '.join(scope.paths)}", reported=False)
            kept = [self._dated(choice) for name, choice in sorted(choices.items()) if name not in self._skipped]
            self._by_scopes[matched] = tuple(kept)
        return self._by_scopes[matched]

    def _dated(self, choice: Choice) -> Choice:
        """Let a policy that is not yet in effect warn only."""
        effective = choice.policy.effective_on
        if effective is None or effective <= self._today or choice.severity <= Severity.WARNING:
            return choice
        return replace(choice, severity=Severity.WARNING, severity_then=choice.severity)

    def _apply_use(self, use: BundleUse, choices: dict[str, Choice]) -> None:
        """Set the params under `bundles`; their ids are the bundle's own."""
        bundle = use.use.rstrip("/").rsplit("/", 1)[-1].split(":", 1)[0].split("@", 1)[0]
        for short, params in use.params.items():
            name = f"{bundle}/{short}"
            if name not in self.policies:
                self._complain(f"the bundle '{bundle}' has no policy '{short}'", did_you_mean(name, self.policies), use.location)
            elif name in choices:
                choices[name] = self._with_params(choices[name], params, use.location)

    def _apply_settings(self, settings: Mapping[str, PolicySetting], choices: dict[str, Choice], origin: str, *, reported: bool) -> None:
        for written, setting in settings.items():
            found = self.names.get(written, ())
            if len(found) != 1:
                hint = "write the full name: " + " or ".join(found) if len(found) > 1 else did_you_mean(written, self.names)
                self._complain(f"no policy is named '{written}'", hint, setting.location)
                continue
            self._apply_setting(found[0], setting, choices, origin, reported=reported)

    def _apply_setting(self, name: str, setting: PolicySetting, choices: dict[str, Choice], origin: str, *, reported: bool) -> None:
        policy = self.policies[name]
        plain = Choice(policy=policy, severity=policy.severity, params={}, origin=origin)
        before = choices.get(name, plain)
        severity = setting.severity or before.severity
        change = "disabled" if not setting.enabled else f"severity {severity.value}" if severity < before.severity else ""
        if change and policy.locked:
            self._complain(f"{name} is locked by its bundle and cannot be weakened", "remove the setting", setting.location)
        if change and not setting.reason:
            self._complain(f"{name} is weakened ({change}) without a reason", "add 'reason:'", setting.location)
        if change and reported:
            self.disabled = (*self.disabled, Disabled(policy=name, reason=setting.reason, change=change))
        if not setting.enabled:
            if not self._wishes.only:
                choices.pop(name, None)
        elif name in choices or not self._wishes.only:
            choices[name] = self._with_params(
                replace(before, severity=severity, origin=origin), setting.params, setting.location, setting.places
            )

    def _with_params(
        self, choice: Choice, given: Values, location: Location | None, places: Mapping[str, Location] | None = None
    ) -> Choice:
        """Lay values over what is there; `+name` appends to a list."""
        declared = {param.name: param for param in choice.policy.params}
        values = dict(choice.params)
        for written, value in given.items():
            name, place = written.removeprefix("+"), (places or {}).get(written, location)
            param = declared.get(name)
            if param is None:
                self._complain(f"{choice.policy.name} has no parameter '{name}'", did_you_mean(name, declared), place)
                continue
            misfit = misfit_of(value, param.type)
            before = values.get(name, param.default)
            is_appended = written.startswith("+")
            if not misfit and is_appended and not (isinstance(value, tuple) and isinstance(before, tuple)):
                misfit = "only a list can be appended to"
            if misfit:
                self._complain(f"{choice.policy.name}, parameter '{name}': {misfit}", f"give it a value of type {param.type}", place)
            elif is_appended and isinstance(value, tuple) and isinstance(before, tuple):
                values[name] = before + value
            else:
                values[name] = value
        return replace(choice, params=values)

    def _complain(self, message: str, hint: str, location: Location | None) -> None:
        problem = Problem(kind="invalid-settings", message=message, hint=hint, location=location)
        if problem not in self._problems:
            self._problems.append(problem)


def _names(policies: Iterable[Policy]) -> dict[str, tuple[str, ...]]:
    """Map every name that people may use to the full names it stands for; a short id may stand for several."""
    names: dict[str, tuple[str, ...]] = {}
    for policy in policies:
        own = [f"{policy.bundle}/{alias}" for alias in policy.aliases if "/" not in alias]
        for name in (policy.name, policy.id, *policy.aliases, *own):
            names[name] = (*names.get(name, ()), policy.name)
    return names
