// What a collection saw of the assure program, area by area, against what the program is known to have done: seen, seen in part, or not seen, with
// what to change. An area that saw nothing of a program that did everything sees nothing of any app.

import type { FindingRecord } from '../evidence/finding-record.ts';
import type { FlowRecord } from '../flows/flow-record.ts';
import { counted } from '../report/human-number.ts';
import { type CoverageRecord, EvidenceArea } from '../telemetry/coverage-record.ts';
import type { AssureTruth } from './assure-program.ts';

export interface AreaAssurance {
  readonly area: EvidenceArea;
  readonly result: 'seen' | 'in part' | 'not seen';
  /** '12 of 12 key pairs'. */
  readonly detail: string;
  /** What would let it see more; empty where all was seen. */
  readonly remedy: string;
}

/** Less than this share of what happened is "in part". */
const WHOLE_SHARE = 0.95;

export function checkAssurance(
  truth: AssureTruth,
  findings: readonly FindingRecord[],
  flows: readonly FlowRecord[],
  coverage: readonly CoverageRecord[],
): AreaAssurance[] {
  const own = programFlows(truth, flows);
  const attributed = own.filter(({ app }) => app?.uid === truth.uid);
  const evidence = findings.filter(({ app }) => app.uid === truth.uid).flatMap((finding) => finding.evidence);
  const number = (kinds: readonly string[], name: string) =>
    Math.max(0, ...evidence.filter(({ kind }) => kinds.includes(kind)).map(({ numbers }) => numbers[name] ?? 0));
  const states = number(['background', 'foreground'], 'known');
  const rows: [EvidenceArea, number, number, string][] = [
    [EvidenceArea.keyLifecycle, number(['key_events'], 'events'), truth.key_pairs, 'key pairs'],
    [EvidenceArea.asymmetricApiUse, number(['crypto_use'], 'calls'), truth.calls, 'calls'],
    [
      EvidenceArea.ciphertextTransformation,
      number(['content_match'], 'outputs'),
      truth.outputs,
      'ciphertexts, found on the wire',
    ],
    [EvidenceArea.backgroundExecution, Math.min(states, truth.rounds), truth.rounds, 'connections with a known state'],
    [EvidenceArea.networkTransmission, attributed.length, truth.rounds, 'connections with their app'],
  ];
  return rows.map(([area, seen, of, what]) => {
    const isNetwork = area === EvidenceArea.networkTransmission;
    const rows = coverage.filter((entry) => entry.area === area);
    const ownRow = rows.find(({ app }) => app?.uid === truth.uid);
    // Evidence of an app needs a connection of the app: without one its logs are there, and serve nothing.
    const isUnjoined = seen === 0 && attributed.length === 0 && ownRow !== undefined && lineCount(ownRow) > 0;
    if (isUnjoined) return { area, result: 'in part', detail: unjoined(ownRow), remedy: '' };
    const result = seen === 0 ? 'not seen' : seen >= of * WHOLE_SHARE ? 'seen' : 'in part';
    const row = ownRow ?? rows.find(({ app }) => app === undefined);
    return {
      area,
      result,
      detail: `${Math.min(seen, of)} of ${of} ${what}${isNetwork ? `, ${own.length} in the capture` : ''}`,
      remedy: result === 'seen' ? '' : own.length > 0 ? (row?.remedy ?? '') : isNetwork ? elsewhere(truth) : '',
    };
  });
}

function lineCount({ datasets }: CoverageRecord): number {
  return datasets.reduce((sum, { records }) => sum + records, 0);
}

function unjoined(row: CoverageRecord): string {
  return `${counted(lineCount(row), 'log line')} of the program, of no use while no connection is known to be its own`;
}

/** Said once where the capture has nothing of the program: no log could have helped. */
function elsewhere({ destination: { ip, port }, start, end }: AssureTruth): string {
  const isLoopback = ip.startsWith('127.') || ip === '::1';
  const place = isLoopback
    ? 'on the loopback interface (or have assure act send elsewhere: --to HOST:PORT)'
    : 'on its way';
  return `The capture has none of the program's connections to ${ip}:${port}: capture ${place} from ${start} to ${end}, while it runs.`;
}

/** Connections of the program in the capture, by destination and local port. */
export function programFlows(
  { destination, local_ports: ports }: AssureTruth,
  flows: readonly FlowRecord[],
): FlowRecord[] {
  return flows.filter(
    ({ orig, resp }) => resp.port === destination.port && resp.ip === destination.ip && ports.includes(orig.port),
  );
}
