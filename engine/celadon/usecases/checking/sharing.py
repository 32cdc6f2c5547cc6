"""When the policies of one document are judged by several processes."""

from celadon.models.interface import Model
from celadon.sources.sharing import Sharing, among, cores, in_turn

LARGE = 400_000
"""Characters of a document from which on a second process spares more than it costs: about a third of a second of work."""
MOST = 4
"""Processes that share one document unless somebody asks for more: finding the subjects, and writing the report, is done by one."""


def sharing_of(model: Model, jobs: int | None) -> Sharing:
    """Decide for one document; `jobs` is what was asked for, None leaves it to the size and the machine.

    A description of several files is judged by one process: which files belong to it shows on the way.
    """
    wanted = min(cores(), MOST) if jobs is None else jobs
    if wanted < 2 or len(model.documents[0].text.decoded) < LARGE or not model.is_one_file:
        return in_turn
    return among(wanted)
