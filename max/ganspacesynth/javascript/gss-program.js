// Where the engine's program may be on this machine: ways to start it, the likeliest first.
// Max, opened from the Dock or the Start menu, has a shorter PATH than a terminal, so the usual places are looked into as well.
"use strict";

const fs = require("fs");
const os = require("os");
const path = require("path");

const AROUND = path.resolve(__dirname, "..", "..", ".."); // a checkout, when Max has the package through a link into one

/**
 * Return ways to start the engine as [{file, args}].
 *
 * chosen: what the user chose: the program itself, a Python, or the folder of an environment; "" for nothing.
 * The rest describes the machine, and is only given by tests.
 */
function candidates(chosen, machine = {}) {
  const { platform = process.platform, env = process.env, home = os.homedir(), around = AROUND, exists = isFile, list = entries } = machine;
  const windows = platform === "win32";
  const p = windows ? path.win32 : path.posix;
  const bin = windows ? "Scripts" : "bin";
  const name = windows ? "ganspacesynth.exe" : "ganspacesynth";
  const at = (file) => (/^(python|pythonw|py)[\d.]*(\.exe)?$/i.test(p.basename(file)) ? python(file) : program(file));
  const inside = (folder) => ["", bin, p.join(".venv", bin), p.join("venv", bin)].map((place) => p.join(folder, place, name)).filter(exists);
  const named = (text) => (exists(text) ? [at(text)] : inside(text).slice(0, 1).map(program));
  const places = windows
    ? [
        p.join(home, ".local", "bin"),
        ...versions(list, p.join(env.APPDATA || p.join(home, "AppData", "Roaming"), "Python"), p, bin),
        ...versions(list, p.join(env.LOCALAPPDATA || p.join(home, "AppData", "Local"), "Programs", "Python"), p, bin),
      ]
    : [
        p.join(home, ".local", "bin"),
        "/opt/homebrew/bin",
        "/usr/local/bin",
        ...versions(list, p.join(home, "Library", "Python"), p, bin),
        ...versions(list, "/Library/Frameworks/Python.framework/Versions", p, bin),
      ];
  const spoken = env.GANSPACESYNTH || ""; // a command line, as our other hosts understand it
  return [
    ...(chosen ? named(chosen) : []),
    ...(spoken ? (named(spoken).length ? named(spoken) : [commandLine(spoken)]) : []),
    ...inside(around).map(program),
    program("ganspacesynth"), // on PATH
    ...places.map((place) => p.join(place, name)).filter(exists).map(program),
    ...(windows ? ["py", "python"] : ["python3", "python"]).map(python),
  ];
}

/** "C:\\my python\\python.exe" -m ganspacesynth: words between spaces, or between quotes. */
function commandLine(text) {
  const [file, ...args] = (text.match(/"[^"]*"|[^\s"]+/g) || [""]).map((word) => word.replace(/"/g, ""));
  return { file, args };
}

function program(file) {
  return { file, args: [] };
}

function python(file) {
  return { file, args: ["-m", "ganspacesynth"] };
}

/** The bin folders of all Python versions in a folder, the newest first. */
function versions(list, folder, p, bin) {
  const number = (name) => (name.match(/\d+/g) || []).reduce((sum, digits) => sum * 1000 + Number(digits), 0);
  return list(folder)
    .sort((a, b) => number(b) - number(a))
    .map((name) => p.join(folder, name, bin));
}

function isFile(file) {
  try {
    return fs.statSync(file).isFile();
  } catch (error) {
    return false;
  }
}

function entries(folder) {
  try {
    return fs.readdirSync(folder);
  } catch (error) {
    return [];
  }
}

/** The file that remembers what the user chose, so that every patch and every day finds it. */
function choiceFile(home = os.homedir()) {
  return path.join(home, ".ganspacesynth-program");
}

function readChoice(file = choiceFile()) {
  try {
    return fs.readFileSync(file, "utf8").trim();
  } catch (error) {
    return "";
  }
}

function writeChoice(chosen, file = choiceFile()) {
  if (chosen) fs.writeFileSync(file, chosen + "\n");
  else fs.rmSync(file, { force: true });
}

module.exports = { candidates, readChoice, writeChoice };
