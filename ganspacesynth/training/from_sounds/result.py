"""The model's folder of a finished `train --from`: weights, annotated directions, card and figure.

Each part is made beside the run, and kept when it is there: whoever was killed here makes only what is missing.
"""

import dataclasses
import shutil
from dataclasses import dataclass
from pathlib import Path

from ganspacesynth.core.files import atomic_folder, open_file
from ganspacesynth.core.output.decoders import PUBLISHED
from ganspacesynth.core.work.progress import Track
from ganspacesynth.directions.describe.measure import annotate
from ganspacesynth.directions.directions_files import load_directions, save_directions
from ganspacesynth.directions.native_directions import update_native
from ganspacesynth.directions.search.pca import SearchSettings, find_directions
from ganspacesynth.networks.gansynth.checkpoint import MODEL_FILE, WEIGHTS_FILE, read_model, write_native
from ganspacesynth.networks.gansynth.gansynth import load_model
from ganspacesynth.training.from_sounds.model_card import card
from ganspacesynth.training.from_sounds.noticed import notice
from ganspacesynth.training.from_sounds.own_task import CARD, DIRECTIONS_FILE, PICTURE, RESULT_FILES, fidelity_db
from ganspacesynth.training.from_sounds.sounds_observer import SoundsObserver
from ganspacesynth.training.notes.corpus import Corpus
from ganspacesynth.training.setup import Setup
from ganspacesynth.training.trainer import Checkpoint

DIRECTIONS, DIRECTION_SOUNDS = 64, 8192
STARTS = 2  # sounds from which each direction is listened to


@dataclass(frozen=True)
class Result:
    """What a run came to.

    Attributes:
        folder: the model, beside the run.
        near_db, far_db: how far its sounds are from those it learned, and those from each other.
    """

    folder: Path
    near_db: float
    far_db: float

    def place(self, output: Path, *, force: bool) -> None:
        """Copy the model to its place, whole or not at all; one that is there already, of a run killed a moment later, is no stranger."""
        with atomic_folder(output, force=force or self._is_at(output), ours=RESULT_FILES, workshop=self.folder.parent) as folder:
            shutil.copytree(self.folder, folder, dirs_exist_ok=True)

    def _is_at(self, output: Path) -> bool:
        try:
            with open_file(output / MODEL_FILE) as there, open_file(self.folder / MODEL_FILE) as own:
                return there.read() == own.read()
        except OSError:
            return False


def make_result(
    setup: Setup, at: Checkpoint, run: Path, corpus: Corpus, *, name: str, seed: int, labelled: int, track: Track, observer: SoundsObserver
) -> Result:
    """Make the model's folder of a finished run.

    Args:
        setup: of the run.
        at: its last state.
        run: its folder, with `model` and auditions of that state.
        corpus: the samples.
        name: of the model, for the card.
        seed: of directions and of the sounds they are heard in.
        labelled: directions to listen to.
        track: shows how far it is.
        observer: told before what takes time.
    """
    folder, trained = run / "result", read_model(run / "model")
    near, far = fidelity_db(setup, at.state, at.images)
    about = {**trained.about, "near_db": round(near, 2), "far_db": round(far, 2)}
    if not (folder / WEIGHTS_FILE).is_file() or read_model(folder).id != trained.id:
        shutil.rmtree(folder, ignore_errors=True)
        write_native(folder, dataclasses.replace(trained, about=about))
    _make_directions(folder, seed, labelled, track, observer)
    pictures = sorted((run / "auditions").glob("*/specgrams.png"))
    if pictures:
        shutil.copy(pictures[-1], folder / PICTURE)
    heard = notice(trained, corpus, seed=seed)
    text = card(name, trained.config, about, picture=PICTURE if pictures else None, noticed=heard)
    (folder / CARD).write_text(text, encoding="utf-8")
    return Result(folder, near, far)


def _make_directions(folder: Path, seed: int, labelled: int, track: Track, observer: SoundsObserver) -> None:
    """Find the directions of conv0 and listen to the first of them."""
    path, model = folder / DIRECTIONS_FILE, load_model(folder, decoder=PUBLISHED)
    if not path.is_file():
        height, width, channels = model.config.layers["conv0"]
        size = height * width * channels
        settings = SearchSettings(
            n_components=min(DIRECTIONS, size), n_samples=min(DIRECTION_SOUNDS, 4 * size), seed=seed, pitch=model.config.nearest_pitch(60)
        )
        observer.finding_directions()
        save_directions(find_directions(model, "conv0", settings, track=track), path)
    directions = load_directions(path)
    if directions.annotations is None:
        count = min(labelled, directions.n_components)
        observer.listening(count)
        update_native(path, annotations=annotate(model, directions, count=count, starts=STARTS, seed=seed, track=track))
