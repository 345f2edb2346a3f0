"""One question to the classifier as a plain value, so that many can be asked in a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from classifier.assessment import Said
from classifier.history.orders import Order
from classifier.history.profile import Profile


@dataclass(frozen=True, slots=True)
class Request:
    """A message with all that is known around it; `orders` wait here until somebody builds the profile."""

    text: str
    now: datetime
    id: str | int = ""  # as the asker wrote it, so that the answer carries the same
    conversation: Sequence[Said] = ()
    profile: Profile | None = None
    lang_hint: str | None = None
    orders: Sequence[Order] = ()
    first_name: str | None = None  # to greet by; never looked at
