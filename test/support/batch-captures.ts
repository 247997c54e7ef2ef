// Folders of small captures for tests of batches.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { captureOf, connection } from './analysed.ts';
import { testFolder } from './native-records.ts';

/** `count` captures, each different, in folders of their own. */
export function batchFolder(count: number): string {
  const folder = testFolder();
  for (let i = 0; i < count; i++) {
    const own = join(folder, `device${i % 2}`, `run${String(i).padStart(3, '0')}`);
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, 'cap.pcap'), smallCapture(i));
    writeFileSync(join(own, 'README.txt'), 'no log');
  }
  return folder;
}

export function smallCapture(i: number): Buffer {
  const request = `GET /${i} HTTP/1.1\r\nHost: h${i % 3}.example\r\n\r\n`;
  return captureOf(connection(`10.0.2.15:${40_000 + i}`, `203.0.113.${1 + (i % 200)}:80`, [request, 'answer']));
}
