// Protocols that are proved by the fixed bytes with which their messages begin: entries of tables, no files of their own.

import { OPENING_DATAGRAMS } from './opening-datagrams.ts';
import { OPENING_INDUSTRY } from './opening-industry.ts';
import { OPENING_PROPRIETARY } from './opening-proprietary.ts';
import { openingRecogniser } from './opening-recogniser.ts';
import { OPENING_SERVERS } from './opening-servers.ts';
import type { ServiceRecogniser } from './service-recogniser.ts';

export const OPENING_RECOGNISERS: readonly ServiceRecogniser[] = [
  ...OPENING_SERVERS,
  ...OPENING_INDUSTRY,
  ...OPENING_DATAGRAMS,
  ...OPENING_PROPRIETARY,
].map(openingRecogniser);
