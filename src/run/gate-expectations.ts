// Reads an expectations file, YAML or JSON, checked by a schema: a fault names its place and what would be right. Heavy: loaded when one is read.

import { readFileSync } from 'node:fs';
import { isMap, LineCounter, parseDocument, type Scalar } from 'yaml';
import { z } from 'zod';
import { UserError } from '../base/user-error.ts';
import { EncryptionClass } from '../flows/flow-record.ts';
import { SERVICE_NAMES } from '../flows/service-names.ts';
import { patternFault } from '../models/destination-pattern.ts';
import type { GateExpectations } from '../models/gate-rule.ts';
import { nonTextKind, utf16Label } from '../telemetry/content-kind.ts';
import { closestWord } from './closest-word.ts';
import { ExitCode } from './exit-code.ts';
import { fileText } from './file-text.ts';
import { faultWords } from './schema-fault.ts';

/**
 * More than any team writes. Parsing YAML takes time with the square of a file of brackets, anchors or keys: at most 3.7 s for 64 KiB, and 0.9 MB of anchors
 * were not read after 169 s (measured).
 */
const MAX_FILE_BYTES = 1 << 16;
const MAX_RULES = 1000;
const HEAD_BYTES = 512;

const destination = z.string().superRefine((pattern, context) => {
  const fault = patternFault(pattern);
  if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
});
const encryption = z.enum(Object.values(EncryptionClass) as [EncryptionClass, ...EncryptionClass[]]);

const ruleKeys = z
  .strictObject({
    name: z.string().min(1),
    destination,
    port: z.int().min(0).max(65_535),
    // A rule against a service that no flow can have would hold for ever.
    service: z.string().superRefine((name, context) => {
      if (!SERVICE_NAMES.has(name)) context.addIssue({ code: 'custom', message: unknownService(name) });
    }),
    encryption: z.union([encryption, z.array(encryption).min(1)], {
      error: `expects one or several of ${encryption.options.join(', ')}`,
    }),
    tls_below: z.enum(['1.0', '1.1', '1.2', '1.3']),
    weak_crypto: z.boolean(),
    periodic: z.boolean(),
    verdict: z.enum(['observation', 'alert']),
    key_events_above: z.int().min(0),
  })
  .partial();

const rule = ruleKeys
  .refine(isOfOneKind, {
    message:
      'verdict and key_events_above stand alone; periodic goes with destination, port, service and encryption only',
  })
  .refine((one) => Object.keys(one).some((key) => key !== 'name'), {
    message: 'a rule says something: destination, encryption, …',
  });

const APP_KEYS = new Set(['verdict', 'key_events_above']);
const CHANNEL_KEYS = new Set(['periodic', 'destination', 'port', 'service', 'encryption']);

/** Rules about the app, about channels and about flows are asked of different records. */
function isOfOneKind(one: Readonly<Record<string, unknown>>): boolean {
  const keys = Object.keys(one).filter((key) => key !== 'name');
  if (keys.some((key) => APP_KEYS.has(key))) return keys.every((key) => APP_KEYS.has(key));
  return !keys.includes('periodic') || keys.every((key) => CHANNEL_KEYS.has(key));
}

const expectations = z.strictObject({
  app: z.string().min(1).optional(),
  must: z.array(rule).max(MAX_RULES).default([]),
  must_not: z.array(rule).max(MAX_RULES).default([]),
});

export interface ExpectationsFile {
  readonly expectations: GateExpectations;
  /** Line of a rule, from 1. */
  lineOf(kind: 'must' | 'must_not', index: number): number;
}

export function readExpectations(path: string): ExpectationsFile {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new UserError(`--expect ${path}: ${whyUnread(error)}`, ExitCode.missingInput);
  }
  const kind = utf16Label(bytes) === undefined ? nonTextKind(bytes.subarray(0, HEAD_BYTES)) : undefined;
  if (kind !== undefined) throw new UserError(`--expect ${path} ${kind}.`);
  const text = fileText(bytes);
  if (text.length > MAX_FILE_BYTES) throw new UserError(`--expect ${path}: longer than ${MAX_FILE_BYTES} bytes.`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  let value: unknown;
  try {
    const [fault] = document.errors;
    if (fault !== undefined) throw fault;
    value = document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    const [words = ''] = (error as Error).message.split('\n');
    throw new UserError(`--expect ${path}: not YAML: ${words.replace(/:$/, '')}. docs/gate.md shows the form.`);
  }
  const checked = expectations.safeParse(value ?? {});
  const lineOf = (place: readonly PropertyKey[]): number | undefined => {
    const node = document.getIn(place, true) as { range?: readonly [number, ...number[]] } | undefined;
    return node?.range === undefined ? undefined : lines.linePos(node.range[0]).line;
  };
  const lineOfKey = (place: readonly PropertyKey[], name: string | undefined): number | undefined => {
    const map = place.length === 0 ? document.contents : document.getIn(place, true);
    const key = isMap<Scalar, unknown>(map) ? map.items.find((pair) => pair.key.value === name)?.key : undefined;
    return key?.range == null ? lineOf(place) : lines.linePos(key.range[0]).line;
  };
  if (!checked.success) {
    const faults = checked.error.issues.map((issue) => {
      const line = issue.code === 'unrecognized_keys' ? lineOfKey(issue.path, issue.keys[0]) : lineOf(issue.path);
      const place = `${line === undefined ? '' : `line ${line}: `}${issue.path.join('.') || 'the file'}`;
      return `${place}: ${faultWords(issue, expectations)}`;
    });
    throw new UserError(`--expect ${path}: ${faults.slice(0, 8).join('\n')}\ndocs/gate.md shows the form.`);
  }
  if (checked.data.must.length + checked.data.must_not.length === 0) {
    throw new UserError(`--expect ${path}: no rule under must or must_not. docs/gate.md shows the form.`);
  }
  return { expectations: checked.data, lineOf: (kind, index) => lineOf([kind, index]) ?? 1 };
}

function unknownService(name: string): string {
  const near = closestWord(name, [...SERVICE_NAMES]);
  return `there is no service ${JSON.stringify(name)}${near === undefined ? '' : `; did you mean ${near}?`} docs/protocols.md lists them`;
}

function whyUnread(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
      return 'no such file. It holds the rules of the gate; docs/gate.md shows the form.';
    case 'EISDIR':
      return 'a folder. Name the file with the rules.';
    case 'EACCES':
      return 'may not be read. Change its permissions.';
    default:
      return `cannot be read (${code ?? message}).`;
  }
}
