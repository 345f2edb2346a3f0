"""The section `notes` of `shop.yaml`: what the shop begins to write itself, and how."""

from datetime import timedelta
from typing import Annotated, Final, Literal

from pydantic import PlainValidator

from bot.shop.business import read_switch
from playbooks.delays import Delay
from playbooks.errors import Strict, wrong

Switch = Annotated[Literal["on", "off"], PlainValidator(read_switch)]
# Advertising by law and by feeling: only with recorded consent, and seldom.
MARKETING: Final = frozenset({"thank_you", "win_back"})
# About an order of theirs; one order gets one of them.
SERVICE: Final = ("onboarding", "check_in")
OCCASIONS: Final = (*SERVICE, "thank_you", "win_back")
# Concluded from what somebody bought before: not for those who object to that.
FROM_HISTORY: Final = frozenset({"onboarding", "win_back"})


def _read_way(value: object) -> str:
    if value not in ("ask", "automatic"):
        raise wrong(f"{value!r} is no way to send; write ask (an agent taps Send) or automatic")
    return str(value)


class Notes(Strict):
    """Which notes go out, how long after what, and whether an agent looks at each before."""

    send: Annotated[Literal["ask", "automatic"], PlainValidator(_read_way)]
    thank_you: Switch
    onboarding: Switch
    check_in: Switch
    win_back: Switch
    thank_you_after: Delay
    onboarding_after: Delay
    check_in_after: Delay
    win_back_after: Delay

    def wanted(self) -> dict[str, timedelta]:
        """Give each note that is switched on with how long after its occasion it goes."""
        return {name: getattr(self, f"{name}_after") for name in OCCASIONS if getattr(self, name) == "on"}
