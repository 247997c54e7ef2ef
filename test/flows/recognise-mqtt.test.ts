import { expect, test } from 'vitest';
import { mqttRecogniser } from '../../src/flows/recognise-mqtt.ts';
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

const CONNECT = joined(hex('10 10 0004'), ascii('MQTT'), hex('04 02 003c 0004'), ascii('ab12'));
const CONNACK = hex('20 02 00 00');

test('a CONNECT and its answer are MQTT, of each level', () => {
  expect(recognise(mqttRecogniser, [orig(CONNECT), resp(CONNACK)])).toEqual({
    service: 'mqtt',
    kind: 'cleartext',
    reason: 'MQTT CONNECT of level 4',
  });
  const old = joined(hex('10 12 0006'), ascii('MQIsdp'), hex('03 02 003c 0004'), ascii('ab12'));
  expect(recognise(mqttRecogniser, [orig(old)])?.reason).toContain('level 3');
});

test('without its beginning it is known by packets that chain and a topic', () => {
  const publish = joined(hex('32 0c 0004'), ascii('a/b1'), hex('0002'), ascii('data'));
  const ping = hex('c000');
  const middle = { startSeen: false };
  expect(recognise(mqttRecogniser, [orig(joined(ping, publish)), resp(hex('d000 40020002'))], middle)?.service).toBe(
    'mqtt',
  );
  expect(recognise(mqttRecogniser, [orig(ping), resp(hex('d000'))], middle)).toBeUndefined();
  expect(recognise(mqttRecogniser, [orig(joined(ping, altered(publish, 5, 1)))], middle)).toBeUndefined();
  expect(recognise(mqttRecogniser, [orig(joined(ping, publish)), resp(hex('d000'))])).toBeUndefined();
});

test('a delivery that there is none of, and a topic of a byte, are no packets', () => {
  const middle = { startSeen: false };
  const answer = resp(hex('d000 40020002'));
  const third = joined(hex('36 0c 0004'), ascii('a/b1'), hex('0002'), ascii('data'));
  expect(recognise(mqttRecogniser, [orig(third), answer], middle)).toBeUndefined();
  const short = joined(hex('32 09 0001'), ascii('a'), hex('0002'), ascii('data'));
  expect(recognise(mqttRecogniser, [orig(short), answer], middle)).toBeUndefined();
});

test('another level, a reserved flag, or another answer is none', () => {
  expect(recognise(mqttRecogniser, [orig(altered(CONNECT, 8, 9))])).toBeUndefined();
  expect(recognise(mqttRecogniser, [orig(altered(CONNECT, 9, 3))])).toBeUndefined();
  expect(recognise(mqttRecogniser, [orig(CONNECT), resp(ascii('HTTP'))])).toBeUndefined();
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(mqttRecogniser, 'zeek/mqtt.pcap')).length).toBe(2);
});
