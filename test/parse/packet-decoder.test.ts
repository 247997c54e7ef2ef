import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_NAMES } from '../../src/base/bounded-count.ts';
import { NO_UID, PacketDirection } from '../../src/parse/capture-record.ts';
import { LINK_LAYERS } from '../../src/parse/link-layer.ts';
import { PacketDecoder } from '../../src/parse/packet-decoder.ts';
import { DecodeStop, IpProtocol } from '../../src/parse/packet-view.ts';
import { addressesOf, decodeFrame, payloadOf, recordOf } from '../support/decode-frame.ts';
import { ethernet, fragmentHeader, gre, ipv4, ipv6, pcapdroidFrame, sll2, tcp, udp } from '../support/frame-bytes.ts';

const RAW = 101;
const PAYLOAD = Buffer.from('payload');
const HEX = PAYLOAD.toString('hex');

function notDecoded(frame: Uint8Array, linkType = RAW): [string, number][] {
  const { isFlow, decoder } = decodeFrame(frame, { linkType });
  return [['flow', Number(isFlow)], ...decoder.notDecoded];
}

describe('a packet', () => {
  it('is decoded from the link to the transport layer', () => {
    const frame = ethernet(ipv4(tcp(PAYLOAD, { from: 1, to: 2 }), { protocol: 6 }), { tags: [0x8100] });
    const { view, isFlow } = decodeFrame(frame);
    expect(isFlow).toBe(true);
    expect(view).toMatchObject({ stop: DecodeStop.ok, protocol: 6, sourcePort: 1, destinationPort: 2, ipBytes: 47 });
    expect(payloadOf(view)).toBe(HEX);
  });

  it('passes on what the record says of it', () => {
    const record = recordOf(ipv4(udp()), { linkType: RAW, timeUs: 5, interfaceId: 3 });
    Object.assign(record, { timeNs: 7, frame: 12, uid: 10_234, direction: PacketDirection.outbound });
    const decoder = new PacketDecoder();
    decoder.decode(record, true);
    expect(decoder.view).toMatchObject({
      timeUs: 5,
      timeNs: 7,
      frame: 12,
      interfaceId: 3,
      uid: 10_234,
      direction: PacketDirection.outbound,
      ipPackets: 1,
    });
  });

  it('inside an IP tunnel counts for itself: its addresses, its bytes', () => {
    const inner = ipv6(udp(PAYLOAD, 5, 6), { from: 'fe80::1' });
    for (const outer of [ipv4(inner, { protocol: 41 }), ipv4(gre(inner, 0x86dd), { protocol: 47 })]) {
      const { view, isFlow, decoder } = decodeFrame(outer, { linkType: RAW });
      expect([isFlow, view.ipVersion, view.protocol, view.ipBytes, view.sourcePort]).toEqual([true, 6, 17, 55, 5]);
      expect(addressesOf(view).source).toBe('fe800000000000000000000000000001');
      expect(payloadOf(view)).toBe(HEX);
      expect(decoder.notDecoded.size).toBe(0);
    }
  });

  it('two tunnels deep stays closed, and is counted by name', () => {
    const twice = ipv4(ipv4(ipv4(udp()), { protocol: 4 }), { protocol: 4 });
    expect(notDecoded(twice)).toEqual([
      ['flow', 1],
      ['inside IP-in-IP', 1],
    ]);
    const vxlan = ipv4(udp(Buffer.from('0800000000007b00', 'hex'), 40_000, 4789));
    expect(notDecoded(vxlan)).toEqual([
      ['flow', 1],
      ['inside VXLAN', 1],
    ]);
  });

  it('in fragments is put together before its tunnel is opened, and inside it', () => {
    const inner = ipv4(udp(PAYLOAD, 5, 6));
    const decoder = new PacketDecoder();
    const outer = [
      ipv4(inner.subarray(0, 16), { protocol: 4, fragment: 0x2000 }),
      ipv4(inner.subarray(16), { protocol: 4, fragment: 2 }),
    ];
    const flows = outer.map((packet) => decodeFrame(packet, { linkType: RAW }, decoder).isFlow);
    expect([flows, decoder.view.sourcePort, payloadOf(decoder.view)]).toEqual([[false, true], 5, HEX]);
    const datagram = udp(PAYLOAD, 7, 8);
    const nested = [
      ipv4(gre(ipv4(datagram.subarray(0, 8), { fragment: 0x2000 })), { protocol: 47 }),
      ipv4(gre(ipv4(datagram.subarray(8), { fragment: 1 })), { protocol: 47 }),
    ];
    const inside = nested.map((packet) => decodeFrame(packet, { linkType: RAW }, decoder).isFlow);
    expect([inside, decoder.view.sourcePort, payloadOf(decoder.view)]).toEqual([[false, true], 7, HEX]);
    expect(decoder.notDecoded.size).toBe(0);
  });

  it('with fragments inside fragments is not decoded', () => {
    const inner = fragmentHeader(17, Buffer.alloc(16), 0, true);
    const decoder = new PacketDecoder();
    decodeFrame(ipv6(fragmentHeader(44, inner.subarray(0, 16), 0, true), { protocol: 44 }), { linkType: RAW }, decoder);
    decodeFrame(ipv6(fragmentHeader(44, inner.subarray(16), 16, false), { protocol: 44 }), { linkType: RAW }, decoder);
    expect([...decoder.notDecoded]).toEqual([['fragments in fragments', 1]]);
  });

  it('that is not decoded is counted by reason: unsupported, truncated, malformed', () => {
    expect(notDecoded(ethernet(PAYLOAD, { type: 0x0806 }), 1)).toEqual([
      ['flow', 0],
      ['ARP', 1],
    ]);
    expect(notDecoded(PAYLOAD, 127)).toEqual([
      ['flow', 0],
      ['link type 127', 1],
    ]);
    expect(notDecoded(ipv4(udp()).subarray(0, 12))).toEqual([
      ['flow', 0],
      ['truncated: IPv4 header', 1],
    ]);
    expect(notDecoded(ipv4(udp(), { totalLength: 7 }))).toEqual([
      ['flow', 0],
      ['malformed: IPv4 length', 1],
    ]);
    expect(notDecoded(ipv4(ipv4(udp()).subarray(0, 10), { protocol: 4 }))).toEqual([
      ['flow', 0],
      ['truncated: IPv4 header', 1],
    ]);
  });

  it('cut inside the transport header belongs to its flow, if the ports are there', () => {
    const packet = ipv4(tcp(PAYLOAD, { from: 1, to: 2 }), { protocol: 6 });
    const cut = decodeFrame(packet, { linkType: RAW, captured: 30 });
    expect([cut.isFlow, cut.view.sourcePort, cut.view.ipBytes]).toEqual([true, 1, 47]);
    expect([...cut.decoder.notDecoded]).toEqual([['truncated: TCP header', 1]]);
    expect(decodeFrame(packet, { linkType: RAW, captured: 23 }).isFlow).toBe(false);
  });

  it('does not inherit the ports of the packet before', () => {
    const decoder = new PacketDecoder();
    decodeFrame(ipv4(tcp(), { protocol: 6 }), { linkType: RAW }, decoder);
    const cut = decodeFrame(ipv6(udp()), { linkType: RAW, captured: 20 }, decoder);
    expect([cut.isFlow, cut.view.sourcePort]).toEqual([false, 0]);
  });

  it('is counted under a bounded number of names', () => {
    const decoder = new PacketDecoder();
    for (let type = 0x0900; type < 0x1000; type++) decodeFrame(ethernet(PAYLOAD, { type }), {}, decoder);
    expect(decoder.notDecoded.size).toBe(MAX_NAMES + 1);
    expect([...decoder.notDecoded.values()].reduce((sum, count) => sum + count)).toBe(0x700);
  });

  it('never throws and never reads outside its record, whatever the bytes and the link type', () => {
    const start = fc.constantFrom('', '45', '60', '02000000', 'ff030021', '0f000800');
    fc.assert(
      fc.property(
        fc.constantFrom(...LINK_LAYERS.keys(), 127),
        fc.array(fc.tuple(start, fc.uint8Array({ maxLength: 100 })), { maxLength: 4 }),
        (linkType, frames) => {
          const outcome = (filler: number) => {
            const decoder = new PacketDecoder();
            decoder.trailers = 1;
            return frames.map(([prefix, rest]) => {
              const record = recordOf(Buffer.concat([Buffer.from(prefix, 'hex'), rest]), { linkType });
              record.bytes.fill(filler, 0, 16).fill(filler, 16 + record.capturedBytes);
              const isFlow = decoder.decode(record, true);
              const { bytes, ...view } = decoder.view;
              return { isFlow, view, held: isFlow ? payloadOf(decoder.view) : '', notDecoded: [...decoder.notDecoded] };
            });
          };
          expect(outcome(0x45)).toEqual(outcome(0x00));
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('a capture of PCAPdroid', () => {
  const packet = ipv4(tcp(PAYLOAD), { protocol: 6 });

  it('gives the UID of each packet and the label of each UID once', () => {
    const decoder = new PacketDecoder();
    for (const [uid, label] of [
      [10_234, 'Suspect, App'],
      [-1, 'Unknown'],
      [10_234, 'renamed'],
    ] as const) {
      const { view, isFlow } = decodeFrame(pcapdroidFrame(packet, uid, label), {}, decoder);
      expect([isFlow, view.uid, view.ipBytes, payloadOf(view)]).toEqual([true, uid, packet.length, HEX]);
    }
    expect([...decoder.labels]).toEqual([
      [10_234, 'Suspect, App'],
      [-1, 'Unknown'],
    ]);
    expect(decoder.trailers).toBe(3);
  });

  it('holds bare IP packets where the trailer did not fit', () => {
    const decoder = new PacketDecoder();
    expect(decodeFrame(packet, {}, decoder).isFlow).toBe(false);
    decodeFrame(pcapdroidFrame(packet, 10_234, 'App'), {}, decoder);
    for (const bare of [packet, ipv6(tcp(PAYLOAD), { protocol: 6 })]) {
      for (const captured of [bare.length, 50]) {
        const { view, isFlow } = decodeFrame(bare, { captured }, decoder);
        expect([isFlow, view.protocol, view.ipBytes, view.uid]).toEqual([true, 6, bare.length, NO_UID]);
      }
      // The original length may be that of the frame that did not fit.
      expect(decodeFrame(bare, { originalBytes: bare.length + 14 + 3 + 32 }, decoder).isFlow).toBe(true);
    }
  });

  it('of old versions holds Ethernet frames without trailer there', () => {
    const decoder = new PacketDecoder();
    decodeFrame(pcapdroidFrame(packet, 10_234, 'App'), {}, decoder);
    const zeros = { destination: '000000000000', source: '000000000000' };
    const { view, isFlow } = decodeFrame(ethernet(packet, zeros), {}, decoder);
    expect([isFlow, view.uid, view.ipBytes]).toEqual([true, NO_UID, packet.length]);
  });

  it('does not make every frame with a fitting first byte a bare packet', () => {
    const decoder = new PacketDecoder();
    decodeFrame(pcapdroidFrame(packet, 10_234, 'App'), {}, decoder);
    // A hardware address like the start of an IPv4 header, whose length does not fit the frame.
    const { view, isFlow } = decodeFrame(
      ethernet(packet, { destination: '450000140000' }),
      { originalBytes: 1500 },
      decoder,
    );
    expect([isFlow, view.ipBytes]).toEqual([true, packet.length]);
  });

  it('leaves other link types alone', () => {
    const decoder = new PacketDecoder();
    decodeFrame(pcapdroidFrame(packet, 10_234, 'App'), {}, decoder);
    const { view } = decodeFrame(sll2(packet, 4, 9), { linkType: 276 }, decoder);
    expect([view.direction, view.interfaceId, view.protocol]).toEqual([
      PacketDirection.outbound,
      0x10009,
      IpProtocol.tcp,
    ]);
  });

  it('keeps a bounded number of labels and counts what that costs', () => {
    const decoder = new PacketDecoder();
    for (let uid = 0; uid < 100_000; uid++) decoder.labels.set(uid, '');
    decodeFrame(pcapdroidFrame(packet, 200_000, 'App'), {}, decoder);
    decodeFrame(pcapdroidFrame(packet, 5, 'App'), {}, decoder);
    expect(decoder.labels.size).toBe(100_000);
    expect([...decoder.notDecoded]).toEqual([['labels beyond 100000', 1]]);
  });
});
