from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from celadon.exemptions.aging import compare
from celadon.terms.finding import Disposition, Finding
from tests.exemptions.building import finding
from tests.standing import changed


def at(fingerprint: str, *, document: str = "a.yaml", pointer: str = "/x", disposition: Disposition = Disposition.OPEN) -> Finding:
    made = finding(fingerprint=fingerprint, disposition=disposition)
    return changed(made, document=document, location=replace(made.location, pointer=pointer))


def dispositions(findings) -> list[str]:
    return [found.disposition.value for found in findings]


def test_without_a_revision_nothing_is_marked() -> None:
    assert dispositions(compare([at("f")], None).findings) == ["open"]


def test_as_many_as_there_were_are_existing_and_one_more_is_new() -> None:
    aged = compare([at("f"), at("f", pointer="/y"), at("f", pointer="/z"), at("g")], [at("f"), at("f", pointer="/y")])
    assert dispositions(aged.findings) == ["existing", "existing", "open", "open"]
    assert aged.mended == 0


def test_of_two_alike_the_one_at_the_old_place_is_the_old_one() -> None:
    aged = compare([at("f", pointer="/new"), at("f", pointer="/old")], [at("f", pointer="/old")])
    assert dispositions(aged.findings) == ["open", "existing"]


def test_of_two_documents_with_one_shared_fault_the_new_document_has_the_new_one() -> None:
    aged = compare([at("f", document="a-new.yaml"), at("f", document="b.yaml")], [at("f", document="b.yaml")])
    assert dispositions(aged.findings) == ["open", "existing"]


def test_a_fault_that_moved_from_one_document_to_another_is_the_old_one() -> None:
    assert dispositions(compare([at("f", document="b.yaml")], [at("f", document="a.yaml")]).findings) == ["existing"]


def test_one_that_is_excused_takes_its_place_and_hides_no_new_one() -> None:
    aged = compare([at("f", disposition=Disposition.BASELINED), at("f", pointer="/new")], [at("f")])
    assert dispositions(aged.findings) == ["baselined", "open"]


def test_what_is_gone_is_counted() -> None:
    assert compare([at("f")], [at("f"), at("f"), at("g")]).mended == 2


@given(st.lists(st.tuples(st.sampled_from("fgh"), st.sampled_from("ab"), st.sampled_from("xy"))), st.randoms())
def test_the_same_findings_in_any_order_are_all_old(rows, random) -> None:
    found = [at(name, document=document, pointer=pointer) for name, document, pointer in rows]
    shuffled = random.sample(found, len(found))
    aged = compare(shuffled, found)
    assert (set(dispositions(aged.findings)) <= {"existing"}, aged.mended) == (True, 0)


@given(st.lists(st.sampled_from("fgh")), st.lists(st.sampled_from("fgh")))
def test_of_each_fingerprint_as_many_are_old_as_there_were(now, before) -> None:
    aged = compare([at(name) for name in now], [at(name) for name in before])
    for name in "fgh":
        old = sum(item.fingerprint == name and item.disposition is Disposition.EXISTING for item in aged.findings)
        assert old == min(now.count(name), before.count(name))
    assert aged.mended == sum(max(before.count(name) - now.count(name), 0) for name in "fgh")
