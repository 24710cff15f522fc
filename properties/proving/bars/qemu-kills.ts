/**
 * A campaign of real QEMU that is ended at any moment leaves nothing on the host: no process, no folder, no
 * socket, no huge page.
 */
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { probeHost } from '../../../impl/qemu/host.ts';
import { hugePagesFor } from '../../qemu/campaign.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import type { Bar, Measured } from './bar.ts';
import { shareOf } from './bar.ts';
import type { Place } from './in-place.ts';
import { CLI, inPlace } from './in-place.ts';
import { processesIn, whatIsLeft } from './left-behind.ts';

const MOMENTS = 20;
/** Milliseconds after which nothing may be left. */
const BOUND_MS = 10_000;
const JOBS = 2;
/** A campaign is ended within this time of its start: some are done by then, with all that they do. */
const WITHIN_MS = 10_000;

/** Through sockets, with recovery, with huge pages, through files and commands, and with what breaks anywhere. */
const scenarios: readonly string[] = [
  'recovery',
  'preempt',
  'file-target',
  'background-snapshot',
  'adverse',
];

/** What is signalled: the campaign's own process, or its whole group, as a terminal does. */
const ends = [
  { signal: 'SIGKILL', isGroup: false },
  { signal: 'SIGINT', isGroup: true },
  { signal: 'SIGTERM', isGroup: false },
] as const;
type End = (typeof ends)[number];

export const qemuKillsBar: Bar = {
  name: 'qemu-kills',
  claim:
    `campaigns of real QEMU ended at ${MOMENTS} moments by SIGKILL, SIGINT or SIGTERM: ` +
    `after ${BOUND_MS / 1000} s nothing is left`,
  run: killAll,
};

async function killAll(share: number): Promise<Measured> {
  const misses: string[] = [];
  const draw = makeDraw('kill qemu');
  const counts = { moments: shareOf(MOMENTS, share), working: 0, slowestMs: 0 };
  for (let moment = 0; moment < counts.moments; moment++) {
    const scenario = scenarios[moment % scenarios.length] as string;
    const end = ends[moment % ends.length] as End;
    const afterMs = draw(WITHIN_MS);
    const killed = await inPlace((place) => kill({ scenario, end, afterMs }, place));
    const what = `${scenario}, ${end.signal} after ${afterMs} ms`;
    console.log(`  ${what}: ${killed.processes} processes, gone after ${killed.ms.toFixed(0)} ms`);
    misses.push(...killed.left.map((one) => `${what}: ${one}`));
    if (killed.processes > 0) counts.working++;
    counts.slowestMs = Math.max(counts.slowestMs, killed.ms);
  }
  if (2 * counts.working < counts.moments) misses.push('most campaigns were not at work');
  const hasHuge = probeHost().hugePagesFree >= hugePagesFor(JOBS);
  const figure =
    `${counts.moments} ended, ${counts.working} of them at work; ` +
    `nothing left after at most ${(counts.slowestMs / 1000).toFixed(1)} s; ` +
    (hasHuge ? 'with huge pages' : 'no huge pages here');
  return { isMet: misses.length === 0, figure, misses };
}

/** A small campaign with everything: migrations, reruns of what is found, planted corruptions. */
function start(scenario: string, { cwd, tmp }: Place): ReturnType<typeof spawn> {
  const size = ['--runs', '12', '--reruns', '2', '--controls', '4', '--jobs', String(JOBS)];
  const args = ['qemu', '--scenario', scenario, '--seed', 'kills', '--out', cwd, ...size];
  return spawn(process.execPath, [CLI, ...args], {
    cwd,
    env: { ...process.env, TMPDIR: tmp },
    // A group of its own, as a terminal gives to each command.
    detached: true,
    stdio: 'ignore',
  });
}

interface Killed {
  /** Processes of the campaign beside its own, when it was ended. */
  readonly processes: number;
  readonly ms: number;
  /** What is left after the bound. */
  readonly left: readonly string[];
}

async function kill(
  { scenario, end, afterMs }: { scenario: string; end: End; afterMs: number },
  place: Place,
): Promise<Killed> {
  const { hugePagesFree } = probeHost();
  const child = start(scenario, place);
  const pid = child.pid as number;
  const closed = new Promise((resolve) => child.once('close', resolve));
  await Promise.race([sleep(afterMs), closed]);
  const processes = processesIn(place).length;
  if (child.exitCode === null) process.kill(end.isGroup ? -pid : pid, end.signal);
  const left = await whatIsLeft({ pid, place, hugePagesFree }, BOUND_MS);
  child.kill('SIGKILL');
  await closed;
  return { processes: Math.max(0, processes - 1), ms: left.ms, left: left.what };
}
