// The board of a timeline: a ruler, a lane for each layer with its scenes, the song, curves that are drawn, and where it plays. Gestures and keys go in, what they mean goes out.

import { CurveLane } from "./curve-lane.js";
import { button, make } from "./dom.js";
import { pointsOf, takenApart } from "./rows.js";

const LANE = { ruler: 46, layer: 68, song: 64, curve: 92 };
const ROOM_S = 6, WIDEST = 16000, GRIP = 9;
const INK = "#b0a8ba", LINE = "#3b3147", BEAT = "#272030", ACCENT = "#dd98e0", WAVE = "#7fd6ff";
const SIGNALS = { loudness: "#e8e2ee", "low hits": "#ff8f5a", "high hits": "#7fd6ff", brightness: "#e9d66b" };

export class TimelineBoard {
  // acts: {choose, move, resize, remove, layer, seek, loop, marker, unmark, curve, uncurve}
  constructor(acts) {
    Object.assign(this, { acts, scale: 30, chosen: -1, place: 0, loop: null, song: null });
    this.heads = make("div", { class: "heads" });
    this.inner = make("div", { class: "inner" });
    this.view = make("div", { class: "view", tabindex: 0, role: "group", "aria-label": "The timeline: scenes over time" }, this.inner);
    this.head = make("div", { class: "playhead", "aria-hidden": "true" });
    this.element = make("div", { class: "board" }, this.heads, this.view);
  }

  // time: a MusicalTime; said and laid: the timeline, and where it lies.
  show(said, laid, time) {
    const focused = this.inner.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    Object.assign(this, { said, laid, time });
    this.length = laid.duration + ROOM_S;
    this.width = Math.min(WIDEST, Math.max(this.view.clientWidth || 600, Math.round(this.length * this.scale)));
    this.inner.style.width = `${this.width}px`;
    const layers = laid.layers.map((name, i) => this.#layer(name, i));
    const song = this.song && said.song ? [this.#songLane()] : [];
    const curves = said.modulations?.flatMap((row, i) => (pointsOf(row) ? [this.#curve(row, i)] : [])) ?? [];
    this.inner.replaceChildren(this.#ruler(), ...layers, ...song, ...curves, this.head);
    this.heads.replaceChildren(make("div", { class: "head-ruler" }), ...laid.layers.map((name) => this.#layerHead(name)),
      ...(song.length ? [make("div", { class: "head-song" }, make("b", {}, "Song"), make("span", {}, said.song.split("/").at(-1)))] : []), ...curves.map(({ row, number }) => this.#curveHead(row, number)));
    this.at(this.place);
    if (focused) this.inner.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }

  x(seconds) { return (seconds / this.length) * this.width; }
  seconds(x) { return Math.max(0, (x / this.width) * this.length); }

  at(seconds) { this.place = seconds; if (this.length) this.head.style.transform = `translateX(${this.x(seconds)}px)`; }

  // Keep what plays in view.
  follow() {
    const x = this.x(this.place), { scrollLeft, clientWidth } = this.view;
    if (x < scrollLeft || x > scrollLeft + clientWidth - 20) this.view.scrollLeft = x - 20;
  }

  #canvas(height, label, draw) {
    const scale = Math.min(devicePixelRatio || 1, 8192 / this.width), canvas = make("canvas", { role: "img", "aria-label": label });
    canvas.width = Math.round(this.width * scale); canvas.height = Math.round(height * scale);
    canvas.style.height = `${height}px`;
    const context = canvas.getContext("2d");
    context.scale(scale, scale);
    draw(context);
    return canvas;
  }

  #ruler() {
    const canvas = this.#canvas(LANE.ruler, "Bars of the timeline", (context) => {
      const bars = this.time.beats.filter(([, , beat]) => beat === 1), apart = bars.length > 1 ? this.x(bars[1][0]) : 100, every = [1, 2, 4, 8, 16, 32, 64].find((n) => n * apart > 42) ?? 128;
      if (this.loop) { context.fillStyle = "#7f2785"; context.fillRect(this.x(this.loop[0]), 24, this.x(this.loop[1] - this.loop[0]), 8); }
      context.font = "11px system-ui"; context.fillStyle = INK; context.strokeStyle = "#6b6076";
      bars.forEach(([second, bar]) => {
        context.beginPath(); context.moveTo(this.x(second) + .5, 34); context.lineTo(this.x(second) + .5, LANE.ruler); context.stroke();
        if ((bar - 1) % every === 0) context.fillText(String(bar), this.x(second) + 3, LANE.ruler - 3);
      });
    });
    canvas.addEventListener("pointerdown", (event) => this.#rulerDown(event, canvas));
    const flags = Object.entries(this.laid.markers).map(([name, second]) => {
      const flag = button(name, () => this.acts.seek(second), { class: "flag", "data-key": `marker ${name}`, title: "Go there. Delete takes it away.", "aria-label": `Marker ${name}, ${this.time.said(second)}` });
      flag.addEventListener("keydown", (event) => { if (event.key === "Delete" || event.key === "Backspace") { event.preventDefault(); this.acts.unmark(name); } });
      flag.style.left = `${this.x(second)}px`;
      return flag;
    });
    return make("div", { class: "ruler" }, canvas, ...flags);
  }

  #rulerDown(event, canvas) {
    const left = canvas.getBoundingClientRect().left, from = this.seconds(event.clientX - left);
    canvas.setPointerCapture(event.pointerId);
    const up = ({ clientX }) => {
      canvas.removeEventListener("pointerup", up);
      const to = this.seconds(clientX - left);
      if (Math.abs(this.x(to) - this.x(from)) < 6) this.acts.seek(this.time.snap === "off" ? from : Math.min(this.laid.duration, from));
      else this.acts.loop([Math.min(from, to), Math.max(from, to)].map((each) => this.time.snapped(each)));
    };
    canvas.addEventListener("pointerup", up);
  }

  #grid(height) {
    return this.#canvas(height, "", (context) => this.time.beats.forEach(([second, , beat]) => {
      if (beat !== 1 && this.scale < 14) return;
      context.fillStyle = beat === 1 ? LINE : BEAT;
      context.fillRect(Math.round(this.x(second)), 0, 1, height);
    }));
  }

  #layer(name, row) {
    const lane = make("div", { class: "lane", "data-layer": name }), grid = this.#grid(LANE.layer);
    grid.setAttribute("aria-hidden", "true"); grid.removeAttribute("role");
    lane.append(grid, ...this.laid.scenes.filter((scene) => scene.layer === name).map((scene) => this.#scene(scene, row)));
    lane.addEventListener("dblclick", (event) => { if (event.target === grid) this.acts.add(this.time.snapped(this.seconds(event.clientX - lane.getBoundingClientRect().left)), name); });
    return lane;
  }

  #scene(scene, row) {
    const { number, start, duration } = scene, { kind, name } = this.said.scenes[number], called = name || kind;
    const element = make("button", { type: "button", class: `scene ${kind}`, "data-key": `scene ${number}`, "data-scene": number, "aria-pressed": number === this.chosen ? "true" : "false",
      "aria-label": `${called}, ${kind}, from ${this.time.said(start)}, ${duration.toFixed(1)} seconds, layer ${scene.layer}` },
    this.#shape(scene), make("span", { class: "name" }, called), make("span", { class: "kind" }, name && name !== kind ? kind : ""), make("span", { class: "grip left" }), make("span", { class: "grip right" }));
    element.style.left = `${this.x(start)}px`; element.style.width = `${this.x(duration)}px`;
    element.style.paddingLeft = `${10 + this.x(scene.fade_in)}px`;
    element.addEventListener("pointerdown", (event) => this.#sceneDown(event, element, scene, row));
    element.addEventListener("keydown", (event) => this.#sceneKey(event, scene, row));
    element.addEventListener("click", () => this.acts.choose(number));
    return element;
  }

  // Fades as slopes, keypoints as small triangles.
  #shape({ duration, fade_in, fade_out, keypoints }) {
    const share = (seconds) => (100 * seconds) / duration, svg = make("svg:svg", { viewBox: "0 0 100 100", preserveAspectRatio: "none", "aria-hidden": "true", class: "shape" });
    svg.append(make("svg:polygon", { points: `0,100 ${share(fade_in)},0 ${100 - share(fade_out)},0 100,100`, class: "body" }));
    const few = keypoints.length > 60 ? keypoints.filter((_, i) => i % Math.ceil(keypoints.length / 60) === 0) : keypoints;
    for (const second of few) svg.append(make("svg:line", { x1: share(second), x2: share(second), y1: 84, y2: 100, class: "keypoint", "vector-effect": "non-scaling-stroke" }));
    return svg;
  }

  #sceneDown(event, element, { number, start, duration, layer }, row) {
    if (event.button) return;
    const box = element.getBoundingClientRect(), from = { x: event.clientX, y: event.clientY }, grip = Math.min(GRIP, box.width / 4);
    const what = event.clientX - box.left < grip ? "left" : box.right - event.clientX < grip ? "right" : "whole";
    let found = { start, end: start + duration, layer }, moved = false;
    element.setPointerCapture(event.pointerId);
    const drag = (now) => {
      if (!moved && Math.hypot(now.clientX - from.x, now.clientY - from.y) < 4) return;
      moved = true;
      const by = ((now.clientX - from.x) / this.width) * this.length, lanes = this.laid.layers;
      const least = 0.05, end = start + duration;
      if (what === "left") found = { ...found, start: Math.min(end - least, this.time.snapped(start + by)) };
      else if (what === "right") found = { ...found, end: Math.max(start + least, this.time.snapped(end + by)) };
      else {
        const to = this.time.snapped(start + by), under = row + Math.round((now.clientY - from.y) / LANE.layer);
        found = { start: to, end: to + duration, layer: lanes[Math.min(lanes.length - 1, Math.max(0, under))] };
        element.style.transform = `translateY(${(lanes.indexOf(found.layer) - row) * LANE.layer}px)`;
      }
      element.style.left = `${this.x(found.start)}px`; element.style.width = `${Math.max(4, this.x(found.end - found.start))}px`;
    };
    const end = (isDone) => {
      element.removeEventListener("pointermove", drag); element.removeEventListener("pointerup", up); element.removeEventListener("pointercancel", cancel); removeEventListener("keydown", escape);
      if (!moved) return;
      if (!isDone) return this.show(this.said, this.laid, this.time);
      this.chosen = number;
      if (what === "whole") this.acts.move(number, found.start, found.layer); else this.acts.resize(number, found.start, found.end);
    };
    const up = () => end(true), cancel = () => end(false), escape = ({ key }) => { if (key === "Escape") cancel(); };
    element.addEventListener("pointermove", drag); element.addEventListener("pointerup", up); element.addEventListener("pointercancel", cancel); addEventListener("keydown", escape);
  }

  #sceneKey(event, { number, start, duration, layer }, row) {
    const turn = { ArrowLeft: -1, ArrowRight: 1 }[event.key], down = { ArrowUp: -1, ArrowDown: 1 }[event.key], lanes = this.laid.layers;
    if (event.key === "Delete" || event.key === "Backspace") this.acts.remove(number);
    else if (turn && event.shiftKey) this.acts.resize(number, start, Math.max(start + 0.05, this.time.stepped(start + duration, turn)));
    else if (turn) this.acts.move(number, this.time.stepped(start, turn), layer);
    else if (down && lanes[row + down]) this.acts.move(number, start, lanes[row + down]);
    else if (down === 1 && lanes.length < 16) this.acts.move(number, start, this.acts.newLayer());
    else return;
    event.preventDefault();
  }

  #layerHead(name) {
    const level = make("input", { type: "number", min: -80, max: 12, step: 1, value: this.said.layers?.[name] ?? 0, "aria-label": `Level of the layer ${name}, decibels`, title: "decibels" });
    level.addEventListener("change", () => this.acts.layer(name, Number(level.value)));
    return make("div", { class: "head-layer" }, make("b", {}, name), make("label", {}, level, make("span", {}, "dB")));
  }

  #songLane() {
    const canvas = this.#canvas(LANE.song, "Wave of the song, and what is heard in it", (context) => {
      const { peaks, heard, duration } = this.song, middle = LANE.song / 2;
      context.fillStyle = WAVE; context.globalAlpha = 0.45;
      peaks.forEach((peak, i) => { const x = this.x((i / peaks.length) * duration), wide = Math.max(1, this.x(duration / peaks.length)); context.fillRect(x, middle - peak * middle * .92, wide, Math.max(1, peak * middle * 1.84)); });
      context.globalAlpha = 1; context.lineWidth = 1.3;
      for (const [name, { values }] of Object.entries(heard?.signals ?? {})) {
        context.strokeStyle = SIGNALS[name]; context.beginPath();
        values.forEach((value, i) => context.lineTo(this.x((i / values.length) * duration), LANE.song - 3 - value * (LANE.song - 8)));
        context.stroke();
      }
      context.strokeStyle = ACCENT;
      for (const second of heard?.sections ?? []) { context.beginPath(); context.moveTo(this.x(second), 0); context.lineTo(this.x(second), LANE.song); context.stroke(); }
    });
    return make("div", { class: "song" }, canvas);
  }

  #curve(row, number) {
    const lane = new CurveLane({ row, board: this, height: LANE.curve, key: `curve ${number}`, done: (changed) => this.acts.curve(number, changed) });
    return Object.assign(lane.element, { row, number });
  }

  #curveHead(row, number) {
    const { target, low, high } = takenApart(row), moved = target.replace(/^edits\.(\d+)$/, (_, n) => `direction ${Number(n) + 1}`);
    return make("div", { class: "head-curve" }, make("b", {}, moved), make("span", {}, low !== "" ? `${low} to ${high}` : ""), button("Take out", () => this.acts.uncurve(number), { class: "tiny", "aria-label": `Take out the curve that moves ${moved}` }));
  }
}
