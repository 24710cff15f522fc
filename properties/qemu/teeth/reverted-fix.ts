/** Fixes of QEMU that can be taken back in its sources, one file each in `fixes/`, to see whether that is found. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../../../traces/parse-json.ts';
import { projectRoot } from '../../project-root.ts';
import type { QemuProperty } from '../judging/problem.ts';
import { qemuProperties } from '../judging/problem.ts';
import { qemuFamilies } from '../scenarios/families.ts';
import type { QemuFamily } from '../scenarios/family.ts';

export interface RevertedFix {
  readonly id: string;
  /** What is wrong without the fix. */
  readonly title: string;
  readonly commit: string;
  /** In what the edits differ from taking back the commit. */
  readonly note?: string | undefined;
  /** The version of QEMU that has the fix first. */
  readonly since: string;
  /** Each text is in the named file of QEMU exactly once. */
  readonly edits: readonly {
    readonly file: string;
    readonly find: string;
    readonly replace: string;
  }[];
  readonly expect: {
    /** Any of them: which one depends on what looks first. */
    readonly properties: readonly QemuProperty[];
    /** Families that concern it. */
    readonly families: readonly string[];
    /** Capabilities that it needs beside those of the families. */
    readonly capabilities: readonly string[];
  };
}

const schema: z.ZodType<RevertedFix> = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  title: z.string().min(1),
  commit: z.string().regex(/^[\da-f]{10}$/),
  note: z.string().optional(),
  since: z.string().regex(/^\d+\.\d+$/),
  edits: z
    .array(
      z.strictObject({
        file: z.string().regex(/^[a-z][\w/-]*\.[ch]$/),
        find: z.string().min(1),
        replace: z.string(),
      }),
    )
    .min(1),
  expect: z.strictObject({
    properties: z.array(z.enum(qemuProperties)).min(1),
    families: z.array(z.enum(qemuFamilies.map(({ name }) => name))).min(1),
    capabilities: z.array(z.string()),
  }),
});

const FOLDER = join(projectRoot, 'properties', 'qemu', 'teeth', 'fixes');

/** @returns all of them, in the order of their names */
export function readRevertedFixes(): readonly RevertedFix[] {
  return readdirSync(FOLDER)
    .toSorted()
    .map((name) => {
      const path = join(FOLDER, name);
      return parseJson(readFileSync(path, 'utf8'), schema, path);
    });
}

/** The families that concern a fix, each with the capabilities that it needs. */
export function familiesOfFix({ expect }: RevertedFix): readonly QemuFamily[] {
  return qemuFamilies
    .filter(({ name }) => expect.families.includes(name))
    .map((family) => ({
      ...family,
      capabilities: [...family.capabilities, ...expect.capabilities],
    }));
}
