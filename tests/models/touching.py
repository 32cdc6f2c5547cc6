"""Touch everything that a policy could touch: every target, every fact of every view that can be reached."""

from collections.abc import Iterator

from celadon.models.declarations import facts_of
from celadon.models.openapi.model import OpenApiModel
from celadon.models.openapi.targets import TARGETS
from celadon.models.view import View
from celadon.terms.unknown import Unknown


def touch(model: OpenApiModel, *, places: bool = True) -> Iterator[tuple[View, str, object]]:
    """Read every fact once; gives view, field and value. With `places` anchor, uses and location of each view are asked as well."""
    pending: list[View] = [model.document_view]
    for target in TARGETS:
        pending += model.subjects(target)
    seen: set[int] = set()
    while pending:
        view = pending.pop()
        if id(view) in seen:
            continue
        seen.add(id(view))
        if places:
            model.anchor(view.place)
            model.uses(view)
            view.place.location()
        for attribute, fact in facts_of(type(view)).items():
            value = getattr(view, attribute)
            yield view, fact.field, value
            if isinstance(value, Unknown):
                continue
            inner = value if isinstance(value, tuple) else (value,)
            pending += [one for one in inner if isinstance(one, View)]
