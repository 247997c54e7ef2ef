import { join } from 'node:path';
import { expect, test } from 'vitest';
import { OPENING_RECOGNISERS } from '../../src/flows/opening-protocols.ts';
import type { ServiceRecogniser } from '../../src/flows/service-recogniser.ts';
import { captureFlows } from '../support/capture-flows.ts';
import type { SentMessage } from '../support/finished-flow.ts';
import { ascii, corpora, hex, joined, orig, recognise, recognisedIn, resp } from '../support/recogniser-runs.ts';

const named = (name: string) => OPENING_RECOGNISERS.find((one) => one.name === name) as ServiceRecogniser;

test('each entry has its own name, says how unlikely chance is, and looks at the first byte', () => {
  expect(new Set(OPENING_RECOGNISERS.map(({ name }) => name)).size).toBe(OPENING_RECOGNISERS.length);
  for (const { proves, mayBegin } of OPENING_RECOGNISERS) {
    expect(proves).toMatch(/\(chance \de-\d+\)$/);
    expect(mayBegin).toBeDefined();
  }
});

/** TP-Link's obfuscation: an XOR with the byte of ciphertext before, 171 at first. */
function underItself(text: string): Uint8Array {
  let key = 171;
  return ascii(text).map((byte) => {
    key ^= byte;
    return key;
  });
}

const CASES: [string, SentMessage[]][] = [
  ['vnc', [resp(ascii('RFB 003.008\n')), orig(ascii('RFB 003.008\n'))]],
  ['rsync', [orig(ascii('@RSYNCD: 31.0\n'))]],
  ['git', [orig(ascii('0032git-upload-pack /a.git\0host=example.org\0'))]],
  ['nats', [resp(ascii('INFO {"server_id":"x"}\r\n'))]],
  ['nbd', [resp(joined(ascii('NBDMAGICIHAVEOPT'), hex('0003'))), orig(hex('00000003'))]],
  ['distcc', [orig(ascii('DIST00000001ARGC00000005'))]],
  ['levin', [orig(hex('0121010101010101 e900000000000000 01 e9030000'))]],
  ['rip', [orig(hex('02 02 0000 ffff 0003 0158 01 14 00000001 0000000000000000'))]],
  ['rip', [orig(hex('01 02 0000 0000 0000 00000000 00000000 00000000 00000010'))]],
  // {"system":{"get_sysinfo":{}}}, each byte under the one before it.
  ['tplink-shp', [orig(joined(hex('0000001d'), underItself('{"system":{"get_sysinfo":{}}}')))]],
  ['tplink-shp-udp', [orig(underItself('{"system":{"get_sysinfo":{}}}'))]],
  ['amqp', [orig(hex('414d5150 00000901'))]],
  ['elasticsearch', [orig(joined(ascii('ES'), hex('00000004 01020304')))]],
  ['telnet', [resp(hex('fffd18 fffd20 fffd23'))]],
  ['adb', [orig(joined(ascii('CNXN'), new Uint8Array(16), hex('bcb1a7b1')))]],
  ['adb', [resp(joined(ascii('WRTE'), new Uint8Array(16), hex('a8adabba')))]],
  ['emulator-console', [resp(ascii("Android Console: type 'help' for a list of commands"))]],
  ['opc-ua', [orig(joined(ascii('HELF'), hex('0c000000 00000000')))]],
  ['knx', [orig(hex('0610 0201 000e 0801 c0a80001 0e57'))]],
  ['ptp', [orig(joined(hex('0002 002c 0000'), new Uint8Array(38)))]],
  ['rmcp', [orig(hex('0600ff06 000011be 80000000'))]],
  ['source-engine', [orig(joined(hex('ffffffff54'), ascii('Source Engine Query\0')))]],
  ['spotify-connect', [orig(joined(ascii('SpotUdp0'), new Uint8Array(36)))]],
  ['vxlan', [orig(hex('08000000 00007b00 00005e000101'))]],
  ['alicloud', [orig(hex('cefabeba 00000008')), resp(hex('cefabeba 00000010'))]],
  ['agora', [orig(joined(hex('010203040506 21 0708090a0b'), hex('04'), ascii('SNI'), hex('000400')))]],
  ['viber', [orig(joined(hex('2000 0000 0000 fcff 0180'), new Uint8Array(22)))]],
  ['viber', [orig(joined(hex('4000 0000 0380 0000 0000 0a'), new Uint8Array(53)))]],
  ['xiaomi-push', [orig(joined(hex('c2fe 0005 00000004'), new Uint8Array(8)))]],
];

test.each(CASES)('%s is known by its first bytes', (name, messages) => {
  expect(recognise(named(name), messages)?.service).toBe(name);
});

test.each(CASES)('%s is not known without its first byte', (name, messages) => {
  const cut = messages.map(({ from, bytes }) => ({ from, bytes: bytes.subarray(1) }));
  expect(recognise(named(name), cut)).toBeUndefined();
});

test.skipIf(corpora === undefined).each([
  ['opc-ua', 'arkime/opcua_synthetic.pcap', 5],
  ['adb', 'arkime/adb_synthetic.pcap', 6],
  ['diameter', 'arkime/diameter_synthetic.pcap', 1],
  ['vxlan', 'zeek/tunnels/vxlan.pcap', 4],
  ['thrift', 'arkime/thrift.pcap', 1],
  ['irc', 'zeek/irc-more-commands.pcap', 2],
  ['avast', 'ndpi/avast.pcap', 11],
  ['xiaomi-push', 'ndpi/xiaomi.pcap', 8],
  ['fbzero', 'arkime/fbzero-android.pcap', 1],
] as const)('real conversations of %s are recognised', async (name, capture, flows) => {
  expect((await recognisedIn(named(name), capture)).length).toBe(flows);
});

test.skipIf(corpora === undefined)('web traffic is none of them', async () => {
  let flows = 0;
  await captureFlows(join(corpora as string, 'ja4/tls-handshake.pcapng'), ({ flow }) => {
    if (flow.protocol !== 6) return;
    flows += 1;
    for (const { name, recognise: ask, transport } of OPENING_RECOGNISERS) {
      if (transport !== 'udp') expect(ask(flow), name).toBeUndefined();
    }
  });
  expect(flows).toBeGreaterThan(3);
});
