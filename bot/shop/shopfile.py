"""One shop's `shop.yaml`: its name, promises, hours and rules. The zone stays in the environment."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from babel import Locale
from pydantic import Field, PlainValidator, ValidationError, field_validator

from bot.shop.business import Business
from bot.shop.figures import read_figures
from bot.shop.groups import read_groups
from bot.shop.notes import Notes
from bot.shop.personas import read_personas
from bot.shop.policies import read_emergency, read_links, read_mapping, read_policies
from bot.shop.rates import read_rates
from bot.shop.reportsection import ReportTimes
from bot.shop.satisfaction import Satisfaction
from bot.shop.sections import (
    Gestures,
    Hours,
    PriorityWeights,
    PublishedOffer,
    Quiet,
    Retention,
    Service,
    Text,
    read_phone,
)
from bot.shop.teamsection import Team
from classifier.business_hours import BusinessHours
from classifier.history.personas import Persona
from classifier.history.rules import HistoryRules
from classifier.priority import HARM, PriorityRules
from classifier.taxonomy import LANGUAGES, OPTIONAL_AXES, Axis
from playbooks.address import TWO_ADDRESSES
from playbooks.errors import PlaybookError, Strict, did_you_mean, explain, wrong
from playbooks.facts import Offer, ShopFacts
from playbooks.vocabulary import OFFERS
from playbooks.yamlfile import read_yaml

DEFAULTS: Final = Path(__file__).with_name("default.yaml")
NOTHING: Final[Mapping[str, object]] = MappingProxyType({})


class ShopError(ValueError):
    """`shop.yaml` cannot be used; `problems` has one sentence for each reason."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Shop(Strict):
    """Everything that a shop sets; what it leaves out comes from `default.yaml`."""

    name: Text
    currency: str
    languages: tuple[str, ...]
    formal: frozenset[str]
    policies: Annotated[Mapping[str, int | Decimal | str], PlainValidator(read_policies)] = Field(default_factory=dict)
    links: Annotated[Mapping[str, str], PlainValidator(read_links)] = Field(default_factory=dict)
    offers: Mapping[str, PublishedOffer] = Field(default_factory=dict)
    emergency: Annotated[Mapping[str, str], PlainValidator(read_emergency)] = Field(default_factory=dict)
    duty_phone: Annotated[str | None, PlainValidator(read_phone)] = None
    hours: Hours
    quiet: Quiet
    satisfaction: Satisfaction
    service: Service
    priority: PriorityWeights
    gestures: Gestures
    team: Team = Field(default_factory=Team)
    report: ReportTimes = Field(default_factory=ReportTimes)
    retention: Retention = Field(default_factory=Retention)
    business: Business = Field(default_factory=Business)
    notes: Notes
    history: Annotated[HistoryRules, PlainValidator(read_figures)] = Field(default_factory=HistoryRules)
    personas: Annotated[tuple[Persona, ...], PlainValidator(read_personas)] = ()
    rates: Annotated[Mapping[str, Decimal], PlainValidator(read_rates)] = Field(default_factory=dict)
    axes: frozenset[Axis] = frozenset()
    groups: Annotated[Mapping[str, tuple[int, ...]], PlainValidator(read_groups)] = Field(default_factory=dict)

    def facts(self, zone: ZoneInfo) -> ShopFacts:
        """Give what replies may say about the shop; a policy that is not set is not known."""
        return ShopFacts(
            name=self.name,
            zone=zone,
            policies=self.policies,
            links=self.links,
            formal=self.formal,
            currency=self.currency,
            gestures={"agent": self.gestures.agent, "lead": self.gestures.lead},
            emergency=self.emergency,
            duty_phone=self.duty_phone,
            offers={name: Offer(offer.code, offer.ends(zone)) for name, offer in self.offers.items()},
            **self.hours.said(),
        )

    def business_hours(self, zone: ZoneInfo) -> BusinessHours:
        """Give the opening hours in the shop's zone."""
        return BusinessHours(
            zone=zone,
            opens=self.hours.opens,
            closes=self.hours.closes,
            closed_weekdays=frozenset(self.hours.closed_weekdays),
            holidays=frozenset(self.hours.holidays),
        )

    def customer_hours(self, zone: ZoneInfo) -> BusinessHours:
        """Give the hours in which customers may be written to unasked: all but the quiet ones."""
        return BusinessHours(zone=zone, opens=self.quiet.ends, closes=self.quiet.begins)

    def priority_rules(self, zone: ZoneInfo) -> PriorityRules:
        """Give the rules of the queue."""
        weights = self.priority
        return PriorityRules(
            hours=self.business_hours(zone),
            promise=self.service.first_reply,
            page=self.service.page_answer,
            second_group=self.service.second_group,
            harm_weight=weights.harm,
            again_weight=weights.again,
            value_weight=weights.value,
            loss_weight=weights.loss,
            harm={**HARM, **weights.harm_of},
        )

    @field_validator("currency", mode="plain")
    @classmethod
    def _know_currency(cls, value: object) -> str:
        if value not in Locale.parse("en").currencies:
            raise wrong(f"{value!r} is not a currency; write its three letters, like EUR")
        return str(value)

    @field_validator("languages", mode="plain")
    @classmethod
    def _know_languages(cls, value: object) -> tuple[str, ...]:
        if not isinstance(value, list) or not value:
            raise wrong(f"{value!r} lists no languages; write it like [en, ru]")
        for lang in value:
            if lang not in LANGUAGES:
                raise wrong(f"{lang!r} is not a language that we read; {did_you_mean(str(lang), LANGUAGES)}")
        return tuple(value)

    @field_validator("formal", mode="plain")
    @classmethod
    def _read_formal(cls, value: object) -> frozenset[str]:
        if isinstance(value, bool):
            return TWO_ADDRESSES if value else frozenset()
        if not isinstance(value, list):
            raise wrong(
                f"{value!r} lists no languages; write those with the formal address, like [ru, zh, fy], or false"
            )
        for lang in value:
            if lang not in TWO_ADDRESSES:
                raise wrong(f"{lang!r} has no second form of address; {did_you_mean(str(lang), TWO_ADDRESSES)}")
        return frozenset(value)

    @field_validator("offers", mode="before")
    @classmethod
    def _know_offers(cls, value: object) -> Mapping[str, object]:
        offers = read_mapping(value, "welcome: {code: HELLO5, until: 2027-01-31}")
        for name in offers:
            if name not in OFFERS:
                raise wrong(f"{name!r} is not an offer; {did_you_mean(name, OFFERS)}")
        return {name: offer for name, offer in offers.items() if offer is not None}

    @field_validator("axes", mode="plain")
    @classmethod
    def _read_axes(cls, value: object) -> frozenset[Axis]:
        optional = sorted(axis.value for axis in OPTIONAL_AXES)
        if not isinstance(value, list):
            raise wrong(f"{value!r} is not a list; write those of {', '.join(optional)} that are to be on, like [disc]")
        for axis in value:
            if axis not in optional:
                raise wrong(f"{axis!r} cannot be switched; {did_you_mean(str(axis), optional)}")
        return frozenset(Axis(axis) for axis in value)


def load_shop(path: Path | None = None, chosen: Mapping[str, object] = NOTHING) -> Shop:
    """Load a shop's file over what was `chosen` by chat and the shipped defaults.

    Raises `ShopError`: every problem is one sentence with file and key.
    """
    try:
        defaults = _laid_over(read_yaml(DEFAULTS), chosen)
        content = _laid_over(defaults, read_yaml(path)) if path else defaults
        return Shop.model_validate(content)
    except PlaybookError as error:
        raise ShopError(error.problems) from error
    except ValidationError as error:
        raise ShopError(tuple(explain(error, path or DEFAULTS))) from error


def _laid_over(defaults: Mapping[str, object], own: Mapping[str, object]) -> dict[str, object]:
    """Let a shop's keys win, section by section, so that it writes only what differs."""
    merged = dict(defaults)
    for key, value in own.items():
        below = merged.get(key)
        merged[key] = _laid_over(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged
