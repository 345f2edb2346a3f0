"""Exit codes, and what a command says when something outside it is wrong: a sentence, never a traceback."""

import sys
from collections.abc import Callable, Sequence
from typing import Final, NoReturn

import typer

FINE: Final = 0
FAILED: Final = 1
WRONG_USAGE: Final = 2


def finish(command: Callable[[], int]) -> NoReturn:
    """Run a command and end with its exit code; what the user can put right is said on stderr."""
    try:
        code = command()
    except repairable() as error:
        complain(*sentences_of(error))
        code = WRONG_USAGE
    raise typer.Exit(code)


def complain(*sentences: str) -> None:
    """Say what is wrong where it does not mix with a command's output."""
    for sentence in sentences:
        print(sentence, file=sys.stderr)  # noqa: T201 - this is how a command complains


def repairable() -> tuple[type[Exception], ...]:
    """List the errors that are not the program's fault. Looked up late: `triage --help` needs no database."""
    from bot.settings import SettingsError
    from bot.shop.shopfile import ShopError
    from bot.shop.tables import ImportFormatError
    from bot.storage.engine import DatabaseError
    from playbooks.errors import PlaybookError

    return SettingsError, DatabaseError, ImportFormatError, ShopError, PlaybookError


def sentences_of(error: Exception) -> Sequence[str]:
    """Give what such an error has to say; files may have several problems at once."""
    problems: Sequence[str] = getattr(error, "problems", (str(error),))
    return problems
