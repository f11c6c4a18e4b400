"""Sounds and songs in, what is seen and heard of them out."""

from itertools import pairwise
from pathlib import Path

import numpy as np

from ganspacesynth.audio.signals.chroma import CLASSES
from ganspacesynth.audio.songs.song import Song
from ganspacesynth.composition.recipe_titles import keypoints_s, title
from ganspacesynth.composition.sound import Sound
from ganspacesynth.composition.timelines.timeline_recipe import TimelineRecipe
from ganspacesynth.notebook.kinds.hearing_views import chroma_part, signal_part, spectrogram_part, wave_parts
from ganspacesynth.notebook.kinds.recipe_views import timeline_parts
from ganspacesynth.notebook.recipe_outline import recipe_lines
from ganspacesynth.notebook.view import FactsPart, OutlinePart, PlayerPart, SpansPart, TimeSpan, View, ViewPart, WaveformPart

SIGNALS = ("onsets", "rms", "tempo")
COLOURS = ("#8ecae6", "#b7e4c7", "#ffd166", "#f4978e", "#cdb4db", "#f8c8a0")


def sound_view(sound: Sound) -> View:
    """Show a sound that was made: it, what is heard in it, and its recipe."""
    said, recipe = title(sound.recipe), sound.recipe
    marks = [moment for row in keypoints_s(recipe).values() for moment in row]
    parts: list[ViewPart] = wave_parts(sound.wave, sound.sample_rate, said=said, marks=marks)
    if isinstance(recipe, TimelineRecipe):
        first, last = recipe.part or (0.0, recipe.duration_s)
        parts = [*parts[:1], *timeline_parts(recipe, first, last), *parts[1:]]
    _, *outline = recipe_lines(recipe.to_json())
    return View(said, (*parts, OutlinePart("recipe", tuple(outline))))


def song_view(song: Song) -> View:
    """Show a song: it, its beats and sections, and its usual signals."""
    rate, end = song.frames.sample_rate, song.duration_s
    starts = [float(moment) for moment in song.sections_s()]
    sections = tuple(
        TimeSpan(str(number), begin, stop, COLOURS[(number - 1) % len(COLOURS)])
        for number, (begin, stop) in enumerate(pairwise([*starts, end] if starts else [0.0, end]), start=1)
    )
    tempo = song.heard("tempo").values
    known = tempo[tempo > 0.0]
    facts = [
        ("length", f"{end:.2f} s"),
        ("onsets", str(len(song.onsets_s()))),
        ("beats", str(len(song.beats_s()))),
        ("bars", str(len(song.bars_s()))),
    ]
    facts += [("tempo", f"{float(np.median(known)):.1f} beats a minute")] if len(known) else []
    parts: list[ViewPart] = [
        FactsPart((*facts, *(("note", remark) for remark in song.remarks()))),
        PlayerPart(song.wave, round(rate), Path(song.file.path).name),
        SpansPart("sections", end, rows=(("sections", sections),)),
        WaveformPart.of(song.wave, rate, [float(moment) for moment in song.bars_s()], "waveform, marked: bars"),
        spectrogram_part(song.wave, rate),
    ]
    for name in SIGNALS:
        parts.append(signal_part(song.heard(name), song.onsets_s() if name == "onsets" else ()))
    parts.append(chroma_part(np.stack([song.heard("chroma", (name,)).values for name in CLASSES], axis=1), end))
    return View(Path(song.file.path).name, tuple(parts))
