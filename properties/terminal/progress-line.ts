/**
 * A line on a terminal that says how far long work has come, how fast it goes and how long it will
 * take; nothing elsewhere.
 */
import { SingleBar } from 'cli-progress';
import { printable } from '../../traces/printable.ts';

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

const BAR_WIDTH = 20;

/** The line: a bar if it is known how much there is to do, what is done, how fast, and what is left. */
export function describeProgress(work: Work, { done, ms, more }: Standing): string {
  const { unit, total, timeMs, title, doneBefore = 0 } = work;
  const perMs = ms > 0 ? (done - doneBefore) / ms : 0;
  const share = timeMs === undefined ? total && done / total : ms / timeMs;
  const leftMs = timeMs === undefined ? total && (total - done) / perMs : timeMs - ms;
  const of = total === undefined ? '' : ` of ${total.toLocaleString('en')}`;
  return [
    ...(title === undefined ? [] : [title]),
    ...(share === undefined ? [] : [`${bar(share)} ${Math.min(100, Math.floor(100 * share))} %`]),
    `${done.toLocaleString('en')}${of} ${unit}`,
    `${rate(perMs)}/s`,
    ...(leftMs === undefined || !Number.isFinite(leftMs) ? [] : [`${clock(leftMs)} left`]),
    ...(more === '' ? [] : [more]),
  ]
    .map(printable)
    .join(' | ');
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
