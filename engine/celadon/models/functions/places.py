"""Functions that point: `x.at("key")`, `x.key()` and `x.place()`, on every object that has a place."""

from collections.abc import Iterable

from celadon.cel.functions.library import Function, Library, Overload
from celadon.cel.types import INT, STRING, ObjectType, object_of
from celadon.models.view import Member, View
from celadon.terms.location import Token

MEMBER = object_of(Member.cel_name)


def _at(view: View, key: Token) -> Member:
    return view.at(key)


def _key(view: View) -> Member:
    return view.key()


def _place(view: View) -> Member:
    return Member(view.place, view.node)


def places_library(objects: Iterable[ObjectType]) -> Library:
    """Declare the functions for these object types."""
    kinds = [(one.name, one.type) for one in objects]
    at = [
        Overload(f"{name}_at_{word}", (kind, token), MEMBER, _at, member=True)
        for name, kind in kinds
        for word, token in (("string", STRING), ("int", INT))
    ]
    key = [Overload(f"{name}_key", (kind,), MEMBER, _key, member=True) for name, kind in kinds]
    place = [Overload(f"{name}_place", (kind,), MEMBER, _place, member=True) for name, kind in kinds]
    return Library(
        "places",
        1,
        [
            Function(
                "at",
                at,
                "The place of a member or item; where the node does not have it, of the node itself. For a schema, the place where the "
                "keyword takes its effective value.",
                'schema.at("maxLength")',
            ),
            Function("key", key, "The place of the key under which the object is written.", "path.key()"),
            Function("place", place, "The place of the object itself, as a member: what both branches of ?: can be.", "schema.place()"),
        ],
        "Places to point at.",
    )
