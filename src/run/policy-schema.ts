// What the three files of policy may hold, as zod schemas: allowlist, catalogue, parameters of the analytics. schema/allowlist.schema.json and its
// siblings are generated from them (npm run schema). Heavy: loaded only when such a file is read.

import { z } from 'zod';
import { ANALYTIC_IDS } from '../evidence/analytic.ts';
import { EncryptionClass } from '../flows/flow-record.ts';
import { patternFault } from '../models/destination-pattern.ts';

/** Rules that are told to repeat an id; each would be an object. */
const MOST_REPEATED = 1000;

const text = z.string().min(1);
const packageName = z
  .string()
  .regex(/^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*$/, 'expects a package name, such as org.example.chat');
const signer = z
  .string()
  .refine(
    (value) => /^[0-9a-f]{64}$/i.test(value.replace(/[:\s]/g, '')),
    'expects the SHA-256 of a certificate: 64 hex digits',
  );
const destination = z.string().superRefine((value, context) => {
  const fault = patternFault(value);
  if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
});
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'expects a day, such as 2027-03-31')
  .refine((value) => new Date(`${value}T00:00:00Z`).toJSON()?.startsWith(value) === true, 'is no day of the calendar');

const behaviour = z
  .strictObject({
    class: z
      .array(z.enum(Object.values(EncryptionClass) as [string, ...string[]]))
      .meta({ description: 'Encryption classes.' }),
    scheme: z.array(text).meta({ description: 'Recognised schemes: mtproto, noise, ….' }),
    service: z.array(text).meta({ description: 'Services; all of the channel must be named.' }),
    transport: z.array(text).meta({ description: 'tcp, udp, ….' }),
    port: z.array(z.int().min(0).max(65_535)).meta({ description: 'Ports of the destination.' }),
    structure: z
      .array(
        z.enum([
          'key_exchange',
          'framing',
          'fixed_sizes',
          'block_sizes',
          'repeated_blocks',
          'rsa_units',
          'bare_keys',
          'periodic',
        ]),
      )
      .meta({ description: 'Structure that may show; a channel with another one is not hidden.' }),
  })
  .partial()
  .meta({ description: 'What the channel may be like; each key that is there must hold.' });

const rule = z
  .strictObject({
    id: text.meta({ description: 'Name of the rule in reports.' }),
    package: packageName.optional().meta({ description: 'The app. Absent: any app.' }),
    signer: signer.optional().meta({ description: 'SHA-256 of its signing certificate.' }),
    destination: z.array(destination).min(1).optional().meta({
      description: 'Names (`a.org` itself, `*.a.org` below it, `.a.org` both), addresses, CIDR blocks. Absent: any.',
    }),
    behaviour: behaviour.optional(),
    reason: text.meta({ description: 'Why it may be hidden.' }),
    owner: text.meta({ description: 'Who answers for the rule.' }),
    expires: day
      .optional()
      .meta({ description: 'Last day on which it holds, in UTC; judged at the last packet of the capture.' }),
  })
  .refine((value) => value.package !== undefined || value.destination !== undefined, 'needs a package or a destination')
  .refine((value) => value.signer === undefined || value.package !== undefined, 'has a signer and no package');

export const allowlistSchema = z
  .strictObject({
    $schema: z.string().optional(),
    rules: z.array(rule).superRefine((rules, context) => {
      const seen = new Set<string>();
      let repeated = 0;
      rules.forEach(({ id }, at) => {
        if (seen.has(id) && repeated++ < MOST_REPEATED)
          context.addIssue({ code: 'custom', message: `repeats the id ${id}`, path: [at, 'id'] });
        seen.add(id);
      });
    }),
  })
  .meta({
    title: 'cipherscope allowlist',
    description: 'Channels that reports may hide, on whose word and until when.',
  });

const expected = {
  crypto: z.boolean().optional().meta({ description: 'Keys and cryptography of its own belong to its function.' }),
  background: z.boolean().optional().meta({ description: 'Work while nobody looks belongs to its function.' }),
  protocols: z
    .array(text)
    .optional()
    .meta({ description: 'Expected encryption classes, schemes or services of its channels.' }),
  destinations: z.array(destination).optional().meta({ description: 'Expected destinations, as in an allowlist.' }),
  permissions: z
    .array(text)
    .optional()
    .meta({ description: 'Permissions that belong to it; others are named in the finding.' }),
};

export const catalogueSchema = z
  .strictObject({
    $schema: z.string().optional(),
    categories: z
      .record(text, z.strictObject(expected))
      .default({})
      .meta({ description: 'What holds for a kind of app.' }),
    apps: z.array(
      z.strictObject({
        package: packageName.meta({ description: 'The app.' }),
        signer: signer
          .optional()
          .meta({ description: 'SHA-256 of its signing certificate; another one is a conflict.' }),
        installer: z.array(text).optional().meta({ description: 'Packages that may have installed it.' }),
        category: text.optional().meta({ description: 'A key of categories.' }),
        note: text.optional().meta({ description: 'For people.' }),
        ...expected,
      }),
    ),
  })
  .superRefine(({ apps, categories }, context) => {
    apps.forEach(({ category }, at) => {
      if (category !== undefined && !(category in categories))
        context.addIssue({
          code: 'custom',
          message: `names the category ${category}, which is not defined`,
          path: ['apps', at],
        });
    });
  })
  .meta({
    title: 'cipherscope catalogue',
    description: 'What apps are for, so that what they do can be out of place.',
  });

const overrides = {
  time_window_s: z.number().positive().max(86_400).meta({ description: 'TimeWindow.' }),
  allowed_crypto_apps: z.array(text).meta({ description: 'AllowedCryptoApps: packages, or package@signer.' }),
  foreground_required: z.boolean().meta({ description: 'ForegroundStateRequired.' }),
  key_generations_per_hour: z
    .number()
    .positive()
    .meta({ description: 'KeyGenerationThreshold: ordinary pairs an hour.' }),
  payload_size_variance: z
    .number()
    .min(0)
    .max(1)
    .meta({ description: 'PayloadSizeVariance: dispersion up to which sizes count as fixed.' }),
  entropy_threshold_z: z
    .number()
    .max(0)
    .meta({ description: 'EntropyThreshold (AN1716), as a z-score corrected for length.' }),
  key_reuse_threshold: z.int().min(2).meta({ description: 'KeyReuseThreshold (AN1731): operations with one key.' }),
  beacon_interval_variance: z
    .number()
    .min(0)
    .max(1)
    .meta({ description: 'BeaconIntervalVariance (AN1716): spread over period.' }),
};

export const parametersSchema = z
  .strictObject({
    $schema: z.string().optional(),
    analytics: z
      .array(z.enum(ANALYTIC_IDS))
      .min(1)
      .optional()
      .meta({ description: 'Analytics to run. Default: AN1762.' }),
    ...z.strictObject(overrides).partial().shape,
    apps: z
      .record(packageName, z.strictObject(overrides).partial())
      .optional()
      .meta({ description: 'Values for one app, by package.' }),
  })
  .meta({
    title: 'cipherscope parameters',
    description: 'The mutable elements of the analytics, for all apps and for one.',
  });

export const POLICY_SCHEMAS = {
  allowlist: allowlistSchema,
  catalogue: catalogueSchema,
  parameters: parametersSchema,
} as const;

export function policyJsonSchema(kind: keyof typeof POLICY_SCHEMAS): object {
  return z.toJSONSchema(POLICY_SCHEMAS[kind], { target: 'draft-2020-12', io: 'input' });
}
