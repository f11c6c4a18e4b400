"""Commands about songs and timelines that are played beside a voice, and what they have in common: play, seek, loop, level."""

from collections.abc import Callable
from typing import Any

import numpy as np

from ganspacesynth.audio.songs.song_moments import seconds_of
from ganspacesynth.composition.arranging.arrange import arrange
from ganspacesynth.composition.arranging.timeline import load_timeline
from ganspacesynth.composition.sound import make_sound
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.output.levels import read_level
from ganspacesynth.core.untrusted.addresses import is_address
from ganspacesynth.core.work.progress import Progress
from ganspacesynth.engine.commands.row import SOUND, command
from ganspacesynth.engine.engine_state import EngineState
from ganspacesynth.engine.listening.playback import Playback
from ganspacesynth.engine.listening.song_player import open_player
from ganspacesynth.engine.listening.timeline_tape import TimelineTape
from ganspacesynth.engine.messages import CommandError
from ganspacesynth.engine.request import Request, asked_decoder
from ganspacesynth.engine.written_files import check_sound

PLACE_REPLY = "seconds:f playing:i duration:f"


@command("/song path:s", options="begin end voice", replies="/song name:s duration:f tempo:f beats:i sections:i")
def song(engine: EngineState, request: Request) -> None:
    """Open a song, or a part of it, for a voice with a ring to follow: its signals are then those of the song, at the place where it plays."""
    voice, path, player, attention = engine.voice(request), request.get("path"), engine.player(request), engine.attention(request)
    if is_address(path):
        raise InvalidInput(f"A song that an engine opens is a file of this machine. Received: {path}. Fetch it first.", rule="song-file")

    def work(progress: Progress) -> None:
        opened = open_player(path, player.ring.rate, request.get("begin"), request.get("end"))
        progress(1, 3)
        beats = opened.song.beats_s()
        progress(2, 3)
        with engine.giving(voice):
            before, attention.song = attention.song, opened
        try:
            attention.matrix.listen_anew()
        except Exception:
            attention.song = before
            raise
        if before is not None:
            before.close()
        tempo = opened.song.heard("tempo").values
        request.answer("/song", str(path), opened.playback.duration_s, float(tempo.mean()), len(beats), len(opened.song.sections_s()))

    engine.jobs.submit("load", request.job(voice.name, work, report=request.progress))


@command("/song_close", options="voice", replies="/song_closed rows:i")
def close_song(engine: EngineState, request: Request) -> None:
    """Close the song; the voice's rows listen again to what /listen said. Those that look ahead go with the song, and the answer says how many."""
    attention = engine.attention(request)
    before, attention.song = attention.song, None
    gone = attention.matrix.without_song() if before is not None else ()
    if before is not None:
        before.close()
    _look(engine, request)
    request.answer("/song_closed", len(gone))


@command("/song_play on:i", options="voice", replies=f"/song_place {PLACE_REPLY}")
def play_song(engine: EngineState, request: Request) -> None:
    """1 plays the song, 0 stops it where it is."""
    _play(engine, request, _song(engine, request), "/song_place")


@command("/song_seek place:s", options="voice", replies=f"/song_place {PLACE_REPLY}")
def seek_song(engine: EngineState, request: Request) -> None:
    """Go to a moment of the song: seconds, 1:30, or a bar such as bar5."""
    _seek(engine, request, _song(engine, request), "/song_place", _song_moment(engine, request))


@command("/song_loop begin:s? end:s?", options="voice", replies=f"/song_place {PLACE_REPLY}")
def loop_song(engine: EngineState, request: Request) -> None:
    """Play a part of the song again and again; without a part, on to its end."""
    _loop(request, _song(engine, request), "/song_place", _song_moment(engine, request))


@command("/song_level decibels:f", options="voice", replies=f"/song_place {PLACE_REPLY}")
def song_level(engine: EngineState, request: Request) -> None:
    """How loud the song is heard beside the voice; -120 is silent."""
    playback = _song(engine, request)
    playback.level(request.get("decibels"))
    _place(request, playback, "/song_place")


@command("/song_place", options="voice", replies=f"/song_place {PLACE_REPLY}")
def song_place(engine: EngineState, request: Request) -> None:
    """Say where the song is."""
    _place(request, _song(engine, request), "/song_place")


@command("/timeline path:s", options="seed voice", replies="/timeline title:s duration:f layers:i scenes:i")
def timeline(engine: EngineState, request: Request) -> None:
    """Open a timeline, to be played beside the voice; its first seconds are made at once, the rest as it goes on. The voice needs a ring."""
    voice, path, player, attention = engine.voice(request), request.get("path"), engine.player(request), engine.attention(request)
    entry = voice.entry()

    def work(progress: Progress) -> None:
        written = load_timeline(path, root=engine.root)
        recipe = arrange(written, entry.preview, seed=request.get("seed", 0))
        rate = entry.preview.model.config.sample_rate
        if rate != player.ring.rate:
            raise CommandError(
                "model", f"A ring has one rate, {player.ring.rate} Hz. Received: a model of {rate} Hz. Send /voice_open again.", rule="ring-rate"
            )
        bars_s = written.tempo.bars_s(recipe.duration_s)
        with engine.giving(voice):
            before = attention.timeline
            made = before.tape.made_with(entry.preview) if before is not None and isinstance(before.tape, TimelineTape) else ()
            attention.timeline = Playback(TimelineTape(recipe, entry.preview, request.fail, bars_s=bars_s, made=made), rate)
        if before is not None:
            before.close()
        request.answer("/timeline", recipe.title, recipe.duration_s, len(recipe.layers), len(recipe.scenes()))

    engine.jobs.submit("load", request.job(voice.name, work, report=request.progress))


@command(
    "/timeline_render path:s",
    options="seed begin end level precision decoder to force voice",
    replies=f"/timeline_rendered {SOUND} scenes:i",
)
def render_timeline(engine: EngineState, request: Request) -> None:
    """Make the sound of a timeline, or of a part of it: at full precision, with its recipe inside."""
    voice, path, decoder = engine.voice(request), request.get("path"), asked_decoder(request)
    entry, force = voice.entry(), bool(request.get("force"))
    level = read_level(request.get("level", "loudness"))
    if request.get("to"):
        check_sound(request.get("to"), force=force)

    def work(progress: Progress) -> None:
        written = load_timeline(path, root=engine.root)
        instrument = entry.at(request.get("precision", "exact"), decoder)
        recipe = arrange(written, instrument, seed=request.get("seed", 0), level=level, begin=request.get("begin"), end=request.get("end"))
        sound = make_sound(instrument, recipe, progress=progress)
        voice.last = sound
        if request.get("to"):
            where = sound.save(check_sound(request.get("to"), force=force), force=force)
        else:
            where = engine.sounds.write(sound.wave, sound.sample_rate, sound.recipe.to_json())
        request.answer("/timeline_rendered", str(where), len(sound.wave), sound.sample_rate, len(recipe.scenes()))

    engine.jobs.submit("export", request.job(voice.name, work, report=request.progress))


@command("/timeline_close", options="voice", replies="/ok address:s")
def close_timeline(engine: EngineState, request: Request) -> None:
    """Close the timeline."""
    attention = engine.attention(request)
    before, attention.timeline = attention.timeline, None
    if before is not None:
        before.close()
    _look(engine, request)
    request.ok()


@command("/timeline_play on:i", options="voice", replies=f"/timeline_place {PLACE_REPLY}")
def play_timeline(engine: EngineState, request: Request) -> None:
    """1 plays the timeline, 0 stops it where it is. What is not made yet is waited for in silence."""
    _play(engine, request, _timeline(engine, request), "/timeline_place")


@command("/timeline_seek place:s", options="voice", replies=f"/timeline_place {PLACE_REPLY}")
def seek_timeline(engine: EngineState, request: Request) -> None:
    """Go to a moment of the timeline: seconds, 1:30, a bar such as bar5, or a marker."""
    _seek(engine, request, _timeline(engine, request), "/timeline_place", _timeline_moment(engine, request))


@command("/timeline_loop begin:s? end:s?", options="voice", replies=f"/timeline_place {PLACE_REPLY}")
def loop_timeline(engine: EngineState, request: Request) -> None:
    """Play a part of the timeline again and again; without a part, on to its end."""
    _loop(request, _timeline(engine, request), "/timeline_place", _timeline_moment(engine, request))


@command("/timeline_place", options="voice", replies=f"/timeline_place {PLACE_REPLY}")
def timeline_place(engine: EngineState, request: Request) -> None:
    """Say where the timeline is."""
    _place(request, _timeline(engine, request), "/timeline_place")


# --- what both have


def _song(engine: EngineState, request: Request) -> Playback:
    player = engine.attention(request).song
    return _there(None if player is None else player.playback, "song", request)


def _timeline(engine: EngineState, request: Request) -> Playback:
    return _there(engine.attention(request).timeline, "timeline", request)


def _there(playback: Playback | None, what: str, request: Request) -> Playback:
    if playback is None:
        raise CommandError(
            "invalid", f"A {what} must be open. Received: {request.call.address} without one. Send /{what} and its file.", rule="open-playback"
        )
    return playback


def _play(engine: EngineState, request: Request, playback: Playback, address: str) -> None:
    playback.play(bool(request.get("on")))
    _look(engine, request)
    _place(request, playback, address)


def _seek(engine: EngineState, request: Request, playback: Playback, address: str, moment: Callable[[Any], float]) -> None:
    playback.seek(moment(request.get("place")))
    _place(request, playback, address)


def _loop(request: Request, playback: Playback, address: str, moment: Callable[[Any], float]) -> None:
    begin, end = request.get("begin"), request.get("end")
    playback.loop(None if begin is None else moment(begin), None if end is None else moment(end))
    _place(request, playback, address)


def _place(request: Request, playback: Playback, address: str) -> None:
    request.answer(address, playback.place_s, int(playback.playing), playback.duration_s)


def _look(engine: EngineState, request: Request) -> None:
    player = engine.players.get(engine.voice(request).name)
    if player is not None:
        player.look()


def _song_moment(engine: EngineState, request: Request) -> Callable[[Any], float]:
    player = engine.attention(request).song
    return lambda place: seconds_of(place, (lambda: np.zeros(0)) if player is None else player.song.bars_s)


def _timeline_moment(engine: EngineState, request: Request) -> Callable[[Any], float]:
    playback = engine.attention(request).timeline
    tape = None if playback is None else playback.tape

    def moment(place: Any) -> float:
        if not isinstance(tape, TimelineTape):
            return seconds_of(place, lambda: np.zeros(0))
        return tape.markers[place] if place in tape.markers else seconds_of(place, lambda: tape.bars_s)

    return moment
