"""The section `report` of shop.yaml: when leads and owners are told of the week by themselves."""

from datetime import time
from typing import Annotated

from pydantic import PlainValidator

from bot.shop.sections import Clock, read_weekday
from playbooks.errors import Strict


def _read_day(value: object) -> int | None:
    return None if value is None else read_weekday(value)


class ReportTimes(Strict):
    """On which day of the week and when, in the shop's own time; without a day there is none."""

    day: Annotated[int | None, PlainValidator(_read_day)] = 0
    at: Clock = time(9)
