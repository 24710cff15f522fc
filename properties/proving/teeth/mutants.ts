/**
 * All one-token edits of the emitted engine that touch what it sets, clears, tests, counts, orders or locks.
 * Each is a bug file of its own, applied by the same loader as any bug.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bug } from '../../../traces/bug-file.ts';
import { projectRoot } from '../../project-root.ts';

const BUILD = join(projectRoot, '.build');
const ENGINE = join('impl', 'engine');
/** The guest's program is run by the engine, but lies outside its folder. */
const GUEST_PROGRAM = join('impl', 'guest-program.js');

/** A token, and its replacement. Words match whole words only. */
const EXCHANGES: readonly (readonly [RegExp, string])[] = [
  [/===/g, '!=='],
  [/!==/g, '==='],
  [/(?<![<=>])<(?![<=])/g, '<='],
  [/<=/g, '<'],
  [/(?<![=>])>(?![>=])/g, '>='],
  [/(?<!>)>=/g, '>'],
  [/&&/g, '||'],
  [/\|\|/g, '&&'],
  [/!(?=[\w(])/g, ''],
  [/\+\+/g, '--'],
  [/(?<=\w |\)) ?\+ (?=\w)/g, ' - '],
  [/(?<=[\w)] )- (?=\w)/g, '+ '],
  [/(?<=[\w)] )% (?=\w)/g, '* '],
  [/\+=/g, '-='],
  [/(?<=[\w)] )& (?=[\w(~])/g, '| '],
  [/~(?=\w)/g, ''],
  [/\b0\b(?!x)/g, '1'],
  [/\b1\b/g, '0'],
  [/\btrue\b/g, 'false'],
  [/\bfalse\b/g, 'true'],
  [/\bcontinue\b/g, 'break'],
  [/\bbreak\b/g, 'continue'],
  [/(?<=\.)set(?=\()/g, 'get'],
  [/(?<=\.)unset(?=\()/g, 'test'],
  [/(?<=\.)add(?=\()/g, 'set'],
  [/(?<=\.)acquire\([^()]*\)/g, "about('no lock')"],
  [/(?<=\.)release(?=\()/g, 'take'],
  [/(?<=\.)takeBit(?=\()/g, 'test'],
  [/(?<=\.)takeWord(?=\()/g, 'word'],
  [/(?<=\.)begin(?=\()/g, 'end'],
  [/(?<=\.)end(?=\()/g, 'begin'],
  [/(?<=\.)start(?=\()/g, 'stop'],
  [/(?<=\.)stop(?=\()/g, 'start'],
];

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
  return lines.flatMap((line, at) => {
    if (PASSED_OVER.test(line)) return [];
    return EXCHANGES.flatMap(([token, replacement]) =>
      [...line.matchAll(token)].map(({ index, 0: found }) => {
        const changed = line.slice(0, index) + replacement + line.slice(index + found.length);
        return mutant({ file, text, lines, at, changed });
      }),
    );
  });
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
