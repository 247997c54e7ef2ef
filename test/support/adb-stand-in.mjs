#!/usr/bin/env node
// Stands in for adb in tests: answers each `exec-out` command with a file of adb-answers/, and keeps streaming commands open as adb would.
// The answers were written after the formats' documentation; no device was attached when the tests were made.

import { readFileSync, writeSync } from 'node:fs';

const args = process.argv.slice(2);
if (args[0] === '-s' && args[1] !== 'emulator-5554') {
  writeSync(2, `adb: device '${args[1]}' not found\n`);
  process.exit(1);
}
const command = args[args.indexOf('exec-out') + 1];
const answers = [
  ['getprop', 'getprop.txt'],
  ['/proc/net/', 'procnet.txt'],
  ['pm list packages', 'packages.txt'],
  ['dumpsys package', 'dumpsys-package.txt'],
  ['dumpsys connectivity', 'connectivity.txt'],
  ['logcat -b events', 'logcat-events.txt'],
  ['dumpsys activity processes', 'activity.txt'],
  ['dumpsys usagestats', 'usagestats.txt'],
];
if (command.startsWith('logcat -b security')) {
  writeSync(2, 'logcat: Logcat read failure: Permission denied\n');
  process.exit(1);
}
const [, name] = answers.find(([part]) => command.includes(part)) ?? [];
if (name === undefined) {
  writeSync(2, `no recorded answer for: ${command}\n`);
  process.exit(127);
}
writeSync(1, readFileSync(new URL(`adb-answers/${name}`, import.meta.url)));
if (command.startsWith('while ') || command.startsWith('logcat ')) setInterval(() => undefined, 1000);
