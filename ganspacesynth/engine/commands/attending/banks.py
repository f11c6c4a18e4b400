"""Commands about a machine that plays with somebody: a bank's sounds through a voice's ring, in answer to what the voice listens to."""

import dataclasses
from typing import Any

from ganspacesynth.bank.answering.continuing import BankPlayer
from ganspacesynth.bank.known_banks import continuation_folder, open_bank
from ganspacesynth.bank.live.concert.concert import TellAll
from ganspacesynth.bank.live.live_log import LiveLogWriter
from ganspacesynth.bank.live.live_player import LivePlayer
from ganspacesynth.bank.live.live_settings import with_setting
from ganspacesynth.core.errors import GanSpaceSynthError
from ganspacesynth.core.work.progress import Progress
from ganspacesynth.engine.commands.row import command
from ganspacesynth.engine.engine_state import EngineState
from ganspacesynth.engine.live.bank_stream import BankStream
from ganspacesynth.engine.live.heard_aloud import HeardAloud
from ganspacesynth.engine.live.machine import Machine
from ganspacesynth.engine.messages import CommandError
from ganspacesynth.engine.request import Request
from ganspacesynth.engine.written_files import check_live_log
from ganspacesynth.networks.continuation.continuation_files import load_continuation

DEFAULT = "default"


@command("/bank_open bank:s? model:s?", options="voice", replies="/bank units:i rate:i id:s")
def open_machine(engine: EngineState, request: Request) -> None:
    """Open a bank and a continuation model to play with the voice; default, or nothing, is what comes along."""
    voice = engine.voice(request)
    asked = [None if word in (None, "", DEFAULT) else word for word in (request.get("bank"), request.get("model"))]

    def work(progress: Progress) -> None:
        player = BankPlayer.of(open_bank(asked[0]), load_continuation(continuation_folder(asked[1])))
        progress(1, 2)
        before = engine.machines.get(voice.name)
        machine = Machine(player) if before is None else Machine(player, before.live, before.choosing, attention=before.attention)
        LivePlayer(player, machine.live, machine.choosing).warm()
        progress(2, 2)
        with engine.giving(voice):
            engine.machines[voice.name] = machine
        if before is not None:
            _stop(engine, voice.name, before)
            before.close()
        request.answer("/bank", len(player.bank), player.bank.sample_rate, player.bank.id)

    engine.jobs.submit("load", request.job(voice.name, work))


@command("/bank_speaker device:s?", options="voice", replies="/ok address:s")
def machine_speaker(engine: EngineState, request: Request) -> None:
    """Answer through a loudspeaker of the engine's machine (a number or a part of its name; without one the system's) instead of the ring, \
    from the next /bank_start on; off takes that back."""
    machine, device = _machine(engine, request), request.get("device")
    machine.speaker = None if device == "off" else device or ""
    request.ok()


@command("/bank_start", options="seed voice", replies="/ok address:s; /bank_heard number:i at:f length:f pitch:f loudness:f …")
def start_machine(engine: EngineState, request: Request) -> None:
    """Let it hear what the voice listens to (/listen), and answer through its ring (/voice_open), until /bank_stop or /gate 0. \
    Its answers also move the signals answer_pitch, answer_loudness and answer_1 to answer_8, for /modulate."""
    voice, machine = engine.voice(request), _machine(engine, request)
    player = None if machine.speaker is not None else engine.player(request)
    _stop(engine, voice.name, machine)
    if (seed := request.get("seed")) is not None:
        machine.choosing = dataclasses.replace(machine.choosing, seed=seed)
    told = TellAll([machine.teller(request.answer, engine.ears.faders.put)])
    if machine.log is not None:
        told.add(machine.log.tell)
    live = LivePlayer(machine.player, machine.live, machine.choosing, tell=told)
    machine.tap = engine.ears.follow(voice.name)
    if player is None:
        try:
            machine.heard_aloud = HeardAloud(live, machine.tap, machine.speaker or None)
        except GanSpaceSynthError:
            _stop(engine, voice.name, machine)
            raise
    else:
        machine.stream = BankStream(live, machine.tap, player.ring.rate, machine.tap.close)
        player.sound(machine.stream, machine.stream.displace)
    request.ok()


@command("/bank_stop", options="voice", replies="/ok address:s")
def stop_machine(engine: EngineState, request: Request) -> None:
    """Let it die away, and listen no longer."""
    _stop(engine, engine.voice(request).name, _machine(engine, request))
    request.ok()


@command("/bank_mode word:s", options="voice", replies="/ok address:s")
def machine_mode(engine: EngineState, request: Request) -> None:
    """How it plays: call (it answers each phrase), continue (it plays on until somebody does) or shadow (it plays along)."""
    machine = _machine(engine, request)
    machine.change(dataclasses.replace(machine.live, mode=request.get("word")), machine.choosing)
    request.ok()


@command("/bank_set name:s value:f", options="voice", replies="/ok address:s")
def machine_setting(engine: EngineState, request: Request) -> None:
    """Set gate or gain (dB), hold, wait or length (seconds), places, deaf, temperature, top_k, top_p, join, stay_in_key, density or seed."""
    machine = _machine(engine, request)
    machine.change(*with_setting(machine.live, machine.choosing, request.get("name"), request.get("value")))
    request.ok()


@command("/bank_note pitch:f velocity:f", options="voice", replies="/ok address:s")
def machine_note(engine: EngineState, request: Request) -> None:
    """Let it hear a note of a keyboard, velocity 0 as it is let go: notes are units by their pitch, loudness and length."""
    machine, pitch, velocity = _machine(engine, request), request.get("pitch"), request.get("velocity")
    if not 0.0 <= pitch <= 127.0 or not 0.0 <= velocity <= 127.0:
        raise CommandError("usage", f"A note's pitch and velocity are in 0..127. Received: {pitch:g} {velocity:g}.", rule="note-range")
    if (live := machine.now) is not None:
        live.note(pitch, velocity)
    request.ok()


@command("/bank_attention on:i", options="voice", replies="/ok address:s")
def machine_attention(engine: EngineState, request: Request) -> None:
    """1 tells with each choice what it looked at: /attention, a message for each head."""
    _machine(engine, request).attention = bool(request.get("on"))
    request.ok()


@command("/bank_log path:s?", options="force voice", replies="/ok address:s")
def machine_log(engine: EngineState, request: Request) -> None:
    """Keep what is heard and chosen from the next /bank_start on, a line of JSON each, for `ganspacesynth bank replay`; without a path no longer."""
    machine, force = _machine(engine, request), bool(request.get("force"))
    path = check_live_log(request.get("path"), force=force) if request.get("path") else None
    if machine.log is not None:
        machine.log.close()
        machine.log = None
    if path is not None:
        machine.log = LiveLogWriter(path, machine.player, machine.live, machine.choosing, force=force)
    request.ok()


@command("/bank_state", options="voice", replies="/bank_state word:s mode:s units:i")
def machine_state(engine: EngineState, request: Request) -> None:
    """Say how it is: word is none (no bank), playing or silent."""
    machine = engine.machines.get(engine.voice(request).name)
    if machine is None:
        request.answer("/bank_state", "none", "call", 0)
        return
    request.answer("/bank_state", "playing" if machine.playing else "silent", machine.live.mode, len(machine.player.bank))


def _machine(engine: EngineState, request: Request) -> Any:
    name = engine.voice(request).name
    if name not in engine.machines:
        raise CommandError(
            "invalid",
            f"A voice plays with a bank that is open. Received: {request.call.address}, and {name} has none. Send /bank_open.",
            rule="open-bank",
        )
    return engine.machines[name]


def _stop(engine: EngineState, name: str, machine: Machine) -> None:
    if machine.stream is not None and name in engine.players:
        machine.stream.release(engine.players[name].release_s)
    machine.stream = None
    machine.silence()
