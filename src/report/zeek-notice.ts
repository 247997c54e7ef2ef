// The columns of Zeek's notice.log: a line a finding, with the connection that its first evidence cites.

import type { FindingRecord } from '../evidence/finding-record.ts';
import type { FlowRecord } from '../flows/flow-record.ts';
import { bitsText } from './human-number.ts';
import { instantSeconds } from './record-instant.ts';
import { CONNECTION_ID } from './zeek-connection.ts';
import type { ZeekColumn } from './zeek-log.ts';

export interface ZeekNotice {
  readonly finding: FindingRecord;
  /** Undefined: it cites no flow, or the flow was not written. */
  readonly flow: FlowRecord | undefined;
}

const KIND = { alert: 'Alert', observation: 'Observation', expected: 'Expected' } as const;

export const NOTICE_COLUMNS: readonly ZeekColumn<ZeekNotice>[] = [
  { name: 'ts', type: 'time', value: ({ finding }) => instantSeconds(finding.window.start) },
  ...CONNECTION_ID.slice(1).map(
    ({ name, type, value }): ZeekColumn<ZeekNotice> => ({
      name,
      type,
      value: ({ flow }) => (flow === undefined ? undefined : value(flow)),
    }),
  ),
  {
    name: 'note',
    type: 'enum',
    value: ({ finding: { analytic, verdict } }) => `Cipherscope::${analytic.id}_${KIND[verdict]}`,
  },
  { name: 'msg', type: 'string', value: ({ finding }) => finding.sentence },
  {
    name: 'sub',
    type: 'string',
    value: ({ finding }) => `${finding.finding_id} ${finding.level}, ${bitsText(finding.score)}`,
  },
  { name: 'src', type: 'addr', value: ({ flow }) => (flow?.local === 'resp' ? flow.resp.ip : flow?.orig.ip) },
  { name: 'dst', type: 'addr', value: ({ flow }) => (flow?.local === 'resp' ? flow.orig.ip : flow?.resp.ip) },
  { name: 'p', type: 'port', value: ({ flow }) => flow?.resp.port },
  { name: 'actions', type: 'set[string]', value: () => ['Notice::ACTION_LOG'] },
  { name: 'suppress_for', type: 'interval', value: () => 0 },
  { name: 'cs_uid', type: 'count', value: ({ finding }) => finding.app.uid },
  {
    name: 'cs_packages',
    type: 'set[string]',
    value: ({ finding: { app } }) => (app.uid === undefined && app.packages.length === 0 ? undefined : app.packages),
  },
];
