/**
 * All one-token edits of the emitted engine that touch what it sets, clears, tests, counts, orders or locks.
 * Each is a bug file of its own, applied by the same loader as any bug.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceLocation, Token } from 'acorn';
import { parse } from 'acorn';
import type { Bug } from '../../../traces/bug-file.ts';
import { projectRoot } from '../../project-root.ts';

const BUILD = join(projectRoot, '.build');
const ENGINE = join('impl', 'engine');
/** The guest's program is run by the engine, but lies outside its folder. */
const GUEST_PROGRAM = join('impl', 'guest-program.js');

/** The replacement of each token. */
const TOKENS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '===': '!==',
    '!==': '===',
    '<': '<=',
    '<=': '<',
    '>': '>=',
    '>=': '>',
    '&&': '||',
    '||': '&&',
    '++': '--',
    '+=': '-=',
    '0': '1',
    '1': '0',
    true: 'false',
    false: 'true',
    continue: 'break',
    break: 'continue',
  }),
);

/** Replaced only between two operands: elsewhere `+` and `-` are signs. */
const OPERATORS: ReadonlyMap<string, string> = new Map(
  Object.entries({ '+': '-', '-': '+', '%': '*', '&': '|' }),
);

/** Removed in front of an operand. */
const PREFIXES: ReadonlySet<string> = new Set(['!', '~']);

/** The replacement of each method where it is called. */
const METHODS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    set: 'get',
    unset: 'test',
    add: 'set',
    release: 'take',
    takeBit: 'test',
    takeWord: 'word',
    begin: 'end',
    end: 'begin',
    start: 'stop',
    stop: 'start',
  }),
);

/** Lines that do not decide anything in the engine. */
const PASSED_OVER =
  /^\s*(import\b|export \* |\/\/|\*|\/\*|throw\b|case '|[`'"])|\bthrow new\b|\bemit\(|refuse\(/;

/** Ordered by file, line, column and table. */
export function everyMutant(): readonly Bug[] {
  const files = readdirSync(join(BUILD, ENGINE), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.js'))
    .toSorted();
  const paths = files.map((file) => join(ENGINE, file));
  return [...paths, GUEST_PROGRAM].flatMap(mutantsOf);
}

function mutantsOf(file: string): readonly Bug[] {
  const text = readFileSync(join(BUILD, file), 'utf8');
  const lines = text.split('\n');
  return exchangesIn(text).flatMap(({ at, column, length, replacement }) => {
    const line = lines[at] as string;
    if (PASSED_OVER.test(line)) return [];
    const changed = line.slice(0, column) + replacement + line.slice(column + length);
    return [mutant({ file, text, lines, at, changed })];
  });
}

interface Exchange {
  /** Index of the line. */
  readonly at: number;
  readonly column: number;
  readonly length: number;
  readonly replacement: string;
}

/** In the order of the text. */
function exchangesIn(text: string): readonly Exchange[] {
  const tokens: Token[] = [];
  parse(text, { ecmaVersion: 'latest', sourceType: 'module', locations: true, onToken: tokens });
  const textOf = (token: Token | undefined): string =>
    token === undefined ? '' : text.slice(token.start, token.end);
  return tokens.flatMap((token, index) => {
    const [before, after] = [textOf(tokens[index - 1]), textOf(tokens[index + 1])];
    const word = textOf(token);
    const { line, column } = (token.loc as SourceLocation).start;
    const exchange = (replacement: string, { end } = token): readonly Exchange[] => [
      { at: line - 1, column, length: end - token.start, replacement },
    ];
    const isCalled = /^\??\.$/.test(before) && after === '(';
    if (isCalled && word === 'acquire') {
      const close = tokens.slice(index).find((other) => textOf(other) === ')') as Token;
      return exchange("about('no lock')", close);
    }
    const replacement = isCalled ? METHODS.get(word) : exchangeOf(word, { before, after });
    return replacement === undefined ? [] : exchange(replacement);
  });
}

/** @returns the replacement of the token between its two neighbours; `undefined` if it has none */
function exchangeOf(
  word: string,
  { before, after }: { readonly before: string; readonly after: string },
): string | undefined {
  const isBeforeOperand = /^[\w(~]/.test(after);
  if (PREFIXES.has(word)) return isBeforeOperand ? '' : undefined;
  if (OPERATORS.has(word))
    return isBeforeOperand && /[\w)\]]$/.test(before) ? OPERATORS.get(word) : undefined;
  return TOKENS.get(word);
}

interface Change {
  readonly file: string;
  readonly text: string;
  readonly lines: readonly string[];
  readonly at: number;
  /** What the line becomes. */
  readonly changed: string;
}

/** The bug names as many lines above as needed to make the place unique. */
function mutant({ file, text, lines, at, changed }: Change): Bug {
  let from = at;
  const found = (): string => lines.slice(from, at + 1).join('\n');
  while (from > 0 && text.split(found()).length !== 2) from--;
  const before = lines.slice(from, at).map((line) => `${line}\n`);
  const source = file.replace(/\.js$/, '.ts').replaceAll('\\', '/');
  const was = (lines[at] as string).trim();
  return {
    id: 'mutant',
    title: `${source}:${at + 1}: ${was} -> ${changed.trim()}`,
    reference: 'a one-token edit',
    edits: [{ file: source, find: found(), replace: before.join('') + changed }],
    expect: { property: 'any' },
  };
}
