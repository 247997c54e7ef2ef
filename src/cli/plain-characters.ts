// For a terminal whose locale names another character set than UTF-8: our own marks in ASCII, one for one, so that columns stay in line.
// C and POSIX, and no locale at all, say nothing about the terminal (as PEP 540 takes them): UTF-8.

const PLAIN: Readonly<Record<string, string>> = {
  '…': '~',
  '·': '-',
  '●': '*',
  '○': 'o',
  '→': '>',
  '−': '-',
  '–': '-',
  '±': '~',
  '×': 'x',
  '≥': '>',
  '≤': '<',
  µ: 'u',
  '’': "'",
};

/** The first of these that is set counts (POSIX, section 8.2). */
export function isUnicodeLocale(environment: Readonly<Record<string, string | undefined>>): boolean {
  const locale = ['LC_ALL', 'LC_CTYPE', 'LANG'].map((name) => environment[name]).find(Boolean);
  return locale === undefined || /^(C|POSIX)$/.test(locale) || /utf-?8/i.test(locale);
}

/** What has no such mark is a question mark. */
export function plainCharacters(text: string): string {
  return text.replace(/[^\0-\x7f]/gu, (character) => PLAIN[character] ?? '?');
}
