"""The published messages of the class `gansynth`, mapped to the engine's commands; independent of the host."""

import contextlib
import itertools
import os
from collections.abc import Callable, Hashable, Sequence
from typing import Any

import numpy as np

from ganspacesynth.client.client import Answer, Asked, Client, EngineError
from ganspacesynth.client.shared_engine import SharedEngine
from ganspacesynth.core.errors import GanSpaceSynthError, InvalidInput
from ganspacesynth.core.interpolation import slerp
from ganspacesynth.pyext.host_api import HostApi
from ganspacesynth.pyext.mapped_wave import map_wave
from ganspacesynth.pyext.message_arguments import Word, at_least, number, path
from ganspacesynth.pyext.turn_queue import Message, TurnQueue

PITCH = 32  # of the published hallucinations
TIMES = {"spacing_s": 0.2, "start_trim_s": 0.0, "attack_s": 0.5, "sustain_s": 0.5, "release_s": 0.5}  # their arguments, and what is left out
SOUNDS = ("synthesize", "hallucinate")  # a slider may ask for one a hundred times; only the last is heard
ANY = "any"  # no traits are asked for
NEXT = "--"  # between the sounds of one synthesize_noz

MESSAGES = ("load", "unload", "load_ganspace_components", "traits", "randomize_z", "slerp_z", "synthesize", "synthesize_noz", "hallucinate", "cancel")

_voices = itertools.count(1)


class Gansynth:
    """An object of the class `gansynth`.

    Everything is for the host's thread. Messages come in with `message`; while it is `busy`, `turn` is to be called every so often.

    Args:
        host: the host.
        shared: the engine.
        wake: called, by any thread, when `turn` has something to do; for hosts without a clock.
    """

    messages: tuple[str, ...] = MESSAGES
    moves_z = True  # whether the array of edits is for sounds with z as well

    def __init__(self, host: HostApi, shared: SharedEngine, wake: Callable[[], None] | None = None) -> None:
        self._host, self._shared = host, shared
        self._turns = TurnQueue(self._failed, wake)
        self._name = f"pd{os.getpid()}-{next(_voices)}"  # of its voice and its model, so that nobody else's load changes them
        self._client: Client | None = None
        self._informed: Client | None = None  # the engine that has our model and directions; a new one has not
        self._model: str | None = None  # path
        self._facts: Answer | None = None
        self._directions: str | None = None
        self._own_array: str | None = None  # of edits, when load_ganspace_components names none
        self._edits_array: str | None = None
        self._traits: dict[Word, tuple[Word, ...]] = {}  # kind -> the words by which it was asked for
        self._noted: set[Hashable] = set()
        shared.join(self)

    @property
    def busy(self) -> bool:
        """Whether something is under way."""
        return self._turns.busy

    def message(self, name: str, words: Sequence[Word]) -> None:
        """Take a message; whatever is wrong with it comes out as an error."""
        if name not in self.messages:
            self._failed(name, InvalidInput(f"A message is one of {', '.join(self.messages)}. Received: {name}.", rule="known-message"))
        elif name == "cancel":
            self.cancel()
        else:
            self._turns.add((name, *words), lambda: getattr(self, name)(*words), latest=name.startswith(SOUNDS))
            self.turn()

    def turn(self) -> None:
        """Go on with what is under way."""
        self._turns.turn()

    def close(self) -> None:
        """Be gone: nothing is sent out any more, and the engine forgets model and voice."""
        self._turns.close()
        self._shared.leave(self)
        if self._client is not None:
            self._client.ask("/cancel", voice=self._name)
            self._client.ask("/unload", self._name)
            self._client.ask("/voice_close", voice=self._name)

    def engine_ended(self, why: str) -> None:
        """Say it, and come back: what was loaded is loaded again by an engine that is started anew."""
        self._turns.later(lambda: self._revive(why))

    def cancel(self) -> None:
        """Stop what is under way and forget what waits; each says so."""
        for key in self._turns.drop():
            self._failed(key, EngineError("cancelled", "It had not begun.", rule="request-cancelled"))
        if self._client is not None and self._turns.busy:
            self._client.ask("/cancel", voice=self._name)

    def load(self, *words: Word) -> Message:
        """`load FOLDER [batch size]`: the batch size is the engine's affair now."""
        folder, rest = path(words, self._host.folder, "load FOLDER")
        if rest:
            number(rest[0], "load FOLDER [batch size]")
        yield
        client = self._opened()
        facts = client.call("/load", folder, as_=self._name, voice=self._name, precision="exact", decoder="published")
        self._informed, self._model, self._directions, self._facts = client, folder, None, facts
        yield
        self._say_loaded(facts["samples"], facts["rate"])

    def unload(self, *_: Word) -> Message:
        """`unload`."""
        client, self._model, self._facts, self._directions = self._client if self._model else None, None, None, None
        yield
        if client is not None:
            with contextlib.suppress(EngineError):  # it has ended, and with it the model
                client.call("/unload", self._name)
        yield
        self._say_unloaded()

    def load_ganspace_components(self, *words: Word) -> Message:
        """`load_ganspace_components FILE [array]`: the array gets an amount for each direction, and moves every later sound."""
        file, rest = path(words, self._host.folder, "load_ganspace_components FILE [array]")
        yield
        found = self._engine().call("/load_directions", file, voice=self._name)
        self._directions = file
        yield
        array = str(rest[0]) if rest else self._own_array
        if array is not None:
            self._host.resize(array, found["count"])  # raises where there is none: then the one before it stays
        self._edits_array = array
        self._host.out("loaded_pca")

    def traits(self, *words: Word) -> Message:
        """`traits [kind [name [amount] …]]`: what all later sounds with a z shall be, on a conditioned model; `traits any` forgets it."""
        yield
        *each, last = self._engine().ask("/traits", *words, voice=self._name).result()
        if words == (ANY,):
            self._traits.clear()
        elif words:
            self._traits[words[0]] = words
        yield
        for answer in each:
            self._host.out("trait", answer["kind"], answer["asked"], *answer["words"])
        self._host.out("traits", last["count"])

    def randomize_z(self, *arrays: Word) -> Message:
        """`randomize_z array …`: a z for each."""
        at_least(1, arrays, "randomize_z array …")
        yield
        zs = []
        for _ in arrays:
            client = self._engine()
            client.call("/random", voice=self._name)
            zs.append(np.array(client.call("/z", voice=self._name)["values"], np.float32))
        yield
        for array, z in zip(arrays, zs, strict=True):
            self._host.write(str(array), z)
        self._host.out("randomized")

    def slerp_z(self, *words: Word) -> None:
        """`slerp_z array0 array1 result amount`: what lies between, along the sphere."""
        usage = "slerp_z array0 array1 result amount"
        at_least(4, words, usage)
        a, b = (self._host.read(str(array)) for array in words[:2])
        self._host.write(str(words[2]), slerp(a, b, number(words[3], usage)))
        self._host.out("slerped")

    def synthesize(self, *words: Word) -> Message:
        """`synthesize z-array out-array pitch …`, three words for each sound; the array of the directions moves them all."""
        usage = "synthesize z-array out-array pitch …"
        at_least(3, words, usage)
        if len(words) % 3:
            raise InvalidInput(f"A sound takes three words. Received: {len(words)}. Send {usage}.", rule="argument-count")
        triples = [words[i : i + 3] for i in range(0, len(words), 3)]
        array = self._edits_array if self.moves_z else None
        edits = {"edits": self._edits([array]) if array else (), "mode": "offset"}  # whatever steps a hallucination left behind
        pitches = [self._playable(number(pitch, usage)) for *_, pitch in triples]
        zs = [self._host.read(str(z)).astype(">f4").tobytes() for z, *_ in triples]
        sounds = [(pitch, {"z": z, **edits}) for pitch, z in zip(pitches, zs, strict=True)]
        yield
        waves = self._sounds(sounds)
        yield
        self._fill([str(out) for _, out, _ in triples], waves)
        self._host.out("synthesized")

    def synthesize_noz(self, *words: Word) -> Message:
        """`synthesize_noz out-array pitch [edit …] [-- …]`: the directions alone; an edit is a number, or an array of them."""
        usage = "synthesize_noz out-array pitch [edit …] [-- …]"
        parts: list[list[Word]] = [[]]
        for word in words:
            parts.append([]) if word == NEXT else parts[-1].append(word)
        sounds = []
        for part in parts:
            at_least(2, part, usage)
            edits = self._edits(part[2:] or [self._edits_array])
            sounds.append((self._heard_as(number(part[1], usage)), {"edits": edits, "mode": "replace"}))
        yield
        waves = self._sounds(sounds)
        yield
        self._fill([str(part[0]) for part in parts], waves)
        self._host.out("synthesized")

    def hallucinate(self, *words: Word) -> Message:
        """`hallucinate out-array notes interp [spacing trim attack sustain release]`: random keypoints and what lies between them."""
        usage = "hallucinate out-array notes interp [spacing trim attack sustain release]"
        at_least(3, words, usage)
        notes, interp = (int(number(word, usage)) for word in words[1:3])
        times = {**TIMES, **dict(zip(TIMES, (number(word, usage) for word in words[3:]), strict=False))}
        yield
        client = self._engine()
        for name, value in {**times, "fade": "linear"}.items():
            client.call("/setting", name, value if isinstance(value, str) else f"{value:.7g}", voice=self._name)
        options: dict[str, Any] = {"notes": notes, "interp": interp, "pitch": self._nearest(PITCH), "voice": self._name}
        wave = self._waited(client.ask("/hallucinate", progress=self._progress, **options))
        yield
        self._fill([str(words[0])], [wave])
        self._host.out("hallucinated", len(wave))

    def _opened(self) -> Client:
        """Return the conversation with an engine, on the worker; it may be a new one, without our model."""
        self._client = self._shared.client(lambda text: self._turns.later(lambda: self._host.say(text)))
        return self._client

    def _engine(self) -> Client:
        """Return the conversation with an engine that has our model, on the worker."""
        if self._model is None:
            raise EngineError(
                "model", "A model must be loaded before it plays. Received: none yet. Send load FOLDER, or load default.", rule="loaded-model"
            )
        client = self._opened()
        if client is not self._informed:
            self._facts = client.call("/load", self._model, as_=self._name, voice=self._name, precision="exact", decoder="published")
            if self._directions is not None:
                client.call("/load_directions", self._directions, voice=self._name)
            for kind, words in list(self._traits.items()):
                self._ask_again(client, kind, words)
            self._informed = client
        return client

    def _ask_again(self, client: Client, kind: Word, words: tuple[Word, ...]) -> None:
        try:
            client.call("/traits", *words, voice=self._name)
        except EngineError as e:
            if e.code in ("gone", "timeout"):
                raise
            del self._traits[kind]  # a model that was loaded since does not know it

    def _revive(self, why: str) -> None:
        self._failed("engine", EngineError("gone", why, rule="engine-alive"))
        if self._model is None:
            return
        self._say_unloaded()
        if self._shared.hopeless:
            self._host.say("It is not started again by itself, having died so often; the next message does it.")
            return
        self._turns.add(("engine",), self._return)

    def _return(self) -> Message:
        yield
        self._engine()
        yield
        if self._facts is not None:
            self._say_loaded(self._facts["samples"], self._facts["rate"])

    def _sounds(self, sounds: Sequence[tuple[float, dict[str, Any]]]) -> list[np.ndarray]:
        """Have sounds made, on the worker; all are asked for before the first is waited for."""
        client = self._engine()
        asked = [client.ask("/synthesize", pitch, voice=self._name, progress=self._progress, **options) for pitch, options in sounds]
        return [self._waited(one) for one in asked]

    def _waited(self, asked: Asked) -> np.ndarray:
        wave, _ = map_wave(asked.result()[-1]["path"])
        if not np.isfinite(wave).all():
            raise EngineError(
                "internal", f"A sound must be finite. Received: NaN or infinity from {asked.address}. The array is as it was.", rule="finite-audio"
            )
        self._shared.worked()
        return wave

    def _progress(self, done: int, total: int | None) -> None:
        self._turns.later(lambda: self._host.out("progress", done, total or 0))

    def _fill(self, arrays: Sequence[str], waves: Sequence[np.ndarray]) -> None:
        for array, wave in zip(arrays, waves, strict=True):
            self._host.write(array, wave)

    def _edits(self, words: Sequence[Word | None]) -> tuple[float, ...]:
        """Return edits given as numbers, arrays, or both; zeros at the end say nothing."""
        parts = [[word] if isinstance(word, int | float) else self._host.read(word).tolist() for word in words if word is not None]
        edits = [float(edit) for part in parts for edit in part]
        while len(edits) > 1 and edits[-1] == 0.0:
            edits.pop()
        return tuple(edits) or (0.0,)

    def _playable(self, pitch: float) -> float:
        """Return the nearest of the model's pitches: published patches send 32, and not every model goes as low."""
        nearest = self._nearest(pitch)
        if nearest != pitch:
            self._note(("nearest", self._range()), f"Pitch {pitch:g} is none of the model's ({self._range()}); the nearest, {nearest:g}, is played.")
        return nearest

    def _heard_as(self, pitch: float) -> float:
        """Return a pitch for a sound without z, in which none is heard; the model need not know it."""
        nearest = self._nearest(pitch)
        if nearest != pitch:
            self._note(("noz", self._range()), f"Pitch {pitch:g} is none of the model's ({self._range()}); without z no pitch is heard.")
        return nearest

    def _nearest(self, pitch: float) -> float:
        facts = self._facts
        return pitch if facts is None else float(min(max(pitch, facts["lowest"]), facts["highest"]))

    def _range(self) -> str:
        return "" if self._facts is None else f"{self._facts['lowest']} to {self._facts['highest']}"

    def _note(self, key: Hashable, text: str) -> None:
        """Say something once."""
        if key not in self._noted:
            self._noted.add(key)
            self._host.say(text)

    def _say_loaded(self, samples: int, rate: int) -> None:
        self._host.out("loaded", samples, rate)

    def _say_unloaded(self) -> None:
        self._host.out("unloaded")

    def _failed(self, key: Hashable, error: Exception) -> None:
        name = str(key[0]) if isinstance(key, tuple) else str(key)
        if not isinstance(error, GanSpaceSynthError):
            error = EngineError(
                "internal", f"This must not fail; please report it. Received: {type(error).__name__}: {error}.", rule="unforeseen-failure"
            )
        code = getattr(error, "code", "invalid")
        if code == "cancelled":
            self._host.out("cancelled", name)
            return
        self._host.out("error", name, code, str(error))
        self._host.say(f"{name}: {error}")
