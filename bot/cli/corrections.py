"""What agents corrected, for the command line: as a report, and as messages to learn from."""

import json
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from rich.console import Console
from rich.table import Table
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.opening import opened
from bot.settings import load_settings
from bot.storage.corrections import Corrected, LivePrecision
from classifier.corpus import FURTHER, CorpusMessage
from classifier.taxonomy import Axis

Found = TypeVar("Found")

FINE = 0
# The axes that words can tell; the others come from purchase history.
FROM_WORDS = frozenset({"demeanour", "motive", *FURTHER} - {"near", "like"})
# What was concluded with less than this is too unsure to be taught.
SURE = 0.5


async def ask_desk(question: Callable[[AsyncSession], Awaitable[Found]]) -> Found:
    """Ask the database of the settings."""
    async with opened(load_settings()) as database, database.reading() as session:
        return await question(session)


def show_precision(found: Sequence[LivePrecision], *, as_json: bool) -> int:
    """Print live precision by type; returns the exit code."""
    if as_json:
        told = [
            {
                "axis": one.axis,
                "type": one.type,
                "shown": one.shown,
                "wrong": one.wrong,
                "precision": round(one.right, 4),
            }
            for one in found
        ]
        print(json.dumps(told, ensure_ascii=False, indent=2))  # noqa: T201 - the command's output
        return FINE
    table = Table("axis", "type", "shown", "called wrong", "not called wrong", title="Live precision")
    for one in found:
        table.add_row(one.axis, one.type, str(one.shown), str(one.wrong), f"{one.right:.1%}")
    Console().print(table)
    return FINE


def messages_to_learn(corrected: Sequence[Corrected]) -> list[CorpusMessage]:
    """Turn corrected messages into corpus messages: what agents said is right, the rest as it was concluded."""
    return [_message(number, one) for number, one in enumerate(corrected, 1) if FROM_WORDS & one.right.keys()]


def _message(number: int, one: Corrected) -> CorpusMessage:
    assessment, right = one.assessment, one.right
    concluded = tuple(guess.type for guess in assessment.demeanours)
    motive = assessment.verdicts[Axis.MOTIVE].best.type if Axis.MOTIVE in assessment.verdicts else "none"
    return CorpusMessage(
        id=f"corrections:{number}",
        lang=assessment.lang,
        situation=f"corrections: {number}",
        text=one.text,
        demeanour=(right["demeanour"],) if "demeanour" in right else concluded,
        motive=right.get("motive", motive),
        intent=assessment.intent.best.type,
        flags=tuple(flag.type for flag in assessment.flags if flag.score >= SURE),
        more=tuple((axis, type_) for axis, type_ in right.items() if type_ in FURTHER.get(axis, ())),
        taught=True,
    )
