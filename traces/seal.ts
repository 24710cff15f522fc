/**
 * The seal of a file that a verdict will rely on: a checksum of its whole content. It detects damage and
 * careless edits; it does not protect against forgery, because anyone can seal a file again.
 */
import { BadFile, readJson } from './parse-json.ts';

/** The data as JSON on one line, with the checksum as an additional field. */
export function seal(data: object): string {
  const text = JSON.stringify(data);
  return `${text.slice(0, -1)},"checksum":"${checksumOf(text)}"}`;
}

/**
 * @param text - must already have been checked against its schema
 * @throws BadFile if there is no checksum, or it does not match the data
 */
export function checkSeal(text: string, where: string): void {
  const { checksum, ...rest } = readJson(text, where) as Readonly<Record<string, unknown>>;
  if (checksum === undefined) throw new BadFile(`${where}: has no checksum`);
  if (checksum !== checksumOf(JSON.stringify(rest)))
    throw new BadFile(`${where}: damaged or edited: its checksum does not match`);
}

/** Two FNV-1a hashes over UTF-16 units, the second with another multiplier: sixteen hexadecimal digits. */
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
