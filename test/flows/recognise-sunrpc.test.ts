import { expect, test } from 'vitest';
import { sunrpcRecogniser } from '../../src/flows/recognise-sunrpc.ts';
import {
  altered,
  ascii,
  corpora,
  hex,
  joined,
  orig,
  recognise,
  recognisedIn,
  resp,
} from '../support/recogniser-runs.ts';

const call = (program: number) => {
  const bytes = joined(
    hex('11223344 00000000 00000002 00000000 00000003 00000001 00000000 00000000'),
    new Uint8Array(16),
  );
  new DataView(bytes.buffer).setUint32(12, program);
  return bytes;
};
const ANSWER = hex('11223344 00000001 00000000 00000000 00000000 00000000');
const udp = { protocol: 17 };

test('a call of version 2 is RPC, and of its programs NFS', () => {
  expect(recognise(sunrpcRecogniser, [orig(call(100000)), resp(ANSWER)], udp)?.service).toBe('sunrpc');
  expect(recognise(sunrpcRecogniser, [orig(call(100003))], udp)?.service).toBe('nfs');
  expect(recognise(sunrpcRecogniser, [orig(joined(hex('80000028'), call(100003)))], { protocol: 6 })?.service).toBe(
    'nfs',
  );
});

test('the side that was heard first may be the one that is asked', () => {
  expect(recognise(sunrpcRecogniser, [orig(ANSWER), resp(call(100003))], udp)?.service).toBe('nfs');
});

test('another version, program, procedure or answer is none', () => {
  expect(recognise(sunrpcRecogniser, [orig(altered(call(100003), 11, 3))], udp)).toBeUndefined();
  expect(recognise(sunrpcRecogniser, [orig(call(5))], udp)).toBeUndefined();
  expect(recognise(sunrpcRecogniser, [orig(altered(call(100003), 20))], udp)).toBeUndefined();
  expect(recognise(sunrpcRecogniser, [orig(call(100003)), resp(ascii('something else'))], udp)).toBeUndefined();
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(sunrpcRecogniser, 'zeek/rpc-portmap-sadmind.pcap')).length).toBe(18);
});
test.skipIf(corpora === undefined)('real calls of NFS are recognised', async () => {
  expect((await recognisedIn(sunrpcRecogniser, 'tcpdump/nfs-write-verf-cookie.pcapng')).length).toBe(1);
});
