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

test('another level, a reserved flag, or another answer is none', () => {
  expect(recognise(mqttRecogniser, [orig(altered(CONNECT, 8, 9))])).toBeUndefined();
  expect(recognise(mqttRecogniser, [orig(altered(CONNECT, 9, 3))])).toBeUndefined();
  expect(recognise(mqttRecogniser, [orig(CONNECT), resp(ascii('HTTP'))])).toBeUndefined();
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(mqttRecogniser, 'zeek/mqtt.pcap')).length).toBe(2);
});
