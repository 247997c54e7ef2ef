import { describe, expect, it } from 'vitest';
import { keystoreOfLine, ownerOf, securityOfLine } from '../../src/telemetry/logcat-keys.ts';
import { at } from './telemetry-fixture.ts';

const line = (tag: string, message: string) => ({ timeUs: at(0), uid: 1000, pid: 1, tag, message });

describe('the security buffer', () => {
  it('tells of keys, whose alias may hold commas and whose kind is unknown', () => {
    expect(securityOfLine(line('security_key_generated', '[1,my,alias,10234]'))).toEqual({
      crypto: {
        action: 'keypair_generated',
        uid: 10234,
        outcome: 'success',
        keyAlias: 'my,alias',
        cryptoClass: 'unknown',
        keyProvider: 'AndroidKeyStore',
      },
    });
    expect(securityOfLine(line('security_key_destroyed', '[0,none,10234]'))).toMatchObject({
      crypto: { action: 'keypair_destroyed', outcome: 'failure', keyAlias: undefined },
    });
    expect(securityOfLine(line('security_key_integrity_violation', '[k1,10234]'))).toMatchObject({
      crypto: { action: 'key_integrity_violation', uid: 10234, keyAlias: 'k1' },
    });
  });

  it('takes the namespaces of the system’s own keys for no UID', () => {
    for (const uid of ['-2147483546', '2147483750']) {
      expect(securityOfLine(line('security_key_imported', `[1,wifi,${uid}]`))).toMatchObject({
        crypto: { uid: undefined },
      });
    }
    expect(ownerOf('10234')).toEqual({ uid: 10234 });
  });

  it('tells of processes with the hash of their APK, of the keyguard, and of itself', () => {
    const text = `[com.example,1767225600000,10234,4211,default,${'AB'.repeat(32)}]`;
    expect(securityOfLine(line('security_app_process_start', text))).toEqual({
      state: { action: 'process_start', processName: 'com.example', uid: 10234, pid: 4211, apkSha256: 'ab'.repeat(32) },
    });
    expect(securityOfLine(line('security_keyguard_secured', ''))).toEqual({ state: { action: 'keyguard_shown' } });
    expect(securityOfLine(line('security_log_buffer_size_critical', ''))).toHaveProperty('gap');
    expect(securityOfLine(line('security_adb_shell_command', 'x'))).toBeUndefined();
    expect(securityOfLine(line('security_key_generated', 'x'))).toBe('has no UID');
  });
});

describe('keystore2', () => {
  it('tells of the use of a key where the build logs it', () => {
    expect(keystoreOfLine(line('keystore2', 'In create_operation. AppUid(15010133), None, TEE'))).toMatchObject({
      crypto: { action: 'keypair_accessed', uid: 15010133, outcome: 'unknown' },
    });
    expect(keystoreOfLine(line('keystore2', 'error.rs:183 - KEY_NOT_FOUND for uid=10234'))).toMatchObject({
      crypto: { uid: 10234, outcome: 'failure' },
    });
    expect(keystoreOfLine(line('keystore2', 'add_auth_token'))).toBeUndefined();
    expect(keystoreOfLine(line('other', 'create_operation AppUid(1)'))).toBeUndefined();
  });
});
