// Which app a rule or an entry speaks of: package and signer. A package name alone can be taken by anyone who is installed from elsewhere;
// the digest of the signing certificate cannot.

/** What is known of an app when rules are asked. */
export interface KnownApp {
  readonly packages: readonly string[];
  /** SHA-256 of the signing certificate, lower-case hex. */
  readonly signerSha256: string | undefined;
  readonly installer: string | undefined;
  readonly permissions: readonly string[] | undefined;
  readonly category: string | undefined;
}

export type IdentityMatch = 'match' | 'other package' | 'other signer' | 'signer unknown';

/** `packageName` undefined: any app. Colons, blanks and case of a digest do not matter. */
export function matchIdentity(
  packageName: string | undefined,
  signer: string | undefined,
  app: KnownApp,
): IdentityMatch {
  if (packageName !== undefined && !app.packages.includes(packageName)) return 'other package';
  if (signer === undefined) return 'match';
  if (app.signerSha256 === undefined) return 'signer unknown';
  return digest(signer) === digest(app.signerSha256) ? 'match' : 'other signer';
}

function digest(text: string): string {
  return text.replace(/[:\s]/g, '').toLowerCase();
}
