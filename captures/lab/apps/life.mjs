// Loaded before each program (node --import): the app's own account of its states as `cipherscope.state/1` lines, with the process it really is.
// A Linux program is in no foreground: when somebody would look at it is the plan's word (plan.mjs, `life`), written at the moment it says.

import { appendFileSync } from 'node:fs';
import { APPS } from '../plan.mjs';

const uid = process.getuid();
const { package: packageName, life } = APPS.find((app) => app.uid === uid) ?? {};
const startMs = Number(process.env.LAB_START_MS);

if (life !== undefined && startMs > 0) {
  log('process_start', { 'android.start_reason': life.start });
  for (const [from, to] of life.seen ?? []) {
    at(from, () => log('activity_resumed', { 'android.component': `${packageName}/.MainActivity` }));
    at(to, () => log('activity_paused', { 'android.component': `${packageName}/.MainActivity` }));
  }
  if (life.notification !== undefined)
    at(0.5, () => log('fgs_start', { 'android.notification_shown': life.notification }));
  process.on('exit', () => log('process_end'));
}

function at(seconds, act) {
  setTimeout(act, Math.max(0, startMs + seconds * 1000 - Date.now())).unref();
}

function log(action, fields = {}) {
  const record = {
    schema: 'cipherscope.state/1',
    '@timestamp': new Date().toISOString(),
    'event.action': action,
    'android.uid': uid,
    ...(packageName === undefined ? {} : { 'package.name': packageName }),
    'process.pid': process.pid,
    ...fields,
    'event.dataset': 'lab.life',
  };
  appendFileSync(`${process.env.LAB_FOLDER}/run/state-${uid}.ndjson`, `${JSON.stringify(record)}\n`);
}
