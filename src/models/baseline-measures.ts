// The numbers of an app's session that its baseline keeps, each with the direction that the analytic cares about: more traffic up, more
// ciphertext, more keys. A session that is quieter than usual is no news.

export interface BaselineMeasure {
  readonly name: string;
  /** As people read it. */
  readonly label: string;
  readonly unit: string;
  /** Amounts spread over orders of magnitude: they are compared as logarithms. */
  readonly isLogarithmic: boolean;
  readonly weight: number;
  /** Days differ by at least this, on the scale on which they are compared, even where few days never did. */
  readonly leastScale: number;
}

export const BASELINE_MEASURES = [
  { name: 'flows_per_hour', label: 'flows an hour', unit: '/h', isLogarithmic: true, weight: 1, leastScale: 0.15 },
  {
    name: 'bytes_up_per_hour',
    label: 'bytes sent an hour',
    unit: 'B/h',
    isLogarithmic: true,
    weight: 1,
    leastScale: 0.2,
  },
  {
    name: 'upload_share',
    label: 'share of bytes that are sent',
    unit: '',
    isLogarithmic: false,
    weight: 0.5,
    leastScale: 0.03,
  },
  { name: 'destinations', label: 'destinations', unit: '', isLogarithmic: true, weight: 1, leastScale: 0.15 },
  {
    name: 'custom_share',
    label: 'share of flows with unexplained ciphertext',
    unit: '',
    isLogarithmic: false,
    weight: 1.5,
    leastScale: 0.02,
  },
  {
    name: 'first_message_bytes',
    label: 'median bytes of the first message',
    unit: 'B',
    isLogarithmic: true,
    weight: 0.5,
    leastScale: 0.05,
  },
  {
    name: 'periodic_channels',
    label: 'channels with a regular rhythm',
    unit: '',
    isLogarithmic: true,
    weight: 1,
    leastScale: 0.3,
  },
  {
    name: 'weak_share',
    label: 'share of flows with weak or legacy cryptography',
    unit: '',
    isLogarithmic: false,
    weight: 0.5,
    leastScale: 0.02,
  },
  {
    name: 'key_events_per_hour',
    label: 'keys made or imported an hour',
    unit: '/h',
    isLogarithmic: true,
    weight: 1.5,
    leastScale: 0.2,
  },
  {
    name: 'background_share',
    label: 'share of flows that begin in the background',
    unit: '',
    isLogarithmic: false,
    weight: 1,
    leastScale: 0.05,
  },
] as const satisfies readonly BaselineMeasure[];

export type MeasureName = (typeof BASELINE_MEASURES)[number]['name'];

/** What a session was seen to use. */
export const BASELINE_SETS = {
  domains: 'domain',
  addresses: 'address without a name',
  services: 'service',
  schemes: 'encryption scheme',
  ja4: 'TLS client (JA4)',
  ports: 'destination port',
  rhythms: 'rhythm',
  signers: 'signing certificate',
} as const;
export type SetName = keyof typeof BASELINE_SETS;

/** Periods are the same rhythm within half an octave around a minute, its halves and its doubles: the usual ones are off the edges. */
export function rhythmName(periodSeconds: number): string {
  const middle = 60 * 2 ** (Math.round(2 * Math.log2(periodSeconds / 60)) / 2);
  return `about ${Number(middle.toPrecision(2))} s`;
}

/** One app in one capture. */
export interface BaselineSession {
  readonly captureId: string;
  readonly startUs: number;
  /** Absent: cannot say. */
  readonly measures: Readonly<Partial<Record<MeasureName, number>>>;
  readonly sets: Readonly<Record<SetName, readonly string[]>>;
  /** Nothing was found: only such sessions teach. */
  readonly isQuiet: boolean;
}

/** On the scale on which measures are compared. */
export function scaled(measure: BaselineMeasure, value: number): number {
  return measure.isLogarithmic ? Math.log1p(Math.max(0, value)) : value;
}
