"""Lists the replies of a vendor without a server, such as for ``pytest.mark.parametrize``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from mockcc.catalog.compiled import load_compiled
from mockcc.catalog.locate import fixtures_root
from mockcc.errors import InvalidValueError, UnknownNameError, nearest
from mockcc.model import EVIDENCES, Evidence

if TYPE_CHECKING:
    from mockcc.catalog.types import Reply


class ReplyId(str):
    """The id of a reply: a string that also knows its ``status``, ``evidence``, ``source`` and, in a few words, what it is ``about``."""

    __slots__ = ("about", "evidence", "source", "status")
    about: str
    status: int
    evidence: Evidence
    source: str

    @classmethod
    def of(cls, reply: Reply) -> ReplyId:
        """The id of a reply of a catalogue."""
        made = cls(reply.id)
        made.status, made.evidence = reply.spec.status, reply.spec.evidence
        made.about, made.source = reply.spec.title, reply.source
        return made


def replies(
    vendor: str,
    endpoint: str | None = None,
    *,
    evidence: Evidence | Iterable[Evidence] | None = None,
    variants: bool = False,
    fixtures: Path | None = None,
) -> list[ReplyId]:
    """The ids of the replies of a vendor, or of one endpoint of it, in the order of the fixtures.

    ``evidence`` keeps those that are documented, observed or assumed (or several of them); ``variants`` lists other wordings of the
    same outcome as well; ``fixtures`` is a folder in place of the shipped ones. Raises ``UnknownNameError`` and ``InvalidValueError``.
    """
    wanted = {evidence} if isinstance(evidence, str) else set(EVIDENCES if evidence is None else evidence)
    for name in wanted.difference(EVIDENCES):
        raise InvalidValueError("evidence", f"There is no evidence {name!r}. {nearest(name, EVIDENCES)}")
    catalogue = load_compiled(fixtures or fixtures_root(), vendor)
    if endpoint is not None and endpoint not in catalogue.endpoints:
        raise UnknownNameError("endpoint", endpoint, catalogue.endpoints, f"of {vendor}")
    ids = catalogue.replies if endpoint is None else catalogue.endpoints[endpoint].spec.replies
    found = [catalogue.replies[id] for id in ids]
    return [ReplyId.of(reply) for reply in found if reply.spec.evidence in wanted and (variants or reply.spec.variant_of is None)]
