"""By when a customer may be promised a next word."""

from datetime import datetime, timedelta

from classifier.business_hours import BusinessHours


def answer_by(hours: BusinessHours, now: datetime, within: timedelta) -> datetime:
    """Add the shop's delay in open hours, and round up to a time that a person would name."""
    at = hours.add(now, within)
    past = timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
    return at if not past else at - past + timedelta(minutes=15)
