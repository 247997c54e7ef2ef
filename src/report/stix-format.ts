// STIX 2.1: what was observed, with notes for what was not looked at. An indicator and its sighting only for findings that an analyst approved.

import type { FindingRecord } from '../evidence/finding-record.ts';
import type { FlowRecord } from '../flows/flow-record.ts';
import { bitsText } from './human-number.ts';
import type { NativeRecords, ReportFormat } from './report-format.ts';
import { safeJson } from './safe-text.ts';
import { objectId } from './stix-object.ts';
import { flowObservables, type StixObject, softwareOf, TRANSPORTS_WITH_PORTS } from './stix-observables.ts';

/** Flows of one finding that are told of one by one; number_observed counts all that it cites. */
const FLOWS_LISTED = 200;
const NO_TIME = '1970-01-01T00:00:00Z';

export const stixFormat: ReportFormat = {
  name: 'stix',
  summary: 'a STIX 2.1 bundle; indicators only for findings named by --approved',
  files: ['bundle.json'],
  readers: 'MISP, OpenCTI, TAXII',
  async write(records, files, { approved }) {
    const wanted = new Set(records.findings.flatMap((finding) => citedOf(finding)));
    const cited = new Map<string, FlowRecord>();
    for await (const flow of records.flows()) if (wanted.has(flow.flow_id)) cited.set(flow.flow_id, flow);
    const sink = await files.create('bundle.json');
    await sink.write(`${safeJson(JSON.stringify(bundleOf(records, cited, approved), undefined, 2))}\n`);
  },
};

function bundleOf(
  records: NativeRecords,
  cited: ReadonlyMap<string, FlowRecord>,
  approved: ReadonlySet<string>,
): StixObject {
  const { captures } = records.manifest;
  const last =
    captures
      .flatMap(({ last }) => last ?? [])
      .sort()
      .at(-1) ?? NO_TIME;
  const made = milliseconds(last);
  const common = { spec_version: '2.1', created: made, modified: made };
  const identity: StixObject = {
    type: 'identity',
    id: objectId('identity', 'cipherscope'),
    ...common,
    name: `cipherscope ${records.manifest.tool_version}`,
    identity_class: 'system',
  };
  const objects = new Map<string, StixObject>([[identity.id, identity]]);
  const add = (object: StixObject) => objects.set(object.id, object);
  const authored = { ...common, created_by_ref: identity.id };
  for (const finding of records.findings) {
    const technique = add(attackPattern(finding, authored)).get(techniqueId(finding)) as StixObject;
    const { observed, refs } = observation(finding, cited, authored, add);
    if (observed !== undefined) add(observed);
    const about = [observed?.id ?? technique.id];
    add(
      note(
        finding,
        'finding',
        `${finding.verdict}, ${finding.level}, ${bitsText(finding.score)}`,
        finding.sentence,
        about,
        authored,
      ),
    );
    for (const [i, gap] of finding.gaps.entries()) {
      add(note(finding, `gap ${i}`, 'Telemetry that was not there', gap, about, authored));
    }
    if (!approved.has(finding.finding_id) || observed === undefined) continue;
    for (const object of indication(finding, refs, observed, technique, authored)) add(object);
  }
  const id = objectId('bundle', records.manifest.config_sha256, ...captures.map(({ file, sha256 }) => sha256 ?? file));
  return { type: 'bundle', id, objects: [...objects.values()] };
}

function observation(
  finding: FindingRecord,
  cited: ReadonlyMap<string, FlowRecord>,
  authored: object,
  add: (object: StixObject) => unknown,
): { observed: StixObject | undefined; refs: FlowRecord[] } {
  const ids = citedOf(finding);
  const refs = ids.flatMap((id) => cited.get(id) ?? []).slice(0, FLOWS_LISTED);
  const traffic = refs.map((flow) => flowObservables(flow));
  for (const { objects } of traffic) for (const object of objects) add(object);
  const software = softwareOf(finding);
  if (software !== undefined) add(software);
  const objectRefs = [...new Set(traffic.map(({ id }) => id)), ...(software === undefined ? [] : [software.id])];
  if (objectRefs.length === 0) return { observed: undefined, refs };
  return {
    refs,
    observed: {
      type: 'observed-data',
      id: objectId('observed-data', finding.finding_id),
      ...authored,
      first_observed: finding.window.start,
      last_observed: finding.window.end,
      number_observed: Math.max(1, ids.length),
      object_refs: objectRefs,
    },
  };
}

function indication(
  finding: FindingRecord,
  flows: readonly FlowRecord[],
  observed: StixObject,
  technique: StixObject,
  authored: object,
): StixObject[] {
  const patterns = [...new Set(flows.map(remotePattern))].sort();
  if (patterns.length === 0) return [];
  const indicator: StixObject = {
    type: 'indicator',
    id: objectId('indicator', finding.finding_id),
    ...authored,
    name: `Destinations of ${finding.app.packages[0] ?? 'an unknown app'}`,
    description: finding.sentence,
    indicator_types: ['anomalous-activity'],
    pattern: patterns.join(' OR '),
    pattern_type: 'stix',
    valid_from: finding.window.start,
  };
  const relationship: StixObject = {
    type: 'relationship',
    id: objectId('relationship', finding.finding_id),
    ...authored,
    relationship_type: 'indicates',
    source_ref: indicator.id,
    target_ref: technique.id,
  };
  const sighting: StixObject = {
    type: 'sighting',
    id: objectId('sighting', finding.finding_id),
    ...authored,
    first_seen: finding.window.start,
    last_seen: finding.window.end,
    count: 1,
    sighting_of_ref: indicator.id,
    observed_data_refs: [observed.id],
  };
  return [indicator, relationship, sighting];
}

/** Where a flow went; for one that came to the device, from where: the port there was any. */
export function remotePattern({ local, orig, resp, transport }: FlowRecord): string {
  const [side, { ip, port }] = local === 'resp' ? ['src', orig] : ['dst', resp];
  const type = ip.includes(':') ? 'ipv6-addr' : 'ipv4-addr';
  const isNamed = side === 'dst' && TRANSPORTS_WITH_PORTS.has(transport);
  const parts = [
    `network-traffic:${side}_ref.type = '${type}'`,
    `network-traffic:${side}_ref.value = '${ip}'`,
    ...(isNamed ? [`network-traffic:dst_port = ${port}`] : []),
  ];
  return `[${parts.join(' AND ')}]`;
}

/** Times of creation have three digits of a second, no more and no fewer (STIX 2.1 §3.2). */
function milliseconds(time: string): string {
  const fraction = /\.(\d+)/.exec(time)?.[1] ?? '';
  return `${time.slice(0, 19)}.${fraction.slice(0, 3).padEnd(3, '0')}Z`;
}

function techniqueId(finding: FindingRecord): string {
  return objectId('attack-pattern', finding.technique);
}

function attackPattern(finding: FindingRecord, authored: object): StixObject {
  return {
    type: 'attack-pattern',
    id: techniqueId(finding),
    ...authored,
    name: `ATT&CK Mobile ${finding.technique}`,
    external_references: [
      {
        source_name: 'mitre-attack',
        external_id: finding.technique,
        url: `https://attack.mitre.org/techniques/${finding.technique.replace('.', '/')}/`,
      },
    ],
  };
}

function note(
  finding: FindingRecord,
  kind: string,
  abstract: string,
  content: string,
  about: readonly string[],
  authored: object,
): StixObject {
  return {
    type: 'note',
    id: objectId('note', finding.finding_id, kind),
    ...authored,
    abstract,
    content,
    object_refs: about,
  };
}

function citedOf(finding: FindingRecord): string[] {
  return [...new Set(finding.evidence.flatMap(({ flows }) => flows))];
}
