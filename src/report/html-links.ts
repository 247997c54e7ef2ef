// Links of the page into its flow table: every number leads to the flows behind it.

import { ROW_TEXT_CELLS } from './flow-rows-builder.ts';
import { htmlText, truncateText, visibleText } from './safe-text.ts';

/** `filter` is in the syntax of flow-filter.ts; `text` becomes the link's words. */
export function flowLink(filter: string, text: string): string {
  return `<a href="#q=${htmlText(encodeURIComponent(visibleText(filter)))}">${htmlText(text)}</a>`;
}

/** A term that matches exactly this text as the table holds it: cut, and without the quotes that end a term. */
export function exactTerm(key: string, text: string): string {
  return `${key}:="${truncateText(text, ROW_TEXT_CELLS).replaceAll('"', '')}"`;
}

/** The flows of an app; of what has none, all that have none. */
export function appFilter({ uid }: { uid?: number }): string {
  return uid === undefined ? 'app:=' : `uid:${uid}`;
}

/** Whatever went to a destination, of any app. */
export function destinationFilter(host: string, port: number): string {
  return `${exactTerm('to', host)} port:${port}`;
}

/** The flows of one app, or of none, to a destination. */
export function channelFilter(host: string, port: number, transport: string, app: { uid?: number }): string {
  return `${destinationFilter(host, port)} proto:${transport} ${appFilter(app)}`;
}
