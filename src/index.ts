// The public API of cipherscope.

export { UserError } from './base/user-error.ts';
export type { AppSummaryRecord, EvidenceRecord, FindingRecord, Verdict } from './evidence/finding-record.ts';
export type { ChannelRecord, PeriodicityRecord } from './features/channel-record.ts';
export type { FeatureDefinition } from './features/feature.ts';
export { NUMBER_FEATURES, VECTOR_FEATURES } from './features/feature-registry.ts';
export type { AppRecord, EncryptionRecord, FlowEndpointRecord, FlowRecord, TlsRecord } from './flows/flow-record.ts';
export { EncryptionClass } from './flows/flow-record.ts';
export type { CaptureManifest, ManifestRecord, TelemetryManifest } from './report/manifest-record.ts';
export { type RecordTable, toTable } from './report/record-table.ts';
export { type AnalysisOutcome, type AnalyzeSettings, type AnalyzeSource, analyze } from './run/analyze.ts';
export type { CoverageRecord } from './telemetry/coverage-record.ts';
export { EvidenceArea } from './telemetry/coverage-record.ts';
