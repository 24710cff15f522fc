/**
 * A seal on a file that a verdict will rest on: a checksum of all that stands in it. It is for noticing
 * damage, and edits that were not thought through; whoever means to forge a file can seal it again.
 */
import { BadFile, readJson } from './parse-json.ts';

/** The data as JSON on one line, with its checksum as one more field. */
export function seal(data: object): string {
  const text = JSON.stringify(data);
  return `${text.slice(0, -1)},"checksum":"${checksumOf(text)}"}`;
}

/**
 * @param text - what else may be wrong with it has been told by then
 * @throws BadFile if there is no seal, or it is of other data
 */
export function checkSeal(text: string, where: string): void {
  const { checksum, ...rest } = readJson(text, where) as Readonly<Record<string, unknown>>;
  if (checksum === undefined) throw new BadFile(`${where}: has no checksum`);
  if (checksum !== checksumOf(JSON.stringify(rest)))
    throw new BadFile(`${where}: damaged, or edited: its checksum does not fit`);
}

/** FNV-1a over UTF-16 units, once with a multiplier of its own: sixteen hexadecimal digits. */
function checksumOf(text: string): string {
  return [0x01000193, 0x85ebca6b]
    .map((multiplier) => {
      let hash = 0x811c9dc5;
      for (let at = 0; at < text.length; at++)
        hash = Math.imul(hash ^ text.charCodeAt(at), multiplier);
      return (hash >>> 0).toString(16).padStart(8, '0');
    })
    .join('');
}
