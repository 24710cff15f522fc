/**
 * No kill and no full disk loses what a command has reported: check, gate and explore are killed at any
 * moment, and run where they cannot write.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import pMap from 'p-map';
import { parseTrace } from '../../../traces/trace-file.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import type { Bar, Measured } from './bar.ts';
import { shareOf } from './bar.ts';
import type { Place } from './in-place.ts';
import { CLI, inPlace } from './in-place.ts';

const BUG = 'chunk-bits-forgotten';
const MOMENTS = 20;
/** A command that has not ended after this time hangs. */
const PATIENCE_MS = 300_000;

const commands: readonly (readonly string[])[] = [
  ['check', '--bug', BUG, '--seed', 'a', '--jobs', '1'],
  ['gate', '--bug', BUG, '--runs', '1000', '--jobs', '1'],
  ['explore', '--engine', '--scenario', 'small/manual-protect', '--bug', BUG, '--jobs', '1'],
];

export const killsBar: Bar = {
  name: 'kills',
  claim:
    'check, gate and explore killed at 20 moments each, on full and read-only disks: no finding is lost',
  async run(share) {
    const killed = await killAll(shareOf(MOMENTS, share));
    const kept = await keepFromWriting();
    const misses = [...killed.misses, ...kept.misses];
    return {
      isMet: misses.length === 0,
      figure: `${killed.figure}; ${kept.figure}`,
      misses,
    };
  },
};

interface Ended {
  readonly status: number | null;
  readonly isKilled: boolean;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

function run(args: readonly string[], { cwd, tmp }: Place, killAfterMs?: number): Promise<Ended> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd,
    env: { ...process.env, TMPDIR: tmp },
  });
  const told = { stdout: '', stderr: '' };
  child.stdout.on('data', (text: Buffer) => (told.stdout += text.toString()));
  child.stderr.on('data', (text: Buffer) => (told.stderr += text.toString()));
  const killer = setTimeout(() => child.kill('SIGKILL'), killAfterMs ?? PATIENCE_MS);
  return new Promise((resolve) => {
    child.on('close', (status, signal) => {
      clearTimeout(killer);
      const ms = performance.now() - startedAt;
      resolve({ status, isKilled: signal === 'SIGKILL', ...told, ms });
    });
  });
}

/** As many commands at a time as there are cores, since each has one worker. */
const atOnce = { concurrency: availableParallelism() };

/** Kills each command at moments spread over the time that it takes. */
async function killAll(
  moments: number,
): Promise<Measured & { readonly misses: readonly string[] }> {
  const misses: string[] = [];
  let found = 0;
  const killOne = async (args: readonly string[]): Promise<void> => {
    const [command = ''] = args;
    const whole = await inPlace(async (place) => run(args, place));
    if (whole.status !== 1) misses.push(`${command}: exit ${whole.status}, not 1`);
    const draw = makeDraw(`kill ${command}`);
    for (let moment = 0; moment < moments; moment++) {
      const after = Math.round((whole.ms * (moment + draw(100) / 100)) / moments);
      await inPlace(async (place) => {
        const ended = await run(args, place, after);
        const traces = tracesIn(place.cwd);
        if (traces.length > 0) found++;
        const miss = await whatIsLost(ended, place, traces);
        if (miss !== undefined) misses.push(`${command} after ${after} ms: ${miss}`);
      });
    }
  };
  await pMap(commands, killOne, atOnce);
  const figure = `${commands.length * moments} commands killed, ${found} of them with a finding on disk`;
  return { isMet: misses.length === 0, figure, misses };
}

/** @returns which reported finding is missing, or why the next command fails */
async function whatIsLost(
  { stdout }: Ended,
  place: Place,
  traces: readonly string[],
): Promise<string | undefined> {
  const [, told] = /replay: .* replay (?:-- )?(\S+\.json)/.exec(stdout) ?? [];
  if (told !== undefined && !existsSync(told)) return `${told} was reported, but does not exist`;
  for (const file of traces) {
    try {
      parseTrace(readFileSync(file, 'utf8'), file);
    } catch (error) {
      return `a trace on disk is broken: ${(error as Error).message}`;
    }
  }
  const [trace] = traces;
  const next = trace === undefined ? ['check', '--scenario', 'list'] : ['replay', trace];
  const { status } = await run(next, place);
  if (status !== (trace === undefined ? 0 : 1)) return `the next command exits with ${status}`;
  const left = readdirSync(place.tmp);
  return left.length === 0 ? undefined : `${left.join(', ')} is left behind`;
}

function tracesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.includes('traces') && name.endsWith('.json'))
    .map((name) => join(folder, name));
}

/** Runs the commands on full and read-only mounts, if this process may mount. */
async function keepFromWriting(): Promise<Measured & { readonly misses: readonly string[] }> {
  const misses: string[] = [];
  const kinds = [
    { kind: 'a full disk', options: 'size=4k', of: 'cwd', status: 1 },
    { kind: 'a read-only disk', options: 'ro', of: 'cwd', status: 1 },
    { kind: 'a full temporary folder', options: 'size=64k', of: 'tmp', status: 2 },
    { kind: 'a read-only temporary folder', options: 'ro', of: 'tmp', status: 2 },
  ] as const;
  let tried = 0;
  const runs = kinds.flatMap((one) => commands.map((args) => ({ ...one, args })));
  await pMap(
    runs,
    ({ kind, options, of, status, args }) =>
      inPlace(async (place) => {
        if (!mount(place[of], options)) return;
        tried++;
        try {
          const ended = await run(args, place);
          const miss = status === 1 ? notTold(ended, args) : notOneLine(ended);
          if (miss !== undefined) misses.push(`${args[0]} on ${kind}: ${miss}`);
        } finally {
          spawnSync('umount', [place[of]]);
        }
      }),
    atOnce,
  );
  const figure =
    tried === 0 ? 'disks skipped: no right to mount here' : `${tried} runs on such disks`;
  return { isMet: misses.length === 0, figure, misses };
}

function notTold(
  { status, stdout, stderr }: Ended,
  [command]: readonly string[],
): string | undefined {
  // A gate that cannot write its report refuses to begin.
  if (command === 'gate' && status === 2 && /^migcheck: --out [^\n]+\n$/.test(stderr))
    return undefined;
  if (status !== 1) return `exit ${status}: ${stderr.slice(0, 300)}`;
  return /replay: \S/.test(stdout) ? undefined : 'the finding is not reported';
}

function notOneLine({ status, stderr }: Ended): string | undefined {
  const isOneLine = status === 2 && /^migcheck: [^\n]+\n$/.test(stderr);
  return isOneLine ? undefined : `exit ${status}: ${stderr.slice(0, 300)}`;
}

function mount(folder: string, options: string): boolean {
  if (process.getuid?.() !== 0) return false;
  return spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]).status === 0;
}
