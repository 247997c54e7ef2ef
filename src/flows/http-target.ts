// What is written of an HTTP request target and its authority (RFC 9110 §4.2, RFC 9112 §3.2): where a request went, and never what it carried.
// Invariant: no password and no value of a query or path parameter comes out, only its length as `{n}`; of a long segment no more than its beginning.

/** A SHA-256 has as many digits. Longer segments are data: tokens, or ciphertexts, which are never written whole. */
const MAX_SEGMENT = 64;
/** What stands before the equals sign may be data as well: padded base64 ends in one. */
const MAX_NAME = 32;
const BEGINNING = 16;
/** A scheme and what stands before the last @ of its authority. */
const USER_INFORMATION = /^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i;

/** The target of any method but CONNECT, whose target is an authority. */
export function shownTarget(target: string): string {
  const query = target.indexOf('?');
  const path = query < 0 ? target : target.slice(0, query);
  const shown = path.replace(USER_INFORMATION, '$1').split('/').map(shownSegment).join('/');
  return query < 0
    ? shown
    : `${shown}?${target
        .slice(query + 1)
        .split('&')
        .map(shownParameter)
        .join('&')}`;
}

/** `host:port` without the user and password that may stand before them. */
export function shownAuthority(authority: string): string {
  return authority.slice(authority.lastIndexOf('@') + 1);
}

/** `name;parameter=value;…` (RFC 3986 §3.3): sessions of Java servers stand there. */
function shownSegment(segment: string): string {
  const [name = '', ...parameters] = segment.split(';');
  return [shortened(name, MAX_SEGMENT), ...parameters.map(shownParameter)].join(';');
}

function shownParameter(parameter: string): string {
  const equals = parameter.indexOf('=');
  if (equals < 0) return lengthOf(parameter);
  return `${shortened(parameter.slice(0, equals), MAX_NAME)}=${lengthOf(parameter.slice(equals + 1))}`;
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, BEGINNING)}${lengthOf(text.slice(BEGINNING))}`;
}

function lengthOf(value: string): string {
  return value === '' ? '' : `{${value.length}}`;
}
