"""Which subjects a change adds or edits, for policies that ask of nothing else (`applies_to`)."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property

from celadon.evaluation.compiled import CompiledVisit
from celadon.evaluation.visits.visiting import subjects_of
from celadon.models.interface import Model
from celadon.models.view import View
from celadon.terms.policy import Applies


class Changes:
    """One model held against those of the revision. Nothing of the revision is read before a policy asks."""

    def __init__(self, model: Model, before: Callable[[], Sequence[Model]]) -> None:
        """Keep; `before` gives what the document was, and nothing where it is new or could not be read."""
        self._model = model
        self._load = before

    def of(self, at: CompiledVisit, subjects: Sequence[View], applies: Applies) -> Sequence[View]:
        """Keep the subjects that are not there before, or not like this; of equals, as many as are too many, the last ones."""
        left = Counter(self._name(model, subject, applies) for model in self._before for subject in subjects_of(at, model))
        fresh = []
        for subject in subjects:
            name = self._name(self._model, subject, applies)
            if left[name] > 0:
                left[name] -= 1
            else:
                fresh.append(subject)
        return fresh

    @cached_property
    def _before(self) -> Sequence[Model]:
        return [model for model in self._load() if model.family == self._model.family]

    def _name(self, model: Model, subject: View, applies: Applies) -> tuple[str, str, str]:
        content = model.content(subject.place) if applies is Applies.CHANGED else ""
        return subject.place.document.path, model.anchor(subject.place), content
