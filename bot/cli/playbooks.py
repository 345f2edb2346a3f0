"""`triage playbooks`: for who writes playbooks."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bot.cli.complaints import FAILED, FINE, WRONG_USAGE, complain
from bot.cli.progress import progress
from bot.settings import Settings, load_settings
from bot.shop.shopfile import Shop, load_shop
from classifier.taxonomy import LANGUAGES, OPTIONAL_AXES, Axis
from playbooks.checks import ERROR, Served, say
from playbooks.checks import check as check_all
from playbooks.errors import PlaybookError, did_you_mean
from playbooks.loader import Loaded, load

# An example to copy, where somebody asks for a new playbook and has no folder yet.
_NO_FOLDER: Final = "no folder for it: give --folder, or set TRIAGE_PLAYBOOKS to the folder with your playbooks"


def check_playbooks(folder: Path | None, *, shipped: bool = False, coverage: bool = False) -> int:
    """Say what is wrong with the shop's own playbooks, and what may be; with `shipped` with ours, too.

    `coverage` adds a table of types, intents and flags by language.
    """
    settings = load_settings()
    own = folder or settings.playbooks
    try:
        loaded = load(own)
    except PlaybookError as error:
        complain(*error.problems, f"{len(error.problems)} to mend; until then what ships stays in force")
        return FAILED
    found = [
        finding
        for finding in check_all(loaded, served_by(load_shop(settings.shop), settings))
        if shipped or finding.playbook in loaded.own
    ]
    for finding in found:
        complain(f"{finding.level}: {say(finding, loaded)}")
    if coverage:
        _print_coverage(loaded)
    _summarise(loaded, own)
    errors = sum(finding.level == ERROR for finding in found)
    print(f"{errors} errors, {len(found) - errors} warnings")  # noqa: T201 - the command's output
    return FAILED if errors else FINE


def _print_coverage(loaded: Loaded) -> None:
    from rich.console import Console
    from rich.table import Table

    from playbooks.coverage import coverage

    table = Table("type, intent or flag", *LANGUAGES, title="Playbooks that react", title_justify="left")
    for name, counts in coverage(loaded.library).items():
        table.add_row(name, *(str(counts[lang] or "none") for lang in LANGUAGES))
    Console().print(table)


def preview_playbooks(out: Path, lang: str | None, folder: Path | None, *, own: bool) -> int:
    """Write the page; problems that keep the folder from being read are told instead."""
    from playbooks.preview import read_through, render_page

    settings = load_settings()
    shop = load_shop(settings.shop)
    served = served_by(shop, settings, _languages(lang))
    try:
        loaded = load(folder or settings.playbooks)
    except PlaybookError as error:
        complain(*error.problems)
        return FAILED
    with progress("Reading", float(len(loaded.library.playbooks)), shown=True) as advance:
        page = read_through(
            loaded, served, datetime.now(UTC), desk_lang=settings.language, only_own=own, advance=advance
        )
    try:
        out.write_text(render_page(page), encoding="utf-8")
    except OSError as error:
        complain(f"{out}: cannot be written ({error.strerror}); give another file with --out")
        return WRONG_USAGE
    print(f"{out}: {len(page.entries)} playbooks, {len(page.problems)} things to look at")  # noqa: T201
    return FINE


def new_playbook(name: str, lang: str | None, folder: Path | None) -> int:
    """Write the file and say what to do next."""
    from playbooks.skeleton import write_skeleton

    settings = load_settings()
    own = folder or settings.playbooks
    if own is None:
        complain(_NO_FOLDER)
        return WRONG_USAGE
    languages = _languages(lang) or load_shop(settings.shop).languages
    try:
        loaded = load(own)
    except PlaybookError:  # somebody else's mistake in that folder; `check` tells of it
        loaded = load()
    file = write_skeleton(name, own, loaded, languages)
    print(f"{file}: answer its questions, then `triage playbooks check {own}`")  # noqa: T201
    return FINE


def served_by(shop: Shop, settings: Settings, languages: tuple[str, ...] = ()) -> Served:
    """Say whom the playbooks of this shop are to serve."""
    axes = frozenset(Axis) - OPTIONAL_AXES | shop.axes
    return Served(languages or shop.languages, shop.facts(settings.zone), axes)


def _languages(lang: str | None) -> tuple[str, ...]:
    languages = tuple(dict.fromkeys((lang or "").replace(",", " ").split()))
    for one in languages:
        if one not in LANGUAGES:
            raise PlaybookError([f"--lang: {one!r} is not a language that we read; {did_you_mean(one, LANGUAGES)}"])
    return languages


def _summarise(loaded: Loaded, own: Path | None) -> None:
    print(f"ok: {len(loaded.library.playbooks)} playbooks")  # noqa: T201 - the command's output
    if own is None:
        return
    print(f"yours, from {own}:")  # noqa: T201
    groups = {"added": loaded.added, "replaced": loaded.replaced, "extended": loaded.extended, "off": loaded.off}
    for word, names in groups.items():
        print(f"  {word}: {', '.join(sorted(names)) or 'none'}")  # noqa: T201
