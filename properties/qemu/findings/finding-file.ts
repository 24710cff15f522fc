/** The file of a finding: what is needed to run it again, and the problem that was met. */
import { z } from 'zod';
import type { QemuPair } from '../../../impl/qemu/host.ts';
import type { QemuScenario } from '../../../impl/qemu/scenario.ts';
import {
  landmarkItems,
  machines,
  mismatches,
  operatorCommands,
  targets,
} from '../../../impl/qemu/scenario.ts';
import { parseJson } from '../../../traces/parse-json.ts';
import type { Problem } from '../judging/problem.ts';
import { qemuProperties } from '../judging/problem.ts';
import type { ScheduledStep } from '../run-migration.ts';

export interface FindingFile {
  readonly format: 'migcheck-qemu-finding';
  readonly version: 1;
  /** Version of QEMU, like `7.2.22`; the source's if they differ. */
  readonly qemu: string;
  /** The destination's version, if it is another one. */
  readonly destination?: string | undefined;
  readonly scenario: QemuScenario;
  readonly schedule: readonly ScheduledStep[];
  readonly problem: Problem;
}

/** The file of a problem that was met in a migration. */
export function findingFileOf({ scenario, schedule, binary }: Met, problem: Problem): FindingFile {
  return {
    format: 'migcheck-qemu-finding',
    version: 1,
    qemu: binary.version,
    ...(binary.destination === undefined ? {} : { destination: binary.destination.version }),
    scenario,
    schedule,
    problem,
  };
}

interface Met extends Pick<FindingFile, 'scenario' | 'schedule'> {
  readonly binary: QemuPair;
}

const count = z.int().min(0);
const when = { after: count, sent: count };
const operation = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['word', 'fill', 'zero', 'read']), page: count, ...when }),
  z.strictObject({ kind: z.literal('loop'), page: count, pages: z.int().min(1), ...when }),
]);
/** More pages than a guest of a few megabytes has. */
const PAGES_MAX = 4096;

export const scenario: z.ZodType<QemuScenario> = z
  .strictObject({
    name: z.string(),
    machine: z.enum(machines),
    machineType: z
      .string()
      .regex(/^pc-(?:q35|i440fx)-\d+\.\d+$/)
      .optional(),
    memoryMiB: z.int().min(2).max(16),
    hugePages: z.boolean(),
    isFilled: z.boolean(),
    capabilities: z.array(z.string()),
    parameters: z.record(z.string(), z.number()),
    pages: z.array(z.int().min(0).max(PAGES_MAX)).min(1),
    zeroPages: z.array(count),
    vcpu: z.array(operation),
    device: z.array(operation),
    reads: z.array(count),
    operator: z
      .array(
        z.strictObject({
          command: z.enum(operatorCommands),
          after: count,
          at: z
            .strictObject({ item: z.enum(landmarkItems), is: z.enum(['held', 'passed']) })
            .optional(),
          status: z.string().optional(),
          parameters: z.record(z.string(), z.number()).optional(),
          link: z
            .strictObject({
              channel: count.optional(),
              direction: z.enum(['forward', 'back']).optional(),
            })
            .optional(),
          ms: z.int().min(0).max(60_000).optional(),
          host: z.enum(['source', 'destination']).optional(),
          isMisaddressed: z.boolean().optional(),
        }),
      )
      .min(1),
    probes: count,
    connectsInAnyOrder: z.boolean().optional(),
    target: z.enum(targets).optional(),
    mismatch: z.enum(mismatches).optional(),
    stride: z.int().min(1),
    stepsMax: z.int().min(1),
  })
  .superRefine((value, context) => {
    const named = [...value.vcpu, ...value.device, ...value.reads.map((page) => ({ page }))];
    for (const { page } of named)
      if (page >= value.pages.length)
        context.addIssue({ code: 'custom', path: ['pages'], message: `there is no page ${page}` });
    for (const page of value.pages)
      if (page >= value.memoryMiB << 8)
        context.addIssue({
          code: 'custom',
          path: ['pages'],
          message: `page ${page} is beyond the guest's memory`,
        });
  });

export const schedule: z.ZodType<readonly ScheduledStep[]> = z.array(
  z.strictObject({ thread: z.string(), label: z.string() }),
);

export const problem: z.ZodType<Problem> = z.strictObject({
  property: z.enum(qemuProperties),
  text: z.string(),
  pages: z.array(z.string()),
  writer: z.enum(['vcpu', 'device', 'nobody', 'both']),
  isStale: z.boolean(),
});

const schema: z.ZodType<FindingFile> = z.strictObject({
  format: z.literal('migcheck-qemu-finding'),
  version: z.literal(1),
  qemu: z.string(),
  destination: z.string().optional(),
  scenario,
  schedule,
  problem,
});

/** @throws BadFile if the text is not a finding of a known version */
export function parseFinding(text: string, where: string): FindingFile {
  return parseJson(text, schema, where);
}

/** Prints a finding as JSON, one step a line. */
export function printFinding(finding: FindingFile): string {
  return `${JSON.stringify(finding).replaceAll(/(?<=[[,])\{"(?:thread|kind|command)"/g, '\n$&')}\n`;
}
