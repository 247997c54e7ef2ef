import { expect, test } from 'vitest';
import { IpProtocol } from '../../src/parse/packet-view.ts';
import { judgeAllSiblings } from '../../src/run/sibling-verdicts.ts';
import { analysed } from '../support/analysed.ts';
import { dnsBytes } from '../support/dns-bytes.ts';
import type { TestPacket } from '../support/packets.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(71);

/** A datagram of a few sealed bytes behind a clear header, each from a port of its own. */
function short(i: number, to: string): TestPacket {
  const payload = Buffer.concat([Uint8Array.of(0xf2, 0xf0, 0, i, 7, 7), randomBytes(28, random)]);
  return { from: `192.168.1.20:${40_000 + i}`, to, atUs: i * 1000, payload, protocol: IpProtocol.udp };
}

test('short flows to one address and port are judged together, and no others with them', async () => {
  const packets = Array.from({ length: 9 }, (_, i) => short(i, '203.0.113.7:8000'));
  const { flows } = await analysed([...packets, short(9, '203.0.113.7:8001')]);
  expect(flows.encryptionClass(0)).not.toBe('custom');
  judgeAllSiblings(flows);
  const classes = Array.from({ length: flows.count }, (_, rank) => flows.encryptionClass(rank));
  expect(classes).toEqual([...Array(9).fill('custom'), expect.not.stringContaining('custom')]);
  expect(flows.confidence(3)).toBeGreaterThan(0.5);
  expect(flows.anew.of(3)?.reasons[0]).toContain('with 8 other flows to the same address and port (frames ');
  expect(flows.anew.of(9)).toBeUndefined();
});

test('one short flow to each of several servers, all to one port, is judged with the others, and those of another device are not', async () => {
  const asked = Array.from({ length: 9 }, (_, i) => short(i, `203.0.113.${10 + i}:8000`));
  const other = { ...short(9, '203.0.113.30:8000'), from: '192.168.1.21:40009' };
  const elsewhere = short(10, '203.0.113.31:8001');
  const { flows } = await analysed([...asked, other, elsewhere]);
  expect(flows.encryptionClass(0)).not.toBe('custom');
  judgeAllSiblings(flows);
  const classes = Array.from({ length: flows.count }, (_, rank) => flows.encryptionClass(rank));
  const not = expect.not.stringContaining('custom');
  expect(classes).toEqual([...Array(9).fill('custom'), not, not]);
  expect(flows.anew.of(3)?.reasons[0]).toContain('with 8 other flows to the same port of other addresses (frames ');
});

test('lookups of one resolver are judged together by registered domain, whatever is asked in between', async () => {
  const lookup = (i: number, name: string): TestPacket => ({
    from: `192.168.1.20:${30_000 + i}`,
    to: '192.168.1.1:53',
    atUs: i * 1000,
    payload: dnsBytes({ questions: [{ name, type: 1 }] }),
    protocol: IpProtocol.udp,
  });
  const names = Array.from({ length: 40 }, (_, i) =>
    i % 2 === 0
      ? `${Buffer.from(randomBytes(9 + (i % 12), random)).toString('hex')}.k.tunnel.co.uk`
      : `graph-of-the-day-${i}.example.com`,
  );
  const { flows } = await analysed(names.map((name, i) => lookup(i, name)));
  judgeAllSiblings(flows);
  const classes = names.map((_, rank) => flows.encryptionClass(rank));
  expect(classes).toEqual(names.map((_, i) => (i % 2 === 0 ? 'embedded' : 'cleartext')));
  expect(flows.anew.of(0)?.reasons[0]).toContain('20 different names under tunnel.co.uk');
});
