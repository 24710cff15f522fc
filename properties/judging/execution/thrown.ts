/**
 * What an engine has thrown, in words. Anything can be thrown, and whatever is asked of it may throw
 * again or say what it is not.
 */

export interface Thrown {
  readonly message: string;
  /** By the runtime's own bound of what one step may access: it would never have come back. */
  readonly isEndless: boolean;
  /** Lines of the stack, the innermost first; none of what is no error. */
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
    return notAnError('throws what cannot be looked at');
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

/** A file of a built engine: the project's own, or a copy that was edited. */
const OF_ENGINE = /[/\\](?:\.build|migcheck-[^/\\]+)[/\\]impl[/\\]/;

/** What the engine runs on says less than what it was about. */
const OF_RUNTIME = /[/\\]impl[/\\]runtime[/\\]/;

/** What is built into JavaScript stands in no file; it is whoever calls it that fails. */
const IN_FILE = /file:/;

export function isThrownByEngine({ frames }: Thrown): boolean {
  const innermost = frames.find((frame) => IN_FILE.test(frame));
  return innermost !== undefined && OF_ENGINE.test(innermost);
}

/** The functions of the engine that an exception came through, the innermost first. */
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
