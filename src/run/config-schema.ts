// What cipherscope.json may hold, as a zod schema: the one place where a setting's value is checked, whatever it came from.
// schema/config.schema.json is generated from it (npm run schema). Heavy: loaded only when a value is to be checked.

import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { EvidenceArea } from '../telemetry/coverage-record.ts';
import { SETTING_KEYS, settingOf } from './config-settings.ts';
import { DURATION, isTimeZone, readInstantUs } from './config-values.ts';

const text = z.string().min(1);
const instant = z.string().refine((value) => readInstantUs(value) !== undefined);

const values = {
  telemetry: z.array(text),
  telemetry_format: text,
  start: instant,
  end: instant,
  local: z.array(z.string().refine(isAddressOrBlock)),
  device_tz: z.string().refine(isTimeZone),
  log_time: instant,
  clock_offset: z.string().regex(DURATION),
  // 4294967295 is (uid_t) −1, "no user".
  assume_uid: z.int().min(0).max(4_294_967_294),
  only_app: z.array(text),
  catalogue: text,
  allowlist: text,
  lake: text,
  parameters: text,
  output: text,
  format: z.array(text),
  json: z.boolean(),
  fail_on: z.enum(['observation', 'alert']),
  require_areas: z.array(z.enum(['all', ...Object.values(EvidenceArea)])),
  workers: z.int().min(1).max(256),
  max_flows: z.int().min(1).max(16_777_216),
};

export const settingsSchema = z
  .strictObject({ $schema: z.string(), ...described(values) })
  .partial()
  .meta({
    title: 'cipherscope configuration',
    description:
      'cipherscope.json. Options override the environment, the environment this file, this file the defaults.',
  });

export type Settings = Omit<z.infer<typeof settingsSchema>, '$schema'>;

/** schema/config.schema.json, for editors and other programs. */
export function configJsonSchema(): object {
  return z.toJSONSchema(settingsSchema, { target: 'draft-2020-12' });
}

function described<Shape extends typeof values>(shape: Shape): Shape {
  const entries = SETTING_KEYS.map((key) => {
    const { summary, expects } = settingOf(key);
    return [key, shape[key].meta({ description: `${summary}. Expects ${expects}.` })];
  });
  return Object.fromEntries(entries) as Shape;
}

function isAddressOrBlock(value: string): boolean {
  // ipaddr.js would take "1" and "0x7f.1" for IPv4: only what people write is accepted.
  const [address = '', bits] = value.split('/', 2);
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) && !ipaddr.IPv6.isValid(address)) return false;
  return bits === undefined || ipaddr.isValidCIDR(value);
}
