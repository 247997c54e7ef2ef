import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mqttPublications } from '../../src/flows/mqtt-publications.ts';
import { finishedFlow } from '../support/finished-flow.ts';

const bytes = (...parts: (string | number[])[]) =>
  new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part as string, 'latin1'))));
const connect = (level: number) => bytes([0x10, 14, 0, 4], 'MQTT', [level, 2, 0, 60, 0, 2], 'id');
const published = (level: number, ...packets: Uint8Array[]) => {
  const flow = finishedFlow([connect(level), ...packets].map((packet) => ({ from: 'orig', bytes: packet })));
  return mqttPublications(flow).orig.map((payload) => Buffer.from(payload).toString('latin1'));
};

test('payloads stand behind the topic, and behind the packet number where one is asked for', () => {
  expect(published(4, bytes([0x30, 6, 0, 1], 't', 'abc'), bytes([0x32, 7, 0, 1], 't', [0, 9], 'de'))).toEqual([
    'abc',
    'de',
  ]);
});

test('from level 5 on they stand behind the properties', () => {
  expect(published(5, bytes([0x30, 9, 0, 1], 't', [3, 1, 1, 1], 'ab'))).toEqual(['ab']);
});

test('a payload that the prefix cuts is given as far as it goes, and other packets are skipped', () => {
  expect(published(4, bytes([0xc0, 0]), bytes([0x30, 0x80 | 72, 1, 0, 1], 't', 'abc'))).toEqual(['abc']);
});

test('what is published to a subscriber is found as well', () => {
  const flow = finishedFlow([
    { from: 'orig', bytes: connect(4) },
    { from: 'resp', bytes: bytes([0x20, 2, 0, 0], [0x30, 5, 0, 1], 't', 'xy') },
  ]);
  expect(mqttPublications(flow).resp.map((payload) => [...payload])).toEqual([[0x78, 0x79]]);
});

test('no bytes make it throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), (any) => {
      mqttPublications(finishedFlow([{ from: 'orig', bytes: any }]));
      mqttPublications(finishedFlow([{ from: 'orig', bytes: new Uint8Array([...connect(5), 0x32, ...any]) }]));
    }),
  );
});
