"""The playbooks in use: the shop's own over ours, read again when their folder changes, never broken by an edit."""

import asyncio
import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cardfacts import shorten
from bot.clocks import Clocks
from bot.settings import SettingsError
from bot.storage.alerts import tell_leads, tell_staff
from bot.storage.audit import record
from bot.storage.engine import Database
from bot.storage.shop_figures import hold_figures, save_figures
from playbooks.errors import PlaybookError
from playbooks.folder import list_files
from playbooks.loader import Library, load_library

logger = logging.getLogger(__name__)

# As many problems as a chat message is read for; `triage playbooks check` lists them all.
SHOWN: Final = 3
LONGEST: Final = 400

# What tells that a folder was touched: of each file its name, when its content and when anything of it was changed
# (content, rights, name), and its size; and what keeps others from being read.
_Seen = tuple[tuple[str, int, int, int] | str, ...]


@dataclass(slots=True)
class Shelf:
    """The library in use. `problems` say why the shop's newest playbooks are not in it; empty where they are."""

    folder: Path | None = None
    library: Library = field(default_factory=load_library)
    problems: Sequence[str] = ()
    _seen: _Seen | None = field(default=None, init=False)
    _last_look: _Seen | None = field(default=None, init=False)

    @classmethod
    def of(cls, folder: Path | None) -> "Shelf":
        """Put up what ships, and the shop's own over it where they are in order; a folder that is none is refused."""
        if folder is not None and not folder.is_dir():
            raise SettingsError(
                f"TRIAGE_PLAYBOOKS: {folder} is not a folder; give the folder that holds your playbooks"
            )
        shelf = cls(folder)
        shelf.refresh()
        return shelf

    def refresh(self) -> bool:
        """Read the folder again if it was touched; what is wrong in it keeps the last good library in force.

        After the start a change is read once it holds still for a look: an editor may be half through with saving.
        """
        if self.folder is None:
            return False
        seen = _look(self.folder)
        still, self._last_look = seen == self._last_look, seen
        if seen == self._seen or (self._seen is not None and not still):
            return False
        self._read(self.folder, seen)
        return True

    @property
    def seen(self) -> object:
        """What the folder was like when it was last read; equal to another shelf's that read the same."""
        return self._seen

    def read_again(self) -> None:
        """Read the folder as it is now; what is wrong in it keeps the last good library in force."""
        if self.folder is not None:
            self._read(self.folder, _look(self.folder))

    def _read(self, folder: Path, seen: _Seen) -> None:
        # As it was before the reading: what is written meanwhile is read by the next look.
        self._seen = seen
        try:
            self.library, self.problems = load_library(folder), ()
        except PlaybookError as error:
            self.problems = error.problems
        except Exception as error:  # whatever a file makes of us, customers are still answered
            logger.exception("the playbooks in %s cannot be read", folder)
            self.problems = (f"{folder}: cannot be read ({type(error).__name__}); please report this folder",)


@dataclass(slots=True)
class ShelfKeeping:
    """Looks after the shelf every so often, and tells once what is wrong with it and when it is well again."""

    shelf: Shelf
    database: Database
    clocks: Clocks
    staff_chats: Sequence[int] = ()
    leads: Sequence[int] = ()
    _told: Sequence[str] | None = field(default=None, init=False)

    async def __call__(self) -> None:
        """Read what changed, off the event loop; tell what came of it."""
        await asyncio.to_thread(self.shelf.refresh)
        problems = self.shelf.problems
        if problems != self._told:
            await self._tell(problems)
            self._told = problems

    async def _tell(self, problems: Sequence[str]) -> None:
        digest = hashlib.sha256("\n".join(problems).encode("utf-8", "replace")).hexdigest() if problems else ""
        now = self.clocks.business()
        # Looked at and kept in one go, so that of two processes one tells it.
        async with self.database.writing() as session:
            kept = await hold_figures(session, "playbooks", now)
            if digest == kept.get("told", ""):
                return  # told by another process, or before the last start
            await save_figures(session, "playbooks", now, {"told": digest})
            await self._say(session, problems, now)
        for problem in problems:
            logger.warning("own playbooks are not in force: %s", problem)
        if not problems:
            logger.info("own playbooks are in force again")

    async def _say(self, session: AsyncSession, problems: Sequence[str], now: datetime) -> None:
        key = "playbooks_refused" if problems else "playbooks_mended"
        values = {"problems": _listed(problems), "count": len(self.shelf.library.playbooks)}
        machine_now = self.clocks.machine()
        record(session, key, now)
        if self.leads:
            await tell_leads(session, self.leads, machine_now=machine_now, key=key, values=values)
        else:
            await tell_staff(session, self.staff_chats, machine_now=machine_now, key=key, values=values)


def _listed(problems: Sequence[str]) -> str:
    more = len(problems) - SHOWN
    shown = [shorten(problem, LONGEST) for problem in problems[:SHOWN]]
    return "\n".join([*shown, *([f"… +{more}"] if more > 0 else [])])


def _look(folder: Path) -> _Seen:
    """Note what would change with an edit; of a folder that went away or holds too much, that it does."""
    try:
        files, problems = list_files(folder)
        stats = [(str(file), file.stat()) for file in files]
    except (OSError, PlaybookError) as error:
        return (str(error),)
    return (*((name, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size) for name, stat in stats), *problems)
