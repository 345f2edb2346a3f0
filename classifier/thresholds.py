"""Reads the showing thresholds; their reasons stand beside them in thresholds.yaml."""

from functools import cache
from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, ConfigDict

from classifier.taxonomy import Axis

_FILE: Final = Path(__file__).with_name("thresholds.yaml")
# A type without a line of its own: wrong and hidden cost the same, with a little caution.
DEFAULT_SHOW: Final = 0.6
# Above every probability.
NEVER: Final = 2.0


class Thresholds(BaseModel):
    """From which probability something is shown, paged, or the best guess."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    show: dict[str, float | dict[str, float]]
    page: dict[str, float]
    best: dict[str, float]
    lead: dict[str, float]

    def showing(self, axis: Axis | str, type_: str) -> float:
        """Look up the lowest probability at which a type is shown."""
        found = self.show.get(str(axis), DEFAULT_SHOW)
        return found.get(type_, DEFAULT_SHOW) if isinstance(found, dict) else found

    @property
    def outright(self) -> float:
        """Tell how probable a danger is at least whose words name it outright."""
        return self.page["outright"]

    def calls(self, flag: str, score: float) -> bool:
        """Tell whether a danger is plausible enough to call somebody; flags without a bar of their own never call."""
        return score >= self.page.get(flag, NEVER)


@cache
def thresholds() -> Thresholds:
    """Read the file once."""
    return Thresholds.model_validate(yaml.safe_load(_FILE.read_text(encoding="utf-8")))
