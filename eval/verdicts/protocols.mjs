// Bytes of the protocols that the scenarios speak: TLS 1.3 (RFC 8446) with a server name, HTTP/1.1, WireGuard's message heads, DNS.

/** Handshake messages of both sides, then records as `data` is sent. */
export function tlsHello(random, host) {
  const sessionId = random.bytes(32);
  return { client: clientHello(random, host, sessionId), server: serverHello(random, sessionId) };
}

/** Application data of TLS: plaintext of `length` bytes with content type and tag. */
export function tlsRecord(random, length) {
  const size = length + 17;
  const header = Buffer.from([0x17, 3, 3, size >> 8, size & 0xff]);
  return Buffer.concat([header, random.bytes(size)]);
}

function clientHello(random, host, sessionId) {
  const name = Buffer.from(host);
  const extensions = Buffer.concat([
    extension(0, Buffer.concat([u16(name.length + 3), Buffer.from([0]), u16(name.length), name])),
    extension(43, Buffer.from([2, 3, 4])),
    extension(10, Buffer.from([0, 2, 0, 29])),
    extension(13, Buffer.from([0, 4, 4, 3, 8, 4])),
    extension(51, Buffer.concat([u16(36), u16(29), u16(32), random.bytes(32)])),
  ]);
  const suites = Buffer.from([0, 6, 0x13, 1, 0x13, 2, 0x13, 3]);
  const body = Buffer.concat([
    Buffer.from([3, 3]),
    random.bytes(32),
    Buffer.from([32]),
    sessionId,
    suites,
    Buffer.from([1, 0]),
    u16(extensions.length),
    extensions,
  ]);
  return handshake(1, body);
}

/** Echoes the client's session id (RFC 8446 §4.1.3). */
function serverHello(random, sessionId) {
  const extensions = Buffer.concat([
    extension(43, Buffer.from([3, 4])),
    extension(51, Buffer.concat([u16(29), u16(32), random.bytes(32)])),
  ]);
  const body = Buffer.concat([
    Buffer.from([3, 3]),
    random.bytes(32),
    Buffer.from([32]),
    sessionId,
    Buffer.from([0x13, 1, 0]),
    u16(extensions.length),
    extensions,
  ]);
  return Buffer.concat([
    handshake(2, body),
    Buffer.from([0x14, 3, 3, 0, 1, 1]),
    tlsRecord(random, random.whole(900, 2400)),
  ]);
}

function handshake(type, body) {
  const message = Buffer.concat([Buffer.from([type, 0]), u16(body.length), body]);
  return Buffer.concat([Buffer.from([0x16, 3, 1]), u16(message.length), message]);
}

function extension(type, body) {
  return Buffer.concat([u16(type), u16(body.length), body]);
}

function u16(value) {
  return Buffer.from([value >> 8, value & 0xff]);
}

export function httpPost(host, path, type, body) {
  const head = `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nUser-Agent: okhttp/4.9.0\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), Buffer.from(body)]);
}

export function httpAnswer(type, body) {
  const head = `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), Buffer.from(body)]);
}

/** WireGuard: type, three zero bytes, then indices, counters and ciphertext (whitepaper §5.4). */
export function wireguard(random, type) {
  const length = { 1: 148, 2: 92, 4: 32 + 16 * random.whole(2, 70) }[type];
  const message = random.bytes(length);
  message.writeUInt32LE(type, 0);
  if (type === 4) message.writeBigUInt64LE(BigInt(random.whole(0, 60_000)), 8);
  return message;
}

/** A length of four bytes in front. */
export function framed(bytes) {
  const field = Buffer.alloc(4);
  field.writeUInt32BE(bytes.length);
  return Buffer.concat([field, bytes]);
}
