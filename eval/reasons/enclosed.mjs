// What imitations of TLS and WebSocket, WebSocket frames and MQTT enclose, taken out once more: by the protocols' own texts (RFC 8446 §5.1, RFC 6455 §5.2,
// OASIS MQTT 5.0 §3.3), from the bytes that tshark puts together. Of each side, as far as the product keeps it.

const KEPT_BYTES = 4096;
const SHORTEST_TYPE = 20;
const LONGEST_TYPE = 24;
const APPLICATION_DATA = 23;
const HEAD_END = Buffer.from('\r\n\r\n');

/** Both sides `{ bytes, ends }` of what `reason` says is judged alone; undefined where no reader is here. */
export function enclosed(reason, { orig, resp }) {
  const [sent, answered] = [orig, resp].map(({ bytes }) => bytes.subarray(0, KEPT_BYTES));
  if (reason.startsWith('an SSL 2.0 hello'))
    return { orig: joined([sent.subarray(2 + (sent.readUInt16BE() & 0x7fff))]), resp: joined([answered]) };
  if (/what its records hold/.test(reason)) return sides(sent, answered, tlsBodies);
  if (/what follows its heads/.test(reason)) return sides(sent, answered, (bytes) => [behindHead(bytes)]);
  if (/its binary messages/.test(reason)) return sides(sent, answered, (bytes) => binaryMessages(behindHead(bytes)));
  if (/what it publishes/.test(reason)) {
    const level = mqttLevel(sent);
    return sides(sent, answered, (bytes) => publications(bytes, level));
  }
  return undefined;
}

function sides(sent, answered, bodiesOf) {
  return { orig: joined(bodiesOf(sent)), resp: joined(bodiesOf(answered)) };
}

export function joined(pieces) {
  let end = 0;
  const ends = pieces.map(({ length }) => {
    end += length;
    return end;
  });
  return { bytes: Buffer.concat(pieces), ends };
}

/** Application data, or all records where there is none. */
function tlsBodies(bytes) {
  const records = [];
  for (let at = 0; at + 5 <= bytes.length; ) {
    const [type, major] = [bytes[at], bytes[at + 1]];
    if (type < SHORTEST_TYPE || type > LONGEST_TYPE || major !== 3) break;
    const end = at + 5 + bytes.readUInt16BE(at + 3);
    records.push({ type, body: bytes.subarray(at + 5, end) });
    at = end;
  }
  const data = records.filter(({ type, body }) => type === APPLICATION_DATA && body.length > 0);
  return (data.length > 0 ? data : records).map(({ body }) => body).filter(({ length }) => length > 0);
}

function behindHead(bytes) {
  const at = bytes.indexOf(HEAD_END);
  return at < 0 ? Buffer.alloc(0) : bytes.subarray(at + HEAD_END.length);
}

function binaryMessages(bytes) {
  const bodies = [];
  let isBinary = false;
  for (let at = 0; at + 2 <= bytes.length; ) {
    const opcode = bytes[at] & 0x0f;
    const isCompressed = (bytes[at] & 0x40) !== 0;
    const isMasked = bytes[at + 1] >= 0x80;
    let length = bytes[at + 1] & 0x7f;
    let body = at + 2;
    if (length === 126 && body + 2 <= bytes.length) length = bytes.readUInt16BE(body);
    else if (length === 127 && body + 8 <= bytes.length) length = Number(bytes.readBigUInt64BE(body));
    body += { 126: 2, 127: 8 }[bytes[at + 1] & 0x7f] ?? 0;
    const mask = isMasked ? bytes.subarray(body, body + 4) : undefined;
    if (isMasked) body += 4;
    if (opcode === 1 || opcode === 2) isBinary = opcode === 2 && !isCompressed;
    if (opcode <= 2 && isBinary) {
      const content = Buffer.from(bytes.subarray(body, body + length));
      bodies.push(mask === undefined ? content : content.map((byte, i) => byte ^ mask[i % 4]));
    }
    at = body + length;
  }
  return bodies;
}

/** Protocol level in CONNECT, behind the protocol's name. */
function mqttLevel(bytes) {
  const { next } = varint(bytes, 1);
  return bytes[next + 2 + bytes.readUInt16BE(next)] & 0x7f;
}

function publications(bytes, level) {
  const bodies = [];
  for (let at = 0; at + 2 <= bytes.length; ) {
    const { value, next } = varint(bytes, at + 1);
    const end = next + value;
    if (bytes[at] >> 4 === 3 && next + 2 <= bytes.length) {
      const quality = (bytes[at] >> 1) & 3;
      let start = next + 2 + bytes.readUInt16BE(next) + (quality > 0 ? 2 : 0);
      if (level >= 5) {
        const properties = varint(bytes, start);
        start = properties.next + properties.value;
      }
      if (start < Math.min(end, bytes.length)) bodies.push(bytes.subarray(start, end));
    }
    at = end;
  }
  return bodies;
}

function varint(bytes, from) {
  let value = 0;
  let at = from;
  do value += (bytes[at] & 0x7f) * 128 ** (at - from);
  while (bytes[at++] >= 0x80 && at < bytes.length);
  return { value, next: at };
}
