/** Parses a JSON file against a schema; the one complaint says what is wrong, and where. */
import type { z } from 'zod';

/** A file that somebody handed in is not what it should be. */
export class BadFile extends Error {
  override readonly name = 'BadFile';
}

/** @throws BadFile with one line that names the file and the first thing that is wrong in it */
export function parseJson<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
  where: string,
): z.infer<Schema> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new BadFile(`${where}: not JSON: ${firstLine((error as Error).message)}`);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
  throw new BadFile(`${where}${path}: ${firstLine(issue?.message ?? 'not what was expected')}`);
}

/** What an error says at length begins with what matters. */
export function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
