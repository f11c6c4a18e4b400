// OSC messages in and out of datagrams: an address and a list of values <-> bytes.
// Only what the engine speaks is written (i f s b); everything that OSC 1.0 names is read past safely.
"use strict";

const LARGEST = 65507; // bytes of a UDP datagram over IPv4

/**
 * Return a message as bytes.
 * Whole numbers travel as 32-bit integers, other numbers as 32-bit floats, Buffers as blobs.
 */
function encode(address, values) {
  const parts = [padded(checked(address))];
  const bodies = [];
  let types = ",";
  for (const value of values) {
    if (Buffer.isBuffer(value)) {
      types += "b";
      const size = Buffer.alloc(4);
      size.writeInt32BE(value.length);
      bodies.push(size, value, Buffer.alloc(-value.length & 3));
    } else if (typeof value === "number") {
      const whole = Number.isInteger(value) && Math.abs(value) < 2 ** 31;
      const body = Buffer.alloc(4);
      types += whole ? "i" : "f";
      if (whole) body.writeInt32BE(value);
      else body.writeFloatBE(value);
      bodies.push(body);
    } else {
      types += "s";
      bodies.push(padded(checked(String(value))));
    }
  }
  const datagram = Buffer.concat([...parts, padded(types), ...bodies]);
  if (datagram.length > LARGEST) {
    throw new Error(`A message has at most ${LARGEST} bytes. Received: ${datagram.length} for ${address}. Send it in parts.`);
  }
  return datagram;
}

/** Return the messages of a datagram (one, or those of a bundle) as [{address, values}]; throws on anything broken. */
function decode(datagram, depth = 0) {
  if (datagram.subarray(0, 8).toString("latin1") !== "#bundle\0") return [decodeMessage(datagram)];
  if (depth > 8) throw new Error("A bundle may lie in a bundle eight times. Received: one more.");
  const messages = [];
  let at = 16; // behind the time tag
  while (at < datagram.length) {
    const size = need(datagram, at, 4).readInt32BE(at);
    messages.push(...decode(slice(datagram, at + 4, size), depth + 1));
    at += 4 + size;
  }
  return messages;
}

function decodeMessage(bytes) {
  let at = 0;
  const text = () => {
    const end = bytes.indexOf(0, at);
    if (end < 0) throw new Error(`A word in an OSC message ends with a zero. Received: none behind byte ${at}.`);
    const word = bytes.toString("utf8", at, end);
    at = (end + 4) & ~3;
    return word;
  };
  const fixed = (size, read) => {
    need(bytes, at, size);
    const value = read(at);
    at += size;
    return value;
  };
  const address = text();
  if (!address.startsWith("/")) throw new Error(`An OSC address begins with a slash. Received: ${address.slice(0, 40)}.`);
  const types = at < bytes.length ? text() : ",";
  const values = [];
  for (const type of types.slice(1)) {
    if (type === "i") values.push(fixed(4, (i) => bytes.readInt32BE(i)));
    else if (type === "f") values.push(fixed(4, (i) => bytes.readFloatBE(i)));
    else if (type === "s" || type === "S") values.push(text());
    else if (type === "d") values.push(fixed(8, (i) => bytes.readDoubleBE(i)));
    else if (type === "h" || type === "t") values.push(Number(fixed(8, (i) => bytes.readBigInt64BE(i))));
    else if (type === "T" || type === "F") values.push(type === "T" ? 1 : 0);
    else if (type === "b") {
      const size = fixed(4, (i) => bytes.readInt32BE(i));
      values.push(Buffer.from(slice(bytes, at, size)));
      at += (size + 3) & ~3;
    } else if (type === "N" || type === "I") continue;
    else throw new Error(`OSC types read here are i f s b d h t T F N I. Received: ${type} in ${address}.`);
  }
  return { address, values };
}

function padded(text) {
  const bytes = Buffer.from(text, "utf8");
  return Buffer.concat([bytes, Buffer.alloc(4 - (bytes.length & 3))]);
}

function checked(text) {
  if (text.includes("\0")) throw new Error(`A word must not hold a zero byte. Received: ${JSON.stringify(text.slice(0, 40))}.`);
  return text;
}

function need(bytes, at, size) {
  if (size < 0 || at + size > bytes.length) throw new Error(`An OSC message must be whole. Received: ${bytes.length} bytes of ${at + size}.`);
  return bytes;
}

function slice(bytes, at, size) {
  return need(bytes, at, size).subarray(at, at + size);
}

module.exports = { encode, decode };
