"""The `triage` command. Importing this is instant: each command imports what it needs when it is called."""


def main() -> None:
    """Run the command line."""
    from bot.cli.commands import app

    app()
