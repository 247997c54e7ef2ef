import { expect, test } from 'vitest';
import { destinationOf, flowIdText, rowView } from '../../src/report/flow-rows.ts';
import { sampleFlows } from '../support/analysis-result.ts';
import { rowsOf } from '../support/report-parts.ts';

test('a row shows its flow', () => {
  const flow = sampleFlows().find(({ app }) => app?.uid === 10187);
  if (flow === undefined) throw new Error('the sample has flows');
  expect(rowView(rowsOf([flow]), 0)).toEqual({
    startUs: Date.parse('2026-01-09T00:07:49.565Z') * 1000 + 217,
    app: { uid: 10187, name: 'com.lumen.flashlight', label: '' },
    device: '',
    why: '',
    to: '203.0.113.45',
    port: 4443,
    transport: 'tcp',
    service: 'unknown',
    encryption: 'custom',
    durationUs: 3_060_250,
    upBytes: 907,
    downBytes: 2721,
    finding: 0,
    tls: { version: '', cipher: '', group: '', alpn: '', ja4: '', remarks: '', marks: '' },
    origIp: '10.0.2.15',
    origPort: 32_768,
    respIp: '203.0.113.45',
    respPort: 4443,
    firstFrame: flow.first_frame,
    lastFrame: flow.last_frame,
    capture: 'run42.pcapng',
    flowId: flow.flow_id,
  });
});

test('where the responder is the device, the originator is the destination and its bytes came down', () => {
  const [flow] = sampleFlows();
  if (flow === undefined) throw new Error('the sample has flows');
  const { domain: _, ...nameless } = flow;
  const rows = rowsOf([{ ...nameless, local: 'resp' }]);
  expect(rows.texts[destinationOf(rows, 0)]).toBe(flow.orig.ip);
  expect(rowView(rows, 0).port).toBe(flow.resp.port);
  expect(rowView(rows, 0)).toMatchObject({ upBytes: flow.resp.bytes, downBytes: flow.orig.bytes });
});

test('rows without an app name their device where there are several, and only there', () => {
  const [flow] = sampleFlows();
  if (flow === undefined) throw new Error('the sample has flows');
  const { app: _, ...unowned } = flow;
  const of = (ip: string) => ({ ...unowned, local: 'orig' as const, orig: { ...flow.orig, ip } });
  const devices = (...flows: (typeof unowned)[]) => {
    const rows = rowsOf(flows);
    return Array.from({ length: rows.count }, (_, row) => rowView(rows, row).device);
  };
  expect(devices(of('10.0.0.1'), of('10.0.0.2'), { ...of('10.0.0.3'), local: 'resp' })).toEqual([
    '10.0.0.1',
    '10.0.0.2',
    flow.resp.ip,
  ]);
  expect(devices(of('10.0.0.1'), flow)).toEqual(['', '']);
  // One device has several addresses of IPv6.
  expect(devices(of('10.0.0.1'), of('fd00::1'), of('fd00::2'))).toEqual(['', '', '']);
  expect(devices(of('fd00::1'), of('fd00::2'))).toEqual(['fd00::1', 'fd00::2']);
  expect(devices(of('10.0.0.1'), of('10.0.0.2'), { ...flow, orig: { ...flow.orig, ip: '10.0.0.3' } })[2]).toBe('');
});

test('an id keeps its leading zeros', () => {
  expect(flowIdText(0x1a, 0)).toBe('0000001a00000000');
});
