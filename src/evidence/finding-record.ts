// The native finding and app records: lines of findings.ndjson and apps.ndjson.

import type { EvidenceArea } from '../telemetry/coverage-record.ts';
import type { AppCryptoRecord } from './app-crypto.ts';

export type AreaStatus = 'observed' | 'explained' | 'not_observed' | 'not_collected';
export type Verdict = 'alert' | 'observation' | 'expected';
export type FindingLevel = 'partial' | 'strong' | 'complete';

export interface AreaRecord {
  status: AreaStatus;
  /** Log-likelihood bits, capped per area. */
  bits: number;
  /** Ids of entries in `evidence`. */
  evidence: string[];
}

export interface EvidenceRecord {
  id: string;
  /** What was seen, in one word: ciphertext, key_exchange, key_generated, content_match, sequence, background, … */
  kind: string;
  area: EvidenceArea;
  start: string;
  end: string;
  bits: number;
  direction: 'incriminating' | 'exculpatory';
  statement: string;
  /** How `bits` follows from `numbers`. */
  formula: string;
  numbers: Record<string, number>;
  /** `frame N`, `stream FLOW_ID orig|resp OFFSET+LENGTH`, `FILE line N`. */
  sources: string[];
  flows: string[];
}

/** Whether the app's purpose is known, so that "inconsistent with its function" is computed and not asserted. */
export interface ExpectationRecord {
  /** `conflict`: an entry names the package, but its signer or installer is another one. */
  status: 'known' | 'unknown' | 'conflict';
  category?: string;
  reason: string;
}

/** What one rule of the allowlist took out of a finding. */
export interface HiddenRecord {
  rule: string;
  reason: string;
  owner: string;
  /** Which name or address of the destination matched, and of what kind. */
  matched: string;
  channels: number;
  flows: number;
}

export interface FindingRecord {
  finding_id: string;
  analytic: { id: string; version: string; attack_version: string };
  technique: string;
  app: { uid?: number; packages: string[]; device?: string };
  window: { start: string; end: string };
  verdict: Verdict;
  level: FindingLevel;
  score: number;
  /** What was seen, in how many of five areas, and that it is a pattern, not proof of malice. */
  sentence: string;
  areas: Record<EvidenceArea, AreaRecord>;
  evidence: EvidenceRecord[];
  gaps: string[];
  /** Computed: each item of evidence is taken away and the rest scored again. */
  what_could_overturn: string[];
  expectation: ExpectationRecord;
  /** The mutable elements of the analytic as they were used. */
  parameters: Record<string, number | boolean | string>;
  /** What to do next, in order. */
  triage: string[];
  /** What the allowlist took out of it. */
  hidden?: HiddenRecord[];
  suppressed_by?: string;
}

export interface AppSummaryRecord {
  uid?: number;
  packages: string[];
  label?: string;
  /** Of the first package, by the inventory: what baselines tell builds apart by. */
  version?: string;
  signer_sha256?: string;
  /** Keys that were made or imported, by the logs; absent where nobody was looking. */
  key_events?: number;
  /** Of the flows whose app state is known at their start, those that began in the background; absent where no log tells. */
  background_share?: number;
  flows: number;
  channels: number;
  packets: number;
  bytes_up: number;
  bytes_down: number;
  /** Share of this app's flows by encryption class. */
  encryption: Record<string, number>;
  services: Record<string, number>;
  destinations: number;
  /** Share of the capture's IP bytes attributed to this app. */
  byte_share: number;
  /** Flows per attribution level. */
  attribution: Record<string, number>;
  findings: string[];
  verdict?: Verdict;
  /** What each evidence area says about this app, findings or not. Absent: nothing judged it. */
  areas?: Record<EvidenceArea, AreaStatus>;
  tls_versions: Record<string, number>;
  /** Absent: no flow showed any. */
  crypto?: AppCryptoRecord;
}
