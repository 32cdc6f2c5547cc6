"""What is done to requests and answers: limits, CORS, headers, upstreams, logging, caching. No vendor's words live here."""

from celadon.models.gateways.neutral.leaf import Neutral, Stated
from celadon.models.gateways.neutral.plugin import Plugin
from celadon.models.view import fact
from celadon.terms.unknown import Unknown


class RateLimit(Neutral):
    """One limit of one window; a plugin with three windows is three limits."""

    cel_name = "rate_limit"
    name = Stated[str]("string", "The name of the plugin or filter.")
    algorithm = Stated[str](
        "string", "`fixed_window`, `sliding_window`, `sliding_log`, `token_bucket`, `leaky_bucket`, `concurrency`, `quota` or `unknown`."
    )
    limit = Stated[int]("int", "Requests per window, or in flight.")
    window_s = Stated[float]("double", "The window in seconds; 0 where requests in flight are counted.")
    burst = Stated[int | None]("nullable(int)", "Requests that may come at once above the rate.", None)
    keys = Stated[tuple[str, ...]](
        "list(string)",
        "What has a counter of its own: `consumer`, `credential`, `ip`, `header:<name>`, `jwt_claim:<name>`, `path`, `route`, `service`, "
        "`global` or `expression`.",
    )
    applies_to = Stated[str]("string", "`all`, `consumer:<name>`, `group:<name>` or `selector`.", "all")
    scope = Stated[str]("string", "Who counts together: `instance` or `cluster`.", Unknown("who counts together is not known"))
    enforced = Stated[bool]("bool", "Whether requests above the limit are refused.", True)
    ineffective = Stated[str | None]("nullable(string)", "Why an attached limit refuses nothing, such as `0 % enforced`.", None)
    reject_status = Stated[int | None]("nullable(int)", "The status of a refusal.", None)
    retry_after = Stated[bool]("bool", "Whether a refusal says when to come back.", False)
    sends_retry_after = Stated[bool]("bool", "Whether this vendor can say it.", False)
    headers = Stated[bool]("bool", "Whether answers carry the remaining allowance.", False)
    fail_open = Stated[bool | None](
        "nullable(bool)", "Whether requests pass while the counter's store is away; null without a store.", None
    )
    origin = Stated[str](
        "string", "Where it is attached: `route`, `service`, `listener`, `global`, `consumer`, `group` or `platform`.", "route"
    )
    plugin = Stated[Plugin | None]("nullable(plugin)", "The plugin or filter that does it.", None)
    route = Stated[Neutral]("route", "The route on which it is in effect.", None)

    @fact
    def sustained_per_minute(self) -> float | None:
        """How many requests per minute the limit lets through for ever; null where the window is longer than a minute."""
        return self._per(60)

    @fact
    def sustained_per_hour(self) -> float | None:
        """How many requests per hour the limit lets through for ever; null where the window is longer than an hour."""
        return self._per(3600)

    @fact
    def per_client(self) -> bool:
        """Whether one client's requests are counted apart from the others'; unknown where an expression is the key."""
        return any(key.partition(":")[0] in {"consumer", "credential", "ip", "header", "jwt_claim"} for key in self.keys)

    def _per(self, seconds: int) -> float | None:
        window = self.window_s
        return None if window > seconds or window <= 0 else self.limit * seconds / window


class OriginPattern(Neutral):
    """One entry of a list of allowed origins, as this vendor compares it."""

    cel_name = "origin_pattern"
    text = Stated[str]("string", "The entry as written, or the vendor's default.")
    kind = Stated[str]("string", "`exact`, `wildcard`, `regex`, `prefix` or `suffix`.")
    anchored = Stated[bool]("bool", "Whether it is compared with the whole origin.")
    matches_any = Stated[bool]("bool", "Whether every origin matches.")
    matches_null = Stated[bool]("bool", "Whether the origin `null` matches.")
    lookalike = Stated[str | None](
        "nullable(string)",
        "An origin of a stranger that matches although it only resembles the meant ones; null where none was found.",
        None,
    )
    cors = Stated[Neutral]("cors", "The CORS rules of which it is an entry.", None)


class Cors(Neutral):
    """The CORS rules of one route."""

    cel_name = "cors"
    origins = Stated[tuple[str, ...]]("list(string)", "The allowed origins as written, or the vendor's default.")
    patterns = Stated[tuple[OriginPattern, ...]]("list(origin_pattern)", "The allowed origins as the vendor compares them.", ())
    any_origin = Stated[bool]("bool", "Whether every origin is allowed; its place is the entry that is too wide.")
    null_origin = Stated[bool]("bool", "Whether the origin `null` is allowed by an entry that does not allow every origin.", False)
    credentials = Stated[bool]("bool", "Whether browsers may send credentials.")
    effect = Stated[str](
        "string", "What a wildcard with credentials does here: `reflect` (exploitable), `literal` (browsers refuse it) or `rejected`."
    )
    methods = Stated[tuple[str, ...]]("list(string)", "The allowed methods.", ())
    headers = Stated[tuple[str, ...]]("list(string)", "The allowed request headers.", ())
    expose = Stated[tuple[str, ...]]("list(string)", "The response headers that scripts may read.", ())
    max_age_s = Stated[int | None]("nullable(int)", "How long a preflight is kept, in seconds.", None)
    plugin = Stated[Plugin | None]("nullable(plugin)", "The plugin or filter that does it.", None)
    route = Stated[Neutral]("route", "The route on which they are in effect.", None)


class ResponseHeader(Neutral):
    """One change of a response header that the gateway makes."""

    cel_name = "response_header"
    name = Stated[str]("string", "The name as written.")
    value = Stated[str]("string", "The value; empty where the header is removed.", "")
    action = Stated[str]("string", "`set` (whatever the upstream sent), `add` (beside or if absent) or `remove`.")


class Upstream(Neutral):
    """Where a route leads."""

    cel_name = "upstream"
    url = Stated[str]("string", "Scheme, host, port and path as far as they are written.")
    scheme = Stated[str]("string", "`http`, `https`, `grpc`, `grpcs`, `tcp`, `tls`, ...")
    host = Stated[str]("string", "The host name or address; for a unix socket its path.")
    port = Stated[int | None]("nullable(int)", "The port.", None)
    tls = Stated[bool]("bool", "Whether the connection is encrypted.")
    tls_verify = Stated[bool]("bool", "Whether the upstream's certificate is checked; unknown where another file decides.", False)
    timeout_ms = Stated[int | None]("nullable(int)", "The longest wait for an answer; 0 is for ever, null where there is none.", None)
    retries = Stated[int | None]("nullable(int)", "How often a failed request is repeated.", None)
    route = Stated[Neutral]("route", "The route that leads there.", None)


class RouteLimits(Neutral):
    """Sizes and times that a request may take."""

    cel_name = "route_limits"
    max_body_bytes = Stated[int]("int", "The largest request body; 0 is unlimited.")
    max_header_bytes = Stated[int | None](
        "nullable(int)", "The largest request header; 0 is unlimited, null is the vendor's finite default.", None
    )
    request_timeout_ms = Stated[int | None]("nullable(int)", "The longest time for a whole request; 0 is for ever.", None)
    idle_timeout_ms = Stated[int | None]("nullable(int)", "The longest silence; 0 is for ever.", None)


class Validation(Neutral):
    """Checks of a message against a schema."""

    cel_name = "validation"
    supported = Stated[bool]("bool", "Whether this vendor can validate.", False)
    request_schema = Stated[bool]("bool", "Whether requests are refused that break the schema.", False)
    log_only = Stated[bool]("bool", "Whether a validator is attached that refuses nothing.", False)
    upstream = Stated[bool](
        "bool", "Whether the upstream checks requests: never known here.", Unknown("the upstream may check requests itself")
    )


class IpRules(Neutral):
    """Which addresses may come."""

    cel_name = "ip_rules"
    allow = Stated[tuple[str, ...]]("list(string)", "The networks that may come; empty where all may.", ())
    deny = Stated[tuple[str, ...]]("list(string)", "The networks that may not come.", ())
    admits_all = Stated[bool]("bool", "Whether the list of allowed networks covers every address; its place is the entry.", False)


class Logging(Neutral):
    """What is written down of a request."""

    cel_name = "logging"
    access = Stated[bool]("bool", "Whether every request leaves a line.")
    correlation_id = Stated[bool]("bool", "Whether every request gets an id.")
    correlation_header = Stated[str]("string", "The header that carries the id.", "")
    correlation_returned = Stated[bool]("bool", "Whether the client learns the id.", False)


class LogSink(Neutral):
    """Somewhere requests are written to, with what is written of them."""

    cel_name = "log_sink"
    name = Stated[str]("string", "The plugin or logger.")
    fields = Stated[tuple[str, ...]](
        "list(string)", "Headers, variables and fields that are written beyond the vendor's default, lower-case.", ()
    )
    query = Stated[bool]("bool", "Whether the query string is written.", False)
    bodies = Stated[bool]("bool", "Whether bodies are written.", False)
    gateway = Stated[Neutral]("gateway", "The gateway.", None)


class Cache(Neutral):
    """Answers that the gateway keeps or lets others keep."""

    cel_name = "cache"
    enabled = Stated[bool]("bool", "Whether answers are kept.", False)
    vary_on_auth = Stated[bool]("bool", "Whether callers with different credentials have different entries.", False)
