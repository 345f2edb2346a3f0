"""Reads delays as people write them in YAML: 5s, 15m, 2h, 1d."""

import re
from datetime import timedelta
from typing import Annotated, Final

from pydantic import PlainValidator

_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
# Five digits are 68 days in minutes and 273 years in days: more is a slip of the finger.
_DELAY: Final = re.compile(r"(\d{1,5})([smhd])")


def parse_delay(value: object) -> timedelta:
    """Read a delay; seconds are for machine-like figures such as the time to undo.

    >>> parse_delay("15m")
    datetime.timedelta(seconds=900)
    """
    match = _DELAY.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f"{value!r} is not a delay; write a number and m, h or d, like 15m")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def _keep_delay(value: object) -> timedelta:
    return value if isinstance(value, timedelta) else parse_delay(value)


# For pydantic models of what people write; a timedelta given by code stays as it is.
Delay = Annotated[timedelta, PlainValidator(_keep_delay)]
