"""What a vendor attaches: plugins and filters as the vendor sees them, credentials, secrets, and what has no effect."""

from celadon.models.gateways.neutral.leaf import Neutral, Stated
from celadon.models.view import Member
from celadon.sources.document import JsonValue
from celadon.terms.location import Token


class Plugin(Neutral):
    """An attached plugin, filter or middleware: the vendor's own view, with the vendor's defaults filled in."""

    cel_name = "plugin"
    name = Stated[str]("string", "The vendor's name of the plugin or filter.")
    config = Stated[dict[str, JsonValue]]("map(string, dyn)", "The configuration in effect, defaults filled in.")
    enabled = Stated[bool]("bool", "Whether it is switched on.", True)
    scope = Stated[str]("string", "Where it is attached: `global`, `listener`, `service`, `route`, `consumer`, `group`.")
    known = Stated[bool]("bool", "Whether this version of Celadon knows what the plugin does.", True)
    inline_code = Stated[str | None]("nullable(string)", "The kind of raw code that the configuration carries, such as `lua`.", None)
    gateway = Stated[Neutral]("gateway", "The gateway.", None)

    def at(self, key: Token) -> Member:
        """Stand at a member of the written configuration; for one that is not written at `config`, else at the plugin."""
        if key in self.STATED:
            return super().at(key)
        config = self.leaf("config").place
        if config is not self.place:
            written = config.document.value(config.tokens)
            inside = config.child(key) if isinstance(written, dict) and key in written else config
            return Member(inside, written.get(key) if isinstance(written, dict) and key in written else None)
        return super().at(key)


class Secret(Neutral):
    """A written value that must stay secret. Its text is for `must` only: no message may print it."""

    cel_name = "secret"
    kind = Stated[str]("string", "`api_key`, `password`, `client_secret`, `private_key`, `token`, `jwt_secret` or `hmac_secret`.")
    name = Stated[str]("string", "The key under which it is written.")
    owner = Stated[str]("string", "Who holds it, such as `consumer alice` or `plugin openid-connect`.")
    value = Stated[str]("string", "The text as written, references such as `{vault://...}` included.")
    digest = Stated[str]("string", "How it is hashed: `none`, or `bcrypt`, `sha512-crypt`, `sha1`, `md5`, `des`, ...", "none")
    gateway = Stated[Neutral]("gateway", "The gateway.", None)


class SecurityEntry(Neutral):
    """Something written that protects, or was meant to."""

    cel_name = "security_entry"
    kind = Stated[str](
        "string", "`authentication`, `authorization`, `rate_limit`, `cors`, `tls`, `ip`, `validation`, `headers`, `route` or `other`."
    )
    name = Stated[str]("string", "The name of the entry.")
    why = Stated[str | None](
        "nullable(string)",
        "Why it has no effect: `disabled`, `unreferenced`, `shadow`, `no_target` or `overridden`; null where it has.",
        None,
    )
    reason = Stated[str]("string", "The same as a clause, for messages.", "")
    gateway = Stated[Neutral]("gateway", "The gateway.", None)


class UnknownPart(Neutral):
    """A part of the configuration that the files do not tell."""

    cel_name = "unknown_part"
    reason = Stated[str]("string", "`env`, `vault`, `include`, `template`, `outside_file`, `expression`, `dynamic` or `unsupported`.")
    what = Stated[str]("string", "One clause that says what is not known, for messages.")


class AdminSurface(Neutral):
    """A way into the administration of the gateway itself."""

    cel_name = "admin_surface"
    kind = Stated[str]("string", "`admin_api`, `dashboard`, `debug`, `metrics` or `credential` (a shipped default one).")
    bind = Stated[str]("string", "The address and port, or the path of a socket.")
    local = Stated[bool]("bool", "Whether only the machine itself reaches the address: loopback or a unix socket.")
    through = Stated[str]("string", "How it is reached: `bind` (a port of its own), `route` or `switch`.", "bind")
    protected = Stated[bool]("bool", "Whether it asks for credentials.", False)
    gateway = Stated[Neutral]("gateway", "The gateway.", None)


class Credential(Neutral):
    """A credential of a consumer."""

    cel_name = "credential"
    kind = Stated[str]("string", "As in `auth_item.kind`.")
    algorithm = Stated[str | None]("nullable(string)", "The algorithm of a JWT or HMAC credential.", None)
    symmetric = Stated[bool]("bool", "Whether the same secret signs and verifies.", False)


class Consumer(Neutral):
    """A client that the gateway knows by name."""

    cel_name = "consumer"
    name = Stated[str]("string", "The user name, else the custom id, else the id.")
    groups = Stated[tuple[str, ...]]("list(string)", "The groups to which it belongs.", ())
    credentials = Stated[tuple[Credential, ...]]("list(credential)", "Its credentials.", ())
    gateway = Stated[Neutral]("gateway", "The gateway.", None)
