// The native finding and app records: lines of findings.ndjson and apps.ndjson.

import type { EvidenceArea } from '../telemetry/coverage-record.ts';

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
  area: EvidenceArea;
  start: string;
  end: string;
  bits: number;
  direction: 'incriminating' | 'exculpatory';
  statement: string;
  /** Frames (Wireshark's, 1-based), stream offsets, log file and line. */
  sources: string[];
  flows: string[];
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
  what_could_overturn: string[];
  suppressed_by?: string;
}

export interface AppSummaryRecord {
  uid?: number;
  packages: string[];
  label?: string;
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
}
