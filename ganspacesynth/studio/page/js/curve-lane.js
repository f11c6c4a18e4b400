// A curve over the timeline: drawn by hand, or set by keys; a row of modulation in, the changed row out.

import { make } from "./dom.js";
import { drawn, pointsOf, takenApart } from "./rows.js";

const EDGE = 8, STEP = 0.05, LINE = "#3b3147", CURVE = "#e9d66b";

export class CurveLane {
  constructor({ row, board, height, key, done }) {
    Object.assign(this, { row, board, height, done, points: pointsOf(row), stroke: null, at: board.cursor ?? board.place });
    this.canvas = make("canvas", { class: "curve", role: "slider", tabindex: 0, "data-key": key, "aria-label": `Curve that moves ${takenApart(row).target}. Left and right go along it, up and down change it, Delete takes a point away.`,
      "aria-valuemin": 0, "aria-valuemax": 1 });
    this.canvas.style.height = `${height}px`;
    this.canvas.addEventListener("pointerdown", (event) => this.#down(event));
    this.canvas.addEventListener("keydown", (event) => this.#key(event));
    for (const name of ["focus", "blur"]) this.canvas.addEventListener(name, () => this.#draw());
    this.element = make("div", { class: "lane-curve" }, this.canvas);
    this.#draw();
  }

  value(seconds, points = this.points) {
    const i = points.findIndex(([at]) => at >= seconds);
    if (i === 0 || points.length === 1) return points[0][1];
    if (i < 0) return points.at(-1)[1];
    const [[from, a], [to, b]] = [points[i - 1], points[i]];
    return a + ((b - a) * (seconds - from)) / (to - from);
  }

  #place({ clientX, clientY }) {
    const box = this.canvas.getBoundingClientRect();
    return [this.board.seconds(clientX - box.left), Math.min(1, Math.max(0, 1 - (clientY - box.top - EDGE) / (box.height - 2 * EDGE)))];
  }

  #down(event) {
    if (event.button) return;
    this.canvas.setPointerCapture(event.pointerId);
    this.stroke = [this.#place(event)];
    const move = (now) => { for (const each of now.getCoalescedEvents?.().length ? now.getCoalescedEvents() : [now]) this.stroke.push(this.#place(each)); this.#draw(); };
    const end = () => {
      this.canvas.removeEventListener("pointermove", move); this.canvas.removeEventListener("pointerup", end); this.canvas.removeEventListener("pointercancel", end);
      this.points = this.#drawnOver(); this.stroke = null;
      this.#done();
    };
    this.canvas.addEventListener("pointermove", move); this.canvas.addEventListener("pointerup", end); this.canvas.addEventListener("pointercancel", end);
    this.#draw();
  }

  // What is drawn takes the place of what was there, from its first moment to its last.
  #drawnOver() {
    const stroke = [...new Map([...this.stroke].sort((a, b) => a[0] - b[0]).map(([at, value]) => [Math.round(at * 100), [at, value]])).values()];
    const [first, last] = [stroke[0][0], stroke.at(-1)[0]], near = 4 / this.board.scale;
    const before = this.points.filter(([at]) => at < first - near), behind = this.points.filter(([at]) => at > last + near);
    return [...before, ...stroke, ...behind];
  }

  #key(event) {
    const turn = { ArrowLeft: -1, ArrowRight: 1 }[event.key], up = { ArrowUp: STEP, ArrowDown: -STEP, PageUp: 4 * STEP, PageDown: -4 * STEP }[event.key];
    if (turn) { this.at = this.board.cursor = this.board.time.stepped(this.at, turn); this.#draw(); }
    else if (up) { this.#set(this.at, this.value(this.at) + up); }
    else if ((event.key === "Delete" || event.key === "Backspace") && this.points.length > 1) { this.points = this.points.filter((point) => point !== this.#nearest()); this.#later(); }
    else return;
    event.preventDefault();
  }

  #nearest() { return this.points.reduce((a, b) => (Math.abs(b[0] - this.at) < Math.abs(a[0] - this.at) ? b : a)); }

  #set(at, value) {
    const tidy = Math.round(Math.min(1, Math.max(0, value)) * 100) / 100;
    this.points = [...this.points.filter(([other]) => Math.abs(other - at) > 0.005), [at, tidy]].sort((a, b) => a[0] - b[0]);
    this.#later();
  }

  // Keys that follow each other quickly are one change.
  #later() {
    this.#draw();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#done(), 400);
  }

  #done() { this.#draw(); const row = drawn(this.row, this.points); if (row !== this.row) this.done(row); }

  #draw() {
    const { board, height } = this, scale = Math.min(devicePixelRatio || 1, 8192 / board.width), y = (value) => EDGE + (1 - value) * (height - 2 * EDGE);
    this.canvas.width = Math.round(board.width * scale); this.canvas.height = Math.round(height * scale);
    const context = this.canvas.getContext("2d");
    context.scale(scale, scale);
    context.fillStyle = LINE;
    for (const [second, , beat] of board.time.beats) if (beat === 1) context.fillRect(Math.round(board.x(second)), 0, 1, height);
    const points = this.stroke ? this.#drawnOver() : this.points;
    context.beginPath(); context.moveTo(0, y(points[0][1]));
    for (const [at, value] of points) context.lineTo(board.x(at), y(value));
    context.lineTo(board.width, y(points.at(-1)[1]));
    context.strokeStyle = CURVE; context.lineWidth = 2; context.lineJoin = "round"; context.stroke();
    context.lineTo(board.width, height); context.lineTo(0, height); context.closePath();
    context.globalAlpha = 0.14; context.fillStyle = CURVE; context.fill(); context.globalAlpha = 1;
    if (!this.stroke) for (const [at, value] of points) { context.beginPath(); context.arc(board.x(at), y(value), 3, 0, 7); context.fillStyle = CURVE; context.fill(); }
    if (document.activeElement === this.canvas) { context.beginPath(); context.arc(board.x(this.at), y(this.value(this.at)), 6, 0, 7); context.strokeStyle = "#fff"; context.stroke(); }
    this.canvas.setAttribute("aria-valuenow", this.value(this.at).toFixed(2));
    this.canvas.setAttribute("aria-valuetext", `${this.value(this.at).toFixed(2)} at ${board.time.said(this.at)}`);
  }
}
