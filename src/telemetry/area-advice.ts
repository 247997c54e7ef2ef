// What nobody sees of an evidence area when no log of it was read, what would collect it, and what would show more than one log does.

import type { EvidenceArea } from './coverage-record.ts';

export interface AreaAdvice {
  readonly blindTo: readonly string[];
  /** A sentence without its full stop. */
  readonly collect: string;
  /** Where something was collected: how to see more. */
  readonly more: string;
}

export function areaAdvice(area: EvidenceArea): AreaAdvice {
  return ADVICE[area];
}

const HOOK = 'run the app with the Frida script of docs/collecting.md, which writes cipherscope.crypto/1';

const ADVICE: Record<EvidenceArea, AreaAdvice> = {
  key_lifecycle: {
    blindTo: [
      'key pairs generated, imported or destroyed, in AndroidKeyStore as well as in software (Conscrypt, BouncyCastle, native)',
    ],
    collect:
      'Switch on Intrusion Logging (Advanced Protection, Android 16) or the security logs of a managed device, or log `adb logcat -b security`',
    more: `Log for longer than the capture; to see software keys and their use, ${HOOK}.`,
  },
  asymmetric_api_use: {
    blindTo: ['asymmetric encryption, key wrapping, key agreement and signatures inside the app'],
    collect: `To see the calls, ${HOOK}`,
    more: 'Attach the hook before the app starts, and keep it attached for the whole capture.',
  },
  ciphertext_transformation: {
    blindTo: ['what was encrypted, wrapped or encoded before it was sent'],
    collect: `To see length and hash of each output, ${HOOK}`,
    more: 'Attach the hook before the app starts, and keep it attached for the whole capture.',
  },
  background_execution: {
    blindTo: ['whether the app was in the foreground, the screen on, or a foreground service running when it sent'],
    collect: 'Run `adb logcat -b events -v threadtime -v epoch -v usec -v uid -d` and `adb shell dumpsys usagestats`',
    more: 'Log `adb logcat -b events -v threadtime -v epoch -v usec -v uid` for the whole capture, and add `adb shell dumpsys usagestats`.',
  },
  network_transmission: { blindTo: [], collect: '', more: '' },
};
