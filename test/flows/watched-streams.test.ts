import { describe, expect, it } from 'vitest';
import { WatchedStreams } from '../../src/flows/watched-streams.ts';
import { PacketSource, type TestPacket } from '../support/packets.ts';

const UP = { from: '10.0.2.15:40000', to: '192.0.2.1:443' };
const DOWN = { from: UP.to, to: UP.from };
const text = (value: string) => Buffer.from(value);

/** A key as flows keep it, of the first packet's originator. */
function watch(packets: TestPacket[], endUs = 1e9): WatchedStreams {
  const source = new PacketSource();
  const first = source.view(packets[0]!);
  const key = Int32Array.from([
    ...[first.s0, first.s1, first.s2, first.s3, first.d0, first.d1, first.d2, first.d3],
    (first.sourcePort << 16) | first.destinationPort,
    first.protocol,
  ]);
  const streams = new WatchedStreams([{ key, keyAt: 0, startUs: 0, endUs }]);
  const again = new PacketSource();
  for (const packet of packets) streams.packet(again.view(packet), 0);
  streams.finish();
  return streams;
}

const bytes = (streams: WatchedStreams, side: 0 | 1) => Buffer.from(streams.flows[0]![side].bytes).toString();

describe('watched streams', () => {
  const opening: TestPacket[] = [
    { ...UP, flags: 'S', sequence: 99 },
    { ...DOWN, flags: 'SA', sequence: 499, acknowledgment: 100 },
  ];

  it('keep both directions in order, with the frame of every byte', () => {
    const streams = watch([
      ...opening,
      { ...UP, sequence: 100, payload: text('abc'), atUs: 10 },
      { ...DOWN, sequence: 500, payload: text('xyz'), atUs: 20 },
      { ...UP, sequence: 103, payload: text('def'), atUs: 30 },
    ]);
    expect([bytes(streams, 0), bytes(streams, 1)]).toEqual(['abcdef', 'xyz']);
    expect(streams.flows[0]![0].segments).toEqual([
      { frame: 3, capture: 0, timeUs: 10, offset: 0, length: 3 },
      { frame: 5, capture: 0, timeUs: 30, offset: 3, length: 3 },
    ]);
  });

  it('put late segments in place and drop what came again', () => {
    const streams = watch([
      ...opening,
      { ...UP, sequence: 103, payload: text('def') },
      { ...UP, sequence: 100, payload: text('abc') },
      { ...UP, sequence: 101, payload: text('bcdefg') },
      { ...UP, sequence: 100, payload: text('abc') },
    ]);
    expect(bytes(streams, 0)).toBe('abcdefg');
  });

  it('take what waits behind a hole at the end', () => {
    expect(bytes(watch([...opening, { ...UP, sequence: 200, payload: text('late') }]), 0)).toBe('late');
  });

  it('take datagrams as they come, and nothing outside of the flow’s time or of other flows', () => {
    const udp = { ...UP, protocol: 17 };
    const streams = watch(
      [
        { ...udp, payload: text('one'), atUs: 1 },
        { ...udp, from: '10.0.2.15:40001', payload: text('other'), atUs: 2 },
        { ...udp, from: '10.0.2.16:40000', payload: text('other'), atUs: 2 },
        { ...udp, payload: text('two'), atUs: 3 },
        { ...udp, payload: text('after'), atUs: 90 },
      ],
      50,
    );
    expect(bytes(streams, 0)).toBe('onetwo');
  });

  it('bound what they keep and count what they drop', () => {
    const chunk = new Uint8Array(60_000).fill(65);
    const packets = Array.from({ length: 20 }, (_, i) => ({ ...UP, sequence: 100 + i * chunk.length, payload: chunk }));
    const streams = watch([...opening, ...packets]);
    expect(streams.flows[0]![0].bytes.length).toBe(1 << 20);
    expect(streams.droppedBytes).toBe(20 * chunk.length - (1 << 20));
  });
});
