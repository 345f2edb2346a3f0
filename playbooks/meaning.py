"""What follows from a condition, and what cannot hold beside it: only what is certain from how facts are gathered."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any, Final

from playbooks.conditions import INTENT_SCORE, Conditions, Scores
from playbooks.spoken import ANY, Spoken
from playbooks.vocabulary import VOLATILE

_FOLLOWS: Final[dict[str, tuple[str, ...]]] = {
    "has_order": ("linked",),
    "no_order": ("linked",),
    "order_fresh": ("has_order",),
    "order_stale": ("has_order",),
    "order_cancelled": ("has_order",),
    "order_open": ("order_fresh",),
    "order_delivered": ("order_fresh",),
    "returned": ("order_fresh",),
    "refunded": ("order_fresh",),
    "order_late": ("order_open",),
    "order_on_time": ("order_open",),
    "order_shipped": ("order_open",),
    "return_open": ("order_delivered",),
    "return_over": ("order_delivered",),
    "guarantee_open": ("order_delivered",),
    "guarantee_over": ("order_delivered",),
    "refund_due": ("returned",),
    "refund_overdue": ("returned",),
    "customer.orders": ("linked",),
    "customer.since": ("linked",),
    "customer.last_item": ("linked",),
    "order.days_late": ("order_late",),
    "order.expected_at": ("order_open",),
    "order.delivered_at": ("order_delivered",),
    "order.return_by": ("order_delivered",),
    "order.guarantee_until": ("order_delivered",),
    "order.returned_at": ("returned",),
    "order.refund_by": ("returned",),
}
_EXCLUDE: Final = (
    {"linked", "unlinked"},
    {"has_order", "no_order"},
    {"order_fresh", "order_stale"},
    {"order_open", "order_delivered"},
    {"order_open", "order_cancelled"},
    {"order_late", "order_on_time"},
    {"return_open", "return_over"},
    {"guarantee_open", "guarantee_over"},
    {"refund_due", "refund_overdue"},
    {"refund_due", "refunded"},
    {"refund_overdue", "refunded"},
    {"promise_open", "promise_broken"},
    {"calmer", "worse"},
)
# Of these labels there is one at a time.
_SINGLE: Final = ("intent:", "occasion:")


def closure(facts: frozenset[str]) -> frozenset[str]:
    """Give what holds wherever these facts do.

    >>> sorted(closure(frozenset({"order_late"})))
    ['has_order', 'linked', 'order_fresh', 'order_late', 'order_open']
    """
    found, fresh = set(facts), set(facts)
    while fresh:
        fresh = {each for fact in fresh for each in _follows(fact)} - found
        found |= fresh
    return frozenset(found)


def clash(facts: frozenset[str]) -> tuple[str, str] | None:
    """Name two that never hold at once; `None` where nothing speaks against it."""
    whole = sorted(closure(facts))
    return next(((one, other) for one, other in combinations(whole, 2) if _excluded(one, other)), None)


def covers(wide: Conditions, narrow: Conditions) -> bool:
    """Tell whether every line of `wide` is sure to hold wherever all lines of `narrow` do."""
    return (
        all(_scores_cover(scores, narrow.axes.get(axis, {})) for axis, scores in wide.axes.items())
        and (not wide.intent or _intents_cover(wide.intent, narrow.intent))
        and (not wide.flags or _flags_cover(wide, narrow))
        and wide.facts <= closure(narrow.facts)
        and all(narrow.at_least.get(path, float("-inf")) >= bound for path, bound in wide.at_least.items())
        and all(narrow.at_most.get(path, float("inf")) <= bound for path, bound in wide.at_most.items())
        and (not wide.languages or (bool(narrow.languages) and set(narrow.languages) <= set(wide.languages)))
        and (not wide.words or (bool(narrow.words) and _words_cover(wide.words, narrow.words)))
        and (not wide.sent or (bool(narrow.sent) and set(narrow.sent) <= set(wide.sent)))
    )


def single_lines(conditions: Conditions) -> Iterator[tuple[tuple[str, ...], Conditions]]:
    """Take conditions apart into those of one line each, with the key where it stands."""
    for name in conditions.model_fields_set:
        value = getattr(conditions, name)
        if name == "facts":
            yield from (((name,), _only(name, frozenset({fact}))) for fact in value)
        elif name in {"at_least", "at_most"}:
            yield from (((name, path), _only(name, {path: value[path]})) for path in value)
        else:
            yield (name,), _only(name, value)


def apart(one: Conditions, other: Conditions) -> bool:
    """Tell whether two conditions never hold for the same message."""
    return (
        clash(one.facts | other.facts) is not None
        or bool(one.intent and other.intent and not one.intent.keys() & other.intent.keys())
        or bool(one.languages and other.languages and not set(one.languages) & set(other.languages))
        or (_is_note(one) and bool(other.words))
        or (_is_note(other) and bool(one.words))
        or any(one.at_least[path] > other.at_most[path] for path in one.at_least.keys() & other.at_most.keys())
        or any(other.at_least[path] > one.at_most[path] for path in other.at_least.keys() & one.at_most.keys())
    )


def _is_note(conditions: Conditions) -> bool:
    """Tell what we write unasked: there is no customer's message whose words could be met."""
    return any(fact.startswith("occasion:") for fact in conditions.facts)


def _only(name: str, value: Any) -> Conditions:
    """Build conditions of one line that was read already."""
    return Conditions().model_copy(update={name: value})


def _follows(fact: str) -> Iterator[str]:
    yield from _FOLLOWS.get(fact, ())
    if fact.startswith("order."):
        yield "order_fresh" if fact in VOLATILE else "has_order"


def _excluded(one: str, other: str) -> bool:
    return {one, other} in _EXCLUDE or any(one.startswith(kind) and other.startswith(kind) for kind in _SINGLE)


def _scores_cover(wide: Scores, narrow: Scores) -> bool:
    return bool(narrow) and all(type_ in wide and wide[type_] <= least for type_, least in narrow.items())


def _intents_cover(wide: Scores, narrow: Scores) -> bool:
    """As above; an intent that is shown passes the usual score, and only that one, with less."""
    usual = all(wide.get(type_) == INTENT_SCORE for type_, least in narrow.items() if least == INTENT_SCORE)
    return usual and _scores_cover(wide, narrow)


def _flags_cover(wide: Conditions, narrow: Conditions) -> bool:
    return bool(narrow.flags) and all(wide.flags.get(flag) in {"check", tier} for flag, tier in narrow.flags.items())


def _words_cover(wide: Spoken, narrow: Spoken) -> bool:
    return all(set(words) <= {*wide.get(lang, ()), *wide.get(ANY, ())} for lang, words in narrow.items())
