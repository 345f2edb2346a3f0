"""A report as one picture, large enough for a phone: volume, waits, subjects, and what became of replies."""

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Final

from babel.dates import format_date

from bot.report import Report, Spread
from bot.shop.charts import BLUE, DOTS, GREY, INK, ORANGE
from bot.wording import Wording

# matplotlib costs most of a second to import, so only who draws pays for it.
if TYPE_CHECKING:
    from matplotlib.axes import Axes

# 1,200 by 1,200: four charts, each with letters that a phone shows.
INCHES: Final = (12, 12)
TITLE, TEXT = 22, 17
LISTED: Final = 6


def draw_report(report: Report, words: Wording) -> bytes | None:
    """Draw it as a PNG; None where nothing happened that could be drawn."""
    if not report.messages and not report.conversations:
        return None
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=INCHES, dpi=DOTS, facecolor="white", layout="constrained")
    days, waits, subjects, fates = figure.subplots(2, 2).flat
    _columns(days, words("report_chart_days"), {_day(day, words): count for day, count in report.by_day.items()})
    _waits(waits, words("report_chart_waits"), report.first_reply_by_lang, words)
    intents = {words.name("intent", name): count for name, count in list(report.by_intent.items())[:LISTED]}
    _bars(subjects, words("report_chart_intents"), intents)
    outcomes = {words(f"report_use_{name}"): report.uses.get(name, 0) for name in ("unchanged", "changed", "skipped")}
    _bars(fates, words("report_chart_uses"), outcomes)
    FigureCanvasAgg(figure)
    file = BytesIO()
    figure.savefig(file, format="png")
    return file.getvalue()


def _day(day: date, words: Wording) -> str:
    return format_date(day, "EEE d", locale=words.lang)


def _columns(axes: "Axes", title: str, counts: Mapping[str, int]) -> None:
    _dress(axes, title)
    places = range(len(counts))
    axes.bar(places, list(counts.values()), color=BLUE)
    # A month's names would stand on each other.
    every = max(1, len(counts) // 7)
    axes.set_xticks(places[::every], list(counts)[::every], fontsize=TEXT, rotation=45)
    axes.set_yticks([])
    if every == 1:
        for place, count in enumerate(counts.values()):
            axes.text(place, count, str(count), ha="center", va="bottom", fontsize=TEXT, color=INK)


def _waits(axes: "Axes", title: str, spreads: Mapping[str, Spread], words: Wording) -> None:
    """Draw for each language how long half waited at most, and nine in ten, in open minutes."""
    _dress(axes, title)
    shown = list(spreads.items())[:LISTED]
    for row, (_, spread) in enumerate(reversed(shown)):
        for share, colour, height in ((spread.most, ORANGE, 0.7), (spread.half, BLUE, 0.35)):
            minutes = share.total_seconds() / 60 if share else 0.0
            axes.barh(row, minutes, color=colour, height=height)
        longest = spread.most.total_seconds() / 60 if spread.most else 0.0
        axes.text(longest, row, f" {longest:.0f}", va="center", fontsize=TEXT, color=INK)
    axes.set_yticks(range(len(shown)), [name for name, _ in reversed(shown)], fontsize=TEXT)
    axes.set_xticks([])
    axes.set_xlabel(words("report_chart_waits_note"), fontsize=TEXT - 3, color=GREY)
    axes.margins(x=0.15)


def _bars(axes: "Axes", title: str, counts: Mapping[str, int]) -> None:
    _dress(axes, title)
    names: Sequence[str] = list(counts)[::-1]
    axes.barh(range(len(names)), [counts[name] for name in names], color=BLUE)
    for row, name in enumerate(names):
        axes.text(counts[name], row, f" {counts[name]}", va="center", fontsize=TEXT, color=INK)
    axes.set_yticks(range(len(names)), names, fontsize=TEXT)
    axes.set_xticks([])
    axes.margins(x=0.15)


def _dress(axes: "Axes", title: str) -> None:
    axes.set_title(title, fontsize=TITLE, color=INK, loc="left", pad=14)
    axes.tick_params(length=0, labelcolor=INK)
    axes.spines[:].set_visible(False)
