"""By when a customer may be promised a next word."""

from datetime import datetime, timedelta

from classifier.business_hours import BusinessHours


def answer_by(hours: BusinessHours, now: datetime, within: timedelta) -> datetime:
    """Add the shop's delay in open hours, and round up to a time that a person would name."""
    return round_up(hours.add(now, within))


def round_up(at: datetime) -> datetime:
    """Take the next quarter of an hour."""
    past = timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
    return at if not past else at - past + timedelta(minutes=15)
