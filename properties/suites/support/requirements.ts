/**
 * Programs that some tests need and a machine may lack. Without them these tests are skipped, which the last
 * lines of a run report; if `MIGCHECK_REQUIRE` names the program, they fail instead.
 */
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { describe, it } from 'vitest';
import { suites, versionsFolder } from '../../qemu/versions/versions.ts';

export type Requirement = 'chromium' | 'qemu' | 'second-qemu' | 'spin' | 'gcc' | 'python3';

interface Program {
  /** Names on the PATH, or paths, of which one suffices. */
  readonly executables: readonly string[];
  readonly install: string;
}

function packaged(executable: string, packages: string): Program {
  return {
    executables: [executable],
    install: `apt-get install -y --no-install-recommends ${packages}`,
  };
}

/** Where `qemu --versions` unpacks versions beside the installed one. */
export function unpackedVersions(): readonly string[] {
  const folder = versionsFolder(process.env);
  return suites.map(({ name }) => join(folder, name, 'qemu')).filter((path) => existsSync(path));
}

const programs: Readonly<Record<Requirement, Program>> = {
  chromium: packaged('chromium', 'chromium'),
  qemu: packaged('qemu-system-x86_64', 'qemu-system-x86'),
  'second-qemu': {
    executables: unpackedVersions(),
    install: 'npm run qemu -- --versions all --runs 1',
  },
  spin: packaged('spin', 'spin'),
  gcc: packaged('gcc', 'gcc libc6-dev'),
  python3: packaged('python3', 'python3'),
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
  const { executables } = programs[requirement];
  return executables.some((name) => folders.some((folder) => isExecutable(resolve(folder, name))));
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
  return `${requirement} is not installed (${programs[requirement].install})`;
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
