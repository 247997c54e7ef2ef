// Capture streams that are made while they are read: one capture over and over with later times, and a million flows at once.

import { once } from 'node:events';
import { readFileSync } from 'node:fs';

const FILE_HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 16;

/** Writes a little-endian pcap `times` times, each copy a day later than the one before. Returns bytes written. */
export function repeatedCapture(path, times) {
  return async (stream) => {
    const capture = readFileSync(path);
    const records = [];
    for (
      let at = FILE_HEADER_BYTES;
      at + RECORD_HEADER_BYTES <= capture.length;
      at += RECORD_HEADER_BYTES + capture.readUInt32LE(at + 8)
    )
      records.push(at);
    await put(stream, capture.subarray(0, FILE_HEADER_BYTES));
    for (let copy = 0; copy < times; copy++) {
      if (copy > 0) for (const at of records) capture.writeUInt32LE(capture.readUInt32LE(at) + 86_400, at);
      // The stream may hold a chunk while the next copy's times are written: hand out copies.
      for (let at = FILE_HEADER_BYTES; at < capture.length; at += 1 << 22)
        await put(stream, Buffer.from(capture.subarray(at, at + (1 << 22))));
    }
    stream.end();
  };
}

/** `flows` UDP flows that all live at once: a question of 40 bytes each, then an answer of 60 each, within 50 seconds. */
export function concurrentFlows(flows) {
  return async (stream) => {
    const header = Buffer.alloc(FILE_HEADER_BYTES);
    header.writeUInt32LE(0xa1b2c3d4, 0);
    header.writeUInt16LE(2, 4);
    header.writeUInt16LE(4, 6);
    header.writeUInt32LE(65_535, 16);
    header.writeUInt32LE(101, 20);
    await put(stream, header);
    for (const answer of [false, true]) {
      for (let first = 0; first < flows; first += 8192)
        await put(stream, datagrams(first, Math.min(flows, first + 8192), flows, answer));
    }
    stream.end();
  };
}

function datagrams(from, to, flows, answer) {
  const payload = answer ? 60 : 40;
  const size = RECORD_HEADER_BYTES + 28 + payload;
  const bytes = Buffer.alloc((to - from) * size);
  for (let flow = from; flow < to; flow++) {
    const at = (flow - from) * size;
    const us = Math.floor(((answer ? flows : 0) + flow) * (50e6 / (2 * flows)));
    bytes.writeUInt32LE(1_767_225_600 + Math.floor(us / 1e6), at);
    bytes.writeUInt32LE(us % 1e6, at + 4);
    bytes.writeUInt32LE(28 + payload, at + 8);
    bytes.writeUInt32LE(28 + payload, at + 12);
    const ip = at + RECORD_HEADER_BYTES;
    bytes[ip] = 0x45;
    bytes.writeUInt16BE(28 + payload, ip + 2);
    bytes[ip + 8] = 64;
    bytes[ip + 9] = 17;
    const device = 0x0a000000 + (flow >>> 14);
    const port = 32_768 + (flow & 0x3fff);
    bytes.writeUInt32BE(answer ? 0xcb007107 : device, ip + 12);
    bytes.writeUInt32BE(answer ? device : 0xcb007107, ip + 16);
    bytes.writeUInt16BE(answer ? 4000 : port, ip + 20);
    bytes.writeUInt16BE(answer ? port : 4000, ip + 22);
    bytes.writeUInt16BE(8 + payload, ip + 24);
    bytes.write(`state=${answer ? 'ok' : 'idle'} flow=${flow} `.padEnd(payload, '.'), ip + 28, payload, 'latin1');
  }
  return bytes;
}

async function put(stream, bytes) {
  if (!stream.write(bytes)) await once(stream, 'drain');
}
