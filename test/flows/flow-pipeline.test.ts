import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SHARDS } from '../../src/flows/flow-key.ts';
import { FlowPipeline } from '../../src/flows/flow-pipeline.ts';
import { IpProtocol } from '../../src/parse/packet-view.ts';
import { dnsBytes, ipv4 } from '../support/dns-bytes.ts';
import { collector, pipelineFlows, type SeenFlow } from '../support/flow-run.ts';
import { PacketSource, type TestPacket } from '../support/packets.ts';

/** Traffic of several hosts with repeats on other interfaces, splits, and enough flows to overflow a small table. */
const traffic = fc
  .array(
    fc.record({
      host: fc.nat(40),
      back: fc.boolean(),
      protocol: fc.constantFrom(IpProtocol.tcp, IpProtocol.udp),
      flags: fc.constantFrom('A', 'PA', 'S', 'FA', 'R'),
      sequence: fc.constantFrom(100, 110, 4000),
      payload: fc.uint8Array({ maxLength: 12 }),
      stepUs: fc.oneof(fc.nat(3000), fc.nat(90e6)),
      interfaceId: fc.nat(1),
      ipId: fc.nat(1),
    }),
    { maxLength: 150 },
  )
  .map((steps): TestPacket[] => {
    let atUs = 1e15;
    return steps.map(({ host, back, stepUs, ...packet }) => {
      atUs += stepUs;
      const ends = [`10.0.0.${host}:${40_000 + host}`, '192.0.2.7:443'];
      return { from: ends[back ? 1 : 0], to: ends[back ? 0 : 1], atUs, ...packet };
    });
  });

const inOrder = (flows: readonly SeenFlow[]) =>
  flows.toSorted((a, b) => a.startUs - b.startUs || a.firstFrame - b.firstFrame);

describe('the flow pipeline', () => {
  it('makes the same flows however the shards are divided among workers, at the cap of flows, too', () => {
    fc.assert(
      fc.property(traffic, fc.constantFrom(8, 24, 1000), (packets, maxFlows) => {
        const whole = inOrder(pipelineFlows(packets, undefined, maxFlows));
        for (const division of [
          [
            [0, 1],
            [2, 3],
          ],
          [[3, 1, 0], [2]],
          [[0], [1], [2], [3]],
        ]) {
          const parts = division.flatMap((owned) => pipelineFlows(packets, owned, maxFlows));
          expect(inOrder(parts)).toEqual(whole);
        }
      }),
    );
  });

  it('leaves packets of shards that it does not own alone', () => {
    const packets = Array.from({ length: 200 }, (_, i) => ({ from: `10.0.0.1:${i + 1}`, to: '192.0.2.1:80' }));
    const counts = Array.from({ length: SHARDS }, (_, shard) => pipelineFlows(packets, [shard]).length);
    expect(counts.reduce((sum, count) => sum + count)).toBe(200);
    for (const count of counts) expect(count).toBeGreaterThan(20);
  });

  it('divides the cap of flows among the shards', () => {
    const packets = Array.from({ length: 400 }, (_, i) => ({ from: `10.0.0.1:${i + 1}`, to: '192.0.2.1:80' }));
    const pipeline = new FlowPipeline([0, 1, 2, 3], 100, () => undefined);
    const source = new PacketSource();
    for (const packet of packets) pipeline.packet(source.view(packet), 0, false);
    for (const shard of pipeline.shards) expect(shard?.meter.table.count).toBe(25);
    expect(pipeline.shards.reduce((sum, shard) => sum + (shard?.meter.evicted ?? 0), 0)).toBe(300);
  });

  it('folds copies from other interfaces only where there are several', () => {
    const packet = { from: '10.0.0.1:1', to: '10.0.0.2:2', payload: Uint8Array.of(7), ipId: 3 };
    const copies = [packet, { ...packet, interfaceId: 1, atUs: 900 }];
    for (const [several, packets] of [
      [true, 1],
      [false, 2],
    ] as const) {
      const flows: SeenFlow[] = [];
      const pipeline = new FlowPipeline([0, 1, 2, 3], 100, collector(flows));
      const source = new PacketSource();
      for (const copy of copies) pipeline.packet(source.view(copy), 0, several);
      pipeline.finish();
      expect(flows.map(({ orig }) => orig.packets)).toEqual([packets]);
    }
  });

  it('judges what was idle at the end by the last packet of any shard', () => {
    const early = Array.from({ length: 40 }, (_, i) => ({
      from: `10.0.0.1:${i + 1}`,
      to: '192.0.2.1:53',
      protocol: IpProtocol.udp,
    }));
    const flows = pipelineFlows([...early, { from: '10.0.0.1:999', to: '192.0.2.1:53', protocol: 17, atUs: 61e6 }]);
    expect(flows.filter(({ reason }) => reason === 'idle')).toHaveLength(40);
    expect(flows.filter(({ reason }) => reason === 'forced')).toHaveLength(1);
  });

  it('collects names from DNS answers', () => {
    const pipeline = new FlowPipeline([0, 1, 2, 3], 100, () => undefined);
    const payload = dnsBytes({
      flags: 0x8180,
      questions: [{ name: 'api.example.org', type: 1 }],
      answers: [{ name: 12, type: 1, data: ipv4('192.0.2.9') }],
    });
    const source = new PacketSource();
    const view = source.view({ from: '10.0.0.53:53', to: '10.0.0.1:5', protocol: IpProtocol.udp, payload, atUs: 5 });
    pipeline.packet(view, 0, false);
    const hints = pipeline.shards.flatMap((shard) => shard?.names.hints ?? []);
    expect(hints).toEqual([{ timeUs: 5, frame: 1, address: '192.0.2.9', name: 'api.example.org' }]);
  });
});
