"""Which operations use what they share: parameters, bodies, responses, headers, requirements, schemes. Schemas are the walk's."""

from collections.abc import Iterable, Iterator

from celadon.models.openapi.views.operations import Operation
from celadon.models.view import View, is_unknown


class Usage:
    """An index from shared views to operations, made in one pass."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        """Ask every operation what it uses; cost grows with what they list."""
        self._users: dict[int, dict[Operation, None]] = {}
        self._kept: list[View] = []
        for operation in operations:
            if operation.unknown is None:
                for used in _used(operation):
                    self._users.setdefault(id(used), {})[operation] = None
                    self._kept.append(used)

    def operations_of(self, view: View) -> tuple[Operation, ...]:
        """Give the operations that use a view, in document order."""
        return tuple(self._users.get(id(view), ()))


def _used(operation: Operation) -> Iterator[View]:
    yield from operation.written_parameters
    body = operation.request_body
    if body is not None and not is_unknown(body):
        yield body
    for response in operation.responses:
        yield response
        if response.unknown is None:
            yield from response.headers
    for requirement in operation.security:
        yield requirement
        if requirement.unknown is None:
            for use in requirement.schemes:
                if use.scheme is not None and not is_unknown(use.scheme):
                    yield use.scheme
