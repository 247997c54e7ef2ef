// A browser's worth of ordinary traffic, by curl: TLS 1.2 and 1.3, IPv4 and IPv6, a plain page with a gzip coding, once with curl's own DNS question.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { SERVICES } from '../plan.mjs';
import { lookUp } from './name-lookup.mjs';
import { at } from './pace.mjs';

const VISITS = [
  { second: 6, service: SERVICES.news, path: '/', flags: ['--tlsv1.3'] },
  { second: 7, service: SERVICES.news, path: '/style.css', flags: ['--tls-max', '1.2'] },
  { second: 19, service: SERVICES.newsPlain, path: '/plain.html', flags: ['--compressed'] },
  { second: 27, service: SERVICES.newsIpv6, path: '/ipv6', flags: ['--tlsv1.3'] },
  { second: 44, service: SERVICES.shop, path: '/', flags: ['--tls-max', '1.2'] },
  { second: 52, service: SERVICES.news, path: '/story', flags: ['--tlsv1.3'], ownResolver: true },
  { second: 61, service: SERVICES.newsIpv6, path: '/late', flags: ['--tls-max', '1.2'] },
  { second: 66, service: SERVICES.news, path: '/last', flags: ['--tlsv1.3'] },
];

for (const visit of VISITS) {
  await at(visit.second);
  await browse(visit);
}

async function browse({ service, path, flags, ownResolver }) {
  const { host, port, ip } = service;
  const scheme = port === 443 ? 'https' : 'http';
  const isIpv6 = ip.includes(':');
  const address = ownResolver ? undefined : await lookUp(host, isIpv6 ? 'AAAA' : 'A');
  const pinned = address === undefined ? ['-4'] : ['--resolve', `${host}:${port}:${isIpv6 ? `[${address}]` : address}`];
  const trust = ['--cacert', `${process.env.LAB_FOLDER}/public/ca.pem`];
  await promisify(execFile)('curl', [
    '-sS',
    '--max-time',
    '10',
    ...trust,
    ...pinned,
    ...flags,
    `${scheme}://${host}${path}`,
  ]);
}
