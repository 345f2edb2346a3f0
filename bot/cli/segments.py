"""`triage segments`: what kinds of customers the shop has, what they bring and what they take."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.cli.complaints import FAILED, FINE, complain
from bot.cli.opening import opened
from bot.cli.progress import progress
from bot.settings import Settings, load_settings
from bot.shop.shopfile import load_shop
from bot.shop.survey import Cautioned, Survey, take_survey
from bot.wording import DeskLanguage, load_wording
from classifier.history.personas import said
from classifier.history.segments import GROUPINGS, Segment
from classifier.taxonomy import TYPES

# The commands speak English; the charts are for the desk and speak its language.
LANG: DeskLanguage = "en"
TITLES = {"speaking": "speaks for the shop"}
NO_PERSONA = "near none"
UNDECIDED = "not decided by anybody"
# More are for `--json`: a person decides one by one.
LISTED = 20
EFFORT = "return on\neffort"


def show_segments(charts: Path | None, *, now: datetime | None, as_json: bool) -> int:
    """Print the segments and save the charts where a folder is named; returns the exit code."""
    settings = load_settings()
    at = (now.replace(tzinfo=now.tzinfo or settings.zone) if now else datetime.now(UTC)).astimezone(UTC)
    survey = asyncio.run(_survey(settings, at))
    if as_json:
        print(json.dumps(survey_json(survey), ensure_ascii=False, indent=2))  # noqa: T201 - the command's output
    else:
        for part in survey_tables(survey):
            Console().print(part)
    return FINE if charts is None else save_charts(survey, charts, settings)


async def _survey(settings: Settings, now: datetime) -> Survey:
    shop = load_shop(settings.shop)
    async with opened(settings) as database:
        with progress("Reading histories", 1) as bar:
            return await take_survey(
                database, shop, settings.zone, now, lambda done, total: bar(done / total) if total else None
            )


def save_charts(survey: Survey, folder: Path, settings: Settings) -> int:
    """Save each chart as a PNG; a chart that would be empty is a sentence on stderr instead."""
    from bot.shop.charts import draw_charts

    try:
        folder.mkdir(parents=True, exist_ok=True)
        for chart in draw_charts(survey, load_wording(settings.language)):
            if chart.png is None:
                complain(chart.words)
            else:
                (folder / f"{chart.name}.png").write_bytes(chart.png)
    except OSError as error:
        complain(f"{folder}: {error.strerror}; name a folder that can be written to")
        return FAILED
    return FINE


def survey_json(survey: Survey) -> dict[str, object]:
    """Give a survey as plain JSON values; sums are numbers in the shop's currency, what nobody knows is null."""
    whole = survey.segments.whole
    return {
        "now": survey.now.isoformat(),
        "currency": survey.shop.currency,
        "customers": whole.customers,
        "left_out": survey.left_out,
        "revenue": _plain(whole.revenue),
        "margin_12m": _plain(whole.margin if whole.margins else None),
        "margin_known": whole.margins,
        "segments": {name: [_segment_json(one) for one in survey.segments.of(name)] for name in GROUPINGS},
        "personas": [_segment_json(one, "persona") | {"story": story} for one, story in personas_of(survey)],
        "caution": [_cautioned_json(one) for one in survey.cautioned],
    }


def survey_tables(survey: Survey) -> Iterator[Padding | Text]:
    """Lay a survey out for reading: the whole, each grouping, the personas, and the cautions with their deciders."""
    whole, currency = survey.segments.whole, survey.shop.currency
    if not whole.customers:
        yield Text("no customers yet; `triage import-orders FILE` brings purchase history in")
        return
    left_out = f", {survey.left_out} want no profile and are not counted" if survey.left_out else ""
    known = f"; margin known of {whole.margins}" if whole.margins else "; no margins, since no costs are known"
    yield Text(f"{whole.customers:,} customers{left_out}, {whole.revenue:,.2f} {currency} after refunds{known}")
    for name in GROUPINGS:
        yield _spaced(_table(TITLES.get(name, name), survey.segments.of(name)))
    yield _spaced(_table("persona", [one for one, _ in personas_of(survey)], EFFORT))
    if survey.cautioned:
        yield _spaced(_caution_table(survey))


def personas_of(survey: Survey) -> list[tuple[Segment, str | None]]:
    """List the personas with their stories, those worth most effort first, and last who is near none."""
    segments, personas = survey.segments, survey.shop.personas
    found: list[tuple[Segment, str | None]] = [
        (segments.segment(persona.named(LANG), segments.personas[place]), said(persona.story, LANG))
        for place, persona in enumerate(personas)
        if place in segments.personas
    ]
    found.sort(key=lambda one: (one[0].return_on_effort or 0.0, one[0].revenue), reverse=True)
    if None in segments.personas:
        found.append((segments.segment(NO_PERSONA, segments.personas[None]), None))
    return found


def _spaced(table: Table) -> Padding:
    return Padding(table, (1, 0, 0, 0))


def _table(title: str, segments: Sequence[Segment], last: str = "average\norder") -> Table:
    """Lay a grouping out so that it fits a terminal of 80; a figure and its share stand in one column."""
    table = Table(title, box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in ("customers", "revenue", "margin\n12 m", "service\nlevel", last):
        table.add_column(column, justify="right", no_wrap=True)
    for one in segments:
        table.add_row(
            _name(title, one.type),
            f"{one.customers:,} {_percent(one.share)}",
            f"{one.revenue:,.0f} {_percent(one.revenue_share)}",
            f"{_number(one.margin_12m, 0)} {_percent(one.margin_share)}",
            _number(one.service_level, 1),
            _number(one.return_on_effort, 1) if last == EFFORT else _number(one.average_order, 2),
        )
    return table


def _name(grouping: str, type_: str) -> str:
    """Name a type in neutral words (desk.md); JSON has the ids."""
    return load_wording(LANG).name(grouping, type_) if grouping in TYPES else type_.replace("_", " ")


def _caution_table(survey: Survey) -> Table:
    more = len(survey.cautioned) - LISTED
    title = f"{more:,} more in --json" if more > 0 else None
    table = Table(
        "customer",
        "caution",
        "figures",
        "ends",
        "decided by",
        box=SIMPLE_HEAD,
        pad_edge=False,
        show_edge=False,
        caption=title,
    )
    for one in survey.cautioned[:LISTED]:
        ends = f"{one.expires:%Y-%m-%d}" if one.expires else "not known"
        table.add_row(str(one.customer_id), _name("caution", one.type), one.facts, ends, _decider(one))
    return table


def _decider(one: Cautioned) -> str:
    decision = one.decision
    return f"{decision.by}, {decision.at:%Y-%m-%d}: {_name('caution', decision.type)}" if decision else UNDECIDED


def _segment_json(segment: Segment, key: str = "type") -> dict[str, object]:
    name, *figures = Segment.__slots__
    return {key: getattr(segment, name)} | {figure: _plain(getattr(segment, figure)) for figure in figures}


def _cautioned_json(one: Cautioned) -> dict[str, object]:
    decision = one.decision
    return {
        "customer": one.customer_id,
        "type": one.type,
        "figures": one.facts,
        "expires": one.expires.isoformat() if one.expires else None,
        "decided": {"by": decision.by, "at": decision.at.isoformat(), "type": decision.type} if decision else None,
    }


def _plain(value: object) -> object:
    return round(float(value), 4) if isinstance(value, float | Decimal) else value


def _percent(share: float | None) -> str:
    return f"{'':>5}" if share is None else f"{share:>5.0%}"


def _number(value: float | Decimal | None, digits: int) -> str:
    return "–" if value is None else f"{value:,.{digits}f}"
