/** A bug as data: the edits that put a defect into a clean engine, and the property that must catch it. */
import { z } from 'zod';
import { parseJson } from './parse-json.ts';

export interface Bug {
  readonly id: string;
  readonly title: string;
  /** Where the real bug is documented. */
  readonly reference: string;
  readonly edits: readonly Edit[];
  /** The property that must catch it; left out if the edits keep the engine's behaviour. */
  readonly expect?: Expected | undefined;
}

/** A bug of the catalogue. */
export interface CataloguedBug extends Bug {
  readonly expect: Expected;
}

interface Expected {
  readonly property: string;
}

export interface Edit {
  /** Source file of the engine, from the project's root. */
  readonly file: string;
  /** Text that occurs exactly once in the compiled file, which has no types. */
  readonly find: string;
  readonly replace: string;
}

const edit = z
  .strictObject({
    file: z.string().regex(/^impl\/[\w./-]+\.ts$/, 'not a source file of impl/'),
    find: z.string().min(1),
    replace: z.string(),
  })
  .refine(
    ({ find, replace }) => find !== replace,
    'find and replace are the same: the edit changes nothing',
  );

const expected = z.strictObject({ property: z.string().min(1) });
const bug = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'not lower case with dashes'),
  title: z.string().min(1),
  reference: z.string().min(1),
  edits: z.array(edit).min(1),
  expect: expected.optional(),
});

export const bugSchema: z.ZodType<Bug> = bug;
const cataloguedSchema: z.ZodType<CataloguedBug> = bug.extend({ expect: expected });

/** @throws BadFile if the text is not a bug file */
export function parseBug(text: string, where: string): Bug {
  return parseJson(text, bugSchema, where);
}

/** @throws BadFile if the text is not a bug file, or does not name the property that must catch the bug */
export function parseCatalogued(text: string, where: string): CataloguedBug {
  return parseJson(text, cataloguedSchema, where);
}
