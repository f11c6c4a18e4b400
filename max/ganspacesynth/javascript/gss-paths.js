// Paths between Max and everybody else: Max writes "Macintosh HD:/Users/me/a.wav" and likes slashes, Python and the system do not care for the first.
"use strict";

const WITH_PATH = new Set([
  "/load", "/load_directions", "/save", "/sequence_save", "/sequence_load", "/render", "/picture_open", "/picture_save", "/map_save", "/map_load",
  "/song", "/timeline", "/timeline_render", "/modulations_save", "/modulations_load", "/bank_log"
]);
const PATH_OPTIONS = new Set(["@directions", "@to"]);
const SUFFIX = { "/save": ".wav", "/sequence_save": ".json", "/picture_save": ".png", "/map_save": ".json" };
const PATH_REPLIES = new Set([
  "/synthesized", "/previewed", "/hallucinated", "/rendered", "/saved", "/picture_saved", "/map_saved", "/timeline_rendered", "/inlet"
]);

/** Return a path of Max as the system writes it. `boot` tells whether a volume is the one that / is on. */
function toSystem(text, platform = process.platform, boot = isBootVolume) {
  const found = /^([^/:]+):\/(.*)$/s.exec(text);
  if (platform === "win32" || !found) return text;
  return boot(found[1]) ? "/" + found[2] : `/Volumes/${found[1]}/${found[2]}`;
}

/** Return a path of the system as Max reads it. */
function toMax(text, platform = process.platform) {
  return platform === "win32" ? text.replace(/\\/g, "/") : text;
}

/** Return a request's values with its paths as the system writes them, and with their suffix. */
function outgoing(address, values, platform = process.platform, boot = isBootVolume) {
  return values.map((value, index) => {
    const isPath = typeof value === "string" && (index === 0 ? WITH_PATH.has(address) : PATH_OPTIONS.has(values[index - 1]));
    if (!isPath) return value;
    const file = toSystem(value, platform, boot);
    const suffix = index === 0 ? SUFFIX[address] : undefined;
    return suffix && !file.toLowerCase().endsWith(suffix) ? file + suffix : file;
  });
}

/** Return a reply's values with its path as Max reads it. */
function incoming(address, values, platform = process.platform) {
  return PATH_REPLIES.has(address) ? values.map((value, index) => (index === 0 ? toMax(String(value), platform) : value)) : values;
}

function isBootVolume(name) {
  try {
    return require("fs").realpathSync(`/Volumes/${name}`) === "/";
  } catch (error) {
    return true; // no such volume: then it can only be the one with everything on it
  }
}

module.exports = { toSystem, toMax, outgoing, incoming };
