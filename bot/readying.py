"""Readies thinking: what it needs, and the place where it is done."""

from bot.clocks import Clocks
from bot.settings import Settings
from bot.shelf import Shelf
from bot.shop.shopfile import Shop
from bot.statistics import take_measures
from bot.storage.engine import Database
from bot.thinking.premises import Premises
from bot.thinking.process import InProcess
from bot.thinking.requests import Setup
from bot.thinking.spawning import Spawned, has_core_to_spare
from bot.thinking.thread import InThread
from classifier.classifier import Classifier


def begin_thinking(
    settings: Settings, shop: Shop, *, classifier: Classifier | None, early: Spawned | None
) -> InProcess | InThread:
    """Begin to make thinking ready where it is done best: in a process, if there is a core for it.

    A `classifier` that is warm is used where it is, and a process that was started `early` is used.
    """
    if classifier is None and (early or has_core_to_spare()):
        return InProcess(Setup(shop, settings.playbooks, settings.zone, settings.language, settings.log), early)
    return InThread(classifier or Classifier(axes_on=shop.axes), shop.languages)


async def load_premises(settings: Settings, shop: Shop, database: Database, clocks: Clocks) -> Premises:
    """Load playbooks and the shop's figures; raises what a setting that is no folder raises."""
    shelf = Shelf.of(settings.playbooks)
    measures = await take_measures(database, shop, settings.zone, clocks.business())
    return Premises.of(shop, settings.zone, settings.language, shelf=shelf, measures=measures)
