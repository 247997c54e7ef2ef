// Apps as a batch meets them, from a seed: what they usually do, how far their days differ (Student's t with three degrees of freedom on the
// logarithmic scale), which hosts they keep and which they bring anew. Written and committed before the scorer was held against it.

import { rhythmName } from '../../dist/models/baseline-measures.js';
import { between, gamma, logBetween, normal, pick, randomFrom } from '../beacons/random.mjs';

const DAY_US = 86_400_000_000;
const SERVICES = ['tls', 'quic', 'http', 'dns', 'ntp', 'mtproto', 'xmpp', 'stun', 'rtp', 'mqtt', 'websocket', 'ssh'];
const SCHEMES = ['tls1.3/x25519', 'tls1.3/x25519mlkem768', 'tls1.2/ecdhe', 'quic/x25519', 'mtproto', 'noise', 'srtp'];
const JA4_KINDS = 40;

/** `days` sessions of each of `count` apps, one a day. Returns `[{ id, usual, sessions }]`. */
export function population(seed, count, days) {
  const random = randomFrom(seed);
  const states = randomFrom(seed + STATES);
  return Array.from({ length: count }, (_, i) => {
    const usual = makeApp(random, i);
    const sessions = Array.from({ length: days }, (_, day) => quietSession(random, usual, day));
    return { id: `app${i}`, usual, sessions: withStates(states, sessions) };
  });
}

/** Draws of their own: what came before stays as it was. */
const STATES = 9_000_000;

/** Of half of the apps a log tells when they are in the background; how much of their traffic begins there differs by app, and a little by day. */
function withStates(random, sessions) {
  const isTold = random() < 0.5;
  const usual = random() < 0.4 ? between(random, 0, 0.1) : between(random, 0.1, 0.8);
  const spread = logBetween(random, 0.03, 0.15);
  return sessions.map((session) => {
    const share = Math.min(1, Math.max(0, usual + spread * normal(random)));
    const own = isTold ? { background_share: share } : {};
    return { ...session, measures: { ...session.measures, ...own }, sets: { ...session.sets, signers: ['usual'] } };
  });
}

function makeApp(random, i) {
  const isMessenger = random() < 0.07;
  const keptDomains = Math.round(logBetween(random, 2, 25));
  return {
    flowsPerHour: logBetween(random, 2, 400),
    bytesUpPerFlow: logBetween(random, 800, 30_000),
    uploadShare: between(random, 0.05, 0.5),
    firstMessageBytes: logBetween(random, 250, 1800),
    // A messenger's or a game's own protocol is its habit.
    customShare: isMessenger || random() < 0.05 ? between(random, 0.1, 0.8) : 0,
    periods: Array.from({ length: random() < 0.5 ? Math.floor(between(random, 1, 4)) : 0 }, () => period(random)),
    weakShare: random() < 0.2 ? between(random, 0.01, 0.2) : 0,
    keysPerHour: random() < 0.4 ? logBetween(random, 0.1, isMessenger ? 20 : 3) : 0,
    // How far days differ, of each amount its own.
    spread: {
      flows: logBetween(random, 0.15, 0.6),
      bytes: logBetween(random, 0.2, 0.8),
      shape: logBetween(random, 0.05, 0.3),
    },
    domains: Array.from({ length: keptDomains }, (_, n) => `host${n}.app${i}.example`),
    // New hosts a day: content networks, links that people follow, experiments.
    freshDomains: random() < 0.25 ? between(random, 0.5, 3) : between(random, 0.01, 0.2),
    freshAddresses: random() < 0.1 ? between(random, 0.2, 1) : 0.01,
    services: ['tls', 'dns', ...(random() < 0.5 ? ['quic'] : []), ...(random() < 0.2 ? [pick(random, SERVICES)] : [])],
    schemes: ['tls1.3/x25519', ...(random() < 0.5 ? [pick(random, SCHEMES)] : [])],
    ja4: Array.from({ length: Math.ceil(between(random, 0, 4)) }, () => Math.floor(random() * JA4_KINDS)),
    ports: ['tcp/443', 'udp/53', ...(random() < 0.4 ? ['udp/443'] : []), ...(random() < 0.1 ? ['tcp/5222'] : [])],
    i,
  };
}

function quietSession(random, usual, day) {
  const t = () => normal(random) / Math.sqrt(gamma(random, 1.5) / 1.5);
  const flows = usual.flowsPerHour * Math.exp(usual.spread.flows * t());
  const seen = usual.domains.filter((_, n) => random() < 1 / (1 + n / 6));
  const domains = [
    usual.domains[0],
    ...seen,
    ...fresh(random, usual.freshDomains, (n) => `new${day}-${n}.app${usual.i}.example`),
  ];
  // A rhythm is found on most days, not on all.
  const periods = usual.periods.filter(() => random() < 0.8);
  const share = (value) => (value === 0 ? 0 : Math.min(1, Math.max(0, value * Math.exp(usual.spread.shape * t()))));
  return {
    captureId: `app${usual.i}-day${day}`,
    startUs: day * DAY_US,
    isQuiet: true,
    measures: {
      flows_per_hour: flows,
      bytes_up_per_hour: flows * usual.bytesUpPerFlow * Math.exp(usual.spread.bytes * t()),
      upload_share: share(usual.uploadShare),
      destinations: new Set(domains).size,
      custom_share: share(usual.customShare),
      first_message_bytes: usual.firstMessageBytes * Math.exp(usual.spread.shape * t()),
      periodic_channels: periods.length,
      weak_share: share(usual.weakShare),
      key_events_per_hour: poisson(random, usual.keysPerHour * 4) / 4,
    },
    sets: {
      domains,
      addresses: fresh(random, usual.freshAddresses, (n) => `203.0.113.${(day * 7 + n) % 250}`),
      services: usual.services.filter((_, n) => n < 2 || random() < 0.7),
      schemes: usual.schemes.filter((_, n) => n < 1 || random() < 0.7),
      ja4: usual.ja4.filter((_, n) => n < 1 || random() < 0.7).map((n) => `t13d${n}`),
      ports: usual.ports.filter((_, n) => n < 2 || random() < 0.7),
      rhythms: periods.map(rhythmName),
    },
  };
}

/** The changes that the promise names: `all` is over them. */
export const PROMISED = ['new C2 channel', 'new protocol', 'new period', 'key churn'];

/** What a hidden sender adds to a session of an app; each returns a new session. Strengths are drawn. */
export const INJECTIONS = {
  'new C2 channel': (random, session) => {
    const { flows_per_hour: flows, periodic_channels: periodic, destinations, custom_share: custom } = session.measures;
    const extra = logBetween(random, 4, 60);
    const isFound = random() < 0.8;
    const measures = {
      flows_per_hour: flows + extra,
      destinations: destinations + 1,
      periodic_channels: periodic + (isFound ? 1 : 0),
      custom_share: random() < 0.7 ? (custom * flows + extra) / (flows + extra) : custom,
    };
    const host =
      random() < 0.5
        ? { domains: ['c2.attacker.example'] }
        : { addresses: ['198.51.100.66'], ports: [`tcp/${Math.floor(between(random, 1024, 65_000))}`] };
    return changed(session, measures, { ...host, rhythms: isFound ? [rhythmName(period(random))] : [] });
  },
  'new protocol': (random, session) => {
    const { flows_per_hour: flows, custom_share: custom } = session.measures;
    const extra = logBetween(random, 2, 40);
    const measures = { flows_per_hour: flows + extra, custom_share: (custom * flows + extra) / (flows + extra) };
    const services = random() < 0.5 ? ['unknown-framing'] : [];
    return changed(session, measures, { schemes: [pick(random, ['custom', 'rsa+aes', 'ecies'])], services });
  },
  'new period': (random, session) => {
    const { flows_per_hour: flows, periodic_channels: periodic } = session.measures;
    const rhythms = Array.from({ length: random() < 0.5 ? 1 : 2 }, () => rhythmName(period(random)));
    const measures = {
      flows_per_hour: flows + logBetween(random, 4, 120),
      periodic_channels: periodic + rhythms.length,
    };
    return changed(session, measures, { rhythms });
  },
  /** Uploads at night: more of the flows begin in the background, by night their share of all. */
  'background sender': (random, session) => {
    const { flows_per_hour: flows, bytes_up_per_hour: bytes, background_share: background } = session.measures;
    const extra = flows * logBetween(random, 0.3, 3);
    const told = background === undefined ? {} : { background_share: (background * flows + extra) / (flows + extra) };
    return changed(
      session,
      { flows_per_hour: flows + extra, bytes_up_per_hour: bytes * (1 + extra / flows), ...told },
      {},
    );
  },
  /** A build that falls back to old versions and ciphers, and says so in its hello. */
  'weaker cryptography': (random, session) => {
    const { weak_share: weak } = session.measures;
    const measures = { weak_share: Math.min(1, weak + between(random, 0.05, 0.6)) };
    return changed(session, measures, { schemes: ['tls1.0/rsa'], ja4: ['t10d99'] });
  },
  /** The same package by another hand. */
  'other signer': (random, session) =>
    changed(
      session,
      { flows_per_hour: session.measures.flows_per_hour + logBetween(random, 1, 20) },
      { signers: ['other'] },
    ),
  'key churn': (random, session) =>
    changed(session, { key_events_per_hour: session.measures.key_events_per_hour * 2 + logBetween(random, 4, 60) }, {}),
};

/** A sender that grows so slowly that each day looks like the day before: `progress` 0 to 1. Its host is kept from the first day on. */
export function poisoned(session, progress) {
  const {
    bytes_up_per_hour: bytes,
    flows_per_hour: flows,
    custom_share: custom,
    upload_share: upload,
  } = session.measures;
  const measures = {
    bytes_up_per_hour: bytes * 10 ** progress,
    flows_per_hour: flows * 3 ** progress,
    custom_share: Math.min(1, custom + 0.4 * progress),
    upload_share: Math.min(1, upload + 0.4 * progress),
  };
  return changed(session, measures, { domains: ['slow.attacker.example'] });
}

function changed(session, measures, sets) {
  const merged = Object.fromEntries(
    Object.entries(session.sets).map(([name, values]) => [name, [...values, ...(sets[name] ?? [])]]),
  );
  return { ...session, measures: { ...session.measures, ...measures }, sets: merged };
}

const period = (random) => logBetween(random, 10, 3600);

function fresh(random, rate, name) {
  return Array.from({ length: poisson(random, rate) }, (_, n) => name(n));
}

function poisson(random, mean) {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count++;
  return count;
}
