"""`triage fit-history`: fits the prediction of next year's purchases to the shop's own customers."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

from bot.cli.complaints import FAILED, FINE, complain
from bot.cli.opening import opened
from bot.cli.progress import progress
from bot.settings import Settings, load_settings
from bot.shop.shopfile import load_shop
from bot.storage.engine import Database
from bot.storage.shop_figures import count_buyers, plain_orders, save_prediction
from classifier.history.fitting import FittingError, Sample, fit_prediction
from classifier.history.outlook import habit_of, visit_values
from classifier.history.prediction import Habit, Prediction, expected_orders, expected_value, probability_order
from classifier.history.purchases import NO_RATES, purchases_of
from classifier.history.words import money, percent

# A progress bar that moves more often costs more than what it shows.
TELL_EVERY = 1_000


def fit(now: datetime | None) -> int:
    """Fit on all orders up to `now` and keep the result; returns the exit code."""
    settings = load_settings()
    at = (now.replace(tzinfo=now.tzinfo or settings.zone) if now else datetime.now(UTC)).astimezone(UTC)
    return asyncio.run(_fit(settings, at))


async def _fit(settings: Settings, now: datetime) -> int:
    shop = load_shop(settings.shop)
    async with opened(settings) as database:
        sample = await read_sample(database, shop.currency, now, shop.rates)
        try:
            prediction = fit_prediction(sample)
        except FittingError as error:
            complain(str(error))
            return FAILED
        async with database.writing() as session:
            await save_prediction(session, prediction, shop.currency, now)
    for line in fitted_lines(prediction, sample.came_back, shop.currency):
        print(line)  # noqa: T201 - the command's output
    return FINE


async def read_sample(
    database: Database, currency: str, now: datetime, rates: Mapping[str, Decimal] = NO_RATES
) -> Sample:
    """Gather how everybody bought up to `now`; all visits count for what a purchase is worth, the first too.

    The paper leaves first purchases out; on CDNOW's second half year, taking them in is nearer by 4 to 6 in 100.
    """
    sample = Sample()
    async with database.reading() as session:
        with progress("Reading orders", await count_buyers(session)) as advance:
            async for number, orders in plain_orders(session):
                purchases = purchases_of(orders, currency, now, rates)
                if purchases.visits:
                    sample.add(habit_of(purchases), visit_values(purchases))
                if number % TELL_EVERY == 0:
                    advance(number)
    return sample


def fitted_lines(prediction: Prediction, came_back: int, currency: str) -> list[str]:
    """Say what was learned, in words first: what a first order leads to in this shop."""
    newcomer = Habit(0, 0.0, 0.0)
    often, again = expected_orders(prediction, newcomer), probability_order(prediction, newcomer)
    worth = money(Decimal(expected_value(prediction, 0, 0.0)), currency)
    return [
        f"fitted on {prediction.customers:,} customers, {came_back:,} of whom came back",
        f"after a first order: {often:.2f} more in 12 months, {percent(again)} order again; an order brings {worth}",
        f"BG/NBD, in weeks: r {prediction.r:.3f}, alpha {prediction.alpha:.3f}, a {prediction.a:.3f}, b {prediction.b:.3f}",
        f"Gamma-Gamma, in {currency}: p {prediction.p:.2f}, q {prediction.q:.2f}, gamma {prediction.gamma:.2f}",
    ]
