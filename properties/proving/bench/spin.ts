/**
 * Runs SPIN on the Promela text: an exhaustive search that stores every state exactly, in one thread,
 * without any reduction, compiled for speed.
 */
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Configuration } from '../../../model/configuration.ts';
import { makeTemporaryFolder } from '../../engines/loader/temporary-folder.ts';
import { definitions, promelaFile } from './promela.ts';

const run = promisify(execFile);

/** Besides `-O2`: safety only, no partial-order reduction, no run-time checks, memory to spare. */
export const compilerFlags: readonly string[] = [
  '-O2',
  '-DSAFETY',
  '-DNOREDUCE',
  '-DNOBOUNDCHECK',
  '-DNOFAIR',
  '-DMEMLIM=8000',
];

/** The search depth and the hash table (2^24 slots) that the largest configuration needs. */
const searchFlags: readonly string[] = ['-m2000000', '-w24', '-n'];

/** SPIN's figures of a search. */
export interface SpinSearch {
  readonly states: number;
  readonly transitions: number;
  readonly errors: number;
  /** CPU time of the verifier. */
  readonly seconds: number;
}

/** A verifier that SPIN has generated for one configuration. */
export interface SpinVerifier {
  readonly search: () => Promise<SpinSearch>;
  /** Removes what was built. */
  readonly remove: () => Promise<void>;
}

/** @returns the first needed program that cannot be run, if any */
export async function missingForSpin(): Promise<string | undefined> {
  for (const [program, flag] of [
    ['spin', '-V'],
    ['gcc', '--version'],
  ] as const)
    try {
      await run(program, [flag]);
    } catch {
      return program;
    }
  return undefined;
}

/** @throws RangeError for a configuration that the Promela text does not cover */
export async function buildVerifier(configuration: Configuration): Promise<SpinVerifier> {
  const defined = definitions(configuration);
  const cwd = makeTemporaryFolder();
  await run('spin', ['-a', ...defined, promelaFile], { cwd });
  await run('gcc', [...compilerFlags, '-w', '-o', 'pan', 'pan.c'], { cwd });
  return {
    async search() {
      // The shell says how much CPU time its children have taken.
      const { stdout } = await run('sh', ['-c', './pan "$@"; times', 'pan', ...searchFlags], {
        cwd,
      });
      return { ...readSearch(stdout), seconds: readCpuTime(stdout) };
    },
    remove: () => rm(cwd, { recursive: true, force: true }),
  };
}

/** @throws Error if the search was not finished, or the output is not as expected */
export function readSearch(text: string): Omit<SpinSearch, 'seconds'> {
  const figure = (what: RegExp): number => {
    const [, digits] = what.exec(text) ?? [];
    if (digits === undefined)
      throw new Error(`the output of SPIN does not match ${what.source}:\n${text}`);
    return Number(digits);
  };
  if (/Search not completed|max search depth too small|out of memory/.test(text))
    throw new Error(`SPIN has not finished its search:\n${text}`);
  return {
    states: figure(/(\d+) states, stored/),
    transitions: figure(/(\d+) transitions/),
    errors: figure(/errors: (\d+)/),
  };
}

/** @param text - ends with the shell's `times`: its own user and system time, then its children's */
function readCpuTime(text: string): number {
  const [, ...figures] = /(\d+)m([\d.]+)s (\d+)m([\d.]+)s\s*$/.exec(text) ?? [];
  if (figures.length === 0) throw new Error(`the shell does not say how long SPIN took:\n${text}`);
  const [userMinutes = 0, user = 0, systemMinutes = 0, system = 0] = figures.map(Number);
  return 60 * (userMinutes + systemMinutes) + user + system;
}
