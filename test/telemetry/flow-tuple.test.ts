import { expect, it } from 'vitest';
import { devicesOf, FlowTuple, localSides } from '../../src/telemetry/flow-tuple.ts';
import { SocketIndex } from '../../src/telemetry/socket-index.ts';
import { at, flowOf, LOCAL_IP, logOf, REMOTE_IP, rowOf } from './telemetry-fixture.ts';

const index = new SocketIndex(logOf([rowOf(), rowOf({ device: 'a' }), rowOf({ device: 'b' })]));

it('addresses are the numbers of the log, whatever their spelling; unknown ones match nothing', () => {
  const tuple = new FlowTuple(index);
  const id = (ip: string) => index.log.strings.find(ip);
  expect(tuple.set(flowOf({ orig: { ip: `::ffff:${LOCAL_IP}`, port: 40001 } }), 'orig')).toBe(true);
  expect([tuple.transport, tuple.localIp, tuple.localPort, tuple.remoteIp, tuple.remotePort, tuple.inbound]).toEqual([
    6,
    id(LOCAL_IP),
    40001,
    id(REMOTE_IP),
    8443,
    false,
  ]);
  tuple.set(flowOf({ resp: { ip: '198.51.100.1', port: 8443 } }), 'orig');
  expect(index.log.strings.text(tuple.remoteIp)).toBeUndefined();
  expect(tuple.remoteIp).not.toBe(0);
});

it('the local side may be the responder', () => {
  const tuple = new FlowTuple(index);
  tuple.set(flowOf({ orig: { ip: REMOTE_IP, port: 8443 }, resp: { ip: LOCAL_IP, port: 40001 } }), 'resp');
  expect([tuple.localPort, tuple.remotePort, tuple.inbound]).toEqual([40001, 8443, true]);
  expect([flowOf({ local: 'orig' }), flowOf({ local: 'resp' }), flowOf({ local: undefined })].map(localSides)).toEqual([
    ['orig'],
    ['resp'],
    ['orig', 'resp'],
  ]);
});

it('ICMP has no ports, and other transports no sockets', () => {
  const tuple = new FlowTuple(index);
  tuple.set(flowOf({ transport: 'icmp' }), 'orig');
  expect([tuple.transport, tuple.localPort, tuple.remotePort]).toEqual([1, 0, 0]);
  expect(tuple.set(flowOf({ transport: 'sctp' }), 'orig')).toBe(false);
});

it('a flow that ends before it starts is a moment', () => {
  const tuple = new FlowTuple(index);
  tuple.set(flowOf({ startUs: at(5), endUs: at(4) }), 'orig');
  expect(tuple.endUs).toBe(at(5));
});

it('rows of the own device and of none may match, those of another never', () => {
  const names = (device: string | undefined) =>
    devicesOf(flowOf({ device }), index).map((id) => index.log.strings.text(id));
  expect(names('a')).toEqual(['a', undefined]);
  expect(names('unheard of')).toEqual([undefined]);
  expect(names(undefined)).toEqual([undefined, 'a', 'b']);
});
