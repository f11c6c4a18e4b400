// What the engine answers, in a sentence for the musician: a reply in, {state, text, progress} out, or null when there is nothing to say.
"use strict";

const BUSY = new Set(["/synthesize", "/preview", "/hallucinate", "/load", "/load_directions"]);

/** Return what to show when a request goes out. */
function ofRequest(address) {
  if (!BUSY.has(address)) return null;
  return { state: "working", text: address.startsWith("/load") ? "Loading ..." : "Making the sound ...", progress: 0 };
}

/** Return what to show when a reply comes in. */
function ofReply(address, values) {
  const [first, second, third] = values;
  switch (address) {
    case "/progress":
      return third > 0 ? { state: "working", text: `Making the sound: ${second} of ${third}`, progress: second / third } : null;
    case "/synthesized":
      return values[4] + 1 < values[5] ? null : ready(values[5] > 1 ? `Ready: ${values[5]} sounds` : `Ready: ${seconds(values)}`);
    case "/hallucinated":
      return ready(`Ready: ${values[3]} sounds in ${seconds(values)}`);
    case "/rendered":
      return ready(`Ready: ${seconds(values)}`);
    case "/previewed":
      return ready("Ready");
    case "/loaded":
      return ready(`Ready: model ${first} with pitches ${values[5]} to ${values[6]} and ${values[7]} directions`);
    case "/loaded_directions":
      return ready(`Ready: ${second} directions of ${third}`);
    case "/saved":
      return ready(`Saved: ${first}`);
    case "/cancelled":
      return second === "superseded" ? null : ready("Stopped");
    case "/error":
      return { state: "trouble", text: String(third), progress: 0 };
    default:
      return null;
  }
}

/** Return a sentence as Max shows it unchanged: a comma or a semicolon in a message would get a backslash. */
function shown(text) {
  return String(text).replace(/\s+/g, " ").replace(/,/g, "\u201a").replace(/;/g, "\u204f").slice(0, 400);
}

function ready(text) {
  return { state: "ready", text, progress: 0 };
}

function seconds(values) {
  return `${(values[1] / values[2]).toFixed(1)} seconds`;
}

module.exports = { ofRequest, ofReply, shown };
