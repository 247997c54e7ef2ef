// One device of the test: about fifty honest apps and one of each hostile shape, an hour of traffic as a capture, the logs that a full collection
// would give, a catalogue, and the truth. Faults and gaps are put in here, so that the truth is always known.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from './app-log.mjs';
import { HONEST } from './honest-shapes.mjs';
import { HOSTILE } from './hostile-shapes.mjs';
import { Random } from './random.mjs';
import { pcapOf } from './wire.mjs';

export const AREAS = [
  'key_lifecycle',
  'asymmetric_api_use',
  'ciphertext_transformation',
  'background_execution',
  'network_transmission',
];
export const HONEST_APPS = 50;
const SECONDS = 3600;
const START_US = Date.parse('2026-03-02T09:00:00Z') * 1000;
/** Headers without any payload: what is left of the network area when nobody may look into packets. */
const HEADERS_ONLY = 54;

const KEY_ACTIONS = ['keypair_generated', 'keypair_imported', 'keypair_accessed', 'public_key_loaded'];

/** What a device's apps did. The same for a seed, whatever is made of it later. */
export function deviceOf(seed) {
  const random = new Random(seed);
  let port = 32_768 + random.whole(0, 9000);
  const ports = {
    next() {
      port = port >= 60_000 ? 32_768 : port + 1;
      return port;
    },
  };
  const common = { seconds: SECONDS, startUs: START_US, ports };
  const apps = [];
  const add = (kind, isHostile, act) => {
    const uid = 10_100 + apps.length;
    const name = `org.example.${kind.replaceAll('_', '')}.d${seed}n${apps.length}`;
    const app = new App({ random: new Random(`${seed} ${uid}`), uid, name, kind, isHostile, ...common });
    act(app);
    apps.push(app);
  };
  for (let i = 0; i < HONEST_APPS; i++) {
    const shape = shapeAt(random.next());
    add(shape.kind, false, shape.act);
  }
  for (const [kind, act] of Object.entries(HOSTILE)) add(kind, true, act);
  return { seed, apps };
}

/** The kind whose stretch of the shares holds the draw. */
function shapeAt(draw) {
  let upTo = 0;
  for (const shape of HONEST) {
    upTo += shape.share;
    if (draw < upTo) return shape;
  }
  return HONEST[0];
}

/**
 * Writes capture and logs into `folder`; `faults`: `without` (areas), `crypto_shift_s` (calls moved by that, on hostile apps), `skew_s`, `drift_ppm`,
 * `lose` (share of log lines), `port_pool` (local ports in all), `share_uid` (a hostile and an honest app under one UID).
 */
export function writeScenario({ seed, apps }, folder, faults = {}) {
  const { without = [] } = faults;
  mkdirSync(join(folder, 'logs'), { recursive: true });
  const random = new Random(`${seed} faults`);
  const uidOf = sharedUids(apps, faults);
  const flows = apps.flatMap((app) => app.flows).sort((a, b) => a.startUs - b.startUs);
  if (faults.port_pool !== undefined) reusePorts(flows, faults.port_pool);
  const snapLength = without.includes('network_transmission') ? HEADERS_ONLY : undefined;
  writeFileSync(join(folder, 'capture.pcap'), pcapOf(flows, { ...(snapLength === undefined ? {} : { snapLength }) }));
  const clock = (us) => us + (faults.skew_s ?? 0) * 1e6 + (us - START_US) * (faults.drift_ppm ?? 0) * 1e-6;
  const lines = (rows) =>
    rows
      .filter(() => !random.chance(faults.lose ?? 0))
      .sort((a, b) => a.atUs - b.atUs)
      .map(({ atUs, record }) => `${JSON.stringify({ '@timestamp': rfc3339(clock(atUs)), ...record })}\n`)
      .join('');
  writeFileSync(join(folder, 'logs/sockets.ndjson'), lines(flows.map((flow) => socketRow(flow, uidOf, clock))));
  const crypto = apps.flatMap((app) => cryptoRows(app, uidOf, without, faults));
  if (crypto.length > 0) writeFileSync(join(folder, 'logs/crypto.ndjson'), lines(crypto));
  if (!without.includes('background_execution'))
    writeFileSync(join(folder, 'logs/state.ndjson'), lines(apps.flatMap((app) => withUid(app.states, uidOf))));
  writeFileSync(
    join(folder, 'logs/apps.ndjson'),
    apps
      .map(
        ({ name, uid }) =>
          `${JSON.stringify({ schema: 'cipherscope.app/1', 'package.name': name, 'android.uid': uidOf(uid) })}\n`,
      )
      .join(''),
  );
  const catalogue = {
    apps: apps.flatMap(({ name, catalogue: entry }) => (entry === undefined ? [] : [{ package: name, ...entry }])),
  };
  writeFileSync(join(folder, 'catalogue.json'), JSON.stringify(catalogue));
  return {
    capture: join(folder, 'capture.pcap'),
    logs: join(folder, 'logs'),
    catalogue: join(folder, 'catalogue.json'),
    uidOf,
  };
}

function sharedUids(apps, { share_uid: isShared = false }) {
  if (!isShared) return (uid) => uid;
  const shared = new Map(apps.filter(({ isHostile }) => isHostile).map(({ uid }, i) => [uid, apps[i].uid]));
  return (uid) => shared.get(uid) ?? uid;
}

/** Ports go round a small pool, as after a long uptime: the same five-tuple has several owners, one after the other. */
function reusePorts(flows, pool) {
  const busyUntil = new Map();
  let at = 0;
  for (const flow of flows) {
    const endUs = Math.max(flow.startUs, ...flow.messages.map(({ atUs }) => atUs)) + 5e6;
    for (let tries = 0; tries < pool; tries++) {
      at = (at + 1) % pool;
      if ((busyUntil.get(at) ?? 0) < flow.startUs) break;
    }
    busyUntil.set(at, endUs);
    flow.localPort = 40_000 + at;
  }
}

function socketRow(flow, uidOf, clock) {
  const endUs = flow.messages.reduce((last, { atUs }) => Math.max(last, atUs), flow.startUs) + 300e3;
  return {
    atUs: flow.startUs,
    record: {
      schema: 'cipherscope.socket/1',
      'event.action': 'socket_open',
      'event.start': rfc3339(clock(flow.startUs)),
      'event.end': rfc3339(clock(endUs)),
      'network.transport': flow.transport,
      'source.ip': '10.0.2.15',
      'source.port': flow.localPort,
      'destination.ip': flow.remoteIp,
      'destination.port': flow.remotePort,
      'android.uid': uidOf(flow.uid),
    },
  };
}

function cryptoRows(app, uidOf, without, { crypto_shift_s: shift = 0 }) {
  const rows = withUid(app.crypto, uidOf).filter(({ record }) => {
    const action = record['event.action'];
    if (KEY_ACTIONS.includes(action)) return !without.includes('key_lifecycle');
    const isSymmetric = record['crypto.class'] === 'symmetric';
    return !without.includes(isSymmetric ? 'ciphertext_transformation' : 'asymmetric_api_use');
  });
  return rows.map(({ atUs, record }) => {
    const kept = without.includes('ciphertext_transformation')
      ? Object.fromEntries(Object.entries(record).filter(([key]) => !key.startsWith('crypto.output')))
      : record;
    return { atUs: atUs + (app.isHostile ? shift * 1e6 : 0), record: { schema: 'cipherscope.crypto/1', ...kept } };
  });
}

function withUid(rows, uidOf) {
  return rows.map(({ atUs, record }) => ({ atUs, record: { ...record, 'android.uid': uidOf(record['android.uid']) } }));
}

function rfc3339(us) {
  const whole = Math.round(us);
  const second = Math.floor(whole / 1e6);
  return `${new Date(second * 1000).toISOString().slice(0, 19)}.${String(whole - second * 1e6).padStart(6, '0')}Z`;
}
