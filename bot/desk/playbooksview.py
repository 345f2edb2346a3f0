"""What agents make of the playbooks' replies: sent unchanged, always edited, never meant; `/playbooks` says it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from difflib import get_close_matches
from typing import Final

from babel.numbers import format_percent

from bot.comparing import ARROW, Outcome
from bot.masking import MASKS
from bot.shelf import Shelf
from bot.storage.engine import Database
from bot.storage.playbook_figures import Figures, Tally, figures_since
from bot.storage.uses import load_records
from bot.storage.verdicts import UNKEPT
from bot.wording import Wording
from playbooks.records import Counts, Records
from playbooks.schema import SLOTS, Playbook
from playbooks.suggestion import TONES, Tone, wording_name

# Every shift and every kind of day is in it, and last season's questions are not.
WINDOW: Final = timedelta(days=30)
# As many lines as a phone shows without much scrolling.
LISTED: Final = 20
NAMED: Final = 30
EDITED: Final = 5
WORDINGS: Final = 10
CHANGES: Final = 3
# Fewer uses say neither always nor never.
TELLING: Final = 3
# Enough of a wording to know it by.
QUOTED: Final = 70
_VARIABLE: Final = re.compile(r"\{\{\s*([\w.]+)[^}]*\}\}")


@dataclass(frozen=True, slots=True)
class PlaybooksView:
    """Counts aside, so that customers are answered meanwhile."""

    database: Database
    shelf: Shelf
    words: Wording

    async def __call__(self, name: str, now: datetime) -> str:
        """Say how all playbooks fare, or one of them."""
        told = {one.name: one for one in self.shelf.library.playbooks if not UNKEPT & set(one.when.flags)}
        untold = {one.name for one in self.shelf.library.playbooks} - set(told)
        since = now - WINDOW
        figures = await self.database.aside(lambda session: figures_since(session, since, untold=untold))
        if not name:
            return "\n".join(self._all(figures, set(told)))
        if name not in told:
            near = get_close_matches(name, told, n=1)
            return self.words("playbook_near" if near else "playbook_unknown", name=name, near="".join(near))
        async with self.database.reading() as session:
            records = await load_records(session)
        return "\n".join(self._one(told[name], figures.tallies.get(name, Tally()), records))

    def _all(self, figures: Figures, told: set[str]) -> Iterator[str]:
        ranked = sorted(
            ((name, tally) for name, tally in figures.tallies.items() if name in told),
            key=lambda pair: (-pair[1].suggested, -pair[1].uses, pair[0]),
        )
        if not ranked:
            yield self.words("playbooks_none")
            return
        yield from self._total([tally for _, tally in ranked])
        yield self.words("playbooks_head")
        yield from (self._line(name, tally) for name, tally in ranked[:LISTED])
        if len(ranked) > LISTED:
            yield self.words("playbooks_more", count=len(ranked) - LISTED)
        for name, tally in [(name, tally) for name, tally in ranked if _always_edited(tally)][:EDITED]:
            yield self.words("playbooks_edited", name=name)
            yield from self._changes(tally)
        yield from self._never(sorted(told - set(figures.reached)))
        yield self.words("playbooks_hint")

    def _total(self, tallies: Sequence[Tally]) -> Iterator[str]:
        uses = sum(tally.uses for tally in tallies)
        if uses:
            unchanged = sum(tally.outcomes[Outcome.UNCHANGED] for tally in tallies)
            share = format_percent(unchanged / uses, locale=self.words.lang)
            yield self.words("playbooks_total", share=share, uses=uses)

    def _line(self, name: str, tally: Tally) -> str:
        mark = "✏️ " if _always_edited(tally) else "✔️ " if _always_sent(tally) else "• "
        return self.words("playbooks_line", name=mark + name, **_figures(tally))

    def _never(self, names: Sequence[str]) -> Iterator[str]:
        if names:
            rest = len(names) - NAMED
            more = self.words("playbooks_names_more", count=rest) if rest > 0 else ""
            yield self.words("playbooks_never", count=len(names), names=", ".join(names[:NAMED]) + more)

    def _one(self, playbook: Playbook, tally: Tally, records: Records) -> Iterator[str]:
        yield f"{playbook.name}: {playbook.summary}"
        yield self.words("playbook_line", **_figures(tally))
        changes = list(self._changes(tally))
        yield from [self.words("playbook_changes"), *changes] if changes else []
        used = sorted(_used(playbook, records), key=lambda one: (-one.counts.uses, one.lang, one.place))
        if not used:
            yield self.words("playbook_unused")
            return
        yield self.words("playbook_wordings")
        for one in used[:WORDINGS]:
            counts = {each.value: getattr(one.counts, each.value) for each in Outcome}
            yield self.words("playbook_wording", lang=one.lang, place=one.place, text=_quoted(one.text), **counts)
        if len(used) > WORDINGS:
            yield self.words("playbook_wordings_more", count=len(used) - WORDINGS)

    def _changes(self, tally: Tally) -> Iterator[str]:
        """Show the usual differences, what was masked named in the desk's words."""
        for change in tally.usual_changes(CHANGES):
            before, _, after = (part.strip() for part in change.partition(ARROW))
            key = "change_replaced" if before and after else "change_added" if after else "change_left_out"
            shown = {"before": self._unmasked(before), "after": self._unmasked(after)}
            yield self.words(key, count=tally.changes[change], **shown)

    def _unmasked(self, text: str) -> str:
        for mask in set(MASKS.values()):
            text = text.replace(mask, f"‹{self.words.name('masked', mask.strip('[]'))}›")
        return text


@dataclass(frozen=True, slots=True)
class _Used:
    """A wording of a playbook, where it stands, and what became of it."""

    lang: str
    place: str
    text: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class _Said:
    """A wording's text and the tones that it serves, in their order."""

    text: str
    tones: dict[Tone, None] = field(default_factory=dict)

    def place(self, slot: str) -> str:
        return slot if len(self.tones) == len(TONES) else f"{slot}, {'/'.join(self.tones)}"


def _used(playbook: Playbook, records: Records) -> Iterator[_Used]:
    """Find the wordings that anything became of; one that serves several tones is named once."""
    for slot in SLOTS:
        for lang, tones in playbook.fragment(slot).items():
            said: dict[str, _Said] = {}
            for tone, variants in tones.items():
                for variant in variants:
                    said.setdefault(variant.key, _Said(variant.text)).tones.setdefault(tone)
            for key, one in said.items():
                counts = records.get(wording_name(playbook.name, slot, key))
                if counts is not None and counts.uses:
                    yield _Used(lang, one.place(slot), one.text, counts)


def _figures(tally: Tally) -> dict[str, object]:
    return {"suggested": tally.suggested, **{each.value: tally.outcomes[each] for each in Outcome}}


def _always_edited(tally: Tally) -> bool:
    return tally.uses >= TELLING and tally.outcomes[Outcome.CHANGED] > 0 and not tally.outcomes[Outcome.UNCHANGED]


def _always_sent(tally: Tally) -> bool:
    return tally.uses >= TELLING and tally.outcomes[Outcome.UNCHANGED] == tally.uses


def _quoted(text: str) -> str:
    """Shorten a wording, its variables by name only."""
    plain = _VARIABLE.sub(r"‹\1›", text)
    return plain if len(plain) <= QUOTED else plain[: QUOTED - 1] + "…"
