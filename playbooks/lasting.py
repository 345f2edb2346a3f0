"""Until when a reply stays true: who presses it later would say what is over."""

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Final

from playbooks.composition import Draft
from playbooks.known import FRESH, Known
from playbooks.vocabulary import VOLATILE, VOLATILE_SITUATIONS

# The time of day alone means today; the filter writes the date where it is another day.
_CLOCKED: Final = re.compile(r"([a-z][a-z0-9_.]*)\s*\|\s*clock\b")
_OFFER: Final = re.compile(r"shop\.offers\.(\w+)\.")


def good_until(draft: Draft, known: Known) -> datetime | None:
    """Tell from when on a reply may no longer be said; None where nothing in it wears out."""
    return min(_ends(draft, known), default=None)


def _ends(draft: Draft, known: Known) -> Iterator[datetime]:
    rests_on = draft.named | _supposed(draft)
    as_of = known.values.get("order.as_of")
    if rests_on & (VOLATILE | VOLATILE_SITUATIONS) and isinstance(as_of, datetime):
        yield as_of + FRESH
    if "order.days_late" in rests_on or _says_todays_clock(draft, known):
        yield _end_of_day(known)
    yield from _times(rests_on, known)


def _supposed(draft: Draft) -> frozenset[str]:
    """Name what playbooks suppose that speak: an apology for a late order need not say "late" with a fact."""
    books = [match.playbook for match in draft.speakers]
    return frozenset[str]().union(*(book.needs | book.when.facts for book in books))


def _times(rests_on: frozenset[str], known: Known) -> Iterator[datetime]:
    """Give the moments at which something named is over: the time we gave, an open promise, an offer."""
    paths = {"answer_by"} & rests_on
    paths |= {"promise.due_at"} if "promise_open" in rests_on else set()
    paths |= {f"shop.offers.{found[1]}.until" for name in rests_on if (found := _OFFER.match(name))}
    for path in sorted(paths):
        if isinstance(at := known.values.get(path), datetime):
            yield at


def _says_todays_clock(draft: Draft, known: Known) -> bool:
    clocked = {path for said in draft.sentences.values() for path in _CLOCKED.findall(said.variant.text)}
    return any(_is_today(known.values.get(path), known) for path in clocked)


def _is_today(value: object, known: Known) -> bool:
    zone, now = known.facts.shop.zone, known.facts.now
    return isinstance(value, datetime) and value.astimezone(zone).date() == now.astimezone(zone).date()


def _end_of_day(known: Known) -> datetime:
    zone = known.facts.shop.zone
    tomorrow = known.facts.now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone).astimezone(known.facts.now.tzinfo)
