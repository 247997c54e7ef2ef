import { describe, expect, it } from 'vitest';
import { assertBaseline } from '../../src/lake/baseline-assertion.ts';
import { batchApp, hasParagraph } from '../../src/report/batch-app.ts';
import type { RankedApp } from '../../src/report/batch-ranking.ts';
import { htmlText } from '../../src/report/safe-text.ts';
import { HOSTILE, START_US } from '../support/analysis-result.ts';
import { batchReport, type LakeDay, lakeOfDays, usualDays, WATCHED } from '../support/batch-lake.ts';
import { textOf } from '../support/report-parts.ts';

async function watchedApp(days: readonly LakeDay[], name = WATCHED, assertAt?: number): Promise<RankedApp> {
  const own = await lakeOfDays(days);
  if (assertAt !== undefined)
    assertBaseline(own.lake, { app: name, owner: 'ann <b>', reason: 'read the code', until_us: assertAt });
  const found = (await batchReport(own)).apps.find(({ app }) => app === name);
  if (found === undefined) throw new Error(`${name} is not in the lake`);
  return found;
}

describe('an app in the report', () => {
  it('says what was found, and what was new in the latest session, in sentences', async () => {
    const app = await watchedApp([...usualDays(3), { alert: true, version: '4.2', domain: 'c2.example' }]);
    const shown = textOf(batchApp(app));
    expect(shown).toContain('1 alert and 3 observations in 4 sessions, the highest score being');
    expect(shown).toMatch(/The latest session, of 2026-01-12 on pixel, scores \d+\.\d bits\. It has 1 alert\./);
    expect(app.highestAlert?.sentence).toBeTruthy();
    expect(batchApp(app)).toContain(`2026-01-12: ${htmlText(app.highestAlert?.sentence ?? '')}`);
    expect(shown).toContain('Domain not seen in 3 sessions before: c2.example.');
    expect(shown).toContain('version 4.2, signer abababababab; version 4.1');
    expect(shown).toContain('3 quiet sessions, and 1 with alerts that teaches nothing.');
    expect(shown).toContain('Unvetted: nobody has said that this is what the app should do.');
    expect(hasParagraph(app)).toBe(true);
  });

  it('says that nothing can be said where sessions are few', async () => {
    const app = await watchedApp(usualDays(2));
    const shown = textOf(batchApp(app));
    expect(shown).toContain('is usual cannot be said: too few quiet sessions came before it.');
    expect(shown).toContain('n/a');
    expect(shown).toContain('Drift cannot be said: 2 quiet sessions; more than 10 are needed to tell drift.');
    expect(hasParagraph(app)).toBe(false);
  });

  it('says who vetted it, and until when', async () => {
    const app = await watchedApp(usualDays(3), WATCHED, START_US);
    expect(batchApp(app)).toContain('Vetted by ann &lt;b&gt;, up to 2026-01-09: read the code.');
  });

  it('draws the scores of several sessions, and none of one', async () => {
    const app = await watchedApp(usualDays(3));
    const session = { score: app.score, hasAlert: false };
    expect(batchApp({ ...app, history: [session, session] })).toContain('<svg class="spark"');
    expect(batchApp({ ...app, history: [session] })).not.toContain('<svg');
  });

  it('escapes names, versions and domains of captures', async () => {
    const name = HOSTILE.markup;
    const days: LakeDay[] = Array.from({ length: 3 }, () => ({ name, version: HOSTILE.markup }));
    const app = await watchedApp([...days, { name, version: '2', domain: '<img src=x onerror=alert(1)>' }], name);
    const html = batchApp(app);
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(html).not.toMatch(/<script|<img/);
  });
});
