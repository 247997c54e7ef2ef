import { expect, test } from 'vitest';
import { type KeyPlace, sharedKeys } from '../../src/features/shared-keys.ts';

const place = (id: string, at: number, more: Partial<KeyPlace> = {}): KeyPlace => ({
  id,
  algorithm: 'P-256',
  isCertificate: false,
  flows: 1,
  at,
  app: undefined,
  ...more,
});

test('a key counts once a channel, whichever side holds it, and is shared from two channels on', () => {
  expect(sharedKeys([place('a', 1), place('a', 1), place('b', 2)], 9)).toEqual([]);
  const [shared] = sharedKeys([place('a', 7, { app: 'z' }), place('a', 1, { flows: 4, app: 'b' }), place('a', 1)], 9);
  expect(shared).toMatchObject({ id: 'a', flows: 6, channels: [1, 7], apps: ['b', 'z'] });
});

test('keys of openings stand before those of certificates, then most apps, channels and flows decide', () => {
  const leaf = { isCertificate: true };
  const places = [
    ...[1, 2, 3].map((at) => place('leaf', at, leaf)),
    ...[1, 2].map((at) => place('two', at)),
    ...[1, 2].map((at) => place('apps', at, { app: `app ${at}` })),
    ...[1, 2, 3].map((at) => place('three', at)),
  ];
  expect(sharedKeys(places, 9).map(({ id }) => id)).toEqual(['apps', 'three', 'two', 'leaf']);
  expect(sharedKeys(places, 2).map(({ id }) => id)).toEqual(['apps', 'three']);
  // One opening that sends a certificate's key makes it a key of openings.
  expect(sharedKeys([...places, place('leaf', 4)], 9)[1]?.id).toBe('leaf');
});
