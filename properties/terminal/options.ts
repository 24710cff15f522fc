/** The flags that several commands share, and how their values are read. */
import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { InvalidArgumentError, Option } from 'commander';

/** Parses a number with a unit. @returns milliseconds */
export function parseDuration(text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  const perUnit = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[unit ?? ''];
  if (perUnit === undefined || Number(amount) <= 0)
    throw new InvalidArgumentError('a duration is a number with a unit, like 30s, 5m or 500ms');
  return Number(amount) * perUnit;
}

export function parseCount(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1 || !Number.isSafeInteger(count))
    throw new InvalidArgumentError('a positive whole number is expected');
  return count;
}

/** Parses a count that may be zero. */
export function parseAmount(text: string): number {
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(Number(text)))
    throw new InvalidArgumentError('a whole number is expected');
  return Number(text);
}

export function parsePercent(text: string): number {
  const percent = Number(text);
  if (!/^\d+(?:\.\d+)?$/.test(text) || percent > 100)
    throw new InvalidArgumentError('a number from 0 to 100 is expected');
  return percent;
}

function parseSeed(text: string): string {
  if (text === '') throw new InvalidArgumentError('a seed must not be empty');
  return text;
}

export function freshSeed(): string {
  return randomBytes(6).toString('hex');
}

const JOBS_MAX = 64;

function parseJobs(text: string): number {
  const jobs = parseCount(text);
  if (jobs > JOBS_MAX) throw new InvalidArgumentError(`at most ${JOBS_MAX} workers can be used`);
  return jobs;
}

type OptionName =
  'seed' | 'runs' | 'time' | 'jobs' | 'bug' | 'system' | 'trust' | 'noShrink' | 'out' | 'json';

/** Each call makes a new flag, since a flag belongs to one command. */
export const options: Readonly<Record<OptionName, () => Option>> = {
  seed: () => new Option('--seed <text>', 'the source of all randomness').argParser(parseSeed),
  runs: () => new Option('--runs <count>', 'at most this many executions').argParser(parseCount),
  time: () =>
    new Option('--time <duration>', 'how long to search, like 30s').argParser(parseDuration),
  jobs: () =>
    new Option('--jobs <count>', 'worker threads')
      .argParser(parseJobs)
      .default(availableParallelism()),
  bug: () =>
    new Option('--bug <id|file>', 'put this bug into the engine first; `list` shows them all'),
  system: () => new Option('--system <file>', 'a module that opens an engine of your own'),
  trust: () => new Option('--trust', 'allow any change that the file makes to the engine'),
  noShrink: () => new Option('--no-shrink', 'report a finding at once, without shrinking it'),
  out: () => new Option('--out <folder>', 'where to write findings'),
  json: () => new Option('--json', 'print one JSON document, and nothing else, on standard output'),
};
