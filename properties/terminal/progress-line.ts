/**
 * A line that says how far long work has come, how fast it goes and how long it will take: always the
 * same one on a terminal, and a new one every 15 seconds where there is none. It goes to standard error.
 */
import { SingleBar } from 'cli-progress';
import { printable } from '../../traces/printable.ts';
import { fit } from './width.ts';

export interface ProgressLine {
  readonly update: (done: number, more: string) => void;
  readonly stop: () => void;
}

export interface Work {
  /** Of what there is so much to do, in the plural. */
  readonly unit: string;
  /** What is 100 %, if anybody knows. */
  readonly total?: number | undefined;
  /** Milliseconds that it may take, if that is what bounds it. */
  readonly timeMs?: number | undefined;
  /** What an earlier process has done of it. */
  readonly doneBefore?: number | undefined;
  readonly title?: string | undefined;
}

export interface Standing {
  readonly done: number;
  /** Since the work began. */
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
    // Ctrl-C is ours: what was found is printed first.
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
/** Of pieces of work that follow one another, each may be too short to be told of by itself. */
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
 * The line: what share is done if it is known how much there is to do, what is done, how fast, and what
 * is left.
 *
 * @param hasBar - where it is seen to grow
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

/** Slow work is told in tenths. */
function rate(perMs: number): string {
  const perSecond = 1000 * perMs;
  return perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond).toLocaleString('en');
}

/** Like `1:05`. */
function clock(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
