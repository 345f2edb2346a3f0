"""One figure of a purchase history and how to say it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    """A value for the program and words for a person; the value is `None` where nobody knows."""

    value: object
    words: str
