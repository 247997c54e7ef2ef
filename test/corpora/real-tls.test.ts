// No real TLS is taken for an imitation: every flow of these captures whose beginning was seen and which shows both hellos.
// Arkime's synthetic capture is left out: its server chooses a suite that nobody offered.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { recogniseService } from '../../src/flows/service-registry.ts';
import { captureFlows } from '../support/capture-flows.ts';
import { corporaFolder, manifestRows, needsCorpora } from '../support/corpora.ts';

const FOLDERS = /^(ja4|pcapdroid|mercury|retina|zeek\/tls|arkime)\//;
const imitations: string[] = [];
let whole = 0;
let resumed = 0;
let certificates = 0;

describe.skipIf(corporaFolder === undefined)(needsCorpora('Real TLS'), () => {
  beforeAll(async () => {
    const folder = corporaFolder as string;
    const labelled = new Set(
      readFileSync(join(folder, 'labels.tsv'), 'utf8')
        .split('\n')
        .map((line) => line.split('\t'))
        .filter(([, , , , , , protocol]) => protocol?.startsWith('TLS'))
        .map(([capture]) => capture),
    );
    const captures = manifestRows().filter(
      ({ path, size_bytes }) =>
        (FOLDERS.test(path) || labelled.has(path)) && !/fuzz|synthetic/.test(path) && size_bytes < 20e6,
    );
    for (const { path } of captures) {
      await captureFlows(join(folder, path), ({ flow, origIp, respIp }) => {
        const facts = flow.protocol === 6 ? recogniseService(flow) : undefined;
        if (facts?.kind === 'imitation') imitations.push(`${path} ${origIp} ${respIp} ${facts.reason}`);
        if (facts?.service !== 'tls' || facts.tls?.cipher === undefined || !flow.startSeen) return;
        whole++;
        if (facts.tls.resumed === true) resumed++;
        if (facts.tls.certificate !== undefined) certificates++;
      });
    }
  }, 120_000);

  it('is none of it', () => {
    expect(imitations).toEqual([]);
    expect(whole).toBeGreaterThan(600);
  });

  it('shows resumed sessions and certificates', () => {
    expect(resumed).toBeGreaterThan(20);
    expect(certificates).toBeGreaterThan(200);
  });
});
