/**
 * Programs that some tests need and a machine may lack. Without them these tests are skipped, which the last
 * lines of a run report; if `MIGCHECK_REQUIRE` names the program, they fail instead.
 */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, it } from 'vitest';

export type Requirement = 'chromium' | 'qemu' | 'spin' | 'gcc' | 'python3';

interface Program {
  /** Its name on the PATH. */
  readonly executable: string;
  readonly packages: string;
}

const programs: Readonly<Record<Requirement, Program>> = {
  chromium: { executable: 'chromium', packages: 'chromium' },
  qemu: { executable: 'qemu-system-x86_64', packages: 'qemu-system-x86' },
  spin: { executable: 'spin', packages: 'spin' },
  gcc: { executable: 'gcc', packages: 'gcc libc6-dev' },
  python3: { executable: 'python3', packages: 'python3' },
};

declare module 'vitest' {
  interface TaskMeta {
    /** What a skipped test needs, in words. */
    lacks?: string;
  }
}

/** A `describe` of tests that need these programs. */
export function describeWith(
  needs: Requirement | readonly Requirement[],
  name: string,
  body: () => void,
): void {
  const missing = firstMissing([needs].flat());
  if (missing === undefined) describe(name, body);
  else if (isRequired(missing)) describe(name, () => it(`has ${missing}`, () => refuse(missing)));
  else describe(name, { skip: true, meta: { lacks: describeLack(missing) } }, body);
}

/** Whether a program is installed. */
function isInstalled(requirement: Requirement): boolean {
  const folders = process.env['PATH']?.split(delimiter) ?? [];
  return folders.some((folder) => isExecutable(join(folder, programs[requirement].executable)));
}

function firstMissing(needs: readonly Requirement[]): Requirement | undefined {
  return needs.find((one) => !isInstalled(one));
}

/** @throws Error if MIGCHECK_REQUIRE names an unknown program */
function isRequired(requirement: Requirement): boolean {
  const required = process.env['MIGCHECK_REQUIRE']?.split(',').filter((name) => name !== '') ?? [];
  const unknown = required.find((name) => !Object.hasOwn(programs, name));
  if (unknown !== undefined)
    throw new Error(
      `MIGCHECK_REQUIRE: "${unknown}" is none of ${Object.keys(programs).join(', ')}`,
    );
  return required.includes(requirement);
}

function describeLack(requirement: Requirement): string {
  const { packages } = programs[requirement];
  return `${requirement} is not installed (apt-get install -y --no-install-recommends ${packages})`;
}

function refuse(requirement: Requirement): never {
  throw new Error(`${describeLack(requirement)}, and MIGCHECK_REQUIRE asks for it`);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
