/**
 * The scenario as a trace file stores it. It repeats the engine's configuration type on purpose: the
 * file format is a contract of its own, and this room must not depend on the engine's. The compiler
 * checks that the two agree where `properties` uses both.
 */
import { z } from 'zod';
import type { StoredBlock, StoredScenario, StoredTick } from './mechanisms.ts';
import { blockFields, fields, mechanisms } from './mechanisms.ts';
import { count } from './scenario-items.ts';

export type { StoredScenario } from './mechanisms.ts';

const block: z.ZodType<StoredBlock> = z
  .strictObject(blockFields)
  .refine((one) => one.usedPages <= one.pagesMax, { message: 'usedPages exceeds pagesMax' });

const tick: z.ZodType<StoredTick> = z.strictObject({
  kind: z.enum(mechanisms.flatMap(({ ticks }) => ticks)),
  after: count,
  since: z.enum(mechanisms.flatMap(({ moments }) => moments)).optional(),
  salt: count.optional(),
});

export const scenarioSchema: z.ZodType<StoredScenario> = z
  .strictObject({ ...fields, blocks: z.array(block).min(1), ticks: z.array(tick) })
  .check((context) => {
    for (const { complaints } of mechanisms)
      for (const message of complaints(context.value))
        context.issues.push({ code: 'custom', message, input: context.value });
  });

/** The same scenario with its fields in file order; unchanged if no file could hold it. */
export function inOrderOfFields(scenario: StoredScenario): StoredScenario {
  const { success, data } = scenarioSchema.safeParse(scenario);
  return success ? data : scenario;
}

/** Whether a trace of the scenario could be read back. */
export function isStorable(scenario: StoredScenario): boolean {
  return scenarioSchema.safeParse(scenario).success;
}
