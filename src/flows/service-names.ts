// Every name that a flow's service can have: of each recogniser, and those that a recogniser gives to a dialect of its own.

import { SERVICE_RECOGNISERS } from './service-registry.ts';

const DIALECTS = ['emulator-grpc', 'fake-websocket', 'llmnr', 'mdns', 'nbns', 'netbios-ssn', 'nfs', 'srtp'] as const;

export const SERVICE_NAMES: ReadonlySet<string> = new Set([
  ...SERVICE_RECOGNISERS.map(({ name }) => name),
  ...DIALECTS,
]);
