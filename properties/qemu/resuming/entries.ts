/**
 * The lines of a campaign's journal: what the campaign is, and what of it is done. Each is JSON with its number
 * and a checksum, so a line that is damaged, missing or there twice is noticed.
 */
import { z } from 'zod';
import type { QemuScenario } from '../../../impl/qemu/scenario.ts';
import { BadFile, parseJson } from '../../../traces/parse-json.ts';
import { checkSeal, seal } from '../../../traces/seal.ts';
import {
  problem as problemSchema,
  scenario as scenarioSchema,
  schedule as scheduleSchema,
} from '../findings/finding-file.ts';
import type { Rate } from '../findings/rate.ts';
import type { Problem } from '../judging/problem.ts';
import type { Control } from '../run-controls.ts';
import { whyReplaced } from '../run-controls.ts';
import type { ScheduledStep } from '../run-migration.ts';
import { corruptions } from '../planted-corruption.ts';
import type { MigrationSummary } from '../seek.ts';
import type { StoryLine } from '../story.ts';

/** What determines a campaign. Another campaign cannot go on with what was done in this one. */
export interface Head {
  readonly kind: 'campaign';
  readonly format: 'migcheck-qemu-campaign';
  readonly version: 1;
  /** Identifies this program. */
  readonly build: string;
  readonly flags: CampaignFlags;
  /** Host pages of 2 MiB are used where a scenario asks for them. */
  readonly hugePages: boolean;
  readonly binaries: readonly StoredBinary[];
}

/** The flags that decide what is migrated. */
export interface CampaignFlags {
  readonly seed: string;
  readonly runs?: number | undefined;
  readonly time?: number | undefined;
  readonly scenario?: string | undefined;
  readonly writer?: string | undefined;
  readonly machine?: string | undefined;
  readonly versions?: string | true | undefined;
  readonly reruns: number;
  readonly controls: number;
  /** In each family, instead of `controls` in all. */
  readonly controlsEach?: number | undefined;
}

export interface StoredBinary {
  readonly version: string;
  /** Identifies the sets of capabilities that it refuses on this host. */
  readonly refuses: string;
}

/** A process has begun to work on the campaign. */
interface BegunEntry {
  readonly kind: 'begun';
  readonly pid: number;
  /** When the process was started, in ticks since the machine was; with `pid`, this is one process only. */
  readonly startedAt: string;
}

/** A migration that was judged. */
interface MigrationEntry extends ToldMigration {
  readonly kind: 'migration';
  /** Milliseconds for which the campaign had been running. */
  readonly at: number;
}

export interface ToldMigration {
  readonly index: number;
  readonly summary: MigrationSummary;
  /** What was wrong. */
  readonly wrong?: Wrong | undefined;
}

interface Wrong {
  readonly scenario: QemuScenario;
  readonly problems: readonly Problem[];
  /** If the migration is an example of a finding: what is needed to show it and to run it again. */
  readonly example?: StoredExample | undefined;
}

export interface StoredExample {
  readonly schedule: readonly ScheduledStep[];
  readonly story: readonly StoryLine[];
  /** The name of the file with the recording, beside the journal. */
  readonly recording: string;
}

/** All migrations are done. */
interface SearchedEntry {
  readonly kind: 'searched';
}

/** A finding was run again, and shrunk if it is new. */
export interface AgainEntry {
  readonly kind: 'again';
  readonly key: string;
  readonly rate?: Rate | undefined;
  /** The finding's example by now. */
  readonly example: ToldMigration;
  readonly problem: Problem;
}

interface ControlEntry {
  readonly kind: 'control';
  /** The versions of the hosts. */
  readonly version: string;
  readonly index: number;
  readonly control: Control;
}

export type Entry = Head | BegunEntry | MigrationEntry | SearchedEntry | AgainEntry | ControlEntry;

const count = z.int().min(0);

const head = z.strictObject({
  kind: z.literal('campaign'),
  format: z.literal('migcheck-qemu-campaign'),
  version: z.literal(1),
  build: z.string(),
  flags: z.strictObject({
    seed: z.string(),
    runs: count.optional(),
    time: z.number().optional(),
    scenario: z.string().optional(),
    writer: z.string().optional(),
    machine: z.string().optional(),
    versions: z.union([z.string(), z.literal(true)]).optional(),
    reruns: count,
    controls: count,
    controlsEach: count.optional(),
  }),
  hugePages: z.boolean(),
  binaries: z.array(z.strictObject({ version: z.string(), refuses: z.string() })),
});

const summary: z.ZodType<MigrationSummary> = z.strictObject({
  drawn: count,
  ms: z.number(),
  ambiguous: count,
  course: z.strictObject({
    hasSwitchedOver: z.boolean(),
    hasAsked: z.boolean(),
    isSlowedDown: z.boolean(),
  }),
  scenario: z.string(),
  version: z.string(),
  isAcross: z.boolean(),
  capabilities: z.array(z.string()),
  isValidated: z.boolean(),
  notUnderstood: z.string().optional(),
  isRight: z.boolean(),
});

const example: z.ZodType<StoredExample> = z.strictObject({
  schedule: scheduleSchema,
  story: z.array(z.strictObject({ at: z.number(), actor: z.string(), text: z.string() })),
  recording: z.string().regex(/^[\w-]+\.recording\.json\.gz$/),
});

const told = {
  index: count,
  summary,
  wrong: z
    .strictObject({
      scenario: scenarioSchema,
      problems: z.array(problemSchema).min(1),
      example: example.optional(),
    })
    .optional(),
};

const rate: z.ZodType<Rate> = z.strictObject({
  times: count,
  reproduced: count,
  example: problemSchema.optional(),
  others: z.array(z.strictObject({ problem: problemSchema, met: count })),
});

const control: z.ZodType<Control> = z.strictObject({
  family: z.string(),
  kind: z.enum(corruptions),
  planted: z.array(count),
  caught: z.array(count),
  replaced: z.array(z.enum(whyReplaced)),
});

const entry: z.ZodType<Entry> = z.discriminatedUnion('kind', [
  head,
  z.strictObject({ kind: z.literal('begun'), pid: count, startedAt: z.string() }),
  z.strictObject({ kind: z.literal('migration'), at: z.number(), ...told }),
  z.strictObject({ kind: z.literal('searched') }),
  z.strictObject({
    kind: z.literal('again'),
    key: z.string(),
    rate: rate.optional(),
    example: z.strictObject(told),
    problem: problemSchema,
  }),
  z.strictObject({ kind: z.literal('control'), version: z.string(), index: count, control }),
]);

const line = z.strictObject({ line: count, entry, checksum: z.string() });

/** @param number - the line's position in the file, from 0 */
export function printEntry(number: number, of: Entry): string {
  return `${seal({ line: number, entry: of })}\n`;
}

/** @throws BadFile with one line that names the first line that is wrong */
export function parseJournal(text: string, where: string): readonly Entry[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((one, number) => {
      const here = `${where}: line ${number + 1}`;
      const parsed = parseJson(one, line, here);
      checkSeal(one, here);
      if (parsed.line !== number)
        throw new BadFile(
          `${here}: a line is missing or there twice: it says line ${parsed.line + 1}`,
        );
      return parsed.entry;
    });
}
