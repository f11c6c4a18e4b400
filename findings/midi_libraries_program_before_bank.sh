#!/usr/bin/env bash
# Three libraries of notes write a program change before its bank select: who loads and saves a MIDI file loses the instrument's bank.
#
# Version     pretty_midi 0.2.11.post0, symusic 0.6.0, miditoolkit 1.0.1; mido 1.3.3 writes and reads the file.
# Expected    A file that is loaded and saved, with nothing changed, plays the same instruments.
# Happens     All three keep the bank (controllers 0 and 32) and the program, but put the program first, at tick 0. A bank counts from the next program change
#             on, and none follows.
# Seen        Bank 1/2 with program 5 before; each library's file has program 5, controller 0, controller 32, and the note sounds with program 5 of bank 0/0.
# Source      MIDI 1.0, Bank Select: the sound does not change until a program change is received. pretty_midi's `write` starts each instrument's track with
#             its program, and its order of events at one tick has programs before controllers; miditoolkit's `dump` has the same order; symusic puts the
#             program first into each track.
# Matters     Data that went through such a library once, cut or transposed, renders with other instruments (GS and XG variations, and many soundfonts
#             are made of banks), and nothing of it shows in the library's objects. Write with mido, or move the bank in front afterwards.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --target "$folder" pretty_midi==0.2.11.post0 symusic==0.6.0 mido==1.3.3 numpy==2.2.6
python3 -m pip install --quiet --target "$folder" --no-deps miditoolkit==1.0.1 # its Matplotlib only draws

PYTHONPATH="$folder" python3 - "$folder" <<'PROGRAM'
import sys

import mido
import pretty_midi
import symusic
from miditoolkit.midi.parser import MidiFile as ToolkitFile

BANK, PROGRAM = (1, 2), 5


def write(path: str) -> None:
    """Write a file with a bank, a program of it and a note, a tenth of a second each."""
    track = mido.MidiTrack()
    track += [mido.Message("control_change", control=number, value=value, time=96) for number, value in zip((0, 32), BANK)]
    track += [mido.Message("program_change", program=PROGRAM, time=96)]
    track += [mido.Message("note_on", note=60, velocity=64, time=96), mido.Message("note_off", note=60, time=960)]
    mido.MidiFile(tracks=[track]).save(path)


def heard(path: str) -> tuple[tuple[int, int], int, list[str]]:
    """Return bank and program that are in force at the first note of a file, and what was sent to it before."""
    waiting, bank, program, order = {0: 0, 32: 0}, (0, 0), 0, []
    for message in mido.MidiFile(path):
        if message.type == "control_change" and message.control in waiting:
            waiting[message.control] = message.value
            order.append(f"controller {message.control}")
        elif message.type == "program_change":
            bank, program = (waiting[0], waiting[32]), message.program
            order.append("program")
        elif message.type == "note_on":
            break
    return bank, program, order


def main(folder: str) -> int:
    first, saved = f"{folder}/first.mid", f"{folder}/saved.mid"
    write(first)
    bank, program, order = heard(first)
    print(f"at first: {', '.join(order)}; the note sounds with program {program} of bank {bank[0]}/{bank[1]}")
    right = (bank, program) == (BANK, PROGRAM)
    ways = {
        "pretty_midi": lambda: pretty_midi.PrettyMIDI(first).write(saved),
        "symusic": lambda: symusic.Score(first).dump_midi(saved),
        "miditoolkit": lambda: ToolkitFile(first).dump(saved),
    }
    for name, load_and_save in ways.items():
        load_and_save()
        bank, program, order = heard(saved)
        print(f"{name}: {', '.join(order)}; the note sounds with program {program} of bank {bank[0]}/{bank[1]}")
        right &= (bank, program, sorted(order)) == ((0, 0), PROGRAM, ["controller 0", "controller 32", "program"])
    return int(not right)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
PROGRAM
