// The JA4 values that FoxIO's reference implementation publishes for its own captures: every client value over TCP and QUIC, read by way of the flows.
// Values inside encapsulations that we leave closed (VXLAN, ERSPAN) are named below.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { recogniseService } from '../../src/flows/service-registry.ts';
import { captureFlows, tuple } from '../support/capture-flows.ts';
import { corporaFolder, needsCorpora } from '../support/corpora.ts';

interface Stream {
  capture: string;
  key: string;
  ja4: string;
  serverName: string | undefined;
}

const LEFT_CLOSED = ['gre-erspan-vxlan.pcap'];

const streams: Stream[] = [];
/** By capture and tuple. */
const seen = new Map<string, { ja4: string[]; serverName: (string | undefined)[] }>();

describe.skipIf(corporaFolder === undefined)(needsCorpora('JA4 of clients over TCP and QUIC'), () => {
  beforeAll(async () => {
    const folder = join(corporaFolder as string, 'ja4');
    const captures = readdirSync(join(folder, 'gt/ja4-rust')).map((file) => file.replace(/\.snap$/, ''));
    for (const capture of captures) {
      if (LEFT_CLOSED.includes(capture) || !readdirSync(folder).includes(capture)) continue;
      streams.push(...readSnapshot(capture, join(folder, 'gt/ja4-rust', `${capture}.snap`)));
      await captureFlows(join(folder, capture), ({ flow, origIp, respIp }) => {
        const tls = recogniseService(flow)?.tls;
        if (tls?.ja4 === undefined) return;
        const key = `${capture} ${tuple(flow.protocol, origIp, flow.origPort, respIp, flow.respPort)}`;
        const known = seen.get(key) ?? { ja4: [], serverName: [] };
        known.ja4.push(tls.ja4);
        known.serverName.push(tls.server_name);
        seen.set(key, known);
      });
    }
  }, 60_000);

  it('are all there, and the same', () => {
    const faults = streams.filter(({ capture, key, ja4 }) => !seen.get(`${capture} ${key}`)?.ja4.includes(ja4));
    expect(faults.map((stream) => [stream, seen.get(`${stream.capture} ${stream.key}`)?.ja4])).toEqual([]);
    expect(streams.length).toBeGreaterThan(10);
  });

  it('come with the same server names', () => {
    const named = streams.filter(({ serverName }) => serverName !== undefined);
    const faults = named.filter(
      ({ capture, key, serverName }) => !seen.get(`${capture} ${key}`)?.serverName.includes(serverName),
    );
    expect(faults).toEqual([]);
    expect(named.length).toBeGreaterThan(5);
  });

  it('are no more than the reference has', () => {
    const known = new Set(streams.map(({ capture, key }) => `${capture} ${key}`));
    const more = [...seen.keys()].filter((key) => !known.has(key));
    expect(more).toEqual([]);
  });
});

it.skipIf(corporaFolder === undefined)('are those that Arkime publishes for DTLS', async () => {
  const folder = join(corporaFolder as string, 'ja4');
  const truth = readFileSync(join(folder, 'gt/arkime/cloudshark-dtls1.test'), 'utf8');
  const theirs = [...truth.matchAll(/"ja4" ?: ?\[\s*"([^"]+)"/g)].map(([, ja4]) => ja4);
  const ours: (string | undefined)[] = [];
  await captureFlows(join(folder, 'dtls-udp.notest.cap'), ({ flow }) => {
    const ja4 = recogniseService(flow)?.tls?.ja4;
    if (ja4 !== undefined) ours.push(ja4);
  });
  expect(ours).toEqual(theirs);
  expect(theirs.length).toBeGreaterThan(0);
});

it.skipIf(corporaFolder === undefined)('are those that Suricata publishes for QUIC', async () => {
  for (const [capture, ja4, flows] of [
    ['ja4-quic', 'q13d0310h3_55b375c5d22e_cd85d2d88918', 11],
    ['ja4-tls-quic', 'q13d0310h3_55b375c5d22e_cd85d2d88918', 1],
  ] as const) {
    const found: (string | undefined)[] = [];
    await captureFlows(join(corporaFolder as string, 'suricata', capture, 'input.pcap'), ({ flow }) => {
      if (flow.protocol === 17) found.push(recogniseService(flow)?.tls?.ja4);
    });
    expect(found.filter((value) => value === ja4)).toHaveLength(flows);
  }
});

/** The snapshots are YAML of one shape: a list of streams with indented fields. */
function readSnapshot(capture: string, path: string): Stream[] {
  return readFileSync(path, 'utf8')
    .split(/^- /m)
    .slice(1)
    .flatMap((block) => {
      const field = (name: string) => new RegExp(`^\\s*${name}: (.+)$`, 'm').exec(block)?.[1]?.replaceAll('"', '');
      const ja4 = field('ja4');
      if (ja4 === undefined) return [];
      const protocol = field('transport') === 'tcp' ? 6 : 17;
      const [src = '', dst = ''] = [field('src'), field('dst')];
      const key = tuple(protocol, src, Number(field('src_port')), dst, Number(field('dst_port')));
      return [{ capture, key, ja4, serverName: field('tls_server_name') }];
    });
}
