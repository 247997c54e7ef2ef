// One HTTP request and its whole response, for the apps that use Node's http and https.

import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** Sends `outgoing` with `body` and reads the response to its end. */
export async function exchange(outgoing, body) {
  outgoing.end(body);
  const [response] = await once(outgoing, 'response');
  return text(response);
}
