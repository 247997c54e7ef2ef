// The files of an evidence pack: what a finding says, the flows, log lines and packets that it cites, the configuration, and a manifest with the hash
// of each. Everything in them went through the pseudonyms; nothing here adds a text of its own but the words that explain it.

import { hash } from 'node:crypto';
import type { FindingRecord } from '../evidence/finding-record.ts';
import type { FlowRecord } from '../flows/flow-record.ts';
import type { PackFiles } from './pack-archive.ts';
import { type CutPacket, pcapngBytes } from './pcapng-bytes.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import { safeJson } from './safe-text.ts';

export const PACK_SCHEMA = 'cipherscope.evidence/1';
export const MANIFEST = 'manifest.json';

export interface PackSource {
  readonly kind: 'capture' | 'log';
  /** As the pack calls it. */
  readonly name: string;
  /** Of the original, whole. */
  readonly sha256: string;
}

export interface PackLine {
  /** `FILE:LINE`, as the finding cites it. */
  readonly source: string;
  readonly time: string;
  readonly action: string;
  readonly fields: Readonly<Record<string, string | number | boolean>>;
  readonly output_sha256?: string;
  readonly output_beginning?: string;
}

/** The longest beginning of a logged output that is shared. */
const SHARED_BYTES = 32;
/** Of a shorter output the hash would tell the half that is withheld to somebody who tries. */
const HASHED_BYTES = 24;

/**
 * What a pack tells of a ciphertext in a log: at most half of it, so that none leaves as a whole. `beginning`: hex digits; `bytes`: the length of all
 * of it, where the log says so.
 */
export function sharedOutput(
  sha256: string | undefined,
  beginning: string | undefined,
  bytes: number | undefined,
): Pick<PackLine, 'output_sha256' | 'output_beginning'> {
  const outputBytes = bytes ?? (beginning ?? '').length / 2;
  const sharedBytes = Math.min(SHARED_BYTES, Math.floor(outputBytes / 2));
  return {
    ...(sha256 === undefined || (outputBytes > 0 && outputBytes < HASHED_BYTES) ? {} : { output_sha256: sha256 }),
    ...(beginning === undefined ? {} : { output_beginning: beginning.slice(0, 2 * sharedBytes) }),
  };
}

export interface PackParts {
  readonly finding: FindingRecord;
  readonly flows: readonly FlowRecord[];
  readonly lines: readonly PackLine[];
  readonly packets: readonly CutPacket[];
  readonly sources: readonly PackSource[];
  readonly config: Readonly<Record<string, unknown>>;
  readonly configSha256: string;
  readonly toolVersion: string;
  /** What did not agree when every citation was read again; empty where all did. */
  readonly faults: readonly string[];
}

/** `parts` as they are; `pseudonyms` knows the words to hide. */
export function evidencePack(parts: PackParts, pseudonyms: Pseudonyms): PackFiles {
  const files = new Map<string, Uint8Array>();
  const add = (name: string, text: string) => files.set(name, Buffer.from(text));
  const lines = (values: readonly unknown[]) => values.map((value) => `${safeJson(JSON.stringify(value))}\n`).join('');
  const whole = (value: unknown) => `${safeJson(JSON.stringify(value, undefined, 2))}\n`;
  add('finding.json', whole(pseudonyms.value(parts.finding)));
  add('flows.ndjson', lines(parts.flows.map((flow) => pseudonyms.value(sharedFlow(flow)))));
  add('lines.ndjson', lines(pseudonyms.value(parts.lines)));
  add('config.json', whole(pseudonyms.value(parts.config)));
  files.set('packets.pcapng', pcapngBytes(parts.packets, `cipherscope ${parts.toolVersion}`));
  add('readme.txt', README);
  const manifest = {
    schema: PACK_SCHEMA,
    tool_version: parts.toolVersion,
    config_sha256: parts.configSha256,
    finding_id: pseudonyms.name('id', parts.finding.finding_id),
    sources: parts.sources,
    checked: { agrees: parts.faults.length === 0, faults: pseudonyms.value(parts.faults) },
    pseudonyms:
      'HMAC-SHA-256 under a key that is not in the pack: addresses, host names, devices, file names, key aliases, ids',
    files: [...files].map(([name, bytes]) => ({ name, bytes: bytes.length, sha256: hash('sha256', bytes, 'hex') })),
  };
  add(MANIFEST, whole(manifest));
  return files;
}

/** What the finding says of a flow can be followed with this; names and fingerprints of certificates are not needed for it. */
function sharedFlow({
  flow_id,
  capture,
  first_frame,
  last_frame,
  start,
  duration_ms,
  transport,
  orig,
  resp,
  service,
  local,
  encryption,
  app,
}: FlowRecord) {
  return {
    flow_id,
    capture,
    first_frame,
    last_frame,
    start,
    duration_ms,
    transport,
    orig,
    resp,
    ...(service === undefined ? {} : { service }),
    ...(local === undefined ? {} : { local }),
    encryption,
    ...(app === undefined ? {} : { app: { uid: app.uid, packages: app.packages, tier: app.tier, level: app.level } }),
  };
}

const README = `Evidence of one finding, made to be shared.

finding.json    the finding: what was seen, by which formula, from which numbers, citing frames, places in streams and log lines
packets.pcapng  the cited packets, built anew: other addresses, checksums to match, and of the payload only what is cited
lines.ndjson    the cited log lines, as they were read
flows.ndjson    the flows that the finding is about
config.json     the settings it was found with
manifest.json   hashes of these files, and of the capture and logs they were taken from

"cipherscope lake verify PACK" checks the hashes, and that what the finding cites is here. Addresses, host names, devices, file names, key aliases and
ids are pseudonyms: the same thing has the same one throughout. Only the sender's key tells what they stand for. A finding is a pattern that the app's
purpose does not explain, not proof of malice.
`;
