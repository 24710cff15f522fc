/**
 * All one-token edits of the emitted engine that touch what it sets, clears, tests, counts, orders or locks.
 * Each is a bug file of its own, applied by the same loader as any bug.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Token } from 'acorn';
import { parse } from 'acorn';
import type { Bug } from '../../../traces/bug-file.ts';
import { projectRoot } from '../../project-root.ts';

const BUILD = join(projectRoot, '.build');
const ENGINE = join('impl', 'engine');
/** The guest's program is run by the engine, but lies outside its folder. */
const GUEST_PROGRAM = join('impl', 'guest-program.js');

/** The replacement of each token. */
const TOKENS: Readonly<Record<string, string>> = {
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
};

/** Replaced only between two operands: elsewhere `+` and `-` are signs. */
const OPERATORS: Readonly<Record<string, string>> = { '+': '-', '-': '+', '%': '*', '&': '|' };

/** Removed in front of an operand. */
const PREFIXES: ReadonlySet<string> = new Set(['!', '~']);

/** The replacement of each method where it is called. */
const METHODS: Readonly<Record<string, string>> = {
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
};

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
  const starts = lines.map((_, at) => lines.slice(0, at).join('\n').length + (at === 0 ? 0 : 1));
  return exchangesIn(text).flatMap(({ start, end, replacement }) => {
    const at = starts.findLastIndex((lineStart) => lineStart <= start);
    const line = lines[at] as string;
    if (PASSED_OVER.test(line)) return [];
    const from = start - (starts[at] as number);
    const changed = line.slice(0, from) + replacement + line.slice(from + end - start);
    return [mutant({ file, text, lines, at, changed })];
  });
}

interface Exchange {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

/** In the order of the text. */
function exchangesIn(text: string): readonly Exchange[] {
  const tokens: Token[] = [];
  parse(text, { ecmaVersion: 'latest', sourceType: 'module', onToken: tokens });
  const textOf = (token: Token | undefined): string =>
    token === undefined ? '' : text.slice(token.start, token.end);
  return tokens.flatMap((token, at) => {
    const [before, , after] = [at - 1, at, at + 1].map((index) => tokens[index]);
    const word = textOf(token);
    const isCalled = /^\??\.$/.test(textOf(before)) && textOf(after) === '(';
    const { start, end } = token;
    if (isCalled && word === 'acquire') {
      const close = tokens.slice(at).find((other) => textOf(other) === ')') as Token;
      return [{ start, end: close.end, replacement: "about('no lock')" }];
    }
    const replacement = isCalled
      ? METHODS[word]
      : exchangeOf(word, { before: textOf(before), after: textOf(after) });
    return replacement === undefined ? [] : [{ start, end, replacement }];
  });
}

/** @returns the replacement of the token between its two neighbours; `undefined` if it has none */
function exchangeOf(
  word: string,
  { before, after }: { readonly before: string; readonly after: string },
): string | undefined {
  const isBeforeOperand = /^[\w(~]/.test(after);
  if (PREFIXES.has(word)) return isBeforeOperand ? '' : undefined;
  if (word in OPERATORS)
    return isBeforeOperand && /[\w)\]]$/.test(before) ? OPERATORS[word] : undefined;
  return Object.hasOwn(TOKENS, word) ? TOKENS[word] : undefined;
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
