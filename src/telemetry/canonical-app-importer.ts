// The project's own app inventory, `cipherscope.app/1` (schema/app.schema.json), as NDJSON or CSV: which package runs as which UID, from
// when to when, and what the operator expects of it. A row needs a package and a UID (or an appId).

import { canonicalRowReader, sniffCanonical } from './canonical-rows.ts';
import type { ImportContext, Importer } from './importer.ts';
import { type RowFields, rowSchema } from './row-fields.ts';
import type { AppInventoryRow, AppPolicy } from './telemetry-event.ts';
import { parseUid, uidOf } from './uid.ts';

export const APP_SCHEMA = 'cipherscope.app/1';

export const canonicalAppImporter = {
  format: 'app',
  summary:
    "Rows of the schema cipherscope.app/1: packages with UID, validity, installer, permissions and the operator's expectations.",
  yields: ['app inventory'],
  source: 'your own script (schema/app.schema.json)',
  sniff: (firstLines) =>
    sniffCanonical(APP_SCHEMA, schema, [['package.name'], ['android.uid', 'android.app_id']], firstLines) * 0.95,
  open(context) {
    return canonicalRowReader(APP_SCHEMA, schema, (fields, line) => {
      const row = readRow(fields, line, context);
      if (row === undefined) return fields.rejection;
      context.emit(row);
      return undefined;
    });
  },
} as const satisfies Importer;

function readRow(fields: RowFields, line: number, context: ImportContext): AppInventoryRow | undefined {
  const packageName = fields.text('package.name');
  if (packageName === undefined) fields.fail('has no package.name');
  const uid = readUid(fields);
  if (uid === undefined) fields.fail('has neither android.uid nor android.app_id');
  const firstInstallUs = fields.time('android.first_install_time', context)?.us;
  const removedUs = fields.time('android.removed_time', context)?.us;
  if (firstInstallUs !== undefined && removedUs !== undefined && removedUs < firstInstallUs) {
    fields.fail('android.removed_time is before android.first_install_time');
  }
  const row: AppInventoryRow = {
    action: 'app_inventory',
    dataset: fields.text('event.dataset') ?? 'app',
    line,
    device: fields.text('observer.name'),
    packageName: packageName ?? '',
    uid: uid ?? -1,
    sharedUser: fields.text('android.shared_user'),
    label: fields.text('android.label'),
    version: fields.text('package.version'),
    versionCode: fields.text('android.version_code'),
    category: fields.text('android.category'),
    installer: fields.text('android.installer'),
    initiatingInstaller: fields.text('android.initiating_installer'),
    packageSource: fields.text('android.package_source'),
    firstInstallUs,
    lastUpdateUs: fields.time('android.last_update_time', context)?.us,
    removedUs,
    targetSdk: fields.integer('android.target_sdk', 0, 100_000),
    system: fields.flag('android.system'),
    debuggable: fields.flag('android.debuggable'),
    enabled: fields.flag('android.enabled'),
    permissions: fields.list('android.permissions'),
    permissionsGranted: fields.list('android.permissions_granted'),
    hasInternet: fields.flag('android.has_internet'),
    apkSha256: fields.text('file.hash.sha256'),
    signerSha256: fields.text('signer.sha256'),
    policy: readPolicy(fields),
    labels: fields.labels,
  };
  return fields.problem === undefined ? row : undefined;
}

/** android.uid carries the user; an appId needs android.user_id, which is 0 where it is absent. */
function readUid(fields: RowFields): number | undefined {
  const text = fields.text('android.uid');
  if (text !== undefined) {
    const uid = parseUid(text);
    return uid === undefined || uid < 0
      ? fields.fail(`android.uid ${JSON.stringify(text.slice(0, 40))} is no UID`)
      : uid;
  }
  const appId = fields.integer('android.app_id', 0, 99_999);
  return appId === undefined ? undefined : uidOf(fields.integer('android.user_id', 0, 21_473) ?? 0, appId);
}

function readPolicy(fields: RowFields): AppPolicy | undefined {
  const policy: AppPolicy = {
    cryptoAllowed: fields.flag('policy.crypto_allowed'),
    foregroundRequired: fields.flag('policy.foreground_required'),
    expectedDomains: fields.list('policy.expected_domains'),
    note: fields.text('policy.note'),
  };
  return Object.values(policy).some((value) => value !== undefined) ? policy : undefined;
}

const schema = rowSchema(
  'schema package.name package.version android.uid android.app_id android.user_id android.shared_user android.label ' +
    'android.version_code android.category android.installer android.initiating_installer android.package_source ' +
    'android.first_install_time android.last_update_time android.removed_time android.target_sdk android.system android.debuggable ' +
    'android.enabled android.permissions android.permissions_granted android.has_internet file.hash.sha256 signer.sha256 ' +
    'policy.crypto_allowed policy.foreground_required policy.expected_domains policy.note event.dataset observer.name',
  {
    'package.name': 'packagename package_name package name',
    'package.version': 'version version_name versionname',
    'android.uid': 'uid user.id userid applicationuid',
    'android.app_id': 'app_id appid',
    'android.user_id': 'user_id',
    'android.shared_user': 'shared_user shareduser',
    'android.label': 'label app app_label app_name',
    'android.version_code': 'version_code versioncode',
    'android.category': 'category',
    'android.installer': 'installer',
    'android.first_install_time': 'first_install_time firstinstalltime installed',
    'android.last_update_time': 'last_update_time lastupdatetime updated',
    'android.removed_time': 'removed_time removed',
    'android.target_sdk': 'target_sdk targetsdk',
    'android.system': 'system',
    'android.debuggable': 'debuggable',
    'android.enabled': 'enabled',
    'android.permissions': 'permissions',
    'file.hash.sha256': 'sha256',
    'observer.name': 'device',
  },
);
