// Small captures with a socket log each, as an emulator lab drops them: a minute of UDP with a few hosts, of one of a few apps.

import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const START_US = 1_790_000_000_000_000;
const EXCHANGES = 40;
const DEVICES = 10;
const APPS = 50;

/** In folders by device, each with so many exchanges, a flow each. Kept where they are there already. */
export function smallCaptures(folder, count, exchanges = EXCHANGES) {
  const done = join(folder, `${count}.${exchanges}.done`);
  if (existsSync(done)) return;
  rmSync(folder, { recursive: true, force: true });
  for (let i = 0; i < count; i++) {
    const own = join(folder, `device${i % DEVICES}`, `run${String(i).padStart(5, '0')}`);
    mkdirSync(own, { recursive: true });
    const { packets, rows } = smallCapture(i, exchanges);
    writeFileSync(join(own, 'cap.pcap'), captureOf(packets));
    writeFileSync(join(own, 'sockets.ndjson'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  }
  writeFileSync(done, '');
}

function smallCapture(i, exchanges) {
  const packets = [];
  const rows = [];
  for (let n = 0; n < exchanges; n++) {
    const port = 20_000 + ((i * exchanges + n) % 40_000);
    const host = [203, 0, 113, 1 + ((i + n) % 7)];
    const device = [10, 0, 2, 15];
    const timeUs = START_US + i * 60_000_000 + n * 1_000_000;
    packets.push({ timeUs, bytes: datagram(device, host, port, 4000, 120 + (n % EXCHANGES), i * exchanges + n) });
    packets.push({
      timeUs: timeUs + 40_000,
      bytes: datagram(host, device, 4000, port, 600 + (n % EXCHANGES), i + n * 7),
    });
    rows.push(socketRow(timeUs, port, host, 10_000 + ((i + n) % APPS)));
  }
  return { packets, rows };
}

function socketRow(timeUs, port, host, uid) {
  const time = (us) => new Date(us / 1000).toISOString();
  return {
    schema: 'cipherscope.socket/1',
    '@timestamp': time(timeUs),
    'event.action': 'socket_open',
    'event.start': time(timeUs - 1e4),
    'event.end': time(timeUs + 1e5),
    'network.transport': 'udp',
    'source.ip': '10.0.2.15',
    'source.port': port,
    'destination.ip': host.join('.'),
    'destination.port': 4000,
    'android.uid': uid,
  };
}

/** Raw IPv4 (DLT 101). */
function captureOf(packets) {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(65_535, 16);
  header.writeUInt32LE(101, 20);
  const records = packets.flatMap(({ timeUs, bytes }) => {
    const record = Buffer.alloc(16);
    record.writeUInt32LE(Math.floor(timeUs / 1e6), 0);
    record.writeUInt32LE(timeUs % 1e6, 4);
    record.writeUInt32LE(bytes.length, 8);
    record.writeUInt32LE(bytes.length, 12);
    return [record, bytes];
  });
  return Buffer.concat([header, ...records]);
}

/** Of text that repeats, so that nothing takes it for ciphertext. */
function datagram(from, to, fromPort, toPort, payload, seed) {
  const bytes = Buffer.alloc(28 + payload, `state=idle run=${seed} `, 'latin1');
  bytes.fill(0, 0, 28);
  bytes[0] = 0x45;
  bytes.writeUInt16BE(28 + payload, 2);
  bytes[8] = 64;
  bytes[9] = 17;
  bytes.set(from, 12);
  bytes.set(to, 16);
  bytes.writeUInt16BE(fromPort, 20);
  bytes.writeUInt16BE(toPort, 22);
  bytes.writeUInt16BE(8 + payload, 24);
  return bytes;
}
