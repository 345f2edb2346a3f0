"""The section `team` of `shop.yaml`: how the people at the desk work together."""

from typing import Annotated

from pydantic import PlainValidator

from playbooks.errors import Strict, wrong

# Nobody is looked over the shoulder for a whole season.
_MOST = 1000


def _read_count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MOST:
        raise wrong(f"{value!r} is not a number of replies; write a whole one from 0 to {_MOST}, like 30")
    return value


class Team(Strict):
    """What holds for who is new at the desk."""

    # How many replies of a trainee others read before they go; 0 lets all go at once.
    trainee_replies: Annotated[int, PlainValidator(_read_count)] = 30
