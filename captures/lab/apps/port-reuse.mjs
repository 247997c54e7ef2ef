// The second user of the local port that plain-heartbeat.mjs used half a minute before: same five-tuple, another UID.

import { fetchConfig } from './config-fetch.mjs';
import { at } from './pace.mjs';

await at(42);
await fetchConfig();
