/**
 * The scenario as a trace file stores it. It repeats the type that the engine is configured with,
 * on purpose: the file format is a contract of its own, and the room that stores must not depend on
 * the room that runs. That the two agree is checked where both are known.
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
  salt: count.optional(),
});

export const scenarioSchema: z.ZodType<StoredScenario> = z
  .strictObject({ ...fields, blocks: z.array(block).min(1), ticks: z.array(tick) })
  .check((context) => {
    for (const { complaints } of mechanisms)
      for (const message of complaints(context.value))
        context.issues.push({ code: 'custom', message, input: context.value });
  });

/** The same, with its fields in the order in which files have them; as it is, if none could have it. */
export function inOrderOfFields(scenario: StoredScenario): StoredScenario {
  const { success, data } = scenarioSchema.safeParse(scenario);
  return success ? data : scenario;
}

/** Whether a trace of the scenario could be read back. */
export function isStorable(scenario: StoredScenario): boolean {
  return scenarioSchema.safeParse(scenario).success;
}
