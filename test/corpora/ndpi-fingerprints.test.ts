// JA4 values and server names that nDPI publishes for its own captures: TLS, DTLS, QUIC, and TLS behind FTP's AUTH TLS. The nDPI of that time wrote
// three parts of JA4's readable head in ways of its own, which are left out of the comparison: d or i (it asks whether the name is usable, the
// specification whether the extension is there), the two characters of ALPN (it takes the first two), and the version of DTLS 1.3.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { recogniseService } from '../../src/flows/service-registry.ts';
import { captureFlows, tuple } from '../support/capture-flows.ts';
import { corporaFolder, needsCorpora } from '../support/corpora.ts';

interface Row {
  capture: string;
  key: string;
  protocol: string;
  ja4: string;
  name: string;
}

/** Encapsulations that are left closed, and addresses that nDPI prints in another way. */
const LEFT_CLOSED = ['6in4tunnel.pcap', 'capwap_data.pcapng', 'vxlan.pcap', 'quic-mvfst-exp.pcap'];
const OTHERS: Record<string, string> = {
  'smtps.pcapng': 'the server answers the ClientHello in cleartext SMTP',
  'tls_cipher_lens.pcap': 'five damaged hellos on one tuple, of which the first is read',
};
/** GTP inside UDP. */
const IN_GTP = 'ndpi/dtls.pcap 17 10.191.227.13 54162 157.240.16.128 3478';

const rows: Row[] = [];
const seen = new Map<string, { ja4: string[]; names: string[] }>();

describe.skipIf(corporaFolder === undefined)(needsCorpora('nDPI fingerprints'), () => {
  beforeAll(async () => {
    const folder = corporaFolder as string;
    const [head = '', ...lines] = readFileSync(join(folder, 'labels.tsv'), 'utf8').trimEnd().split('\n');
    const column = (name: string) => head.split('\t').indexOf(name);
    const at = ['pcap', 'proto', 'ip_a', 'port_a', 'ip_b', 'port_b', 'ndpi_protocol', 'ja4', 'sni'].map(column);
    for (const line of lines) {
      const cells = line.split('\t');
      const [capture, proto, ipA, portA, ipB, portB, protocol, ja4, name] = at.map((i) => cells[i] ?? '') as [
        string,
        ...string[],
      ];
      const file = capture.split('/').at(-1) as string;
      if ((ja4 === '' && !/^(TLS|QUIC|DTLS)/.test(protocol ?? '')) || LEFT_CLOSED.includes(file) || file in OTHERS)
        continue;
      const key = tuple(proto === 'TCP' ? 6 : 17, ipA ?? '', Number(portA), ipB ?? '', Number(portB));
      if (`${capture} ${key}` === IN_GTP) continue;
      if (ja4 !== '' || name !== '')
        rows.push({ capture, key, protocol: protocol ?? '', ja4: ja4 ?? '', name: name ?? '' });
    }
    for (const capture of new Set(rows.map((row) => row.capture))) {
      await captureFlows(join(folder, capture), ({ flow, origIp, respIp }) => {
        const facts = recogniseService(flow);
        const key = `${capture} ${tuple(flow.protocol, origIp, flow.origPort, respIp, flow.respPort)}`;
        const known = seen.get(key) ?? { ja4: [], names: [] };
        if (facts?.tls?.ja4 !== undefined) known.ja4.push(comparable(facts.tls.ja4));
        const name = facts?.tls?.server_name ?? facts?.quic?.server_name;
        if (name !== undefined) known.names.push(name.toLowerCase());
        seen.set(key, known);
      });
    }
  }, 120_000);

  it('have the same counts and hashes', () => {
    const compared = rows.filter(({ ja4 }) => ja4 !== '');
    const faults = compared.filter(
      ({ capture, key, ja4 }) => !seen.get(`${capture} ${key}`)?.ja4.includes(comparable(ja4)),
    );
    expect(faults.map(({ capture, key, ja4 }) => [capture, key, ja4, seen.get(`${capture} ${key}`)?.ja4])).toEqual([]);
    expect(compared.length).toBeGreaterThan(350);
  });

  it('have the same server names', () => {
    const compared = rows.filter(({ name, protocol }) => name !== '' && /^(TLS|QUIC|DTLS)/.test(protocol));
    const faults = compared.filter(
      ({ capture, key, name }) => !seen.get(`${capture} ${key}`)?.names.includes(name.toLowerCase()),
    );
    expect(faults.map(({ capture, key, name }) => [capture, key, name])).toEqual([]);
    expect(compared.length).toBeGreaterThan(300);
  });
});

/** Transport, version, counts, hashes. nDPI hashes the empty list of extensions where the specification writes zeros. */
function comparable(ja4: string): string {
  return ja4
    .replace(/^d(d.)[di](\d{4})../, 'dd? $2')
    .replace(/^([tq]..)[di](\d{4})../, '$1 $2')
    .replace('e3b0c44298fc', '000000000000');
}
