// Every service that a flow can have, as the recognisers say.

import { SERVICE_RECOGNISERS } from './service-registry.ts';

export const SERVICE_NAMES: ReadonlySet<string> = new Set(
  SERVICE_RECOGNISERS.flatMap(({ name, services = [name] }) => services),
);
