"""The long work that a page may ask for: what is asked in, checked at once; what writes the files out."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from ganspacesynth.composition.arranging.timeline_file import OWN_NETWORK
from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.studio.exports import Exports, ExportWork, Stages

Asked = tuple[ExportWork, tuple[Path, ...]]  # what writes files, and where these will be


def timeline_sound(exports: Exports, copy: Path, place: Path, asked: Mapping[str, Any]) -> Asked:
    """Return the work that writes a timeline as a sound, and where; with a file for each layer where stems are asked for.

    Args:
        exports: which know what it is played with.
        copy: of the timeline.
        place: where the sound goes.
        asked: {"stems": whether, "width": 0..1}, what is left out is not.

    Raises:
        InvalidInput: stems of a single layer, or another ending.
        OutputError: one of the files is there.
    """
    from ganspacesynth.composition.arranging.timeline import load_timeline
    from ganspacesynth.composition.finishing.layer_files import layer_files
    from ganspacesynth.core.recipe import check_width
    from ganspacesynth.engine.written_files import check_sound

    timeline, width = load_timeline(copy), check_width(_number(asked, "width", 0.0))
    names = timeline.layer_names()
    if asked.get("stems") and len(names) < 2:
        raise InvalidInput("Stems are of several layers. Received: stems with one. Put scenes on another layer.", rule="stems-of-layers")
    stems = tuple(map(Path, layer_files(str(place), names))) if asked.get("stems") else ()
    for path in (place, *stems):
        check_sound(str(path), force=False)

    def work(stage: Stages) -> list[Path]:
        from ganspacesynth.composition.arranging.arrange import arrange
        from ganspacesynth.composition.sound import make_layers, make_sound

        instrument = exports.instrument()
        recipe = replace(arrange(timeline, instrument), width=width)
        if not stems:
            return [make_sound(instrument, recipe, progress=stage("Playing")).save(place)]
        mix, alone = make_layers(instrument, recipe, progress=stage("Playing"))
        return [sound.save(path) for path, sound in zip((place, *stems), (mix, *alone), strict=True)]

    return work, (place, *stems)


def timeline_film(exports: Exports, copy: Path, place: Path, asked: Mapping[str, Any]) -> Asked:
    """Return the work that plays a timeline and films it: its spectrogram and its way, or the pictures that it drives.

    Args:
        exports, copy: as of `timeline_sound`.
        place: where the film goes.
        asked: {"width": pixels, "height": pixels, "fps": frames a second, "pictures": whether}; what is left out is as usual.

    Raises:
        GanSpaceSynthError: PyAV is not installed; InvalidInput: no such size or ending; OutputError: there is a file of that name.
    """
    from ganspacesynth.composition.arranging.timeline import load_timeline
    from ganspacesynth.video.video_making import check_video
    from ganspacesynth.video.video_settings import VideoSettings

    timeline = load_timeline(copy)
    check_video(place)
    settings = VideoSettings(int(_number(asked, "width", 1280)), int(_number(asked, "height", 720)), Fraction(int(_number(asked, "fps", 30))))

    def work(stage: Stages) -> list[Path]:
        from ganspacesynth.composition.arranging.arrange import arranged
        from ganspacesynth.composition.sound import make_sound
        from ganspacesynth.networks.stylegan.picture_model import load_picture_model
        from ganspacesynth.video.driven_pictures import PictureDrive
        from ganspacesynth.video.timeline_film import PicturesAsked, film_timeline

        instrument = exports.instrument()
        made = arranged(timeline, instrument)
        sound = make_sound(instrument, made.recipe, progress=stage("Playing"))
        network = timeline.pictures.get("network", OWN_NETWORK if asked.get("pictures") else None)
        pictures = None if network is None else PicturesAsked(PictureDrive(load_picture_model(network)))
        title = timeline.title or place.stem
        film_timeline(place, made, sound, instrument.model, settings, title=title, pictures=pictures, progress=stage("Filming"))
        return [place]

    return work, (place,)


def reaction(exports: Exports, song: Path, place: Path, asked: Mapping[str, Any]) -> Asked:
    """Return the work that writes a sound which follows a song, and with `mix` another file of both.

    Args:
        exports: which know what it is played with.
        song: that is followed.
        place: where the sound goes.
        asked: {"rows": modulations, "preset": one of react's or "none", "seed", "pitch", "mix": a file of both, "share": 0..1 of it}.

    Raises:
        InvalidInput, SequenceError: rows or numbers that cannot be.
        OutputError: there is a file of that name.
    """
    from ganspacesynth.composition.reaction.presets import PRESETS
    from ganspacesynth.composition.reaction.react import ReactSettings, check_mix_share
    from ganspacesynth.core.motion.modulation import MAX_ROWS, MAX_SEED, Modulation
    from ganspacesynth.engine.written_files import check_sound

    rows, preset = asked.get("rows", []), asked.get("preset", "none")
    mix: Path | None = asked.get("mix")
    if not isinstance(rows, list) or len(rows) > MAX_ROWS or not all(isinstance(row, str) for row in rows):
        raise InvalidInput(f"Rows are up to {MAX_ROWS} texts. Received: {brief(rows)}.", rule="modulation-form")
    read = tuple(Modulation.read(row) for row in rows)
    if preset not in ("none", *PRESETS):
        raise InvalidInput(f"A preset is none, {', '.join(PRESETS)}. Received: {brief(preset)}.", rule="known-preset")
    seed = _number(asked, "seed", 0)
    if not 0 <= seed <= MAX_SEED or seed != round(seed):
        raise InvalidInput(f"A seed is a whole number in 0..{MAX_SEED}. Received: {brief(seed)}.", rule="seed-range")
    settings = ReactSettings(None if preset == "none" else preset, read, int(seed), _number(asked, "pitch", 60.0))
    share = _number(asked, "share", 0.5)
    check_mix_share(share)
    both_in = () if mix is None else (mix,)
    for path in (place, *both_in):
        check_sound(str(path), force=False)

    def work(stage: Stages) -> list[Path]:
        from ganspacesynth.audio.files.sound_files import write_wave
        from ganspacesynth.audio.songs.song import open_song
        from ganspacesynth.composition.reaction.react import beside_song, react
        from ganspacesynth.composition.sound import make_sound

        stage("Listening")
        instrument, heard = exports.instrument(), open_song(song)
        sound = make_sound(instrument, react(heard, instrument, settings), progress=stage("Playing"))
        files = [sound.save(place)]
        if mix is not None:
            both = beside_song(sound.wave, sound.sample_rate, heard, share=share)
            files.append(Path(write_wave(mix, both, sound.sample_rate, recipe=sound.recipe.to_json())))
        return files

    return work, (place, *both_in)


def _number(asked: Mapping[str, Any], name: str, usual: float) -> float:
    value = asked.get(name, usual)
    if isinstance(value, bool) or not isinstance(value, int | float) or not -1e9 < value < 1e9:
        raise InvalidInput(f"{name} is a number. Received: {brief(value)}.", rule="export-number")
    return float(value)
