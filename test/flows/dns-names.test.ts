import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DnsHint, DnsNameLookup, DnsNames } from '../../src/flows/dns-names.ts';
import { IpProtocol } from '../../src/parse/packet-view.ts';
import { dnsBytes, ipv4 } from '../support/dns-bytes.ts';
import { PacketSource, type TestPacket } from '../support/packets.ts';

const answer = (name: string, ...addresses: string[]) =>
  dnsBytes({
    flags: 0x8180,
    questions: [{ name, type: 1 }],
    answers: addresses.map((address) => ({ name: 12, type: 1, data: ipv4(address) })),
  });

function offered(packet: Partial<TestPacket>): DnsHint[] {
  const names = new DnsNames();
  const source = new PacketSource();
  const view = source.view({
    from: '10.0.2.3:53',
    to: '10.0.2.15:40000',
    protocol: IpProtocol.udp,
    atUs: 1000,
    frame: 7,
    payload: answer('cdn.example.org', '192.0.2.1', '192.0.2.2'),
    ...packet,
  });
  names.offer(view);
  return names.hints;
}

const hint = (timeUs: number, address: string, name: string, frame = 1): DnsHint => ({ timeUs, frame, address, name });

describe('names from DNS answers', () => {
  it('hold the time, the frame and every address', () => {
    expect(offered({})).toEqual([
      { timeUs: 1000, frame: 7, address: '192.0.2.1', name: 'cdn.example.org' },
      { timeUs: 1000, frame: 7, address: '192.0.2.2', name: 'cdn.example.org' },
    ]);
  });

  it.each([
    ['a question', { payload: dnsBytes({ questions: [{ name: 'example.org', type: 1 }] }) }],
    ['another port', { from: '10.0.2.3:5300' }],
    ['TCP', { protocol: IpProtocol.tcp }],
    ['bytes that are no DNS', { payload: new Uint8Array(60).fill(0xff) }],
    ['an answer that the snap length cut', { cutBytes: 5 }],
    ['an empty datagram', { payload: new Uint8Array(0) }],
  ])('do not come from %s', (_, packet) => {
    expect(offered(packet)).toEqual([]);
  });

  it.each([['10.0.2.3:53'], ['10.0.2.9:5353'], ['10.0.2.9:5355']])('come from the resolver ports, as in %s', (from) => {
    expect(offered({ from })).toHaveLength(2);
  });

  it('are bounded, and what the bound costs is counted', () => {
    const names = new DnsNames();
    const source = new PacketSource();
    const addresses = Array.from({ length: 250 }, (_, i) => `192.0.2.${i}`);
    const payload = answer('many.example.org', ...addresses);
    const view = source.view({ from: '10.0.2.3:53', to: '10.0.2.15:4', protocol: IpProtocol.udp, payload });
    for (let i = 0; i < 801; i++) names.offer(view);
    expect(names.hints).toHaveLength(200_000);
    expect(names.dropped).toBe(250);
  });
});

describe('the name of an address', () => {
  it('is the latest that was given before', () => {
    const lookup = new DnsNameLookup([
      hint(30, '192.0.2.1', 'new.example'),
      hint(10, '192.0.2.1', 'old.example'),
      hint(20, '192.0.2.2', 'other.example'),
    ]);
    expect(lookup.nameOf('192.0.2.1', 9)).toBeUndefined();
    expect(lookup.nameOf('192.0.2.1', 10)).toBe('old.example');
    expect(lookup.nameOf('192.0.2.1', 29)).toBe('old.example');
    expect(lookup.nameOf('192.0.2.1', 1e15)).toBe('new.example');
    expect(lookup.nameOf('192.0.2.3', 1e15)).toBeUndefined();
  });

  it('does not depend on the order in which workers hand their hints over', () => {
    const some = fc.record({
      timeUs: fc.nat(5),
      frame: fc.nat(2),
      address: fc.constantFrom('a', 'b'),
      name: fc.constantFrom('x', 'y', 'z'),
    });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 20 }), fc.nat(6), fc.nat(19), (hints, atUs, turn) => {
        const turned = [...hints.slice(turn), ...hints.slice(0, turn)];
        expect(new DnsNameLookup(turned).nameOf('a', atUs)).toBe(new DnsNameLookup(hints).nameOf('a', atUs));
        const known = hints.filter(({ address, timeUs }) => address === 'a' && timeUs <= atUs);
        const expected = known.sort((p, q) => p.timeUs - q.timeUs || p.frame - q.frame || (p.name < q.name ? -1 : 1));
        expect(new DnsNameLookup(hints).nameOf('a', atUs)).toBe(expected.at(-1)?.name);
      }),
    );
  });

  it('is found quickly where one address had a hundred thousand', () => {
    const hints = Array.from({ length: 100_000 }, (_, i) => hint(i, '192.0.2.1', `n${i}.example`));
    const lookup = new DnsNameLookup(hints);
    for (let i = 0; i < 100_000; i++) expect(lookup.nameOf('192.0.2.1', i) === `n${i}.example`).toBe(true);
  });
});
