import { describe, expect, it } from 'vitest';
import { groupChannels } from '../../src/features/channel-groups.ts';
import { judgeChannels } from '../../src/models/channel-judgements.ts';
import { writeChannelLine } from '../../src/report/channel-line.ts';
import { JsonBytes } from '../../src/report/json-bytes.ts';
import { jsonLine } from '../../src/report/safe-text.ts';
import { channelFlow, type FlowPlan } from '../support/channel-flow.ts';

function lines(...plans: FlowPlan[]): { line: string; record: string }[] {
  return [...judgeChannels(groupChannels(plans.map((plan, i) => channelFlow(i, plan))))].map((judged) => {
    const out = new JsonBytes();
    writeChannelLine(out, judged);
    return { line: out.bytes.subarray(0, out.length).toString(), record: `${jsonLine(judged.record)}\n` };
  });
}

describe('a channel as a line', () => {
  it('is its record printed', () => {
    const app = { uid: 10_101, packages: ['com.example.a', 'com.example.b'], tier: 1, confidence: 1, source: 's' };
    const framed = { 'framing.bits.orig': 24, 'framing.prefix_offset.orig': 0, 'framing.prefix_width.orig': 2 };
    const measured = { ...framed, 'exchange.first_message_bytes.orig': 64, 'message.bytes_median.resp': 1 / 3 };
    const carried = {
      id: 'ab'.repeat(32),
      algorithm: 'rsa-2048',
      from: 'orig',
      isBare: false,
      isCertificate: false,
    } as const;
    const plans: FlowPlan[] = [
      { destinationIp: '2001:db8::1', device: undefined },
      { destinationIp: '203.0.113.4', domain: 'back\\slash "quoted" \u202e\u0085é.example', service: 'http' },
      { destinationIp: '203.0.113.5', failedConnect: true },
      { destinationIp: '203.0.113.6', keys: [carried] },
      ...Array.from({ length: 9 }, (_, i) => ({ at: 60 * i, app: app as never, service: i % 2 === 0 ? 'tls' : 'dns' })),
      ...Array.from({ length: 30 }, (_, i) => ({ at: 300 * i, port: 4433, scheme: 'x', measured })),
      ...Array.from({ length: 12 }, (_, i) => ({ at: i ** 3, port: 4434, encryptionClass: 'unknown' as const })),
    ];
    const made = lines(...plans);
    expect(made).toHaveLength(7);
    expect(made.filter(({ line }) => line.includes('"keys":[{"key_id"'))).toHaveLength(1);
    expect(made.some(({ line }) => line.includes('"periodic"'))).toBe(true);
    expect(made.some(({ line }) => line.includes('"insufficient"'))).toBe(true);
    for (const { line, record } of made) expect(line).toBe(record);
  });
});
