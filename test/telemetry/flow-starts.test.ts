import { expect, it } from 'vitest';
import { FlowStarts } from '../../src/telemetry/flow-starts.ts';
import { FlowTuple } from '../../src/telemetry/flow-tuple.ts';
import { SocketIndex } from '../../src/telemetry/socket-index.ts';
import { at, flowOf, logOf, rowOf } from './telemetry-fixture.ts';

it('flows to an endpoint are counted by when they begin, both ends included', () => {
  const index = new SocketIndex(logOf([rowOf()]));
  const flows = [10, 10.5, 11, 12].map((second) => flowOf({ startUs: at(second) }));
  flows.push(flowOf({ resp: { ip: '203.0.113.7', port: 443 } }), flowOf({ transport: 'sctp' }));
  const starts = new FlowStarts(flows, index);
  const tuple = new FlowTuple(index);
  tuple.set(flowOf(), 'orig');
  expect([
    starts.count(tuple, at(10), at(11)),
    starts.count(tuple, at(9), at(9.9)),
    starts.count(tuple, at(0), at(99)),
  ]).toEqual([3, 0, 4]);
  tuple.set(flowOf({ resp: { ip: '203.0.113.7', port: 1 } }), 'orig');
  expect(starts.count(tuple, at(0), at(99))).toBe(0);
});
