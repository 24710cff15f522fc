/**
 * Maps a place in a loaded module back to the engine's sources. A bug's edits and the compiler both
 * move the text that follows; both shifts are undone. No file is read until a place is asked for.
 */
import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Edit } from '../../../traces/bug-file.ts';
import { projectRoot } from '../../project-root.ts';

/** A place in the sources, as a story names it. */
export interface SourcePlace {
  /** Relative to the project's root if it lies below it; otherwise the path from which it was loaded. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly function?: string;
}

/** A place in a loaded module; line and column are counted from 1. */
export interface CodePlace {
  /** A path, or a file URL. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

const BUILD = join(projectRoot, '.build');

/** The edits of each edited engine, by the folder from which it was loaded. */
const editsOfFolder = new Map<string, readonly Edit[]>();

/** Must be called before an edited engine is loaded: its folder is gone when its story is told. */
export function rememberEdits(folder: string, edits: readonly Edit[]): void {
  editsOfFolder.set(folder, edits);
}

/** A cache of lookups: engines do the same things over and over. */
const found = new Map<string, Omit<SourcePlace, 'function'>>();

/** @returns the place in the sources; the place in the loaded module if there is no source map */
export function sourcePlaceOf(place: CodePlace): Omit<SourcePlace, 'function'> {
  const key = `${place.file}:${place.line}:${place.column}`;
  const known = found.get(key) ?? findSource(place);
  found.set(key, known);
  return known;
}

function findSource(place: CodePlace): Omit<SourcePlace, 'function'> {
  const path = place.file.startsWith('file:') ? fileURLToPath(place.file) : place.file;
  const folder = [...editsOfFolder.keys()].find((one) => path.startsWith(join(one, 'impl') + sep));
  const inBuild = folder === undefined ? path : join(BUILD, relative(folder, path));
  const edits = folder === undefined ? [] : (editsOfFolder.get(folder) ?? []);
  const emitted = beforeEdits({ ...place, file: inBuild }, edits);
  const entry = sourceMapOf(inBuild)?.findEntry(emitted.line - 1, emitted.column - 1);
  if (entry === undefined || !('originalSource' in entry))
    return { file: shortened(path), line: place.line };
  const source = resolve(dirname(inBuild), entry.originalSource);
  return { file: shortened(source), line: entry.originalLine + 1 };
}

function shortened(path: string): string {
  const short = relative(projectRoot, path);
  return short.startsWith('..') ? path : short.replaceAll(sep, '/');
}

const sourceMaps = new Map<string, SourceMap | undefined>();

function sourceMapOf(path: string): SourceMap | undefined {
  if (!sourceMaps.has(path)) sourceMaps.set(path, readSourceMap(`${path}.map`));
  return sourceMaps.get(path);
}

function readSourceMap(path: string): SourceMap | undefined {
  if (!path.startsWith(BUILD + sep) || !existsSync(path)) return undefined;
  return new SourceMap(JSON.parse(readFileSync(path, 'utf8')));
}

/** The same place in the file as it was before its edits. */
function beforeEdits({ file, line, column }: CodePlace, edits: readonly Edit[]): CodePlace {
  const emitted = relative(BUILD, file).replaceAll(sep, '/');
  const own = edits.filter((edit) => edit.file.replace(/\.ts$/, '.js') === emitted);
  if (own.length === 0) return { file, line, column };
  const texts = [readFileSync(file, 'utf8')];
  for (const { find, replace } of own) texts.push((texts.at(-1) ?? '').split(find).join(replace));
  let offset = offsetOf(texts.at(-1) ?? '', { line, column });
  for (const [index, { find, replace }] of [...own.entries()].toReversed())
    offset = beforeEdit(offset, (texts[index] ?? '').indexOf(find), { find, replace });
  const before = (texts[0] ?? '').slice(0, offset).split('\n');
  return { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** Text that both sides of an edit share keeps its place; new text maps to where the edit first differs. */
function beforeEdit(
  offset: number,
  at: number,
  { find, replace }: Pick<Edit, 'find' | 'replace'>,
): number {
  if (offset < at) return offset;
  if (offset >= at + replace.length) return offset - replace.length + find.length;
  const fromEnd = at + replace.length - offset;
  if (replace.slice(0, offset - at + 1) === find.slice(0, offset - at + 1)) return offset;
  if (replace.slice(-fromEnd) === find.slice(-fromEnd)) return at + find.length - fromEnd;
  let same = 0;
  while (same < find.length && find[same] === replace[same]) same++;
  return at + Math.min(same, Math.max(0, find.length - 1));
}

function offsetOf(text: string, { line, column }: Omit<CodePlace, 'file'>): number {
  const before = text.split('\n').slice(0, line - 1);
  return before.reduce((sum, { length }) => sum + length + 1, 0) + column - 1;
}
