/** Parses a JSON file against a schema; the error says in one line what is wrong, and where. */
import type { z } from 'zod';
import { complaintAboutStructure } from './json-structure.ts';
import { printable } from './printable.ts';

/** An input file is not what it should be; the message is one line that is safe to display. */
export class BadFile extends Error {
  override readonly name = 'BadFile';

  constructor(message: string) {
    super(printable(message));
  }
}

/** @throws BadFile with one line that names the file and the first thing that is wrong in it */
export function parseJson<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
  where: string,
): z.infer<Schema> {
  return checkData(readJson(text, where), schema, where);
}

/** @throws BadFile with one line that names the file and the first thing that is wrong in it */
function checkData<Schema extends z.ZodType>(
  data: unknown,
  schema: Schema,
  where: string,
): z.infer<Schema> {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
  throw new BadFile(`${where}${path}: ${firstLine(issue?.message ?? 'not what was expected')}`);
}

/**
 * Parses JSON without a schema.
 *
 * @throws BadFile if the text is not JSON, has a duplicate key, or is nested too deeply
 */
export function readJson(text: string, where: string): unknown {
  const wrong = complaintAboutStructure(text);
  if (wrong !== undefined) throw new BadFile(`${where}: ${wrong}`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BadFile(`${where}: not JSON: ${firstLine((error as Error).message)}`);
  }
}

/** The first line of a long error message, which says what matters. */
export function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
