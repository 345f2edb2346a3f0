"""What a shop tells of somebody's consent to its marketing."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ToldConsent:
    """A yes or a no, since when, and in which of the shop's words."""

    given: bool
    at: datetime
    words: str
