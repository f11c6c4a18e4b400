"""How a machine plays with somebody: a mode, a gate, and how it waits for the beat; frozen, and checked."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from ganspacesynth.bank.answering.choosing import ContinueSettings
from ganspacesynth.core.errors import InvalidInput, brief

MODES = ("call", "shadow", "continue")


@dataclass(frozen=True)
class LiveAnswering:
    """How answers are placed in time.

    Attributes:
        mode: "call": it answers behind each phrase, about as long as that was; "continue": behind each phrase, until somebody plays again;
            "shadow": it plays along, a unit for each that it hears.
        gate_db: what is louder, over 20 ms, is playing.
        hold_s: so long it must have been quieter until a phrase is over.
        wait_s: so long an answer may wait for the beat behind that.
        places: of a beat, on which units of an answer begin where a beat is heard; 0: wherever the one before ends.
        gain_db: of the answer.
        deaf: nothing is listened to while it answers, for a microphone that would hear the loudspeaker.

    Raises:
        InvalidInput: no such mode, or a number out of range.
    """

    mode: str = "call"
    gate_db: float = -50.0
    hold_s: float = 0.05
    wait_s: float = 0.04
    places: int = 4
    gain_db: float = 0.0
    deaf: bool = False

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise InvalidInput(f"A machine plays with somebody in one of {', '.join(MODES)}. Received: mode={brief(self.mode)}.", rule="known-mode")
        ranges = (("gate_db", -100.0, 0.0), ("hold_s", 0.01, 10.0), ("wait_s", 0.0, 10.0), ("places", 0, 16), ("gain_db", -60.0, 24.0))
        for name, low, high in ranges:
            value = getattr(self, name)
            whole = name != "places" or isinstance(value, int)
            if isinstance(value, bool) or not isinstance(value, int | float) or not whole or not low <= value <= high:
                what = "a whole number" if name == "places" else "a number"
                raise InvalidInput(f"{name} is {what} in {low:g}..{high:g}. Received: {name}={brief(value)}.", rule="live-range")
        if not isinstance(self.deaf, bool):
            raise InvalidInput(f"deaf is true or false. Received: {brief(self.deaf)}.", rule="live-range")

    def to_json(self) -> dict[str, Any]:
        """Return a plain dict."""
        return asdict(self)


def with_setting(live: LiveAnswering, choosing: ContinueSettings, name: str, value: float) -> tuple[LiveAnswering, ContinueSettings]:
    """Return both with one number changed, by its name; what is true or false is 1 or 0, seconds are called `length`, `hold`, `wait`.

    Raises:
        InvalidInput: no such setting, or a number out of range.
    """
    whole: Mapping[str, type] = {"places": int, "top_k": int, "seed": int, "deaf": bool, "stay_in_key": bool}
    known = {field.name.removesuffix("_s").removesuffix("_db"): (kind, field.name) for kind in (live, choosing) for field in fields(kind)}
    known.pop("mode")
    if name not in known:
        raise InvalidInput(f"A setting of playing live is one of {', '.join(sorted(known))}. Received: {brief(name)}.", rule="known-live-setting")
    owner, field_name = known[name]
    wanted = whole.get(field_name, float)
    if (wanted is not float and not float(value).is_integer()) or (wanted is bool and value not in (0, 1)):
        raise InvalidInput(f"{name} is a whole number; 1 and 0 are yes and no. Received: {value:g}.", rule="live-range")
    changed = replace(owner, **{field_name: wanted(value)})
    return (changed, choosing) if isinstance(changed, LiveAnswering) else (live, changed)
