// [node.script gss-engine.js]: the engine for a patch. Messages of the engine's protocol in and out, and what to show of its state.
//
//   in   osc /synthesize 60 …   a message for the engine; it is given the patch's own voice, and paths as the system writes them
//        program FILE           use this program (or Python, or folder of an environment) from now on; without FILE: whichever is found
//        restart                look for the engine again at once
//   out  osc /synthesized …     an answer
//        status STATE TEXT      starting, ready, working, trouble or failed, and a sentence
//        progress X             0..1
//        ready                  the engine is there: a patch shows what it has, and may send
//
// The OSC goes through this script and not through [udpsend] and [udpreceive]: the system chooses the ports, so that no two patches can
// be in each other's way, and a patch has one box to talk to. Whoever wants the bare protocol finds it at UDP port 4267 all the same.
"use strict";

const maxApi = require("max-api");
const { Link } = require("./gss-link.js");
const { Memory, KEEP } = require("./gss-memory.js");
const { incoming, outgoing, toSystem } = require("./gss-paths.js");
const { candidates, readChoice, writeChoice } = require("./gss-program.js");
const { ofReply, ofRequest, shown } = require("./gss-words.js");

const WITHOUT_VOICE = new Set([
  "/ping", "/version", "/runtime", "/commands", "/reply", "/quit", "/unload", "/models",
  "/bend_words", "/forget", "/snapshots", "/styles", "/signals", "/picture_open", "/picture_close",
  "/picture", "/picture_state", "/picture_output", "/picture_output_close", "/picture_outputs",
  "/picture_save", "/picture_z", "/picture_seed", "/picture_random", "/picture_psi",
  "/picture_cutoff", "/picture_edit", "/picture_edits", "/picture_noise", "/picture_class",
  "/picture_move", "/picture_smooth", "/picture_wander", "/picture_bend", "/picture_bends",
  "/picture_bend_words", "/picture_straighten", "/picture_colour", "/picture_colours",
  "/picture_unmodulate", "/picture_modulations", "/picture_watch", "/picture_watch_close",
  "/picture_seen", "/picture_look", "/picture_route", "/picture_routes_clear", "/picture_project"
]);
const VOICE = `max-${process.pid}`; // one for each patch: what is done here changes nothing there

const memory = new Memory((address, values) => link.send(address, withVoice(address, values)));
const link = new Link(
  {
    say,
    heard,
    greet,
    ready: () => maxApi.outlet("ready"),
    program: () => candidates(readChoice()),
    log: (line) => maxApi.post(`ganspacesynth: ${line}`),
  },
  { port: Number(process.env.GANSPACESYNTH_PORT) || 4267 }
);

maxApi.addHandler("osc", (address, ...values) => {
  const slashed = String(address).startsWith("/") ? String(address) : `/${address}`;
  const ready = outgoing(slashed, values);
  if (!link.up) return;
  try {
    link.send(slashed, withVoice(slashed, memory.sent(slashed, ready)));
  } catch (error) {
    say("trouble", error.message);
    return;
  }
  show(ofRequest(slashed));
});

maxApi.addHandler("program", (...words) => {
  writeChoice(toSystem(words.join(" ")).replace(/\/$/, ""));
  link.retry();
});

maxApi.addHandler("restart", () => link.retry());

function heard(address, all) {
  const values = memory.heard(address, all);
  if (!values) return;
  show(ofReply(address, values));
  maxApi.outlet("osc", address, ...incoming(address, values.map(address === "/setting" ? number : plain)));
}

async function greet() {
  for (const [address, values] of memory.recall()) {
    const answer = await link.begin("The engine opens what was open", address, withVoice(address, values), 120000);
    if (answer.address !== "/error") continue;
    memory.refused(address);
    maxApi.post(`ganspacesynth: ${answer.values[2]}`);
  }
}

function withVoice(address, values) {
  return WITHOUT_VOICE.has(address) || values.includes("@voice") ? values : [...values, "@voice", VOICE];
}

function say(state, text) {
  maxApi.outlet("status", state, shown(text));
}

function show(words) {
  if (!words) return;
  say(words.state, words.text);
  maxApi.outlet("progress", words.progress);
}

function plain(value) {
  return Buffer.isBuffer(value) ? `${value.length} bytes` : value; // Max has no blobs
}

function number(value) {
  return value !== "" && Number.isFinite(Number(value)) ? Number(value) : value; // settings come as words; number boxes want numbers
}

async function end() {
  if (link.up && !link.child) link.send("/voice_close", ["@voice", VOICE, "@id", KEEP]); // the engine goes on without us
  memory.close();
  await link.end();
  process.exit(0);
}

["SIGTERM", "SIGINT", "SIGHUP", "disconnect"].forEach((signal) => process.once(signal, end));
if (maxApi.registerShutdownHook) maxApi.registerShutdownHook(end);
process.on("exit", () => link.child && link.child.kill());

link.run();
