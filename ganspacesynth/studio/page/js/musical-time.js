// Seconds in, bars and beats as a timeline's file writes them out; and the other way round, by the beats that the studio has counted.

const NEAR_S = 0.004;
const tidy = (seconds) => Math.round(seconds * 1000) / 1000;

export class MusicalTime {
  // beats: [[second, bar, beat]], in order; snap: "bar", "beat" or "off".
  constructor(beats, snap) { Object.assign(this, { beats, snap, marks: snap === "bar" ? beats.filter(([, , beat]) => beat === 1) : beats }); }

  // The nearest moment that scenes are drawn to.
  snapped(seconds) {
    const at = Math.max(0, seconds);
    return this.snap === "off" || !this.marks.length ? tidy(at) : this.marks[this.#nearest(this.marks, at)][0];
  }

  // One step of the grid on or back.
  stepped(seconds, turn) {
    if (this.snap === "off" || this.marks.length < 2) return tidy(Math.max(0, seconds + 0.1 * turn));
    const i = this.#nearest(this.marks, seconds), on = Math.abs(this.marks[i][0] - seconds) < NEAR_S;
    const next = on ? i + turn : turn > 0 ? (this.marks[i][0] > seconds ? i : i + 1) : (this.marks[i][0] < seconds ? i : i - 1);
    return this.marks[Math.min(this.marks.length - 1, Math.max(0, next))][0];
  }

  // A moment as it is written: "bar 5 beat 3" where it lies on one, else seconds.
  moment(seconds) {
    const beat = this.#on(seconds);
    if (!beat || this.snap === "off") return tidy(seconds);
    return beat[2] === 1 ? `bar ${beat[1]}` : `bar ${beat[1]} beat ${beat[2]}`;
  }

  // A length as it is written: "4 bars", "3 beats" or seconds.
  length(start, end) {
    const first = this.#on(start), last = this.#on(end);
    if (!first || !last || this.snap === "off") return tidy(end - start);
    if (first[2] === 1 && last[2] === 1) return last[1] - first[1] === 1 ? "1 bar" : `${last[1] - first[1]} bars`;
    const between = this.beats.slice(this.beats.indexOf(first), this.beats.indexOf(last));
    const even = between.every(([second], i) => i + 1 >= between.length || Math.abs(between[i + 1][0] - second - (between[1][0] - between[0][0])) < NEAR_S);
    return !even ? tidy(end - start) : between.length === 1 ? "1 beat" : `${between.length} beats`;
  }

  // A moment as people read it.
  said(seconds) {
    let i = this.beats.findIndex(([second]) => second > seconds + NEAR_S);
    const [, bar, beat] = this.beats[(i < 0 ? this.beats.length : i) - 1] ?? [0, 1, 1];
    return `bar ${bar} beat ${beat}`;
  }

  #on(seconds) {
    const found = this.beats[this.#nearest(this.beats, seconds)];
    return found && Math.abs(found[0] - seconds) < NEAR_S ? found : null;
  }

  #nearest(marks, seconds) {
    let low = 0, high = marks.length - 1;
    while (low < high) { const middle = (low + high) >> 1; if (marks[middle][0] < seconds) low = middle + 1; else high = middle; }
    return low > 0 && seconds - marks[low - 1][0] < marks[low][0] - seconds ? low - 1 : low;
  }
}
