/**
 * A progress line for long work: how much is done, how fast, and how long the rest will take. On a
 * terminal the line is updated in place; otherwise a new one is printed every 15 seconds. It goes to
 * standard error.
 */
import { SingleBar } from 'cli-progress';
import { printable } from '../../traces/printable.ts';
import { fit } from './width.ts';

export interface ProgressLine {
  readonly update: (done: number, more: string) => void;
  readonly stop: () => void;
}

export interface Work {
  /** The unit of the work, in the plural. */
  readonly unit: string;
  /** The number of units in all, if known. */
  readonly total?: number | undefined;
  /** The time limit in milliseconds, if time bounds the work. */
  readonly timeMs?: number | undefined;
  /** Units done by an earlier process. */
  readonly doneBefore?: number | undefined;
  readonly title?: string | undefined;
}

export interface Standing {
  readonly done: number;
  /** Milliseconds since the work began. */
  readonly ms: number;
  readonly more: string;
}

export function startProgress(work: Work): ProgressLine {
  return process.stderr.isTTY ? startBar(work) : startLog(work);
}

function startBar(work: Work): ProgressLine {
  const startedAt = performance.now();
  const line = new SingleBar({
    format: (_options, { value }, { more }: { readonly more: string }) => {
      const ms = performance.now() - startedAt;
      return describeProgress(work, { done: value, ms, more });
    },
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
    // The command handles Ctrl-C itself, since findings must be printed first.
    gracefulExit: false,
    noTTYOutput: false,
  });
  line.start(work.total ?? 0, 0, { more: '' });
  return {
    update: (done, more) => line.update(done, { more }),
    stop: () => line.stop(),
  };
}

const LOGGED_EVERY_MS = 15_000;
/** Shared by successive pieces of work, each of which may be too short to log a line. */
let loggedAt = performance.now();

function startLog(work: Work): ProgressLine {
  const startedAt = performance.now();
  let standing = { done: work.doneBefore ?? 0, more: '' };
  const log = (): void => {
    loggedAt = performance.now();
    timer = setTimeout(log, LOGGED_EVERY_MS).unref();
    const ms = loggedAt - startedAt;
    console.error(fit(`migcheck: ${describeProgress(work, { ...standing, ms }, false)}`));
  };
  let timer = setTimeout(log, loggedAt + LOGGED_EVERY_MS - startedAt).unref();
  return {
    update(done, more) {
      standing = { done, more };
    },
    stop: () => clearTimeout(timer),
  };
}

const BAR_WIDTH = 20;

/**
 * The text of the line: the share done, if the total is known; the units done; the rate; the time left.
 *
 * @param hasBar - whether to draw a bar, for a terminal
 */
export function describeProgress(
  work: Work,
  { done, ms, more }: Standing,
  hasBar: boolean = true,
): string {
  const { unit, total, timeMs, title, doneBefore = 0 } = work;
  const perMs = ms > 0 ? (done - doneBefore) / ms : 0;
  const share = timeMs === undefined ? total && done / total : ms / timeMs;
  const leftMs = timeMs === undefined ? total && (total - done) / perMs : timeMs - ms;
  const of = total === undefined ? '' : ` of ${total.toLocaleString('en')}`;
  return [
    ...(title === undefined ? [] : [title]),
    ...(share === undefined ? [] : [`${hasBar ? `${bar(share)} ` : ''}${percentOf(share)} %`]),
    `${done.toLocaleString('en')}${of} ${unit}`,
    `${rate(perMs)}/s`,
    ...(leftMs === undefined || !Number.isFinite(leftMs) ? [] : [`${clock(leftMs)} left`]),
    ...(more === '' ? [] : [more]),
  ]
    .map(printable)
    .join(' | ');
}

function percentOf(share: number): number {
  return Math.min(100, Math.floor(100 * share));
}

function bar(share: number): string {
  const full = Math.min(BAR_WIDTH, Math.floor(BAR_WIDTH * share));
  return '█'.repeat(full) + '░'.repeat(BAR_WIDTH - full);
}

/** Rates below 10 have one decimal. */
function rate(perMs: number): string {
  const perSecond = 1000 * perMs;
  return perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond).toLocaleString('en');
}

/** Like `1:05`. */
function clock(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
