"""Every command of `triage`: its arguments and its help. The work is in the module that each one imports."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.backup_commands import backup, restore
from bot.cli.complaints import finish
from bot.cli.person_commands import export, forget
from bot.cli.playbook_commands import playbooks
from bot.cli.report_commands import report

# Beside 8080, where the bot itself answers by default.
SANDBOX_PORT = 8079

# Plain help: the boxes of rich cost a third of a second on each `--help`. No locals in tracebacks:
# they would hold tokens and customers' words.
app = typer.Typer(
    name="triage",
    help="Triage of customer messages in Telegram: who is writing, why, and how to help them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(playbooks, name="playbooks")
app.command()(export)
app.command()(forget)
app.command()(report)
app.command()(backup)
app.command()(restore)

AnyFile = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, show_default=False)]
Text = Annotated[str | None, typer.Argument(help="The customer's message.", show_default=False)]
Lines = Annotated[bool, typer.Option("--jsonl", help="Read requests from stdin, write one JSON object a line.")]


class OrderFormat(StrEnum):
    """What a file of orders may look like."""

    SHOPIFY = "shopify"
    WOOCOMMERCE = "woocommerce"
    GENERIC = "generic"


class DateOrder(StrEnum):
    """What stands first in a date like 03/04/2026."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


class Switch(StrEnum):
    ON = "on"
    OFF = "off"


@app.command()
def run(
    *,
    or_sandbox: Annotated[
        bool, typer.Option("--or-sandbox", help="Start the sandbox instead where no token is set.")
    ] = False,
) -> None:
    """Run the bot, polling or webhook as configured, until Ctrl-C."""
    from bot.cli.run import run_bot

    finish(lambda: run_bot(or_sandbox=or_sandbox, port=SANDBOX_PORT))


@app.command()
def sandbox(
    *,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where the page is; 0 takes a free one.")] = SANDBOX_PORT,
    limits: Annotated[Switch, typer.Option(help="Telegram's flood limits.")] = Switch.OFF,
) -> None:
    """Run the bot against a local Telegram, with a page to play customer and agent."""
    from bot.cli.play import play

    finish(lambda: play(port=port, limits=limits is Switch.ON))


@app.command()
def classify(text: Text = None, *, jsonl: Lines = False) -> None:
    """Say who is writing and what they need."""
    from bot.cli.think import think

    finish(lambda: think(text, jsonl=jsonl, suggesting=False))


@app.command()
def suggest(text: Text = None, *, jsonl: Lines = False) -> None:
    """Say the same, with replies ready to send and steps."""
    from bot.cli.think import think

    finish(lambda: think(text, jsonl=jsonl, suggesting=True))


@app.command()
def import_orders(
    file: AnyFile,
    *,
    format: Annotated[  # noqa: A002 - the option's name
        OrderFormat | None, typer.Option(help="Which program wrote the file; else it is found.", show_default=False)
    ] = None,
    dates: Annotated[
        DateOrder | None, typer.Option(help="How to read 03/04/2026; else the file tells.", show_default=False)
    ] = None,
    currency: Annotated[str | None, typer.Option(help="Where the file names none; else the shop's.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen, change nothing.")] = False,
) -> None:
    """Take purchase history in from a shop's export: Shopify, WooCommerce, CSV, JSON Lines. Safe to repeat."""
    from bot.cli.orders import Asked, store_orders

    day_first = None if dates is None else dates is DateOrder.DAY_FIRST
    finish(lambda: store_orders(file, Asked(format, day_first, currency), dry_run=dry_run))


@app.command()
def import_engagement(
    file: AnyFile,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen, change nothing.")] = False,
) -> None:
    """Take in what customers did beside buying: carts left, reviews, links clicked. Safe to repeat."""
    from bot.cli.engagement import store_engagement

    finish(lambda: store_engagement(file, dry_run=dry_run))


@app.command()
def link_token(
    customer: Annotated[
        str, typer.Argument(help="The shop's id, e-mail or phone of a customer with an account.", show_default=False)
    ],
    *,
    minutes: Annotated[int, typer.Option(min=1, max=43_200, help="How long it is good for.")] = 60,
) -> None:
    """Print the token by which a link from the shop's account page joins a chat: t.me/BOT?start=TOKEN."""
    from bot.cli.link_token import print_token

    finish(lambda: print_token(customer, minutes=minutes))


@app.command()
def profile(
    customer: Annotated[
        str | None,
        typer.Argument(help="E-mail, phone, Telegram id, the shop's id, or our number.", show_default=False),
    ] = None,
    *,
    all_: Annotated[bool, typer.Option("--all", help="Every customer.")] = False,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="One JSON object a line.")] = False,
    now: Annotated[datetime | None, typer.Option(help="As of this moment; shop time.", show_default=False)] = None,
) -> None:
    """Say what purchase history tells about a customer."""
    from bot.cli.profiles import show_profiles

    finish(lambda: show_profiles(None if all_ else customer, everybody=all_, jsonl=jsonl, now=now))


@app.command()
def segments(
    *,
    charts: Annotated[
        Path | None, typer.Option(file_okay=False, help="Save the charts here as PNG.", show_default=False)
    ] = None,
    now: Annotated[datetime | None, typer.Option(help="As of this moment; shop time.", show_default=False)] = None,
    json: Annotated[bool, typer.Option("--json", help="As JSON instead of tables.")] = False,
) -> None:
    """Say what kinds of customers the shop has: shares, revenue, margin, service level."""
    from bot.cli.segments import show_segments

    finish(lambda: show_segments(charts, now=now, as_json=json))


@app.command()
def fit_history(
    *,
    now: Annotated[datetime | None, typer.Option(help="As of this moment; shop time.", show_default=False)] = None,
) -> None:
    """Fit the prediction of next year's purchases to the shop's own customers."""
    from bot.cli.fit_history import fit

    finish(lambda: fit(now=now))


@app.command()
def evaluate(
    file: Annotated[
        Path | None, typer.Argument(help="Labelled messages, a JSON object a line.", show_default=False)
    ] = None,
    *,
    corrections: Annotated[
        bool, typer.Option("--corrections", help="How often agents called what was shown wrong.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="As JSON instead of tables.")] = False,
) -> None:
    """Measure accuracy on labelled messages, or on what agents corrected."""
    from bot.cli.evaluate import evaluate as work

    finish(lambda: work(file, corrections=corrections, as_json=json))


@app.command()
def train(
    calibrate: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Labelled messages to fit the odds on.", show_default=False),
    ] = None,
    *,
    ordinary: Annotated[
        list[Path] | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="Texts without danger, JSON Lines with `text`; they teach whom not to page. May be given again.",
            show_default=False,
        ),
    ] = None,
    with_corrections: Annotated[
        bool, typer.Option("--with-corrections", help="Learn from what your agents corrected, too.")
    ] = False,
) -> None:
    """Rebuild the classifier's weights from the corpus."""
    from bot.cli.train import train as work

    finish(lambda: work(calibrate, ordinary=ordinary or (), with_corrections=with_corrections))


@app.command()
def check() -> None:
    """Check settings, database, shop, playbooks, Telegram: each line says ok or what to do."""
    from bot.cli.check import check as work

    finish(work)


@app.command()
def version() -> None:
    """Say which version this is."""
    from importlib.metadata import version as version_of

    typer.echo(f"triage {version_of('triage-desk')}")
