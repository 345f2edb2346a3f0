"""`triage backup` and `triage restore`: their arguments and their help."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.complaints import finish

NewFile = Annotated[Path, typer.Argument(dir_okay=False, help="Where the copy is to stand.", show_default=False)]
AnyFile = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, show_default=False)]


def backup(file: NewFile) -> None:
    """Copy the database to FILE, also while the bot runs; of a PostgreSQL server, say what to call."""
    from bot.cli.backups import make_backup

    finish(lambda: make_backup(file))


def restore(
    file: AnyFile,
    *,
    replace: Annotated[
        bool, typer.Option("--replace", help="Also where there is data; the old file is kept aside.")
    ] = False,
) -> None:
    """Make the backup in FILE the database. The bot must be stopped."""
    from bot.cli.backups import restore_backup

    finish(lambda: restore_backup(file, replace=replace))
