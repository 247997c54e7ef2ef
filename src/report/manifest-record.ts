// The native manifest: what went in, what tool and settings made it. Base names and no execution settings: same input, same bytes.

import type { AllowlistUse } from '../models/allowlist.ts';

export interface CaptureManifest {
  /** Base name. */
  file: string;
  sha256?: string;
  format: string;
  byte_order: 'little' | 'big';
  resolution: 'us' | 'ns' | 'ms' | string;
  link_types: string[];
  packets: number;
  bytes: number;
  first?: string;
  last?: string;
  /** Packets of which the file has a part only, and how many bytes of them it lacks. */
  cut?: { packets: number; missing_bytes: number };
  /** How often a packet is a second or more earlier than the one before it, by how much at most, and where. */
  clock_back?: { times: number; most_ms: number; frame: number };
  provenance: string;
  /** Classic pcap files that lie one behind the other in this one, and the byte at which the second begins. */
  joined?: { files: number; offset: number };
  /**
   * `read_on`: damage behind which reading went on, to the end. `unread_bytes`: what lies behind the offset; absent where nothing does, or
   * where that is not known.
   */
  stop: { reason: string; offset: number; read_on?: true; unread_bytes?: number } | { reason: 'end' };
  /** Packets by decoding outcome: layer not decoded, truncated, malformed, duplicates, drops reported by the capture. */
  not_decoded: Record<string, number>;
}

export interface TelemetryManifest {
  file: string;
  sha256: string;
  format: string;
  records: number;
  rejected: number;
  rejected_lines: { line: number; reason: string }[];
  redacted?: number;
  clock: {
    offset_ms: number;
    residual_ms?: number;
    uncertainty_ms?: number;
    drift_ppm?: number;
    method: string;
    pairs: number;
  };
}

/** What the user declared about apps (catalogue, parameters, allowlist), and what it did. */
export interface PolicyManifest {
  /** Sessions before this capture that it was held against. */
  lake?: { sessions: number; apps: number };
  catalogue?: { file: string; sha256: string; apps: number };
  parameters?: { file: string; sha256: string };
  allowlist?: AllowlistUse & { file: string; sha256: string };
}

export interface ManifestRecord {
  tool_version: string;
  schema_version: string;
  config: Record<string, unknown>;
  config_sha256: string;
  captures: CaptureManifest[];
  telemetry: TelemetryManifest[];
  policy?: PolicyManifest;
  counts: Record<string, number>;
}
