from hypothesis import given
from hypothesis import strategies as st

from celadon.reports.text.fitting import Need, Portion, rooms, share

NEEDS = st.lists(st.builds(Need, full=st.integers(5, 15), further=st.integers(0, 2000)), max_size=100)


@given(NEEDS, st.integers(1, 120))
def test_the_portions_never_take_more_lines_than_there_are(needs: list[Need], lines: int) -> None:
    portions = share(needs, lines)
    taken = sum(need.full + portion.further if portion.in_full else 1 for need, portion in zip(needs, portions, strict=False))
    assert taken + (len(portions) < len(needs)) <= max(lines, 2)


@given(NEEDS, st.integers(1, 120))
def test_those_in_full_are_the_worst(needs: list[Need], lines: int) -> None:
    flags = [portion.in_full for portion in share(needs, lines)]
    assert flags == sorted(flags, reverse=True)


def test_the_worst_is_explained_while_some_others_can_still_be_named() -> None:
    portions = share([Need(8, 3)] * 30, 14)
    assert portions[0].in_full
    assert len(portions) == 6


def test_everybody_is_named_before_a_second_is_explained() -> None:
    assert share([Need(8, 0)] * 5, 12) == [Portion(in_full=True, further=0)] + [Portion(in_full=False, further=0)] * 4


def test_spare_lines_go_to_further_findings_of_the_worst() -> None:
    assert share([Need(8, 3), Need(8, 3)], 20) == [Portion(in_full=True, further=3), Portion(in_full=True, further=1)]


def test_what_does_not_fit_leaves_a_line_that_counts_it() -> None:
    assert len(share([Need(8, 0)] * 30, 10)) == 9


@given(st.integers(1, 500), st.integers(1, 200))
def test_documents_never_get_more_lines_than_there_are(chapters: int, lines: int) -> None:
    assert sum(rooms(chapters, lines)) == lines
    assert 1 <= len(rooms(chapters, lines)) <= chapters
