"""Our frozen classes promise what the standard decorator promises, and keep it before and after their first instance."""

import copy
import pickle
import subprocess
import sys
from dataclasses import FrozenInstanceError, fields, is_dataclass, replace
from dataclasses import dataclass as standard
from dataclasses import field as standard_field
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from celadon.frozen import FEW, dataclass, field
from celadon.frozen import replace as ours_replaced


class Written:
    kind: ClassVar[str] = "written"
    a: int
    b: str = "b"
    c: tuple[int, ...] = ()
    d: dict[str, int] = field(default_factory=dict, compare=False)

    def total(self) -> int:
        return self.a + sum(self.c)


def ours(**options):
    return dataclass(frozen=True, slots=True, **options)(type("Value", (), dict(Written.__dict__)))


def theirs(**options):
    members = {**Written.__dict__, "d": standard_field(default_factory=dict, compare=False)}
    return standard(frozen=True, **options)(type("Value", (), members))


@dataclass(frozen=True, slots=True, order=True)
class Version:
    major: int
    minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Empty:
    pass


ARGUMENTS = st.fixed_dictionaries(
    {"a": st.integers(0, 2)}, optional={"b": st.sampled_from("xy"), "c": st.just((1, 2)), "d": st.just({"k": 1})}
)


@given(ARGUMENTS, ARGUMENTS)
def test_values_compare_print_and_hash_as_the_standard_ones_do(one, other) -> None:
    mine, standards = ours(kw_only=True), theirs(kw_only=True)
    assert (mine(**one) == mine(**other)) is (standards(**one) == standards(**other))
    assert (hash(mine(**one)) == hash(mine(**other))) is (mine(**one) == mine(**other)) or one != other
    assert repr(mine(**one)) == repr(standards(**one))
    assert mine(**one).total() == standards(**one).total()


@given(st.tuples(st.integers(), st.integers()), st.tuples(st.integers(), st.integers()))
def test_ordered_values_are_ordered_by_their_fields(one, other) -> None:
    left, right = Version(*one), Version(*other)
    assert (left < right, left <= right, left > right, left >= right) == (one < other, one <= other, one > other, one >= other)


def test_what_the_constructor_refuses_is_refused() -> None:
    kind = ours(kw_only=True)
    for arguments, named in [((1,), {}), ((), {}), ((), {"a": 1, "z": 1})]:
        with pytest.raises(TypeError):
            kind(*arguments, **named)
    assert kind(a=1).d is not kind(a=1).d


def test_nothing_can_be_assigned_or_deleted() -> None:
    value = ours()(1)
    with pytest.raises(FrozenInstanceError):
        value.a = 2
    with pytest.raises(FrozenInstanceError):
        del value.a
    assert not hasattr(value, "__dict__")


def test_the_tools_of_the_standard_library_know_them() -> None:
    kind = ours(kw_only=True)
    assert is_dataclass(kind)
    assert [one.name for one in fields(kind)] == ["a", "b", "c", "d"]
    assert replace(kind(a=1), a=2, b="x") == kind(a=2, b="x")
    assert kind.__dataclass_params__.frozen
    assert copy.copy(kind(a=3)) == kind(a=3)
    match Version(1, 2):
        case Version(major, minor):
            assert (major, minor) == (1, 2)
    assert Empty() == Empty()
    assert {Empty()} == {Empty()}


@given(ARGUMENTS, ARGUMENTS)
def test_a_copy_with_changes_is_what_the_standard_one_is(one, changes) -> None:
    kind = ours(kw_only=True)
    value = kind(**one)
    copied = ours_replaced(value, **changes)
    assert copied == kind(**(one | changes)) == replace(value, **changes)
    assert copied.d == replace(value, **changes).d
    assert value == kind(**one)


def test_a_copy_checks_what_the_constructor_checks() -> None:
    @dataclass(frozen=True, slots=True)
    class Even:
        number: int

        def __post_init__(self) -> None:
            if self.number % 2:
                raise ValueError(self.number)

    with pytest.raises(ValueError, match="3"):
        ours_replaced(Even(2), number=3)
    with pytest.raises(TypeError, match="other"):
        ours_replaced(Even(2), other=3)


def test_a_copy_needs_nothing_of_the_standard_library() -> None:
    code = (
        "import sys; sys.modules['dataclasses'] = None; from celadon.terms.location import Span; from celadon.frozen import replace; "
        "span = Span.of(1, 2, 3, 4); print(replace(span, end=span.start) == Span.of(1, 2, 1, 2))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "True\n"


def test_a_field_of_the_standard_library_is_refused() -> None:
    with pytest.raises(TypeError, match=r"celadon\.frozen\.field"):
        dataclass(frozen=True, slots=True)(type("Value", (), {"__annotations__": {"a": dict}, "a": standard_field(default_factory=dict)}))


def test_the_standard_library_sees_fields_as_they_were_said() -> None:
    @dataclass(frozen=True, slots=True)
    class Said:
        a: int = field(default=3, compare=False)
        b: list[int] = field(default_factory=list)

    assert next((one.name, one.default, one.compare) for one in fields(Said)) == ("a", 3, False)
    assert fields(Said)[1].default_factory is list
    assert (Said(), Said().b is Said().b) == (Said(4), False)


def test_a_value_that_comes_from_a_pickle_first_is_whole() -> None:
    data = pickle.dumps(Version(1, 2))
    program = f"import pickle; v = pickle.loads({data!r}); w = pickle.loads({data!r}); assert v == w and hash(v) == hash(w) and not v < w; print(repr(v))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "Version(major=1, minor=2)"


def test_what_is_not_frozen_is_not_made_here() -> None:
    with pytest.raises(TypeError, match=r"dataclasses\.dataclass"):
        dataclass(frozen=False, slots=True)


@dataclass(frozen=True, slots=True)
class One:
    only: tuple[int, ...]


@pytest.mark.parametrize("value", [Version(1, 2), One((1, 2)), One(()), Empty()])
def test_a_pickled_value_comes_back_every_time(value) -> None:
    assert [pickle.loads(pickle.dumps(value)) for _ in range(3)] == [value] * 3  # noqa: S301 - our own
    assert copy.deepcopy(value) == value


def test_a_state_of_another_length_is_refused() -> None:
    value = Version(1, 2)
    for state in [(1,), (1, 2, 3)]:
        with pytest.raises(ValueError, match="unpack"):
            value.__setstate__(state)
    assert value == Version(1, 2)


def test_classes_of_one_form_share_nothing_that_one_can_see() -> None:
    @dataclass(frozen=True, slots=True)
    class One:
        a: int
        b: list[int] = field(default_factory=list)
        c: str = "c"

    @dataclass(frozen=True, slots=True)
    class Other:
        x: str
        y: dict[str, int] = field(default_factory=dict)
        z: int = 3

    assert (repr(One(1)), repr(Other("x"))) == (f"{One.__qualname__}(a=1, b=[], c='c')", f"{Other.__qualname__}(x='x', y={{}}, z=3)")
    assert (One(a=1, c="d").c, Other(x="", y={"k": 1}).y, Other("", {}, 4).z) == ("d", {"k": 1}, 4)
    with pytest.raises(TypeError, match=r"Other\.__init__\(\) missing 1 required positional argument: 'x'"):
        Other()
    with pytest.raises(TypeError, match=r"One\.__init__\(\) got an unexpected keyword argument 'x'"):
        One(x=1)


def test_a_field_without_a_default_stands_before_those_that_have_one() -> None:
    with pytest.raises(TypeError, match=r"'b' of .* has no default"):
        dataclass(frozen=True, slots=True)(type("Value", (), {"__annotations__": {"a": int, "b": int}, "a": 1}))(b=2)
    assert (
        dataclass(frozen=True, slots=True, kw_only=True)(type("Value", (), {"__annotations__": {"a": int, "b": int}, "a": 1}))(b=2).a == 1
    )


CALLS = [
    ((1,), {}), ((1, "x"), {"c": (2,)}), ((), {"a": 1, "d": {"k": 1}}), ((1, "x", (2,), {}), {}), ((), {}), ((1,), {"a": 1}),
    ((1, "x", (2,), {}, 5), {}), ((), {"b": "x"}), ((), {"a": 1, "z": 1}), ((), {"z": 1}), ((1,), {"": None}), ((), {"": None}),
]  # fmt: skip


def told(make):
    try:
        return repr(make())
    except TypeError as error:
        return str(error)


@pytest.mark.parametrize("kw_only", [True, False])
@pytest.mark.parametrize(("arguments", "named"), CALLS)
def test_the_first_instances_are_made_and_refused_as_later_ones_are(arguments, named, kw_only) -> None:
    young, old = ours(kw_only=kw_only), ours(kw_only=kw_only)
    for number in range(FEW + 1):
        assert old(a=number).a == number
    first = told(lambda: young(*arguments, **named))
    assert first == told(lambda: old(*arguments, **named))
    assert all(told(lambda: young(*arguments, **named)) == first for _ in range(FEW + 1))


def test_every_instance_is_checked_and_none_shares_what_a_factory_makes() -> None:
    @dataclass(frozen=True, slots=True)
    class Even:
        number: int
        beside: list[int] = field(default_factory=list)

        def __post_init__(self) -> None:
            if self.number % 2:
                raise ValueError(self.number)

    made = [Even(number * 2) for number in range(FEW + 3)]
    assert len({id(one.beside) for one in made}) == len(made)
    for _ in range(2):
        with pytest.raises(ValueError, match="7"):
            Even(7)


def test_states_are_taken_or_refused_whether_few_or_many_came_before() -> None:
    kind = ours()
    for number in range(FEW + 3):
        value = kind(0)
        value.__setstate__((number, "x", (), {}))
        assert value == kind(number, "x")
    for state in [(1,), (1, "b", (), {}, 2)]:
        for fresh in (kind(0), ours()(0)):
            with pytest.raises(ValueError, match="unpack"):
                fresh.__setstate__(state)
            assert fresh.a == 0
