"""What a run looked at, and so which exemptions it can call useless: one for another document or policy is none of its business."""

from collections.abc import Collection, Iterable, Mapping

from celadon.exemptions.baseline import Entry
from celadon.exemptions.places import file_of
from celadon.exemptions.waivers import Waiver
from celadon.terms.verdict import Verdict


class Looked:
    """Policies and documents of a run, as far as it could tell: what is inconclusive or an error may hide a finding."""

    def __init__(self, verdicts: Iterable[Verdict], files: Mapping[str, Collection[str]], names: Mapping[str, str]) -> None:
        """Keep where each policy was judged; `files` are those of each document, `names` every name of every known policy."""
        self._names = names
        self._bundles = {name.partition("/")[0] for name in names.values()}
        self._documents = {file_of(document) for document in files}
        self._is_certain: dict[str, dict[str, bool]] = {}
        """Policy to the documents and files in which it was judged."""
        for verdict in verdicts:
            places = self._is_certain.setdefault(verdict.policy, {})
            for place in (file_of(verdict.document), *files.get(verdict.document, ())):
                places[place] = places.get(place, True) and not verdict.errors and not verdict.inconclusive

    def at_entry(self, entry: Entry) -> bool:
        """Tell whether what an entry of the baseline accepts would have been found."""
        if self._names.get(entry.policy) != entry.policy and entry.policy.partition("/")[0] in self._bundles:
            return entry.document in self._documents  # its bundle is here and has no such policy any more
        return entry.document in self._documents and self._is_certain.get(entry.policy, {}).get(entry.document, False)

    def at_waiver(self, waiver: Waiver) -> bool:
        """Tell whether what a waiver covers would have been found."""
        places = self._is_certain.get(self._names.get(waiver.policy, waiver.policy), {})
        matched = [is_certain for place, is_certain in places.items() if waiver.speaks_of(place)]
        return bool(matched) and all(matched)
