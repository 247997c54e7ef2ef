// The public API of cipherscope. Every type that a record is made of can be named.

export { UserError } from './base/user-error.ts';
export type { AppCryptoRecord } from './evidence/app-crypto.ts';
export type {
  AppSummaryRecord,
  AreaRecord,
  AreaStatus,
  EvidenceRecord,
  ExpectationRecord,
  FindingLevel,
  FindingRecord,
  HiddenRecord,
  Verdict,
} from './evidence/finding-record.ts';
export type { ChannelKeyRecord, ChannelRecord, PeriodicityRecord } from './features/channel-record.ts';
export type { FeatureDefinition } from './features/feature.ts';
export { NUMBER_FEATURES, VECTOR_FEATURES } from './features/feature-registry.ts';
export type {
  AppRecord,
  AttributionLevel,
  CertificateRecord,
  CryptoRecord,
  DnsRecord,
  EncryptionRecord,
  EndReason,
  FlowEndpointRecord,
  FlowRecord,
  HttpRecord,
  KeyRecord,
  QuicRecord,
  ShapeRecord,
  SshRecord,
  TlsRecord,
  WebSocketRecord,
} from './flows/flow-record.ts';
export { EncryptionClass } from './flows/flow-record.ts';
export type {
  CaptureManifest,
  ManifestRecord,
  PolicyManifest,
  TelemetryManifest,
} from './report/manifest-record.ts';
export { type RecordTable, toTable } from './report/record-table.ts';
export { type AnalysisOutcome, type AnalyzeSettings, type AnalyzeSource, analyze } from './run/analyze.ts';
export type { CoverageGapRecord, CoverageRecord } from './telemetry/coverage-record.ts';
export { EvidenceArea } from './telemetry/coverage-record.ts';
