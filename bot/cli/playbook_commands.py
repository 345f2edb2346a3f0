"""The commands of `triage playbooks`: arguments and help. The work is in `bot/cli/playbooks.py`."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.complaints import finish

playbooks = typer.Typer(help="For who writes playbooks.", no_args_is_help=True, rich_markup_mode=None)

Folder = Annotated[
    Path | None,
    typer.Option(file_okay=False, help="Your playbooks; else TRIAGE_PLAYBOOKS.", show_default=False),
]
Languages = Annotated[
    str | None, typer.Option("--lang", help="Languages with commas; else those of shop.yaml.", show_default=False)
]


@playbooks.command()
def check(
    folder: Annotated[
        Path | None,
        typer.Argument(exists=True, file_okay=False, help="Your playbooks; else TRIAGE_PLAYBOOKS.", show_default=False),
    ] = None,
    *,
    shipped: Annotated[bool, typer.Option("--shipped", help="Say what there is to say on ours, too.")] = False,
    coverage: Annotated[bool, typer.Option("--coverage", help="How many react to each type, by language.")] = False,
) -> None:
    """Check every playbook and say what is wrong, by file, line and key; exit 1 for errors, 0 for warnings."""
    from bot.cli.playbooks import check_playbooks

    finish(lambda: check_playbooks(folder, shipped=shipped, coverage=coverage))


@playbooks.command()
def preview(
    *,
    out: Annotated[Path, typer.Option(dir_okay=False, help="The page to write.")] = Path("playbooks.html"),
    lang: Languages = None,
    folder: Folder = None,
    own: Annotated[bool, typer.Option("--own", help="Only what you wrote or changed.")] = False,
) -> None:
    """Write an HTML page with every playbook, said to sample customers, to be read through."""
    from bot.cli.playbooks import preview_playbooks

    finish(lambda: preview_playbooks(out, lang, folder, own=own))


@playbooks.command()
def new(
    name: Annotated[str, typer.Argument(help="Small letters and _, like gift_card.", show_default=False)],
    *,
    lang: Languages = None,
    folder: Folder = None,
) -> None:
    """Begin a playbook: a file that works and asks the right questions."""
    from bot.cli.playbooks import new_playbook

    finish(lambda: new_playbook(name, lang, folder))
