"""What MIDI channels say beside their notes: bends, pressure, controllers and MPE zones; events in, numbers over time out.

Source: MIDI 1.0 Detailed Specification (RPN 0); MIDI Polyphonic Expression 1.0 (RP-053); Reset All Controllers (RP-015).
"""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field

from ganspacesynth.composition.midi.midi_events import BEND, CONTROL, PRESSURE, Event, ParseProblems

CHANNELS = 16
CENTRE = 8192  # of a bend's 14 bits
USUAL_RANGE, MEMBER_RANGE = 2.0, 48.0  # semitones to each side, until a file says otherwise
MAX_RANGE = 96.0
LOWER, UPPER = 0, CHANNELS - 1  # the managers' channels of the two zones
BEND_RANGE, MPE_CONFIGURATION = (0, 0), (0, 6)  # registered parameters
DATA, DATA_FINE, RPN_FINE, RPN, NRPN = 6, 38, 100, 101, (98, 99)
LAST, RESET = 119, 121  # of the controllers; those behind it are orders
PRESSED = 128  # stands among the controllers for a channel's pressure
AT_REST = {7: 100, 8: 64, 10: 64, 11: 127, **dict.fromkeys(range(70, 80), 64)}  # where controllers are before they move; the others at 0
RESET_VALUES = {1: 0, 11: 127, PRESSED: 0}


@dataclass(frozen=True)
class ChannelControls:
    """What one channel says beside its notes, its zone's manager heard along with it.

    Attributes:
        bends: (seconds, semitones), by time.
        controllers: {number: (seconds, 0..127)}; 128 is the channel's pressure.
    """

    bends: tuple[tuple[float, float], ...] = ()
    controllers: Mapping[int, tuple[tuple[float, int], ...]] = field(default_factory=dict)


class ControlReader:
    """Takes events in their order; knows which channels belong together.

    Attributes:
        managers: {member channel: its zone's manager}; none in files without MPE.
    """

    def __init__(self, problems: ParseProblems) -> None:
        self.managers: dict[int, int] = {}
        self._problems = problems
        self._bends: list[list[tuple[float, float]]] = [[] for _ in range(CHANNELS)]
        self._controllers: list[dict[int, list[tuple[float, int]]]] = [{} for _ in range(CHANNELS)]
        self._wheel = [0.0] * CHANNELS  # -1..1
        self._ranges = [USUAL_RANGE] * CHANNELS
        self._selected: list[list[int] | None] = [None] * CHANNELS  # the registered parameter that data are for

    def sharing(self, channel: int) -> list[int]:
        """Return the channels that hear what is said on one: a manager's members hear it, too."""
        return [channel, *(member for member, manager in self.managers.items() if manager == channel)]

    def handle(self, time_s: float, event: Event) -> None:
        """Take an event; what is no bend, pressure or controller is left alone."""
        channel = event.channel
        if event.kind == BEND:
            self._turn(time_s, channel, max(-1.0, (event.value - CENTRE) / (CENTRE - 1)))
        elif event.kind == PRESSURE:
            self._controllers[channel].setdefault(PRESSED, []).append((time_s, event.value))
        elif event.kind == CONTROL and event.number == RESET:
            self._turn(time_s, channel, 0.0)
            for number, value in RESET_VALUES.items():
                if number in self._controllers[channel]:
                    self._controllers[channel][number].append((time_s, value))
        elif event.kind == CONTROL and event.number <= LAST and not self._parameter(time_s, channel, event.number, event.value):
            self._controllers[channel].setdefault(event.number, []).append((time_s, event.value))

    def controls(self) -> dict[int, ChannelControls]:
        """Return what the channels said, of those that said anything."""
        found = {}
        for channel in range(CHANNELS):
            manager = self.managers.get(channel)
            heard = [channel] if manager is None else [channel, manager]
            bends = _summed([self._bends[each] for each in heard])
            numbers = sorted({number for each in heard for number in self._controllers[each]})
            merged = {
                number: tuple(sorted((change for each in heard for change in self._controllers[each].get(number, ())), key=lambda change: change[0]))
                for number in numbers
            }
            if bends or merged:
                found[channel] = ChannelControls(tuple(bends), merged)
        return found

    def _turn(self, time_s: float, channel: int, wheel: float) -> None:
        self._wheel[channel] = wheel
        if wheel or self._bends[channel]:
            self._bends[channel].append((time_s, wheel * self._ranges[channel]))

    def _parameter(self, time_s: float, channel: int, number: int, value: int) -> bool:
        """Take what belongs to a registered parameter; returns whether it did."""
        if number in NRPN:
            self._selected[channel] = None
        elif number in (RPN, RPN_FINE):
            selected = self._selected[channel] or [127, 127]
            selected[0 if number == RPN else 1] = value
            self._selected[channel] = selected
        elif number in (DATA, DATA_FINE):
            selected = self._selected[channel] or [127, 127]
            if tuple(selected) == BEND_RANGE:
                self._set_range(time_s, channel, value, fine=number == DATA_FINE)
            elif tuple(selected) == MPE_CONFIGURATION and number == DATA:
                self._set_zone(channel, value)
        else:
            return False
        return True

    def _set_range(self, time_s: float, channel: int, value: int, *, fine: bool) -> None:
        whole = int(self._ranges[channel])
        semitones = min(MAX_RANGE, whole + min(value, 99) / 100.0 if fine else float(value))
        if not semitones:
            self._problems(f"channel {channel + 1} has a bend range of 0: its bends are not heard")
        manager = self.managers.get(channel)
        members = [member for member, other in self.managers.items() if manager is not None and other == manager]
        for each in members or [channel]:  # one member says it for all of its zone
            self._ranges[each] = semitones
            self._turn(time_s, each, self._wheel[each])

    def _set_zone(self, manager: int, count: int) -> None:
        if manager not in (LOWER, UPPER):
            self._problems(f"an MPE zone on channel {manager + 1} was left out (zones begin on channel 1 or 16)")
            return
        if count >= CHANNELS:
            self._problems(f"an MPE zone of {count} channels was left out (15 at most)")
            return
        members = range(1, count + 1) if manager == LOWER else range(UPPER - count, UPPER)
        if count:  # the newer zone takes channels from the other
            other = UPPER if manager == LOWER else LOWER
            self.managers = {channel: owner for channel, owner in self.managers.items() if owner == other and channel not in (*members, manager)}
            if other in members:
                self.managers = {}
        else:
            self.managers = {channel: owner for channel, owner in self.managers.items() if owner != manager}
        self.managers |= dict.fromkeys(members, manager)
        self._ranges[manager] = USUAL_RANGE
        for member in members:
            self._ranges[member] = MEMBER_RANGE


def _summed(streams: list[list[tuple[float, float]]]) -> list[tuple[float, float]]:
    """Return the sum of streams of (seconds, value) over time."""
    if len(streams) == 1 or not streams[1]:
        return streams[0]
    now = [0.0] * len(streams)
    summed = []
    tagged = sorted(((time_s, index, value) for index, stream in enumerate(streams) for time_s, value in stream), key=lambda each: each[0])
    for time_s, same in itertools.groupby(tagged, key=lambda each: each[0]):
        for _, index, value in same:
            now[index] = value
        summed.append((time_s, sum(now)))
    return summed
