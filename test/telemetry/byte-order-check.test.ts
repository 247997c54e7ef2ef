import { expect, it } from 'vitest';
import { turnSwappedAddresses } from '../../src/telemetry/byte-order-check.ts';
import { alignClocks } from '../../src/telemetry/clock-alignment.ts';
import { attributeFlows } from '../../src/telemetry/join.ts';
import { procnetImporter } from '../../src/telemetry/procnet-importer.ts';
import { flowOf, importText, inventoryOf, LOCAL_IP, logOf, rowOf } from './telemetry-fixture.ts';

const HEADER = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
/** Hand-made: 10.0.2.15 as 0A00020F, the way one reads it. */
const HAND_MADE = [
  '### 1767225610.5',
  '# tcp',
  HEADER,
  '   0: 0A00020F:9C41 CB007107:20FB 01 00000000:00000000 00:00000000 00000000 10234 0 60011 1 0 20 4 30 10 -1',
  '   1: 0A00020F:9C42 CB007108:01BB 01 00000000:00000000 00:00000000 00000000 10301 0 60012 1 0 20 4 30 10 -1',
  '   2: 00000000:15B3 00000000:0000 0A 00000000:00000000 00:00000000 00000000 2000 0 60013 1 0 20 4 30 10 -1',
].join('\n');
const flows = [flowOf(), flowOf({ orig: { ip: LOCAL_IP, port: 40002 }, resp: { ip: '203.0.113.8', port: 443 } })];

it('a log written in reading order is turned round, said so, and then joins', () => {
  const log = logOf(importText(procnetImporter, HAND_MADE).sockets);
  expect(attributeFlows(flows, log, inventoryOf()).every((outcome) => 'missing' in outcome)).toBe(true);
  expect(turnSwappedAddresses(log, flows)).toEqual([{ file: 'log0', turned: 3, straight: 0 }]);
  const outcomes = attributeFlows(flows, log, inventoryOf(), { clocks: alignClocks(flows, log) });
  expect(outcomes.map((outcome) => 'app' in outcome && outcome.app.uid)).toEqual([10234, 10301]);
  expect(turnSwappedAddresses(log, flows)).toEqual([]);
});

it('a right log, another kind of log, and a single odd address stay as they are', () => {
  const straight = { dataset: 'procnet' };
  expect(turnSwappedAddresses(logOf([rowOf(straight)]), flows)).toEqual([]);
  const turned = { localIp: '15.2.0.10', remoteIp: '7.113.0.203' };
  expect(turnSwappedAddresses(logOf([rowOf(turned)]), flows)).toEqual([]);
  expect(
    turnSwappedAddresses(logOf([rowOf({ ...straight, localIp: '10.9.9.9', remoteIp: '7.113.0.203' })]), flows),
  ).toEqual([]);
  const half = [rowOf({ ...straight, ...turned }), rowOf({ ...straight, remoteIp: '203.0.113.8' })];
  expect(turnSwappedAddresses(logOf(half), flows)).toEqual([]);
});
