"""Three charts of a shop as PNG, large enough for a phone: who buys how, who comes back, who brings the revenue."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from itertools import product
from typing import TYPE_CHECKING, Final

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent

from bot.shop.survey import Survey
from bot.wording import Wording
from classifier.history.cohorts import Cohort
from classifier.history.segments import Segment

# matplotlib costs most of a second to import, so only who draws pays for it.
if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# 1,200 by 800: an album shows a photo at a third of that, where 22 points are still read with ease.
INCHES: Final = (12, 8)
DOTS: Final = 100
TITLE, TEXT, NOTE = 30, 21, 19
INK, GREY = "#1a1a1a", "#595959"
# Points in an inch, and how wide a letter is against its height, bold ones and margins included.
POINTS: Final = 72
WIDTH: Final = 0.66
# Blue and orange differ for every kind of colour blindness; the maps differ by lightness alone.
BLUE, ORANGE, SHADES = "#0072b2", "#d55e00", "Blues"
# From here on a field of the map is so dark that its figure must be light.
DARK: Final = 0.55
SCORES: Final = range(1, 6)
HIGH: Final = 4
# A young shop's chart has room for so many rows, or its one bar would fill the page.
FEWEST: Final = 6


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart by its file's name; where there is nothing to draw `png` is `None` and `words` say so."""

    name: str
    png: bytes | None
    words: str


def draw_charts(survey: Survey, words: Wording) -> tuple[Chart, ...]:
    """Draw all three in the desk's language; `words` of a chart are its finding. Takes a second or two."""
    return draw_map(survey, words), draw_cohorts(survey, words), draw_revenue(survey, words)


def draw_map(survey: Survey, words: Wording) -> Chart:
    """Draw how many customers have which recency and frequency score."""
    scores = survey.segments.scores
    if not scores:
        return Chart("map", None, words("shop_empty"))
    best = sum(count for (recency, frequency), count in scores.items() if min(recency, frequency) >= HIGH)
    title = words("chart_map_title", share=_percent(best / scores.total(), words))
    figure, axes = _page(title, words("chart_map_note"))
    rows = [[float(scores[recency, frequency]) for frequency in SCORES] for recency in SCORES]
    axes.imshow(rows, cmap=SHADES, origin="lower", aspect="auto", vmin=0)
    most = max(scores.values())
    for recency, frequency in product(SCORES, SCORES):
        count = scores[recency, frequency]
        _write(axes, frequency - 1, recency - 1, _count(count, words), dark=count > DARK * most)
    axes.set_xticks(range(5), [str(score) for score in SCORES])
    axes.set_yticks(range(5), [str(score) for score in SCORES])
    axes.set_xlabel(words("chart_map_across"))
    axes.set_ylabel(words("chart_map_up"))
    _outline(axes)
    return Chart("map", _png(figure), title)


def draw_cohorts(survey: Survey, words: Wording) -> Chart:
    """Draw who came back in each month after the month of their first order."""
    cohorts = survey.cohorts.table(survey.now)
    if not cohorts:
        return Chart("cohorts", None, words("chart_cohorts_none"))
    soon = survey.cohorts.soon_share(survey.now)
    title = words("chart_cohorts_plain")
    if soon is not None:
        title = words("chart_cohorts_title", share=_percent(soon, words))
    figure, axes = _page(title, words("chart_cohorts_note"))
    width = max(len(cohort.shares) for cohort in cohorts)
    rows = [[*cohort.shares, *[float("nan")] * (width - len(cohort.shares))] for cohort in cohorts]
    most = max(share for cohort in cohorts for share in cohort.shares)
    axes.imshow(rows, cmap=SHADES, aspect="auto", vmin=0, vmax=most or 1)
    for row, cohort in enumerate(cohorts):
        for column, share in enumerate(cohort.shares):
            _write(axes, column, row, f"{100 * share:.0f}", dark=share > DARK * most)
    axes.set_xticks(range(width), [str(month + 1) for month in range(width)])
    axes.set_yticks(range(len(cohorts)), [_cohort_name(cohort, words) for cohort in cohorts])
    axes.set_xlim(-0.5, max(width, FEWEST) - 0.5)
    axes.set_ylim(max(len(cohorts), FEWEST) - 0.5, -0.5)
    axes.set_xlabel(words("chart_cohorts_across"))
    return Chart("cohorts", _png(figure), title)


def draw_revenue(survey: Survey, words: Wording) -> Chart:
    """Draw what each type of lifecycle brought."""
    found = sorted(survey.segments.of("lifecycle"), key=lambda one: one.revenue)
    bars = [one for one in found if one.revenue > 0]
    if not bars:
        return Chart("revenue", None, words("chart_revenue_none", currency=survey.shop.currency))
    top = bars[-1]
    title = words(
        "chart_revenue_title", share=_percent(top.revenue_share or 0, words), name=words.name("lifecycle", top.type)
    )
    figure, axes = _page(title, words("chart_revenue_note"))
    colours = [BLUE] * (len(bars) - 1) + [ORANGE]
    axes.barh(range(len(bars)), [float(one.revenue) for one in bars], color=colours, height=0.72)
    for row, one in enumerate(bars):
        label = "  " + _revenue_row(one, survey.shop.currency, words)
        axes.text(float(one.revenue), row, label, va="center", fontsize=TEXT, color=INK)
    axes.set_yticks(range(len(bars)), [words.name("lifecycle", one.type) for one in bars])
    # Room for the figures behind the longest bar.
    axes.set_xlim(0, float(top.revenue) * 1.55)
    axes.set_ylim(min(0, len(bars) - FEWEST) - 0.5, len(bars) - 0.5)
    axes.set_xticks([])
    return Chart("revenue", _png(figure), title)


def say_money(amount: Decimal, currency: str, words: Wording) -> str:
    """Say a sum as the desk's language writes it, in whole units: cents are noise here."""
    return format_currency(
        amount, currency, "¤#,##0" if words.lang == "en" else "#,##0 ¤", words.lang, currency_digits=False
    )


def _page(title: str, note: str) -> "tuple[Figure, Axes]":
    """Lay out a page: the finding as the title, how to read it below, no frame."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=INCHES, dpi=DOTS, facecolor="white")
    # The words stand at the top, over the labels too; the rest is the chart's.
    figure.set_layout_engine("constrained", rect=(0, 0, 1, 0.84), w_pad=0.25, h_pad=0.15)
    figure.text(0.02, 0.965, title, va="top", fontsize=_fitting(title, TITLE), color=INK, fontweight="bold")
    figure.text(0.02, 0.885, note, va="top", fontsize=_fitting(note, NOTE), color=GREY)
    axes = figure.add_subplot()
    axes.tick_params(labelsize=TEXT, length=0, labelcolor=INK)
    axes.xaxis.label.set(size=TEXT, color=GREY)
    axes.yaxis.label.set(size=TEXT, color=GREY)
    axes.spines[:].set_visible(False)
    return figure, axes


def _fitting(text: str, size: float) -> float:
    """Shrink a long line so that it stays one: `WIDTH` says how much room a letter takes."""
    return min(size, INCHES[0] * POINTS / (WIDTH * max(1, len(text))))


def _png(figure: "Figure") -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    FigureCanvasAgg(figure)
    file = BytesIO()
    figure.savefig(file, format="png")
    return file.getvalue()


def _write(axes: "Axes", column: float, row: float, text: str, *, dark: bool) -> None:
    axes.text(column, row, text, ha="center", va="center", fontsize=TEXT, color="white" if dark else INK)


def _outline(axes: "Axes") -> None:
    """Frame the scores from 4 up."""
    from matplotlib.patches import Rectangle

    side = len(SCORES) - HIGH + 1
    axes.add_patch(
        Rectangle((HIGH - 1.5, HIGH - 1.5), side, side, fill=False, edgecolor=ORANGE, linewidth=5, clip_on=False)
    )


def _cohort_name(cohort: Cohort, words: Wording) -> str:
    return f"{_month(cohort.month, words)} ({_count(cohort.size, words)})"


def _month(month: date, words: Wording) -> str:
    return format_date(month, "LLL yy", locale=words.lang)


def _revenue_row(segment: Segment, currency: str, words: Wording) -> str:
    share = _percent(segment.revenue_share or 0, words)
    return words("chart_revenue_row", revenue=say_money(segment.revenue, currency, words), share=share)


def _percent(share: float, words: Wording) -> str:
    return format_percent(share, locale=words.lang)


def _count(number: int, words: Wording) -> str:
    return format_decimal(number, locale=words.lang)
