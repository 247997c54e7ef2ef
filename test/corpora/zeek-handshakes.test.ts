// Zeek's ssl.log baselines against our flows: version, cipher, curve, server name, resumption, alert and the hash of the leaf certificate, of TLS, DTLS,
// QUIC, and TLS behind STARTTLS. What is not compared, and why, stands with each field.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ServiceFacts } from '../../src/flows/service-recogniser.ts';
import { recogniseService } from '../../src/flows/service-registry.ts';
import { captureFlows, tuple } from '../support/capture-flows.ts';
import { corporaFolder, manifestRows, needsCorpora } from '../support/corpora.ts';

interface Pair {
  name: string;
  theirs: Record<string, string>;
  ours: ServiceFacts;
}

const pairs: Pair[] = [];
const unmatched: string[] = [];

/** A certificate in records of some bytes each, which fill what a flow keeps before it ends. */
const CUT_CERTIFICATE = 'zeek/tls/tls-fragmented-handshake.pcap.gz';
/** Its ClientHello lies behind three kilobytes of 0-RTT, beyond the bytes that a flow keeps. */
const BEYOND_KEPT = 'zeek/quic/quic-decrypt-fail-google-de-51833.pcap';

describe.skipIf(corporaFolder === undefined)(needsCorpora('Zeek handshakes'), () => {
  beforeAll(async () => {
    for (const row of manifestRows() as unknown as { path: string; ground_truth: string }[]) {
      const logs = row.ground_truth.split(';').filter((file) => /\/ssl[^/]*\.log(\.cut)?$/.test(file));
      if (logs.length === 0 || row.path === BEYOND_KEPT) continue;
      const flows: { key: string; facts: ServiceFacts }[] = [];
      await captureFlows(join(corporaFolder as string, row.path), ({ flow, origIp, respIp }) => {
        const facts = recogniseService(flow);
        const key = tuple(flow.protocol, origIp, flow.origPort, respIp, flow.respPort);
        if (facts?.tls !== undefined) flows.push({ key: key.slice(key.indexOf(' ') + 1), facts });
      });
      for (const log of logs) {
        let matched = 0;
        const missing: string[] = [];
        for (const theirs of readLog(log)) {
          const address = theirs['id.orig_h'];
          const [origPort, respPort] = [theirs['id.orig_p'], theirs['id.resp_p']].map(Number) as [number, number];
          const key = tuple(0, address ?? '', origPort, theirs['id.resp_h'] ?? '', respPort);
          // Logs that were cut to some columns have no addresses, and belong to captures of one connection.
          const found = address === undefined ? flows[0] : flows.find((flow) => `0 ${flow.key}` === key);
          const name = `${row.path} ${address ?? ''}`;
          if (found !== undefined) {
            matched++;
            pairs.push({ name, theirs, ours: found.facts });
          } else if (theirs['version'] !== '-') missing.push(name);
        }
        // A log none of whose connections is here belongs to another capture of the same test; other names than ssl.log belong to several.
        if (matched > 0 && /\/ssl\.log(\.cut)?$/.test(log)) unmatched.push(...missing);
      }
    }
  }, 60_000);

  it('have a flow each, but for those of other captures', () => {
    expect(unmatched).toEqual([]);
    expect(pairs.length).toBeGreaterThan(20);
  });

  it.each([
    ['version', ({ tls }: ServiceFacts) => zeekVersion(tls?.version)],
    ['cipher', ({ tls }: ServiceFacts) => tls?.cipher],
    ['server_name', ({ tls }: ServiceFacts) => tls?.server_name],
    ['cert_chain_fps', ({ tls }: ServiceFacts) => tls?.certificate?.sha256],
    ['last_alert', ({ tls }: ServiceFacts) => tls?.alerts?.at(-1)?.alert.split(' ')[1]],
  ] as const)('have the same %s', (field, ours) => {
    const compared = pairs.filter(
      ({ name, theirs }) =>
        !['-', '(empty)', undefined].includes(theirs[field]) &&
        !(field === 'cert_chain_fps' && name.startsWith(CUT_CERTIFICATE)),
    );
    const faults = compared.filter((pair) => ours(pair.ours) !== pair.theirs[field]?.split(',')[0]);
    expect(faults.map(({ name, theirs, ours: facts }) => [name, theirs[field], ours(facts)])).toEqual([]);
    expect(compared.length).toBeGreaterThan(field === 'last_alert' ? 0 : 8);
  });

  it('have the same curve, where the key exchange is among the bytes that are kept or only one offered group fits', () => {
    const compared = pairs.filter(({ theirs }) => theirs['curve'] !== undefined && theirs['curve'] !== '-');
    const said = compared.filter(({ ours }) => ours.crypto?.group !== undefined);
    const faults = said.filter(({ theirs, ours }) => ours.crypto?.group !== theirs['curve']);
    expect(faults.map(({ name, theirs, ours }) => [name, theirs['curve'], ours.crypto?.group])).toEqual([]);
    expect(said.length).toBeGreaterThan(compared.length * 0.9);
    expect(said.length).toBeGreaterThan(20);
  });

  it('agree on sessions that were resumed', () => {
    const faults = pairs.filter(
      ({ theirs, ours }) =>
        ours.tls?.resumed !== undefined &&
        theirs['resumed'] !== undefined &&
        ours.tls.resumed !== (theirs['resumed'] === 'T'),
    );
    expect(faults.map(({ name, theirs }) => [name, theirs['resumed']])).toEqual([]);
  });
});

function zeekVersion(version: string | undefined): string | undefined {
  return version
    ?.replace(/^dtls1\.(\d)/, 'DTLSv1$1')
    .replace(/^ssl(\d)\.0/, 'SSLv$1')
    .replace(/^1\.(\d)/, 'TLSv1$1');
}

function readLog(file: string): Record<string, string>[] {
  const lines = readFileSync(join(corporaFolder as string, file), 'utf8')
    .trimEnd()
    .split('\n');
  const fields =
    lines
      .find((line) => line.startsWith('#fields'))
      ?.split('\t')
      .slice(1) ??
    lines[0]?.split('\t') ??
    [];
  return lines
    .filter((line) => !line.startsWith('#') && line !== lines.find((l) => l.startsWith('ts\t')))
    .map((line) => Object.fromEntries(line.split('\t').map((cell, i) => [fields[i] ?? '', cell])));
}
