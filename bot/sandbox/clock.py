"""Business time that a test or the sandbox page can move forward."""

from datetime import UTC, datetime, timedelta


class SandboxClock:
    """The machine's clock plus an offset; it never goes back, since due times were already acted on."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self.offset = offset

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def advance(self, by: timedelta) -> None:
        if by < timedelta():
            raise ValueError(f"clock: cannot go back by {-by}; advance by zero or more")
        self.offset += by
