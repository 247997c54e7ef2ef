// One app of the crowd. Sessions of random length to its own and to shared hosts, over TCP, connected and unconnected UDP, and connections from outside.
// Tells of lookups and connects as Intrusion Logging does: package, name or address, milliseconds; what it remembers it does not ask for again.

import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { appendFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { lookUp } from '../../captures/lab/apps/name-lookup.mjs';
import { APPS, FIXED_PORTS, SERVICES } from './plan.mjs';

const app = APPS.find(({ uid }) => uid === process.getuid());
const endMs = Number(process.env.LAB_END_MS);
const startMs = Number(process.env.LAB_START_MS);
const SHARED_SHARE = 0.4;
const HARD_CODED_SHARE = 0.1;
const REMEMBERED_MS = 30_000;
const MEAN_PAUSE_MS = 1_500;
const SHORTEST_MS = 30;
const LONGEST_MS = 20_000;
/** Up to which draw of 0 to 1 a session is of the kind. */
const KINDS = [
  [0.6, tcp],
  [0.65, (address, lastsMs) => tcp(address, lastsMs, { localPort: oneOf(FIXED_PORTS) })],
  [0.7, calledBack],
  [0.85, (address, lastsMs) => udp(address, lastsMs, true)],
  [1, (address, lastsMs) => udp(address, lastsMs, false)],
];

const remembered = new Map();
const listener = createServer((socket) => {
  socket.on('error', () => socket.destroy());
  socket.on('data', () => socket.writable && socket.write(randomBytes(80)));
});
listener.listen(app.listener);
const sessions = [];
await sleep(Math.max(0, startMs - Date.now()));
for (;;) {
  await sleep(Math.min(10_000, -MEAN_PAUSE_MS * Math.log(1 - Math.random())));
  if (Date.now() >= endMs) break;
  sessions.push(session().catch((error) => console.error(error.message)));
}
await Promise.race([Promise.all(sessions), sleep(LONGEST_MS)]);
process.exit(0);

async function session() {
  const host = oneOf(Math.random() < SHARED_SHARE ? app.shared : app.own);
  const address = Math.random() < HARD_CODED_SHARE ? SERVICES[host].ip : await addressOf(host);
  const lastsMs = SHORTEST_MS * (LONGEST_MS / SHORTEST_MS) ** Math.random();
  const draw = Math.random();
  const [, run] = KINDS.find(([below]) => draw < below);
  await run(address, Math.min(lastsMs, Math.max(SHORTEST_MS, endMs - Date.now())));
}

async function addressOf(host) {
  const known = remembered.get(host);
  if (known !== undefined && known.untilMs > Date.now()) return known.address;
  const address = await lookUp(host);
  tell({ dns_event: { event_time: Date.now(), hostname: host, ip_addresses: [`/${address}`], ip_addresses_count: 1 } });
  remembered.set(host, { address, untilMs: Date.now() + REMEMBERED_MS });
  return address;
}

async function tcp(address, lastsMs, { localPort, first = randomBytes(200) } = {}) {
  const from = localPort === undefined ? {} : { localPort };
  tell({ connect_event: { event_time: Date.now(), ip_address: `/${address}`, port: 443 } });
  const socket = connect({ host: `::ffff:${address}`, port: 443, ...from });
  // A port that another app holds, a tuple that is not free yet: then there is no session.
  socket.on('error', () => socket.destroy());
  socket.on('data', () => undefined);
  await beats(lastsMs, (beat) => !socket.destroyed && socket.write(beat === 0 ? first : randomBytes(150)));
  socket.end();
}

async function calledBack(address, lastsMs) {
  await tcp(address, SHORTEST_MS, { first: `CALL ${app.listener} ${Math.round(lastsMs)}\n` });
  await sleep(lastsMs);
}

async function udp(address, lastsMs, isConnected) {
  const socket = createSocket('udp4');
  socket.on('error', () => undefined);
  if (isConnected) await new Promise((resolve) => socket.connect(443, address, resolve));
  await beats(lastsMs, () =>
    isConnected ? socket.send(randomBytes(120)) : socket.send(randomBytes(120), 443, address),
  );
  await sleep(60);
  socket.close();
}

async function beats(lastsMs, act) {
  const count = 1 + Math.min(20, Math.floor(lastsMs / 300));
  for (let beat = 0; beat < count; beat++) {
    act(beat);
    await sleep(lastsMs / count);
  }
}

function oneOf(list) {
  return list[Math.floor(Math.random() * list.length)];
}

function tell(event) {
  for (const kind of Object.values(event)) kind.package_name = app.package;
  appendFileSync(`${process.env.LAB_FOLDER}/run/network-${app.uid}.ndjson`, `${JSON.stringify(event)}\n`);
}
