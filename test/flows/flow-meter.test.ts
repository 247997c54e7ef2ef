import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FlowMeter } from '../../src/flows/flow-meter.ts';
import { IpProtocol } from '../../src/parse/packet-view.ts';
import { collector, meterFlows, type SeenFlow } from '../support/flow-run.ts';
import { PacketSource, type TestPacket } from '../support/packets.ts';

const CLIENT = '10.0.2.15:40000';
const SERVER = '192.0.2.1:443';
const bytes = (length: number, value = 0x41) => new Uint8Array(length).fill(value);
const seconds = (s: number) => s * 1e6;

const up = (packet: Partial<TestPacket>): TestPacket => ({ from: CLIENT, to: SERVER, ...packet });
const down = (packet: Partial<TestPacket>): TestPacket => ({ from: SERVER, to: CLIENT, ...packet });
const udp = (packet: Partial<TestPacket>): TestPacket => up({ protocol: IpProtocol.udp, ...packet });

const HANDSHAKE = [
  up({ flags: 'S', sequence: 1000 }),
  down({ flags: 'SA', sequence: 8000, acknowledgment: 1001 }),
  up({ flags: 'A', sequence: 1001, acknowledgment: 8001 }),
];

describe('the flow meter', () => {
  it('makes one flow of a connection and measures both directions', () => {
    const [flow, ...rest] = meterFlows([
      ...HANDSHAKE,
      up({ flags: 'PA', sequence: 1001, acknowledgment: 8001, payload: bytes(10), atUs: 500 }),
      down({ flags: 'PA', sequence: 8001, acknowledgment: 1011, payload: bytes(30), atUs: 900 }),
      up({ flags: 'FA', sequence: 1011, acknowledgment: 8031, atUs: 1000 }),
      down({ flags: 'FA', sequence: 8031, acknowledgment: 1012, atUs: 1100 }),
    ]);
    expect(rest).toEqual([]);
    expect(flow).toMatchObject({
      reason: 'ended',
      history: 'ShADdFf',
      startSeen: true,
      startUs: 0,
      endUs: 1100,
      firstFrame: 1,
      lastFrame: 7,
      orig: { at: CLIENT, packets: 4, bytes: 4 * 40 + 10, payloadBytes: 10, streamBytes: 10, missedBytes: 0 },
      resp: { at: SERVER, packets: 3, bytes: 3 * 40 + 30, payloadBytes: 30, streamBytes: 30, missedBytes: 0 },
      messages: [
        { from: 'orig', bytes: 10, atUs: 500, prefixOffset: 0 },
        { from: 'resp', bytes: 30, atUs: 900, prefixOffset: 0 },
      ],
    });
  });

  it('marks a flow that began before the capture, and guesses its originator', () => {
    const [flow] = meterFlows([down({ flags: 'PA', sequence: 5, payload: bytes(3) }), up({ flags: 'A' })]);
    expect(flow).toMatchObject({ startSeen: false, history: '^dA', orig: { at: CLIENT }, resp: { at: SERVER } });
    const [answer] = meterFlows([down({ flags: 'SA', sequence: 5, acknowledgment: 1 })]);
    expect(answer).toMatchObject({ startSeen: true, history: '^h', orig: { at: CLIENT, packets: 0 } });
    const [reply] = meterFlows([
      { from: '192.0.2.53:53', to: '10.0.2.15:40000', protocol: IpProtocol.udp, payload: bytes(4) },
    ]);
    expect(reply).toMatchObject({ startSeen: false, history: '^d', orig: { at: '10.0.2.15:40000' } });
  });

  it('joins a SYN that was captured behind its SYN-ACK', () => {
    const flows = meterFlows([HANDSHAKE[1], HANDSHAKE[0], HANDSHAKE[2]]);
    expect(flows.map(({ history }) => history)).toEqual(['^hSA']);
  });

  it('starts a new flow at a SYN with another sequence number, and ends the old one', () => {
    const flows = meterFlows([
      ...HANDSHAKE,
      up({ flags: 'PA', sequence: 1001, payload: bytes(5, 1), atUs: 10 }),
      up({ flags: 'S', sequence: 70_000, atUs: seconds(2) }),
      up({ flags: 'PA', sequence: 70_001, payload: bytes(5, 2), atUs: seconds(2) + 5 }),
    ]);
    expect(flows.map(({ reason, history }) => [reason, history])).toEqual([
      ['ended', 'ShAD'],
      ['forced', 'SD'],
    ]);
    expect(flows.map(({ orig }) => [...orig.prefix])).toEqual([[...bytes(5, 1)], [...bytes(5, 2)]]);
  });

  it('keeps a repeated SYN in its flow', () => {
    expect(meterFlows([HANDSHAKE[0], { ...HANDSHAKE[0], atUs: seconds(1) }, ...HANDSHAKE.slice(1)])).toHaveLength(1);
  });

  it.each([
    ['TCP', up({ flags: 'A' }), 300],
    ['UDP', udp({ payload: bytes(1) }), 60],
    ['ICMP', { from: '10.0.0.1', to: '10.0.0.2', protocol: IpProtocol.icmp, type: 8 }, 60],
  ])('splits %s after its idle timeout, to the microsecond', (_, packet: TestPacket, timeout) => {
    const at = (us: number) => ({ ...packet, atUs: us });
    expect(meterFlows([at(0), at(seconds(timeout))])).toHaveLength(1);
    expect(meterFlows([at(0), at(seconds(timeout) + 1)]).map(({ reason }) => reason)).toEqual(['idle', 'forced']);
    // No active timeout: a flow may last.
    expect(meterFlows(Array.from({ length: 100 }, (_, i) => at(seconds(timeout) * i)))).toHaveLength(1);
  });

  it('gives a closed connection the timeout of TCP, too: a late packet is no flow of its own', () => {
    const close = [up({ flags: 'FA', sequence: 1001 }), down({ flags: 'FA', sequence: 8001 })];
    const late = (at: number) => down({ flags: 'FA', sequence: 8001, atUs: seconds(at) });
    expect(meterFlows([...HANDSHAKE, ...close, late(300)])).toHaveLength(1);
    expect(meterFlows([...HANDSHAKE, ...close, late(301)]).map(({ reason }) => reason)).toEqual(['ended', 'forced']);
  });

  it('ends idle flows when other traffic shows that their time is over', () => {
    const ended: SeenFlow[] = [];
    const meter = new FlowMeter(100, collector(ended));
    const source = new PacketSource();
    meter.packet(source.view(udp({ payload: bytes(1) })), 1, 0);
    meter.packet(source.view(up({ atUs: seconds(60) })), 2, 0);
    expect(ended).toEqual([]);
    meter.packet(source.view(up({ atUs: seconds(61) })), 2, 0);
    expect(ended.map(({ reason }) => reason)).toEqual(['idle']);
  });

  it('tells flows that were idle at the end from those that the end cut off', () => {
    const flows = meterFlows([
      udp({ payload: bytes(1) }),
      up({ flags: 'A', atUs: seconds(1) }),
      { ...udp({ payload: bytes(1) }), from: '10.0.2.15:4', atUs: seconds(61) },
    ]);
    expect(flows.map(({ protocol, reason }) => [protocol, reason])).toEqual([
      [17, 'idle'],
      [6, 'forced'],
      [17, 'forced'],
    ]);
  });

  it('survives one packet with a wrong clock', () => {
    const at = (us: number) => udp({ payload: bytes(1), atUs: us });
    const flows = meterFlows([at(seconds(1000)), at(0), at(seconds(1000)), at(seconds(1001)), at(seconds(1002))]);
    expect(flows.map(({ orig }) => orig.packets)).toEqual([1, 1, 3]);
  });

  it('evicts closed flows first, then the one that has been idle longest, and counts the open ones', () => {
    const ended: SeenFlow[] = [];
    const meter = new FlowMeter(3, collector(ended));
    const source = new PacketSource();
    const send = (port: number, flags: string, at: number, protocol = 6) =>
      meter.packet(
        source.view({ from: `10.0.2.15:${port}`, to: SERVER, flags, protocol, atUs: seconds(at), payload: bytes(1) }),
        port,
        0,
      );
    send(1, 'A', 1);
    send(2, '', 2, IpProtocol.udp);
    send(3, 'A', 3);
    send(1, 'A', 4);
    send(4, 'A', 5);
    expect(ended.map(({ orig, reason }) => [orig.at, reason])).toEqual([['10.0.2.15:2', 'resources']]);
    send(4, 'R', 6);
    send(5, 'A', 7);
    expect(ended.slice(1).map(({ orig, reason }) => [orig.at, reason])).toEqual([['10.0.2.15:4', 'ended']]);
    send(6, 'A', 8);
    expect(ended.slice(2).map(({ orig }) => orig.at)).toEqual(['10.0.2.15:3']);
    expect(meter.evicted).toBe(2);
    expect(meter.table.count).toBe(3);
  });

  it('keeps look-ups short when somebody chooses keys that collide', () => {
    const ended: SeenFlow[] = [];
    const meter = new FlowMeter(1_000_000, collector(ended));
    const source = new PacketSource();
    for (let port = 1; port <= 1000; port++) {
      meter.packet(source.view({ from: `10.0.2.15:${port}`, to: SERVER }), 77, 0);
    }
    expect(meter.table.count).toBe(64);
    expect(meter.evicted).toBe(936);
    expect(ended[0]).toMatchObject({ orig: { at: '10.0.2.15:1' }, reason: 'resources' });
  });

  it('evicts nobody when a flow only takes the place of its predecessor', () => {
    const meter = new FlowMeter(1_000_000, () => undefined);
    const source = new PacketSource();
    const syn = (port: number, sequence: number) =>
      meter.packet(source.view({ from: `10.0.2.15:${port}`, to: SERVER, flags: 'S', sequence }), 77, 0);
    // A full bucket that was looked at in vain just before.
    for (let port = 1; port <= 64; port++) syn(port, 1);
    syn(65, 1);
    expect(meter.evicted).toBe(1);
    syn(65, 2);
    expect(meter.evicted).toBe(1);
    expect(meter.table.count).toBe(64);
  });

  it('gives the memory of ended flows to those that follow', () => {
    const meter = new FlowMeter(1, () => undefined);
    const source = new PacketSource();
    for (let port = 1; port <= 2000; port++) {
      const packet = { from: `10.0.2.15:${port}`, to: SERVER, payload: bytes(4096) };
      meter.packet(source.view(packet), port, 0);
    }
    meter.finish(0);
    // One prefix of 4 KiB at a time: two thousand would fill seven slabs.
    expect(meter.payload.prefixes.allocate(3)).toBe(0);
    expect(meter.payload.logs.append(-1, 0, 0, 1, true, 0)).toBeLessThan(8);
  });

  it('leaves the payload of a RST out of the stream', () => {
    const [flow] = meterFlows([
      ...HANDSHAKE,
      down({ flags: 'RA', sequence: 8001, payload: Buffer.from('no such service') }),
    ]);
    expect(flow.resp).toMatchObject({ payloadBytes: 15, streamBytes: 0 });
    expect(flow.history).toBe('ShAr');
  });

  it('takes the data of a SYN for the first bytes of the stream (RFC 7413)', () => {
    const [flow] = meterFlows([
      up({ flags: 'S', sequence: 9, payload: Buffer.from('early') }),
      down({ flags: 'SA', sequence: 70, acknowledgment: 15 }),
      up({ flags: 'A', sequence: 15, payload: Buffer.from(' data') }),
    ]);
    expect(Buffer.from(flow.orig.prefix).toString()).toBe('early data');
  });

  it('logs packets as they came and messages as they were put in order', () => {
    const data = (at: number, from: number, length: number) =>
      up({ flags: 'A', sequence: 1001 + from, payload: bytes(length), atUs: at });
    const [flow] = meterFlows([...HANDSHAKE, data(1, 0, 600), data(2, 1200, 50), data(3, 600, 600), data(4, 600, 600)]);
    expect(flow.packets.map((packet) => packet.bytes)).toEqual([600, 50, 600, 600]);
    expect(flow.messages).toEqual([{ from: 'orig', bytes: 1250, atUs: 1, prefixOffset: 0 }]);
    expect(flow.orig).toMatchObject({ payloadBytes: 1850, streamBytes: 1250 });
  });

  it('follows TLS records while they come', () => {
    const hello = Uint8Array.from([22, 3, 1, 0, 5, 1, 2, 3, 4, 5, 23, 3, 3, 0, 2, 9, 9]);
    const [flow] = meterFlows([
      ...HANDSHAKE,
      up({ sequence: 1001, payload: hello.subarray(0, 3) }),
      up({ sequence: 1004, payload: hello.subarray(3) }),
    ]);
    expect(flow.tlsRecords).toEqual({ orig: [5, 2], resp: [] });
  });

  it('counts a datagram that came in fragments as the packets it was', () => {
    const source = new PacketSource();
    const ended: SeenFlow[] = [];
    const meter = new FlowMeter(10, collector(ended));
    const view = source.view(udp({ payload: bytes(20) }));
    view.ipPackets = 3;
    view.ipBytes = 4000;
    meter.packet(view, 1, 0);
    meter.finish(0);
    expect(ended[0].orig).toMatchObject({ packets: 3, bytes: 4000 });
  });
});

describe('the flow meter and a naive one', () => {
  it('end idle flows at the same packet, whatever the order of times', () => {
    const packet = fc.record({ port: fc.integer({ min: 1, max: 6 }), stepS: fc.integer({ min: -70, max: 90 }) });
    fc.assert(
      fc.property(fc.array(packet, { minLength: 1, maxLength: 80 }), fc.integer({ min: 0, max: 4 }), (steps, rare) => {
        const ended: SeenFlow[] = [];
        const meter = new FlowMeter(100, collector(ended));
        const source = new PacketSource();
        const naive = new NaiveIdleList();
        let atUs = seconds(1000);
        for (const [i, { port, stepS }] of steps.entries()) {
          // Backwards only now and then, as where two queues of a network card meet.
          atUs += seconds(i % 5 < rare ? stepS : Math.abs(stepS));
          const from = `10.0.2.15:${port}`;
          meter.packet(source.view({ ...udp({ payload: bytes(1), atUs }), from }), hashOf(port), 0);
          naive.packet(port, atUs);
          expect(ended.length).toBe(naive.ended);
        }
      }),
    );
  });

  const packet: fc.Arbitrary<TestPacket> = fc.record({
    from: fc.constantFrom('10.0.0.1:1000', '10.0.0.1:2000', '10.0.0.2:1000', '10.0.0.3:443'),
    to: fc.constantFrom('10.0.0.1:1000', '10.0.0.2:1000', '10.0.0.3:443'),
    protocol: fc.constantFrom(IpProtocol.tcp, IpProtocol.udp, IpProtocol.sctp),
    flags: fc.constantFrom('A', 'PA'),
    payload: fc.uint8Array({ maxLength: 40 }),
    atUs: fc.oneof(fc.nat(seconds(20)), fc.nat(seconds(400))),
  });

  it('agree on flows, packets and bytes of random traffic', () => {
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 120 }), (steps) => {
        let now = 0;
        const packets = steps.map((step) => {
          now += step.atUs as number;
          return { ...step, atUs: now };
        });
        const actual = meterFlows(packets).map(
          ({ protocol, orig, resp, startUs, endUs }) =>
            `${[orig.at, resp.at].sort().join(' ')} ${protocol} ${startUs} ${endUs} ${orig.packets + resp.packets} ${orig.bytes + resp.bytes} ${orig.payloadBytes + resp.payloadBytes}`,
        );
        expect(actual.sort()).toEqual(naiveFlows(packets).sort());
      }),
      { numRuns: 200 },
    );
  });

  it('agree on where connections on the same ports begin', () => {
    const step = fc.record({
      flags: fc.constantFrom('S', 'A', 'R'),
      sequence: fc.constantFrom(1, 2, 3),
      atUs: fc.constantFrom(1, seconds(1), seconds(301)),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let now = 0;
        const packets = steps.map((one) => {
          now += one.atUs;
          return up({ ...one, atUs: now });
        });
        const expected: number[] = [];
        let initial: number | undefined;
        let last = Number.NEGATIVE_INFINITY;
        for (const { flags, sequence, atUs = 0 } of packets) {
          const isNew = atUs - last > seconds(300) || (flags === 'S' && initial !== sequence);
          if (isNew) {
            expected.push(0);
            initial = flags === 'S' ? sequence : undefined;
          }
          expected[expected.length - 1] += 1;
          last = atUs;
        }
        expect(meterFlows(packets).map(({ orig }) => orig.packets)).toEqual(expected);
      }),
    );
  });
});

function naiveFlows(packets: readonly TestPacket[]): string[] {
  interface Naive {
    key: string;
    start: number;
    last: number;
    packets: number;
    bytes: number;
    payload: number;
  }
  const flows: Naive[] = [];
  const open = new Map<string, Naive>();
  for (const { from, to, protocol = 6, payload = new Uint8Array(0), atUs = 0 } of packets) {
    const key = `${[from, to].sort().join(' ')} ${protocol}`;
    let flow = open.get(key);
    if (flow === undefined || atUs - flow.last > (protocol === 6 ? 300e6 : 60e6)) {
      flow = { key, start: atUs, last: atUs, packets: 0, bytes: 0, payload: 0 };
      flows.push(flow);
      open.set(key, flow);
    }
    const header = protocol === 6 ? 20 : protocol === 17 ? 8 : 12;
    flow.last = atUs;
    flow.packets += 1;
    flow.bytes += 20 + header + payload.length;
    flow.payload += payload.length;
  }
  return flows.map((flow) => `${flow.key} ${flow.start} ${flow.last} ${flow.packets} ${flow.bytes} ${flow.payload}`);
}

const hashOf = (port: number): number => Math.imul(port, 0x85ebca6b | 0);

/** Looks at the flow whose last packet came first, before every packet. */
class NaiveIdleList {
  ended = 0;
  readonly #list: { port: number; lastUs: number }[] = [];

  packet(port: number, nowUs: number): void {
    while (this.#list.length > 0 && nowUs - this.#list[0].lastUs > seconds(60)) this.#end(0);
    let at = this.#list.findIndex((flow) => flow.port === port);
    if (at >= 0 && Math.abs(nowUs - this.#list[at].lastUs) > seconds(60)) {
      this.#end(at);
      at = -1;
    }
    const lastUs = at < 0 ? nowUs : Math.max(nowUs, this.#list[at].lastUs);
    if (at >= 0) this.#list.splice(at, 1);
    this.#list.push({ port, lastUs });
  }

  #end(at: number): void {
    this.#list.splice(at, 1);
    this.ended += 1;
  }
}
