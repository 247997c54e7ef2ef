// The form of the viewer that turns a decision about a finding into a rule of the allowlist: what is allowed, on whose word, why and until when.

import type { FindingRecord } from '../evidence/finding-record.ts';
import type { SeriesChannel } from './finding-series.ts';
import { htmlText } from './safe-text.ts';

/** Java package names as Android allows them, and as the allowlist's schema wants them. */
const PACKAGE = /^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*$/;

/** Empty where neither an app nor a destination can be named. `expires`: a day to begin with. */
export function allowForm(finding: FindingRecord, channel: SeriesChannel | undefined, expires: string): string {
  const app = finding.app.packages.find((name) => PACKAGE.test(name));
  if (app === undefined && channel === undefined) return '';
  const hidden = (name: string, value: string | undefined): string =>
    value === undefined ? '' : `<input type="hidden" name="${name}" value="${htmlText(value)}">`;
  const scopes = [
    ...(app !== undefined && channel !== undefined ? [['both', 'this app to this destination']] : []),
    ...(app !== undefined ? [['package', 'this app, anywhere']] : []),
    ...(channel !== undefined ? [['destination', 'this destination, any app']] : []),
  ].map(([value, words]) => `<option value="${value}">${words}</option>`);
  return `<form class="allow" method="post"><p><b>Explain it in the allowlist</b></p>
${hidden('finding', finding.finding_id)}${hidden('package', app)}${hidden('host', channel?.host)}${hidden('port', channel === undefined ? undefined : String(channel.port))}${hidden('transport', channel?.transport)}${hidden('class', channel?.class)}
<label>What is allowed<select name="scope">${scopes.join('')}</select></label>
<label class="grow">Reason<input name="reason" required maxlength="300"></label>
<label>Owner<input name="owner" required maxlength="100" autocomplete="name"></label>
<label>Until<input name="expires" type="date" required value="${htmlText(expires)}"></label>
<button type="submit">Add rule</button><p role="status" class="small"></p></form>`;
}
