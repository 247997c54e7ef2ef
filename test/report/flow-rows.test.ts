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

test('an id keeps its leading zeros', () => {
  expect(flowIdText(0x1a, 0)).toBe('0000001a00000000');
});
