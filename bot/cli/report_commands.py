"""The command that says how the desk does."""

from typing import Annotated

import typer

from bot.cli.complaints import finish

# Further back than any shop looks, and as far as dates go without surprises.
MOST_DAYS = 3_650
Days = Annotated[int, typer.Option(min=1, max=MOST_DAYS, help="How many days back; as many before are compared.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print every figure as JSON; durations are seconds.")]


def report(*, days: Days = 7, as_json: AsJson = False) -> None:
    """Say how the desk did: volume, waits, promises, faults, replies, ratings."""
    from bot.cli.report import report as work

    finish(lambda: work(days=days, as_json=as_json))
