/**
 * Every one-token edit of the emitted engine that touches what it sets, clears, tests, counts,
 * orders or locks. Each is a bug file of its own, applied by the same loader as any bug.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Token } from 'acorn';
import { parse } from 'acorn';
import type { Bug } from '../../../traces/bug-file.ts';
import { projectRoot } from '../../project-root.ts';

const BUILD = join(projectRoot, '.build');
const ENGINE = join('impl', 'engine');
/** What the guest does is for the engine to run, and lies beside the contract. */
const GUEST_PROGRAM = join('impl', 'guest-program.js');

/** What a token is exchanged for. */
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

/** The same of a token between two operands; elsewhere it is a sign. */
const OPERATORS: Readonly<Record<string, string>> = { '+': '-', '-': '+', '%': '*', '&': '|' };

/** Tokens before an operand that are left out. */
const PREFIXES: ReadonlySet<string> = new Set(['!', '~']);

/** What a method that is called is exchanged for. */
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

/** Lines that carry no decision of the engine. */
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
    const isCalled = textOf(before) === '.' && textOf(after) === '(';
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

/** @returns what the token becomes between those two; `undefined` if it stays */
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

/** As many lines above are named as it takes to make the place unique. */
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
