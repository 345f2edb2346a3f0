"""Gives the handlers of `/find`, `/who` and `/report` what they answer with."""

from aiogram import Bot, Dispatcher

from bot.knowing_people import People
from bot.reporting import Reports
from bot.settings import Settings
from bot.telegram.desk import Desk
from bot.telegram.glances import Glances
from bot.telegram.limits import Budgets
from bot.telegram.lookups import Lookups
from bot.telegram.reporter import Reporter
from bot.triage import Triage


def serve_knowing(
    dispatcher: Dispatcher, settings: Settings, bot: Bot, desk: Desk, triage: Triage, budgets: Budgets
) -> None:
    """Build what looks up and what reports."""
    people = People(triage.premises.measures, desk.shop.history, settings.zone)
    dispatcher["lookups"] = Lookups(bot, triage.database, desk, budgets, people)
    dispatcher["reporter"] = Reporter(Reports(triage.database, desk.shop, settings.zone), desk, Glances(bot, budgets))
