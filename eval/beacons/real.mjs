// Real captures: beacons whose period is known, command and control whose period is not, and harmless captures, where every channel that is
// called periodic is listed.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rounded } from '../proportion.mjs';

/** Harmless captures of these categories of the manifest. */
const HARMLESS = new Set(['baseline', 'mobile-app', 'android-emulator', 'android-vpn-tap', 'tls-quic']);
const MIN_SECONDS = 60;
/** Longer ones have broken clocks, or were joined. */
const MAX_SECONDS = 86_400;

export async function judgeReal(corpora) {
  if (!existsSync(join(corpora, 'manifest.tsv'))) return undefined;
  const { analyze } = await import('../../dist/index.js');
  const channelsOf = async (capture) => {
    const records = analyze([join(corpora, capture)], { workers: 1, max_flows: 100_000 });
    for (;;) {
      const { done, value } = await records.next();
      if (done) return value.channels;
    }
  };
  return {
    known: await known(channelsOf),
    commandAndControl: await labelled(corpora, channelsOf),
    harmless: await harmless(corpora, channelsOf),
  };
}

/** The sleep of 2 s and the request's time make 2.20 s, as the data set's page says. */
async function known(channelsOf) {
  const truthS = 2.2;
  const channels = await channelsOf('slips/test-cc-capture-1.pcap');
  const channel = channels.filter(({ destination }) => destination.port === 443).sort((a, b) => b.flows - a.flows)[0];
  const { periodicity, flows } = channel ?? {};
  const off = periodicity?.period_s === undefined ? undefined : rounded(periodicity.period_s / truthS - 1);
  return { capture: 'slips/test-cc-capture-1.pcap', truth_s: truthS, flows, off_share: off, ...shown(periodicity) };
}

async function labelled(corpora, channelsOf) {
  const rows = readFileSync(join(corpora, 'c2_labels.tsv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'));
  const captures = [...new Set(rows.map(([capture]) => capture))].filter((capture) => !capture.startsWith('slips/'));
  const found = [];
  for (const capture of captures) {
    if (!existsSync(join(corpora, capture))) continue;
    for (const channel of await channelsOf(capture)) {
      const { destination, flows, periodicity } = channel;
      const label = rows.find((row) => row[0] === capture && row.includes(String(destination.port)));
      if (label !== undefined) found.push({ capture, port: destination.port, flows, ...shown(periodicity) });
    }
  }
  return found;
}

async function harmless(corpora, channelsOf) {
  const rows = readFileSync(join(corpora, 'manifest.tsv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'));
  let hours = 0;
  let captures = 0;
  let channels = 0;
  let tested = 0;
  const periodic = [];
  for (const row of rows) {
    const seconds = Number(row[11]);
    if (!HARMLESS.has(row[5]) || !(seconds >= MIN_SECONDS && seconds <= MAX_SECONDS) || Number(row[10]) === 0) continue;
    let found;
    try {
      found = await channelsOf(row[0]);
    } catch {
      continue;
    }
    captures++;
    hours += seconds / 3600;
    channels += found.length;
    for (const { destination, transport, services, periodicity } of found) {
      if (periodicity.verdict !== 'insufficient') tested++;
      if (periodicity.verdict !== 'periodic') continue;
      const where = `${destination.domain ?? destination.ip}:${destination.port}/${transport}`;
      periodic.push({ capture: row[0], where, service: services[0], ...shown(periodicity) });
    }
  }
  return {
    captures,
    device_hours: rounded(hours, 2),
    channels,
    tested,
    periodic_per_device_hour: rounded(periodic.length / hours, 2),
    periodic,
  };
}

function shown(periodicity) {
  if (periodicity === undefined) return { verdict: 'no channel' };
  const {
    verdict,
    of,
    period_s: period,
    jitter_share: jitter,
    periods_seen: seen,
    activations,
    p_value: p,
    q_value: q,
  } = periodicity;
  return {
    verdict,
    of,
    period_s: period,
    jitter_share: jitter,
    periods_seen: seen,
    activations,
    p_value: p,
    q_value: q,
  };
}
