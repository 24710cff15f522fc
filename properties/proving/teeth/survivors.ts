/**
 * The edits that are known to survive, each with the reason: either nothing that matters changes, or
 * the properties have a hole. Other survivors are still to be explained.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../../../traces/parse-json.ts';
import { projectRoot } from '../../project-root.ts';

export interface Survivor {
  /** A mutant's title without its line number. */
  readonly edit: string;
  readonly verdict: 'equivalent' | 'hole';
  readonly why: string;
}

const FILE = join('properties', 'proving', 'teeth', 'survivors.json');

const schema: z.ZodType<readonly Survivor[]> = z.array(
  z.strictObject({
    edit: z.string(),
    verdict: z.enum(['equivalent', 'hole']),
    why: z.string().min(1),
  }),
);

/** @throws BadFile if the file is not a list of survivors */
export function readSurvivors(): readonly Survivor[] {
  return parseJson(readFileSync(join(projectRoot, FILE), 'utf8'), schema, FILE);
}

/** @returns the explanation of the edit with this title, or that it has none */
export function explain(title: string, survivors: readonly Survivor[]): string {
  const edit = withoutLine(title);
  const known = survivors.find((survivor) => survivor.edit === edit);
  return known === undefined ? `not explained in ${FILE}` : `${known.verdict}: ${known.why}`;
}

/** The title without its line number, which changes when lines move. */
export function withoutLine(title: string): string {
  return title.replace(/^([^:]+):\d+: /, '$1: ');
}
