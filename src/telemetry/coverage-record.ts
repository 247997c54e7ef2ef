// The native coverage record: what was collected per evidence area and app, and what nobody was looking at. An element of coverage.json.

export const EvidenceArea = {
  keyLifecycle: 'key_lifecycle',
  asymmetricApiUse: 'asymmetric_api_use',
  ciphertextTransformation: 'ciphertext_transformation',
  backgroundExecution: 'background_execution',
  networkTransmission: 'network_transmission',
} as const;
export type EvidenceArea = (typeof EvidenceArea)[keyof typeof EvidenceArea];

export interface CoverageGapRecord {
  start?: string;
  end?: string;
  cause: string;
}

export interface CoverageRecord {
  area: EvidenceArea;
  /** Absent: the row holds for every app. */
  app?: {
    /** Absent: no log tells it. */
    uid?: number;
    packages: string[];
  };
  status: 'none' | 'partial' | 'full';
  datasets: { name: string; file: string; records: number; rejected: number }[];
  covered: { start: string; end: string }[];
  gaps: CoverageGapRecord[];
  blind_to: string[];
  /** What the gap does to the verdict. */
  effect: string;
  /** The command or setting that would close it. */
  remedy: string;
}
