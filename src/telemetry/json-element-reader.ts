// A LineReader for importers of JSON documents: hands each element over as an object, and rejects what is damaged.

import type { LineReader, Rejection } from './importer.ts';
import { JsonElements } from './json-elements.ts';
import { parseJsonLine } from './json-line.ts';

/** Rejections of elements come with the line on which the reader was when they ended. */
export function jsonElementReader(
  onElement: (element: Record<string, unknown>, line: number, key: string | undefined) => Rejection | undefined,
  inLists = false,
): LineReader {
  let rejection: Rejection | undefined;
  const elements = new JsonElements((element) => {
    if ('tooLong' in element) {
      rejection ??= `holds an object of more than a mebibyte, which begins at line ${element.line}`;
      return;
    }
    const object = parseJsonLine(element.text);
    const refused =
      object === undefined ? 'holds an object that is no JSON' : onElement(object, element.line, element.key);
    rejection ??= refused;
  }, inLists);
  const push = (text: string, number: number): Rejection | undefined => {
    rejection = undefined;
    elements.push(text, number);
    return rejection;
  };
  return {
    line: push,
    fragment: push,
    end() {
      return elements.isCut ? 'ends in the middle of an object' : undefined;
    },
  };
}
