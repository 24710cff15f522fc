/**
 * Describes what an engine has thrown. Anything can be thrown, and reading any property of it may throw
 * again or return something misleading.
 */

export interface Thrown {
  readonly message: string;
  /** Thrown by the runtime's bound on the accesses of one step: the step would never have returned. */
  readonly isEndless: boolean;
  /** Lines of the stack, the innermost first; empty if what was thrown is not an error. */
  readonly frames: readonly string[];
}

const LENGTH_MAX = 2000;

export function describeThrown(error: unknown): Thrown {
  try {
    if (!(error instanceof Error)) return notAnError(`throws ${inWords(error)}`);
    const { message, stack } = error;
    const frames = typeof stack === 'string' ? stack.split('\n    at ').slice(1) : [];
    const isEndless = error.name === 'EndlessStep';
    return { message: String(message).slice(0, LENGTH_MAX), isEndless, frames };
  } catch {
    return notAnError('throws a value that cannot be inspected');
  }
}

function notAnError(message: string): Thrown {
  return { message, isEndless: false, frames: [] };
}

function inWords(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value).slice(0, LENGTH_MAX);
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null)
    return Array.isArray(value) ? 'an array' : 'an object';
  return String(value);
}

/** Matches a file of a built engine: the project's own, or an edited copy. */
const OF_ENGINE = /[/\\](?:\.build|migcheck-[^/\\]+)[/\\]impl[/\\]/;

/** Matches a file of the runtime, whose functions say less than the engine's. */
const OF_RUNTIME = /[/\\]impl[/\\]runtime[/\\]/;

/** Matches a frame in a file. Built-in functions of JavaScript have none; the fault is their caller's. */
const IN_FILE = /file:/;

export function isThrownByEngine({ frames }: Thrown): boolean {
  const innermost = frames.find((frame) => IN_FILE.test(frame));
  return innermost !== undefined && OF_ENGINE.test(innermost);
}

/** The functions of the engine that an exception passed through, the innermost first. */
export function whereThrown({ frames }: Thrown): string {
  const names = frames.flatMap((frame) => {
    const name = /^(?:new )?(\S+) \(/.exec(frame)?.[1];
    const isEngine = OF_ENGINE.test(frame) && !OF_RUNTIME.test(frame);
    return name !== undefined && isEngine ? [name.replace(/\.next$/, '')] : [];
  });
  const some = names.slice(0, CALLS_TOLD).join(', called by ');
  return some === '' ? '' : `, in ${some}`;
}

const CALLS_TOLD = 4;
