"""What is said to the engine in the conversations of osc/: every command, rightly and wrongly. Read by make.py alone; replaying reads osc/.

A pair is a message and an answer to wait for that comes in its own time; a list of lists is sent together.
"""

import struct

Z = [round(0.1 * i - 1.5, 3) for i in range(32)]
BLOB = struct.pack(">32f", *Z)
NATIVE, COLOURS = "<frozen>/models/native", "<frozen>/models/colours"

# Each command in its plain form while no model is open; also what is wrong by its meaning.
EMPTY = [
    *(["/ping", "@id", 1], ["/version", "@id", "a b"], ["/state"], ["/commands"], ["/models"], ["/info"], ["/unload", "nobody"], ["/use", "nobody"]),
    *(["/load", "<out>/none"], ["/load", "no-such-name", "@id", 2], ["/load_directions", "<out>/none.npz"], ["/directions"]),
    *(["/pitch"], ["/pitch", 62.0, "@id", 3.0], ["/pitch", 200], ["/pitch", -1], ["/seed"], ["/seed", 5], ["/seed", -1], ["/seed", 3000000000]),
    *(["/random"], ["/seed", 7], ["/z"], ["/z", 1, 2, 3], ["/psi"], ["/psi", 0.5], ["/psi", 11], ["/edit", 1, 1.0], ["/edits"], ["/edits", 1, -2.5]),
    *(["/mode"], ["/mode", "latent"], ["/mode", "replace"], ["/mode", "offset"], ["/mode", "nonsense"], ["/bend", "conv1", 2], ["/bends"]),
    *(["/straighten"], ["/layers"], ["/traits"], ["/traits", "any"], ["/traits", "family", "guitar"], ["/conditions"], ["/slerp", 1, 2, 0.5]),
    *(["/store", "a"], ["/recall", "a"], ["/morph", "a", "b", 0.5], ["/forget", "a"], ["/snapshots"], ["/point"]),
    *(
        ["/synthesize"],
        ["/preview"],
        ["/live", 1],
        ["/pitch", 61],
        ["/live", 0],
        ["/hallucinate", "@notes", 2],
        ["/save", "<out>/x.wav"],
        ["/cancel"],
    ),
    *(["/step"], ["/step", 0], ["/step", 9], ["/step_next"], ["/step_add"], ["/step_previous"], ["/step_random"], ["/seed", 8], ["/step_move", 0]),
    *(
        ["/step_move", 99],
        ["/step_duration", 1.5],
        ["/step_duration", -1],
        ["/step_duration", 0],
        ["/step_remove"],
        ["/step_remove"],
        ["/step_remove"],
    ),
    *(["/sequence_new"], ["/pitch", 62], ["/step_add"], ["/undo"], ["/undo"], ["/redo"], ["/redo"], ["/redo"], ["/sequence_new", "@voice", "b"]),
    *(["/undo", "@voice", "c"], ["/redo", "@voice", "c"], ["/sequence_save", "<out>/s.json"], ["/sequence_save", "<out>/s.json"]),
    *(["/sequence_save", "<out>/s.json", "@force", 1], ["/sequence_load", "<out>/s.json"], ["/sequence_load", "<out>/none.json"]),
    *(["/sequence_load", "<frozen>/steps/bends.json"], ["/step_next"], ["/settings"], ["/setting", "interp_steps"], ["/setting", "interp_steps", 2]),
    *(["/setting", "interp_steps", "many"], ["/setting", "interp_steps", -1], ["/setting", "normalize", "off"], ["/setting", "normalize", "perhaps"]),
    *(["/setting", "between", "linear"], ["/setting", "between", "crooked"], ["/setting", "spacing_s", 0.5], ["/setting", "nonsense"], ["/settings"]),
    *(
        ["/voice_open"],
        ["/gate", 1],
        ["/glide", 0.1],
        ["/release", 0.1],
        ["/wander", 1],
        ["/play", 1],
        ["/form", "clips"],
        ["/voice_close"],
        ["/state"],
    ),
    *(["/lod", "@id", 9], ["/xyzzy"], ["ping"], ["/state", "@voice", "b", "@id", "ö"], ["/ping", "@port", 0]),
]

PLAYING = [
    *(
        ["/load", NATIVE, "@as", "tiny", "@id", 2],
        ["/load", NATIVE, "@as", "tiny"],
        ["/load", NATIVE, "@directions", "<frozen>/directions/conv1.npz"],
    ),
    *(
        ["/models"],
        ["/directions"],
        ["/use", "tiny"],
        ["/info"],
        ["/layers"],
        ["/layers", "@model", "native"],
        ["/conditions"],
        ["/traits"],
        ["/directions"],
    ),
    *(["/load_directions", "<frozen>/directions/labelled.npz"], ["/directions"], ["/load_directions", "<frozen>/directions/found.pickle", "@id", 3]),
    *(["/load_directions", f"{COLOURS}/weights.npz"], ["/load_directions", "<frozen>/steps/least.json"], ["/load", "<frozen>/steps"]),
    *(
        ["/load", NATIVE, "@precision", "rough"],
        ["/load_directions", f"{NATIVE}/directions_conv0.npz"],
        ["/unload", "native"],
        ["/models"],
        ["/state"],
    ),
    *(["/pitch"], ["/pitch", 62.0, "@id", 3], ["/pitch", 61.5, "@glide", 0.2], ["/seed", 7], ["/z"], ["/z", BLOB], ["/z"], ["/z", *Z], ["/z", 1, 2]),
    *(
        ["/z", BLOB[:6]],
        ["/z", BLOB, 1],
        ["/seed"],
        ["/random"],
        ["/seed", 7],
        ["/psi", 0.7],
        ["/z"],
        ["/psi", 1],
        ["/psi"],
        ["/seed", 2**31 - 1],
        ["/z"],
    ),
    *(["/seed", 7], ["/edit", 1, 1.5], ["/edit", 3, -1], ["/edits"], ["/edit", 4, 1], ["/edit", 0, 1], ["/edits", 1, 0, 2], ["/point"]),
    *(
        ["/edits", 1, 2, 3, 4, 5],
        ["/synthesize"],
        ["/edits", 1, 0, 2],
        ["/mode", "latent"],
        ["/point"],
        ["/mode", "offset"],
        ["/bend", "conv1", 1.2, 0.1],
    ),
    *(
        ["/bend", "conv0_2", 0.8],
        ["/bend", "conv9", 1],
        ["/bend", "conv0_2", 1],
        ["/bends"],
        ["/point"],
        ["/pitch", 60],
        ["/synthesize", "@to", "<out>/bent.wav"],
    ),
    *(["/straighten"], ["/bends"], ["/slerp", 3, 4, 0.5], ["/z"], ["/seed"], ["/slerp", 3, "nobody", 0.5], ["/slerp", 3, 4, 2], ["/store", "a"]),
    *(
        ["/seed", 9],
        ["/pitch", 65],
        ["/store", "b"],
        ["/store", 7],
        ["/snapshots"],
        ["/morph", "a", "b", 0.5],
        ["/point"],
        ["/recall", "a", "@id", 1],
    ),
    *(
        ["/point"],
        ["/slerp", "a", "b", 0.25],
        ["/z"],
        ["/morph", "a", "nobody", 0.5],
        ["/morph", "a", "b", -1],
        ["/mode", "replace"],
        ["/store", "r"],
    ),
    *(["/point"], ["/z"], ["/morph", "a", "r", 0.5], ["/slerp", "a", "r", 0.5], ["/recall", "a"], ["/forget", "r"], ["/forget", "r"], ["/forget", 7]),
    *(["/snapshots"], ["/sequence_new"], ["/seed", 1]),
    *(
        ["/synthesize", "@id", 4],
        ["/save", "<out>/saved.wav"],
        ["/save", "<out>/saved.wav"],
        ["/save", "<out>/saved.wav", "@force", 1],
        ["/save", "<out>/x.mp3"],
    ),
    *(
        ["/synthesize", 60, 64, 67, "@seed", 3, "@edits", 1.5, 0, -2, "@id", 12],
        ["/synthesize", 60, "@mode", "replace"],
        ["/synthesize", "@mode", "latent"],
    ),
    *(
        ["/synthesize", "@mode", "nonsense"],
        ["/synthesize", 20],
        ["/synthesize", 60, 200],
        ["/synthesize", 60.5],
        ["/synthesize", 60, "@duration", 0.5],
    ),
    *(
        ["/synthesize", 60, "@duration", -1],
        ["/synthesize", "@z", *Z],
        ["/synthesize", "@z", BLOB],
        ["/synthesize", "@z", 1],
        ["/synthesize", "@seed", -3],
    ),
    *(
        ["/synthesize", "@priority", "export"],
        ["/synthesize", "@priority", "soon"],
        ["/synthesize", "@precision", "preview"],
        ["/synthesize", "@precision", "x"],
    ),
    *(["/synthesize", "@to", "<out>/to.wav"], ["/synthesize", "@to", "<out>/to.wav"], ["/synthesize", "@to", "<out>/to.wav", "@force", 1]),
    *(["/synthesize", "@to", "<out>/to.aiff"], ["/synthesize", 60, 62, "@to", "<out>/two.wav"], ["/synthesize", "@to", "<out>/none/x.wav"]),
    *(["/preview", "@id", 5], ["/live", 1, "@id", "l"], ["/pitch", 63], ["/live", 0], ["/pitch", 64]),
    *(["/hallucinate", "@notes", 2, "@interp", 1, "@seed", 4, "@pitch", 60, "@id", 6], ["/hallucinate"], ["/hallucinate", "@notes", 0]),
    *(["/hallucinate", "@form", "square"], ["/hallucinate", "@between", "crooked"], ["/hallucinate", "@notes", 2, "@pitch", 3]),
    ["/hallucinate", "@notes", 2, "@interp", 0, "@seed", 4, "@form", "continuous", "@duration", 0.6, "@between", "linear"],
    *(
        ["/hallucinate", "@notes", 2, "@duration", 0.6, "@seed", 1, "@precision", "preview", "@to", "<out>/h.wav"],
        ["/cancel"],
        ["/cancel", "@job", 12],
    ),
    *(
        ["/sequence_new"],
        ["/seed", 2],
        ["/step_add"],
        ["/pitch", 62],
        ["/step_random"],
        ["/seed", 3],
        ["/step_previous"],
        ["/step_next"],
        ["/step", 0],
    ),
    *(["/step", 5], ["/step_move", 2], ["/step_duration", 0.25], ["/step_remove"], ["/undo"], ["/redo"], ["/undo"], ["/step"], ["/settings"]),
    *(["/setting", "interp_steps", 1], ["/setting", "spacing_s", 0.1], ["/hallucinate", "@id", 7], ["/sequence_save", "<out>/steps.json"]),
    *(
        ["/sequence_load", "<frozen>/steps/bends.json"],
        ["/step_next"],
        ["/point"],
        ["/hallucinate"],
        ["/sequence_load", "<frozen>/steps/replace.json"],
    ),
    *(["/sequence_load", "<frozen>/osc/empty.jsonl"], ["/sequence_load", "<out>/steps.json"], ["/sequence_load", "<frozen>/steps/traits.json"]),
    *(
        ["/load", COLOURS, "@id", 8],
        ["/info"],
        ["/conditions"],
        ["/pitch", 48],
        ["/traits"],
        ["/step_next"],
        ["/traits"],
        ["/sequence_new"],
        ["/pitch", 48],
    ),
    *(
        ["/seed", 5],
        ["/traits"],
        ["/traits", "family", "guitar"],
        ["/traits", "family", "guitar", 0.7, "organ", 0.3],
        ["/traits", "qualities", "bright", "dark"],
    ),
    *(
        ["/traits", "velocity", 100],
        ["/point"],
        ["/synthesize"],
        ["/traits", "qualities", "none"],
        ["/traits", "family", "any"],
        ["/traits", "velocity"],
    ),
    *(
        ["/traits", "guitar"],
        ["/traits", "family", "drum"],
        ["/traits", "family", 0.5],
        ["/traits", "velocity", "loud"],
        ["/traits", "colour", "red"],
    ),
    *(["/traits", "source", "acoustic"], ["/use", "tiny"], ["/traits"], ["/use", "colours"], ["/traits", "any"], ["/traits"]),
    *(["/hallucinate", "@notes", 2, "@interp", 0, "@seed", 4, "@pitch", 50], ["/edit", 1, 1], ["/directions"], ["/synthesize", "@edits", 1]),
    *(["/use", "tiny"], ["/sequence_new"], ["/voice_open", "@id", 9]),
    (["/gate", 1], ["/voice_state", "playing", "@id", 9]),
    *(
        ["/glide", 0.1],
        ["/glide", -1],
        ["/release", 0.2],
        ["/release", 4000],
        ["/pitch", 66],
        ["/edit", 1, 1],
        ["/wander", 0.5, "@seed", 3],
        ["/wander", -1],
    ),
    *(["/wander", 0], ["/form", "clips"], ["/form", "square"], ["/form", "continuous"]),
    (["/gate", 0], ["/voice_state", "releasing", "@id", 9]),
    *(["/voice_close"], ["/gate", 1], ["/state"], ["/voice_close", "@voice", "other"], ["/unload", "colours"], ["/unload", "tiny"], ["/synthesize"]),
    *(["/state"], ["/quit", "@id", 10]),
]

# Over UDP: numbers as Pd sends them, answers at another port, and some of all the rest.
NETWORK = [
    *(["/ping", "@id", 1.0], ["/reply", 70000, "@id", 2], ["/reply"], ["/reply", 0, "@id", 3], ["/lod"], ["/load", NATIVE, "@id", 4.0], ["/models"]),
    *(
        ["/directions"],
        ["/pitch", 62.0],
        ["/pitch", 61.25],
        ["/seed", 7.0],
        ["/seed", 7.5],
        ["/z"],
        ["/z", BLOB],
        ["/z"],
        ["/seed", 7.0],
        ["/edits", 1.5, -1.0],
    ),
    *(
        ["/pitch", 60.0],
        ["/synthesize", "@id", "é"],
        ["/synthesize", 60.0, 64.0, "@seed", 3.0, "@edits", 1.5, 0.0, "@id", 12.0],
        ["/point"],
        ["/step_add"],
    ),
    *(["/step", 0.0], ["/store", 7.0], ["/snapshots"], ["/settings"], ["/hallucinate", "@notes", 2.0, "@interp", 1.0, "@seed", 4.0, "@pitch", 60.0]),
    *(["/save", "<out>/saved.wav"], ["/voice_open"], ["/voice_close"], ["/commands"], ["/state"]),
]


def wrong():
    """Yield each command with an argument too few, one too many, one of the wrong type, and an option it does not have."""
    from ganspacesynth.engine.commands.table import COMMANDS

    for address, command in COMMANDS.items():
        if address == "/reply":  # the server's own: see NETWORK
            continue
        good = [{"s": "x", "i": 1, "f": 1.5}[argument.type] for argument in command.arguments if not argument.often]
        endless = any(argument.often == "*" for argument in command.arguments)
        if good:
            yield [address, *good[:-1], "@id", 1]
        if not endless:
            yield [address, *good, *[1] * (len(command.arguments) - len(good)), "much", "more"]
        for at, argument in enumerate(command.arguments):
            yield [address, *good[:at], b"\0" if argument.type == "s" else "word"]
            if argument.type == "i":
                yield [address, *good[:at], 1.5, *good[at + 1 :]]
        yield [address, *good, "@nonsense", 1]
        yield [address, *good, "@id"]
        for option in command.options:
            yield [address, *good, f"@{option}"] if option not in ("z", "edits") else [address, *good, f"@{option}", "word"]
