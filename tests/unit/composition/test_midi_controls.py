"""What MIDI channels say beside their notes: bends and their range, pressure, controllers, MPE zones; and what of it is wrong."""

import mido
import pytest

from ganspacesynth.composition.midi.control_routes import expressions, read_routes
from ganspacesynth.composition.midi.expression import Expression, stepped
from ganspacesynth.composition.midi.midi_notes import read_piece
from ganspacesynth.core.errors import SequenceError
from ganspacesynth.core.motion.curve import Curve
from tests.support.refused import refused


@pytest.fixture
def read(tmp_path):
    """A function: (milliseconds, message) of each event -> the piece."""

    def read(*events, **options):
        file = mido.MidiFile(ticks_per_beat=500)
        track, now = mido.MidiTrack(), 0
        for time_ms, message in events:
            track.append(message.copy(time=time_ms - now))
            now = time_ms
        file.tracks.append(track)
        file.save(tmp_path / "a ü.mid")
        return read_piece(tmp_path / "a ü.mid", **options)

    return read


def note(pitch, start_ms, end_ms, channel=0):
    return [
        (start_ms, mido.Message("note_on", note=pitch, velocity=100, channel=channel)),
        (end_ms, mido.Message("note_off", note=pitch, channel=channel)),
    ]


def bend(value, channel=0):
    return mido.Message("pitchwheel", pitch=value, channel=channel)


def control(number, value, channel=0):
    return mido.Message("control_change", control=number, value=value, channel=channel)


def parameter(number, value, channel=0, fine=None):
    """The messages of a registered parameter, all at the beginning."""
    messages = [control(101, 0, channel), control(100, number, channel), control(6, value, channel)]
    return [(0, message) for message in [*messages, *([] if fine is None else [control(38, fine, channel)])]]


# --- bends


def test_a_bend_is_two_semitones_until_the_file_says_otherwise(read):
    assert read(*note(60, 0, 900), (1000, bend(8191))).controls[0].bends == ((1.0, 2.0),)
    assert read(*note(60, 0, 900), (1000, bend(-8192)), (1500, bend(0))).controls[0].bends == ((1.0, -2.0), (1.5, 0.0))
    wide = read(*parameter(0, 12, fine=50), *note(60, 0, 900), (1000, bend(8191))).controls[0].bends
    assert wide == ((1.0, 12.5),)
    assert not read(*note(60, 0, 900), (1000, bend(0))).controls, "a wheel that never left its place moves nothing"


def test_a_range_of_0_is_said_and_its_bends_are_not_heard(read, caplog):
    piece = read(*parameter(0, 0), *note(60, 0, 900), (1000, bend(8191)))
    assert "channel 1 has a bend range of 0: its bends are not heard" in caplog.text
    assert expressions(piece.controls, (), [0]) == {}


def test_a_range_belongs_to_its_channel_and_data_to_the_parameter_selected(read):
    stray = [(0, control(6, 24)), (0, control(99, 0)), (0, control(98, 0)), (0, control(6, 24))]  # of none, and of another maker's
    piece = read(*parameter(0, 7, channel=3), *stray, *note(60, 0, 900), (1000, bend(8191)), (1000, bend(8191, 3)))
    assert piece.controls[0].bends == ((1.0, 2.0),) and piece.controls[3].bends == ((1.0, 7.0),)


def test_controllers_are_taken_back_by_reset(read):
    piece = read(*note(60, 0, 900), (1000, bend(8191)), (1000, control(1, 90)), (1200, control(121, 0)), (1300, control(1, 5)))
    assert piece.controls[0].bends == ((1.0, 2.0), (1.2, 0.0))
    assert piece.controls[0].controllers == {1: ((1.0, 90), (1.2, 0), (1.3, 5))}


# --- MPE


def test_a_zone_has_wide_bends_and_hears_its_manager(read):
    zone = [*parameter(6, 4), (0, bend(8191, 0)), (0, bend(8191, 2)), (0, control(74, 90, 2)), (500, control(74, 30, 0)), (500, bend(-8192, 5))]
    piece = read(*zone, *note(60, 500, 900, channel=2), *note(62, 1000, 1100, channel=5))
    assert piece.managers == {1: 0, 2: 0, 3: 0, 4: 0}
    assert piece.controls[2].bends == ((0.0, 50.0),)  # 48 of its own, 2 of the manager's
    assert piece.controls[2].controllers[74] == ((0.0, 90), (0.5, 30))
    assert piece.controls[5].bends == ((0.5, -2.0),), "outside of the zone all is as ever"


def test_an_upper_zone_and_what_a_new_zone_takes_from_it(read):
    assert read(*parameter(6, 3, channel=15), *note(60, 0, 9)).managers == {12: 15, 13: 15, 14: 15}
    assert read(*parameter(6, 7, channel=15), *parameter(6, 10), *note(60, 0, 9)).managers == {
        **dict.fromkeys(range(1, 11), 0),
        **dict.fromkeys(range(11, 15), 15),
    }
    assert read(*parameter(6, 7, channel=15), *parameter(6, 15), *note(60, 0, 9)).managers == dict.fromkeys(range(1, 16), 0)
    assert read(*parameter(6, 5), *parameter(6, 0), *note(60, 0, 9)).managers == {}


def test_one_member_says_the_range_of_all_and_the_pedal_of_a_manager_holds_them(read):
    piece = read(*parameter(6, 2), *parameter(0, 24, channel=1), (0, bend(8191, 2)), (0, control(64, 127)), *note(60, 100, 200, channel=2))
    assert piece.controls[2].bends[-1] == (0.0, 24.0)
    held = read(*parameter(6, 2), (0, control(64, 127)), *note(60, 100, 200, channel=2), (700, control(64, 0)))
    assert held.notes[0].end_s == pytest.approx(0.7)


def test_channel_10_in_a_zone_has_notes_and_no_drums(read):
    assert len(read(*parameter(6, 15), *note(60, 0, 500, channel=9)).notes) == 1
    assert len(read(*parameter(6, 4), *note(60, 0, 500, channel=9)).notes) == 0


@pytest.mark.parametrize(
    ("events", "message"),
    [
        (parameter(6, 16), "an MPE zone of 16 channels was left out (15 at most)"),
        (parameter(6, 5, channel=3), "an MPE zone on channel 4 was left out (zones begin on channel 1 or 16)"),
    ],
)
def test_zones_that_are_none_are_left_out_and_said(read, caplog, events, message):
    piece = read(*events, *note(60, 0, 500))
    assert message in caplog.text and piece.managers == {} and len(piece.notes) == 1


def test_events_in_a_strange_order(read):
    """A note that ends before it begins, a bend behind the note of the same moment, a controller after the last note."""
    early = [(0, mido.Message("note_off", note=60)), (0, control(123, 0))]
    piece = read(
        *early, (100, mido.Message("note_on", note=60, velocity=9)), (100, bend(8191)), (600, mido.Message("note_off", note=60)), (900, control(1, 9))
    )
    assert [(n.start_s, n.end_s) for n in piece.notes] == [(0.1, 0.6)]
    found = expressions(piece.controls, read_routes(["1=edits.0"]), [0])[0]
    assert found.of_note(0.1, 0.6).bend.at(0.0) == 2.0 and found.of_note(0.1, 0.6).edits[0].values == (0.0, 0.0)


# --- routes


def test_a_route_goes_from_low_to_high_and_64_is_the_middle():
    (route,) = read_routes(["74=edits.0:-2:2"])
    assert (route.number, route.target, route.edit) == (74, "edits", 0) and [route.at(p) for p in (0, 64, 127)] == [-2.0, 0.0, 2.0]
    usual = read_routes(["1=edits.3", "2=vibrato", "pressure=level"])
    assert [(r.number, r.edit, r.low, r.high) for r in usual] == [(1, 3, 0.0, 2.0), (2, 0, 0.0, 50.0), (128, 0, -40.0, 0.0)]


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (["200=edits.0"], r"controller-range: Controllers have the numbers 0\.\.119, or are called pressure\. Received: 200\."),
        (["1=nothing"], r"known-control-target: A controller moves edits\.N, vibrato or level, as in .* Received: '1=nothing'"),
        (["1"], "known-control-target: A controller moves"),
        (["-1=edits.0"], "known-control-target: A controller moves"),
        (["1=edits"], "known-control-target: A controller moves"),
        (["1=edits.300"], r"edit-number-range: Edits are counted from 0 to 255\. Received: edits\.300"),
        (["1=edits.0:nan:1"], r"control-target-range: within -30\.\.30 standard deviations\. Received: '1=edits\.0:nan:1'"),
        (["1=edits.0:a:1"], "control-target-range: within -30"),
        (["1=vibrato:0:5000"], r"control-target-range: moves vibrato within 0\.\.1200 cents"),
        (["1=level:-40:90"], r"control-target-range: moves level within -120\.\.12 dB"),
        (["1=edits.0", "2=edits.0"], r"one-controller: One controller moves edits\.0\. Received: two"),
        (["1=level", "2=level"], r"one-controller: One controller moves level\. Received: two"),
    ],
)
def test_what_is_no_route(words, rule):
    with refused(rule, SequenceError):
        read_routes(words)


def test_what_nothing_moved_is_at_rest(read):
    piece = read(*note(60, 0, 900))
    assert expressions(piece.controls, read_routes(["1=edits.1", "74=edits.0:-2:2", "11=level"]), [0]) == {}
    (expression,) = expressions(piece.controls, read_routes(["1=level:-6:0"]), [0]).values()
    assert expression.level == Curve((0.0,), (-6.0,))


# --- curves and their JSON


def test_steps_are_reached_when_they_come_and_do_not_jump():
    curve = stepped([(1.0, 2.0), (1.004, 3.0), (2.0, 3.0), (2.0, 0.0)], 0.0)
    assert [curve.at(t) for t in (0.0, 0.98, 1.0, 1.004, 1.5, 1.98, 2.0)] == pytest.approx([0, 0, 2, 3, 3, 3, 0])
    assert stepped([], 0.0) is None and stepped([(0.0, 5.0)], 0.0) == Curve((0.0,), (5.0,)) and stepped([(3.0, 1.0)], 1.0) == Curve((0.0,), (1.0,))


def test_a_note_has_its_own_part_of_a_curve():
    whole = Expression(bend=Curve((0.0, 1.0, 3.0), (0.0, 0.0, 2.0)))
    part = whole.of_note(2.0, 2.5).bend
    assert part.times_s == (0.0, 0.5) and part.values == pytest.approx((1.0, 1.5)) and part.at(9.0) == pytest.approx(1.5)


def test_expressions_go_into_json_and_back():
    whole = Expression(Curve((0.0, 1.0), (0.0, 2.0)), {3: Curve((0.0,), (1.0,))}, None, Curve((0.0,), (-6.0,)))
    assert Expression.from_json(whole.to_json()) == whole and whole and not Expression() and Expression.from_json({}) == Expression()


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        (3, "known-fields: An expression is a JSON object"),
        ({"pan": [[0], [0]]}, "known-fields"),
        ({"bend": 3}, "expression-curves: An expression holds curves"),
        ({"bend": [[1, 0], [0, 0]]}, "expression-curves"),
        ({"bend": [["a"], [0]]}, "expression-curves"),
        ({"edits": {"x": [[0], [0]]}}, "expression-curves"),
        ({"edits": {"300": [[0], [0]]}}, "edit-number-range: An expression moves the edits"),
        ({"edits": 3}, "expression-curves"),
    ],
)
def test_what_is_no_expression(value, rule):
    with refused(rule, SequenceError):
        Expression.from_json(value)
