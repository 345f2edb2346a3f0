"""What is said to a thinking process. Of it, only `Asked` is answered, and `Setup`, once it is ready."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import SQLModel

from bot.incoming import Incoming
from bot.measures import Measures
from bot.shop.shopfile import Shop
from bot.storage.cases import Case
from bot.storage.tables.conversations import Conversation
from bot.storage.tables.people import Customer
from bot.wording import DeskLanguage

# A row's columns by name: quicker to hand on than the row, which drags its session's bookkeeping along.
_Columns = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Setup:
    """The first word: what all thinking goes by; `log` is the form of the logs."""

    shop: Shop
    playbooks: Path | None
    zone: ZoneInfo
    desk_language: DeskLanguage
    log: str = "plain"


@dataclass(frozen=True, slots=True)
class Measured:
    """The shop's figures, when they are new."""

    measures: Measures


@dataclass(frozen=True, slots=True)
class Reread:
    """The shop's own playbooks were changed."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A message to think about."""

    case: Case
    customer: _Columns | None
    conversation: _Columns | None
    incoming: Incoming
    now: datetime

    @classmethod
    def of(cls, case: Case, incoming: Incoming, now: datetime) -> "Asked":
        """Take the rows of a case apart."""
        bare = replace(case, customer=None, conversation=None)
        return cls(bare, _columns(case.customer), _columns(case.conversation), incoming, now)

    def whole_case(self) -> Case:
        """Put the case together again."""
        customer = None if self.customer is None else Customer(**self.customer)
        return replace(self.case, customer=customer, conversation=_conversation(self.conversation))


def _conversation(columns: _Columns | None) -> Conversation | None:
    return None if columns is None else Conversation(**columns)


def _columns(row: SQLModel | None) -> _Columns | None:
    if row is None:
        return None
    return {name: value for name, value in vars(row).items() if not name.startswith("_")}
