// `cipherscope lake verify`: does an evidence pack hold what its manifest says, and is everything that its finding cites in it? Ends with 3 where not.

import { hash } from 'node:crypto';
import { UserError } from '../base/user-error.ts';
import type { FindingRecord } from '../evidence/finding-record.ts';
import { recomputedBits } from '../evidence/formulas.ts';
import { MANIFEST, PACK_SCHEMA, type PackLine } from '../report/evidence-pack.ts';
import { counted } from '../report/human-number.ts';
import { type PackFiles, readPack } from '../report/pack-archive.ts';
import { visibleText } from '../report/safe-text.ts';
import { folded } from '../report/terminal-lines.ts';
import { ExitCode } from './exit-code.ts';
import type { LakeIo } from './lake-command.ts';

interface Manifest {
  readonly schema: string;
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly sha256: string }[];
}

/** Bits in records are rounded to hundredths. */
const ROUNDING = 0.011;
/** Formulas that count up to their numbers: with larger ones than any capture has they would take hours. */
const COUNTING_KINDS: ReadonlySet<string> = new Set(['key_rate', 'length_match', 'bare_keys']);
const LARGEST_COUNT = 1e8;

export function verifyPack(path: string, { stdout, columns }: Pick<LakeIo, 'stdout' | 'columns'>): number {
  const files = readPack(path);
  const faults = [...fileFaults(files, manifestOf(path, files)), ...citationFaults(files)];
  const say = (text: string) => stdout.write(folded(text, columns));
  for (const fault of faults) say(`${visibleText(fault)}\n`);
  const seal = hash('sha256', files.get(MANIFEST) ?? '', 'hex');
  say(
    faults.length === 0
      ? `${visibleText(path)}: ${counted(files.size, 'file')} as the manifest says, and everything that the finding cites is there.\nThe manifest has the SHA-256 ${seal}: is it what the sender told you?\n`
      : `${visibleText(path)}: ${counted(faults.length, 'fault')}. The pack was changed or is incomplete.\n`,
  );
  return faults.length === 0 ? ExitCode.done : ExitCode.partial;
}

function manifestOf(path: string, files: PackFiles): Manifest {
  const manifest = jsonOf(files, MANIFEST) as Manifest | undefined;
  if (manifest?.schema !== PACK_SCHEMA || !Array.isArray(manifest.files)) {
    throw new UserError(
      `${visibleText(path)}: no evidence pack that this version knows (${MANIFEST} should say ${PACK_SCHEMA}).`,
      ExitCode.notCapture,
    );
  }
  return manifest;
}

function* fileFaults(files: PackFiles, manifest: Manifest): Generator<string> {
  const named = new Set([MANIFEST]);
  for (const entry of manifest.files as readonly (Manifest['files'][number] | null)[]) {
    const { name, sha256 } = entry ?? {};
    if (typeof name !== 'string') {
      yield `${MANIFEST}: names a file that has no name`;
      continue;
    }
    named.add(name);
    const bytes = files.get(name);
    if (bytes === undefined) yield `${name}: missing`;
    else if (hash('sha256', bytes, 'hex') !== sha256) yield `${name}: not what the manifest says (SHA-256 differs)`;
  }
  for (const name of files.keys()) if (!named.has(name)) yield `${name}: not in the manifest`;
}

/** Frames, lines and numbers that the finding cites and that are not here, or do not give its bits. */
function* citationFaults(files: PackFiles): Generator<string> {
  const finding = jsonOf(files, 'finding.json') as FindingRecord | undefined;
  if (finding === undefined || !Array.isArray(finding.evidence)) {
    yield 'finding.json: cannot be read';
    return;
  }
  const packets = Buffer.from(files.get('packets.pcapng') ?? []).toString('latin1');
  const lines = new Set(linesOf(files));
  for (const evidence of finding.evidence as unknown[]) {
    if (!isEvidence(evidence)) {
      yield 'finding.json: a piece of evidence cannot be read';
      continue;
    }
    const { kind, sources, numbers, bits } = evidence;
    const recomputed = recomputedBits(kind, numbers);
    if (recomputed !== undefined && !(Math.abs(recomputed - bits) <= ROUNDING))
      yield `finding.json: ${kind}: the formula gives ${recomputed.toFixed(2)} bits, the record says ${bits}`;
    for (const source of sources) {
      if (source.startsWith('stream ')) continue;
      const isThere = source.startsWith('frame ') ? packets.includes(`${source} of capture `) : lines.has(source);
      if (!isThere) yield `finding.json: ${kind}: ${source} is cited and not in the pack`;
    }
  }
}

/** A pack comes from somebody else: its finding has been through no schema. */
function isEvidence(value: unknown): value is FindingRecord['evidence'][number] {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, sources, numbers, bits } = value as Readonly<Record<string, unknown>>;
  const largest = COUNTING_KINDS.has(String(kind)) ? LARGEST_COUNT : Number.MAX_VALUE;
  return (
    typeof kind === 'string' &&
    typeof bits === 'number' &&
    Array.isArray(sources) &&
    sources.every((source) => typeof source === 'string') &&
    typeof numbers === 'object' &&
    numbers !== null &&
    Object.values(numbers).every((number) => typeof number === 'number' && Math.abs(number) <= largest)
  );
}

/** Sources of the lines. */
function linesOf(files: PackFiles): string[] {
  const text = Buffer.from(files.get('lines.ndjson') ?? []).toString();
  try {
    return text
      .split('\n')
      .flatMap((line) => (line === '' ? [] : ((JSON.parse(line) as Partial<PackLine> | null)?.source ?? [])));
  } catch {
    return [];
  }
}

function jsonOf(files: PackFiles, name: string): unknown {
  try {
    return JSON.parse(Buffer.from(files.get(name) ?? []).toString());
  } catch {
    return undefined;
  }
}
