"""The ladder: to whom a case is passed on, and that it only leads up."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final, Literal, Protocol, get_args

from playbooks.errors import wrong

Role = Literal["agent", "lead", "specialist", "owner", "duty"]  # duty: whoever has the duty phone
ROLES: Final[tuple[Role, ...]] = get_args(Role)
# The duty phone is no rank: danger calls it before anybody, an outage after everybody.
_RANKS: Final[tuple[Role, ...]] = ("agent", "lead", "specialist", "owner")


class Rung(Protocol):
    """What a ladder is judged by."""

    @property
    def to(self) -> Role: ...
    @property
    def after(self) -> timedelta | None: ...
    @property
    def only_if(self) -> frozenset[str]: ...


def rank(role: str) -> int:
    """Tell how high a role stands; the duty phone below all, since it can come before anybody.

    >>> rank("owner") > rank("lead") > rank("duty")
    True
    """
    return next((place for place, name in enumerate(_RANKS) if name == role), -1)


def check_ladder(rungs: Iterable[tuple[int, Rung]]) -> None:
    """Refuse a ladder that goes round or leads down; `rungs` come with their places among the steps."""
    below: list[tuple[int, Rung]] = []
    for place, rung in rungs:
        at = ("steps", place, "escalate")
        for earlier, one in below:
            _check_circle(rung, one, earlier, at)
            _check_rise(rung, one, at)
        below.append((place, rung))


def _check_circle(rung: Rung, one: Rung, earlier: int, at: tuple[str | int, ...]) -> None:
    if rung.to == one.to and rung.only_if == one.only_if:
        raise wrong(
            f"{rung.to!r} has a rung already, steps[{earlier + 1}], so the ladder goes round;"
            " name each once, or give them different `if`",
            *at,
            "to",
        )


def _check_rise(rung: Rung, one: Rung, at: tuple[str | int, ...]) -> None:
    if "duty" in (rung.to, one.to):
        return
    if rank(rung.to) < rank(one.to):
        raise wrong(
            f"{rung.to!r} comes after {one.to!r}; a ladder only leads up: {', '.join(_RANKS)},"
            " with duty wherever it belongs",
            *at,
            "to",
        )
    # With another `if` it is another case, which may be in more of a hurry.
    if rung.only_if == one.only_if and _wait(rung) < _wait(one):
        raise wrong(
            f"{rung.to!r} would be told before {one.to!r}, who stands below; let `after` grow from rung to rung",
            *at,
            "after",
        )


def _wait(rung: Rung) -> timedelta:
    return rung.after or timedelta(0)
