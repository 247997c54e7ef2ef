import { expect, test } from 'vitest';
import { zeekObject } from '../../src/report/zeek-log.ts';
import { NOTICE_COLUMNS } from '../../src/report/zeek-notice.ts';
import { sampleFlows, sampleResult } from '../support/analysis-result.ts';

const [finding] = sampleResult().findings;
const [flow] = sampleFlows();
if (finding === undefined || flow === undefined) throw new Error('the sample has findings and flows');

test('a notice says what was found, with the connection that it cites', () => {
  const notice = zeekObject(NOTICE_COLUMNS, { finding, flow });
  expect(notice).toMatchObject({
    'id.orig_h': flow.orig.ip,
    msg: finding.sentence,
    src: flow.orig.ip,
    dst: flow.resp.ip,
    p: flow.resp.port,
    actions: ['Notice::ACTION_LOG'],
  });
  expect(notice['note']).toBe('Cipherscope::AN1762_Alert');
});

test('a notice of another analytic bears its name', () => {
  const other = { ...finding, analytic: { ...finding.analytic, id: 'AN1731' }, verdict: 'expected' as const };
  expect(zeekObject(NOTICE_COLUMNS, { finding: other, flow })['note']).toBe('Cipherscope::AN1731_Expected');
});

test('packages of an unknown app are unset, not an empty set', () => {
  const unknown = { ...finding, app: { packages: [], device: '10.0.2.15' } };
  expect(zeekObject(NOTICE_COLUMNS, { finding: unknown, flow })).not.toHaveProperty('cs_packages');
  expect(zeekObject(NOTICE_COLUMNS, { finding, flow })['cs_packages']).toEqual(finding.app.packages);
  const unnamed = { ...finding, app: { uid: 10234, packages: [] } };
  expect(zeekObject(NOTICE_COLUMNS, { finding: unnamed, flow })['cs_packages']).toEqual([]);
});

test('a notice without a connection leaves its fields unset', () => {
  expect(zeekObject(NOTICE_COLUMNS, { finding, flow: undefined })).not.toHaveProperty('uid');
});
