import { expect, test } from 'vitest';
import { discordRecogniser } from '../../src/flows/recognise-discord.ts';
import { altered, hex, joined, orig, recognise } from '../support/recogniser-runs.ts';

const REQUEST = joined(hex('0001 0046 0a0b0c0d'), new Uint8Array(66));

test('the discovery of the own address, and the probe, are Discord', () => {
  expect(recognise(discordRecogniser, [orig(REQUEST)])).toMatchObject({ service: 'discord-voice', kind: 'custom' });
  expect(recognise(discordRecogniser, [orig(hex('1337cafe 00000001'))])?.service).toBe('discord-voice');
});

test('another length, or bytes where zeros must be, are none', () => {
  expect(recognise(discordRecogniser, [orig(joined(REQUEST, hex('00')))])).toBeUndefined();
  expect(recognise(discordRecogniser, [orig(altered(REQUEST, 30))])).toBeUndefined();
  expect(recognise(discordRecogniser, [orig(hex('1337cafe 0000000100'))])).toBeUndefined();
});

test('it can be left out of an analysis', () => {
  expect(discordRecogniser.proprietary).toBe(true);
});
