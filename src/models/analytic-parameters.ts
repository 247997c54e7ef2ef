// The mutable elements of MITRE's detection strategies DET0667 (AN1762), DET0641 (AN1716) and DET0650 (AN1731), with defaults. MITRE gives no
// numbers; where each default comes from stands beside it. Every one can be set for all apps or for one.

export interface AnalyticParameters {
  /** TimeWindow: longest time between an event of keys or crypto and what is sent, in seconds. */
  readonly time_window_s: number;
  /** AllowedCryptoApps: these apps may use asymmetric cryptography of their own; packages, or package@signer. */
  readonly allowed_crypto_apps: readonly string[];
  /** ForegroundStateRequired: keys and ciphertext are expected only while somebody uses the app. */
  readonly foreground_required: boolean;
  /** KeyGenerationThreshold: key pairs per hour of the app's awake time that are ordinary. */
  readonly key_generations_per_hour: number;
  /** PayloadSizeVariance: relative dispersion up to which message sizes count as fixed. */
  readonly payload_size_variance: number;
  /** EntropyThreshold: z-score of byte entropy, corrected for length, below which bytes are no ciphertext. */
  readonly entropy_threshold_z: number;
  /** KeyReuseThreshold: operations with one secret key from which on it counts as reused. */
  readonly key_reuse_threshold: number;
  /** BeaconIntervalVariance: spread of intervals over their period up to which a rhythm counts as a beacon. */
  readonly beacon_interval_variance: number;
}

export const DEFAULT_PARAMETERS: AnalyticParameters = {
  // An app that sends once a minute has a chance of 15 % to send within any 10 s; a chatty app gets a shorter window (event-sequence.ts).
  time_window_s: 10,
  allowed_crypto_apps: [],
  // Mail, messengers and backup work in the background by design: only an operator can say that an app must not.
  foreground_required: false,
  // One pair an hour covers sign-in, passkeys and session keys of ordinary apps; a pair a connection is an order of magnitude more.
  key_generations_per_hour: 1,
  // RSA output has one length and ECIES a constant overhead: what varies is the plaintext. 0.15 was the spread of C2 heartbeats of the lab.
  payload_size_variance: 0.15,
  // One in a thousand of truly random payloads lies below −3.1 (normal distribution).
  entropy_threshold_z: -3.1,
  // A session key seals many messages; one key over many sessions is what the analytic asks about.
  key_reuse_threshold: 20,
  // Published implants sleep with up to ±50 % jitter; beyond that a rhythm is not told from chance.
  beacon_interval_variance: 0.5,
};

export type ParameterOverrides = { readonly [Key in keyof AnalyticParameters]?: AnalyticParameters[Key] | undefined };

export interface ParameterSettings extends ParameterOverrides {
  /** Which analytics run; by default AN1762 alone. */
  readonly analytics?: readonly string[] | undefined;
  /** By package. */
  readonly apps?: Readonly<Record<string, ParameterOverrides>> | undefined;
}

/** What holds for an app: its own values over those for all over the defaults. */
export function parametersOf(settings: ParameterSettings, packages: readonly string[]): AnalyticParameters {
  const values: Record<string, unknown> = { ...DEFAULT_PARAMETERS };
  const own = packages.flatMap((name) => settings.apps?.[name] ?? []);
  for (const layer of [settings, ...own]) {
    for (const key of Object.keys(DEFAULT_PARAMETERS)) {
      const value = layer[key as keyof AnalyticParameters];
      if (value !== undefined) values[key] = value;
    }
  }
  return values as unknown as AnalyticParameters;
}

/** AllowedCryptoApps names the app; with a signer it must be that one. */
export function isAllowedCryptoApp(
  { allowed_crypto_apps: allowed }: AnalyticParameters,
  packages: readonly string[],
  signerSha256: string | undefined,
): boolean {
  return allowed.some((entry) => {
    const [name = '', signer] = entry.split('@', 2);
    return packages.includes(name) && (signer === undefined || signer.toLowerCase() === signerSha256?.toLowerCase());
  });
}
