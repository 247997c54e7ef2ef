import { expect, it } from 'vitest';
import { collectionDevice } from '../../src/telemetry/collection-device.ts';

const PHONE =
  'epoch=1767225600.1 boot=99.5\nGoogle\nPixel 7\ngoogle/panther/panther:14\n34\nEurope/Berlin\nuid=2000(shell)\n';

it('a phone is named by make, model, build and the end of its serial number', () => {
  expect(collectionDevice(`${PHONE}serial=28091FDH2000AB\n`)).toBe(
    'collected from Google Pixel 7 google/panther/panther:14 …00AB',
  );
  expect(collectionDevice(`${PHONE}serial=\n`)).toBe('collected from Google Pixel 7 google/panther/panther:14');
});

it('a machine is named by its host name, whenever it was asked', () => {
  const text = (date: string) => `epoch=1 boot=2\nLinux lab7 6.1.0 #1 SMP x86_64 GNU/Linux\n${date}\nuid=0(root)\n`;
  expect(collectionDevice(text('Thu Jan 1'))).toBe('collected from lab7');
  expect(collectionDevice(text('Fri Jan 2'))).toBe('collected from lab7');
});

it('another file of that name says nothing', () => {
  for (const text of ['', 'my device\n', 'epoch=1 boot=2\n', '\0\0']) expect(collectionDevice(text)).toBeUndefined();
});
