"""What became of wordings so far, and which of several that fit is the likeliest to be sent as it stands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from playbooks.fragments import Variant
from playbooks.suggestion import wording_name

# Before anybody has used it a wording counts as sent unchanged in four of five uses. That is hopeful on purpose: the
# next alternative gets its turn as soon as the one before it does worse than a good wording would. Five uses are
# about a day of a usual question, so a wording is judged by its own figures after a day or two.
PRIOR_UNCHANGED: Final = 4.0
PRIOR_OTHER: Final = 1.0


@dataclass(frozen=True, slots=True)
class Counts:
    """How often a wording was sent as it stands, changed, or left for other words."""

    unchanged: int = 0
    changed: int = 0
    skipped: int = 0

    @property
    def uses(self) -> int:
        """How often anything became of it."""
        return self.unchanged + self.changed + self.skipped

    @property
    def expected(self) -> float:
        """The share that is expected to be sent unchanged: the mean of the Beta distribution after these uses."""
        return (PRIOR_UNCHANGED + self.unchanged) / (PRIOR_UNCHANGED + PRIOR_OTHER + self.uses)


# By the wordings' names.
Records = Mapping[str, Counts]
# Chooses among wordings that fit equally well; the first where there is no reason for another.
Chooser = Callable[[Sequence[Variant]], Variant]

_UNUSED: Final = Counts()


def chooser(records: Records, playbook: str, slot: str) -> Chooser:
    """Choose by what became of the wordings of one slot."""
    return partial(_choose, records, playbook, slot)


def _choose(records: Records, playbook: str, slot: str, variants: Sequence[Variant]) -> Variant:
    def expected(variant: Variant) -> float:
        return records.get(wording_name(playbook, slot, variant.key), _UNUSED).expected

    return max(variants, key=expected)  # of equals the first, so the written order stands
