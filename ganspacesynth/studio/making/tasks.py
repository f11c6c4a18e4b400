"""The kinds of long work, each as one function: a request with whole paths in, what came of it out."""

import math
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ganspacesynth.core.output.decoders import PUBLISHED
from ganspacesynth.studio.making.teller import Teller

LAYER = "conv0"
DIRECTIONS, SOUNDS = 128, 16384  # as `ganspacesynth directions` finds and listens to
LABELLED = 12

Request = Mapping[str, Any]


def cut_sounds(request: Request, teller: Teller) -> dict[str, Any]:
    """Cut a folder of sounds, to look at."""
    from ganspacesynth.studio.making.cut import cut
    from ganspacesynth.training.from_sounds.sounds_settings import SoundsTraining

    settings = SoundsTraining(duration_s=request["duration"], sample_rate=request["rate"])
    cut(Path(request["sounds"]), Path(request["place"]), settings, track=teller.track)
    return {"state": "finished"}


def train(request: Request, teller: Teller) -> dict[str, Any]:
    """Make a model of a folder of sounds, or go on making it."""
    from ganspacesynth.training.from_sounds.sounds_settings import SoundsTraining
    from ganspacesynth.training.from_sounds.train_on_sounds import train_on_sounds, work_folder
    from ganspacesynth.training.from_sounds.training_plan import PLAN
    from ganspacesynth.training.runs.run import is_run

    settings, work = SoundsTraining(**{**request["settings"], "left_out": tuple(request["left_out"])}), work_folder(request["model"])
    anew = is_run(work) and not (work / PLAN).is_file()  # nothing was learned yet: sounds may have come since
    made = train_on_sounds(request["sounds"], request["model"], settings, force=anew, observer=teller)
    if made.state == "stopped":
        return {"state": "stopped"}
    if made.state == "made":
        teller.say(f"Its sounds are {made.near_db:.1f} dB from yours, which are {made.far_db:.1f} dB from each other.")
    return {"state": "finished"}


def fetch(request: Request, teller: Teller) -> dict[str, Any]:
    """Fetch a model."""
    from ganspacesynth.directions.get_model import GetSettings, get_model

    made = get_model(request["wanted"], GetSettings(request["name"]), track=teller.track)
    teller.say(f"{made.folder.name}: {made.megabytes:.1f} MB.")
    return {"state": "finished", "model": made.folder.name}


def judge(request: Request, teller: Teller) -> dict[str, Any]:
    """Compare a model with a folder of sounds, and write the page of it."""
    from ganspacesynth.data.sample_settings import BuildSettings, ChopSettings, PadSettings, SampleFormat
    from ganspacesynth.data.sample_tasks import chop_recordings, folders_dataset, pad_sounds
    from ganspacesynth.evaluation.comparison import evaluate
    from ganspacesynth.evaluation.save_evaluation import save_evaluation
    from ganspacesynth.networks.gansynth.gansynth import load_model
    from ganspacesynth.training.from_sounds.folder_look import look
    from ganspacesynth.training.from_sounds.own_task import SILENCE_DB

    model, sounds = load_model(request["model"], decoder=PUBLISHED), Path(request["sounds"])
    config = model.config
    form = SampleFormat(config.sample_rate, config.audio_length / config.sample_rate)
    pitch = config.pitches[0] if len(config.pitches) == 1 else None  # a label without a meaning; elsewhere the pitch that is heard
    if pitch is not None:
        teller.say("This model has one pitch label, which says nothing: leave the figures about notes aside.")
    with tempfile.TemporaryDirectory(prefix="ganspacesynth-") as place:
        samples, dataset = Path(place, "samples"), Path(place, "dataset")
        if look(sounds, form.duration_s).kind == "recordings":
            settings = ChopSettings(form, form.duration_s / 2, True, SILENCE_DB, pitch=pitch)
            made = chop_recordings([sounds], samples, settings, track=teller.track)
        else:
            made = pad_sounds([sounds], samples, PadSettings(form, pitch=pitch), track=teller.track)
        list(made)
        folders_dataset([samples], dataset, BuildSettings(form), track=teller.track)
        evaluation = evaluate(model, dataset, count=request["count"], track=teller.track)
    Path(request["page"]).parent.mkdir(parents=True, exist_ok=True)
    save_evaluation(evaluation, request["page"], title=request["title"], dataset=sounds.name)
    return {"state": "finished"}


def find(request: Request, teller: Teller) -> dict[str, Any]:
    """Find a model's directions where it has none, and listen to the first of them."""
    from ganspacesynth.directions.describe.label_file import LabelSettings, label_directions
    from ganspacesynth.directions.directions_files import load_directions
    from ganspacesynth.directions.search.find_to_file import FindSettings, find_to_file
    from ganspacesynth.directions.search.pca import SearchSettings
    from ganspacesynth.directions.search.resume import unfinished_path
    from ganspacesynth.directions.search.sharding import Work
    from ganspacesynth.networks.gansynth.gansynth import load_model

    model, path = load_model(request["model"], decoder=PUBLISHED), Path(request["path"])
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.is_file():
        size = math.prod(model.config.layers[LAYER])
        search = SearchSettings(n_components=min(DIRECTIONS, size), n_samples=min(SOUNDS, 4 * size))
        work = Work(resume=unfinished_path(path).exists())
        find_to_file(model, path, FindSettings(LAYER, search), work=work, track=teller.track)
    directions = load_directions(path)
    if directions.annotations is None:
        count = min(LABELLED, directions.n_components)
        label_directions(model, directions, path, LabelSettings(count, sounds=2), track=teller.track)
    return {"state": "finished"}


TASKS: Mapping[str, Callable[[Request, Teller], dict[str, Any]]] = {"cut": cut_sounds, "train": train, "fetch": fetch, "judge": judge, "find": find}
