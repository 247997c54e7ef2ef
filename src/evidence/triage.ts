// What a person does next with a finding: look at the cited bytes, settle who the destination is, get the app, close the gaps that matter, and
// where it turns out to be honest, write that down where the next report finds it.

import { EvidenceArea } from '../telemetry/coverage-record.ts';
import { destinationText } from './network-evidence.ts';
import { coverageOf, type ReportedCase } from './reported-case.ts';

const DESTINATIONS_NAMED = 3;
/** Java package names as Android allows them. */
const PACKAGE = /^[A-Za-z]\w*(?:\.\w+)*$/;

export function triageSteps({ app, channels, scored, score, coverage }: ReportedCase): string[] {
  const steps = ['Read the cited frames and log lines: cipherscope explain, with --pcap to cut the packets out.'];
  if (channels.length > 0) {
    const names = channels.slice(0, DESTINATIONS_NAMED).map(({ judged }) => destinationText(judged));
    steps.push(
      `Find out who runs ${names.join(', ')}: registration, certificates, passive DNS, other devices that talk to it.`,
    );
  }
  if (app.uid === undefined) {
    steps.push('Learn which app it is: capture again with a socket log, or with PCAPdroid and its extensions.');
  } else {
    // It goes into a command: what is no package name, as a log of any hand may have it, does not.
    const name = app.packages.find((one) => PACKAGE.test(one));
    if (name !== undefined)
      steps.push(
        `Get the app as installed (adb shell pm path ${name}, adb pull) and compare its hash and signer with the publisher's.`,
      );
    if (scored.attribution !== 'exact' && scored.attribution !== 'strong')
      steps.push(
        'Make the owner of these flows sure: poll the socket tables faster, or capture with UIDs in the packets.',
      );
  }
  const blind = Object.values(EvidenceArea).filter((area) => score.areas[area].status === 'not_collected');
  for (const area of blind.slice(0, 2)) {
    const remedy = coverageOf(coverage, area, app.uid)?.remedy;
    if (remedy !== undefined && remedy !== '') steps.push(`Close the gap in ${area}: ${remedy}`);
  }
  steps.push(
    'Is it honest? Enter what the app is for into the catalogue, or a rule with reason, owner and expiry into the allowlist.',
  );
  return steps;
}
