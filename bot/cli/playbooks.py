"""`triage playbooks`: for who writes playbooks."""

from pathlib import Path

from bot.cli.complaints import FAILED, FINE, complain
from bot.settings import load_settings
from playbooks.errors import PlaybookError
from playbooks.loader import load_library


def check_playbooks(folder: Path | None) -> int:
    """Load the shipped playbooks and the shop's own over them; every problem of every file is listed."""
    own = folder or load_settings().playbooks
    try:
        library, shipped = load_library(own), load_library()
    except PlaybookError as error:
        complain(*error.problems)
        return FAILED
    names = {playbook.name for playbook in shipped.playbooks}
    print(f"ok: {len(library.playbooks)} playbooks")  # noqa: T201 - the command's output
    if own is not None:
        ours = {playbook.name for playbook in library.playbooks if playbook not in shipped.playbooks}
        print(f"yours, from {own}:")  # noqa: T201
        for word, found in (
            ("added", ours - names),
            ("replaced", ours & names),
            ("off", names - {playbook.name for playbook in library.playbooks}),
        ):
            print(f"  {word}: {', '.join(sorted(found)) or 'none'}")  # noqa: T201
    return FINE
