/**
 * Loads the built engine, or another one, with a bug's edits applied to the emitted text. An edited
 * engine is a module graph of its own, so clean and edited engines can run side by side; the engine
 * itself has no switch for any bug.
 */
import type { Stats } from 'node:fs';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { OpenOwnSystem } from '../../../impl/own-system.ts';
import type { OpenSystem } from '../../../impl/system.ts';
import type { Edit } from '../../../traces/bug-file.ts';
import { BadFile } from '../../../traces/parse-json.ts';
import { hashOf } from '../../judging/execution/digest.ts';
import { projectRoot } from '../../project-root.ts';
import { completing } from './complete-system.ts';
import { rememberEdits } from './engine-places.ts';
import { atPlacesNow } from './places-now.ts';
import { makeTemporaryFolder, notUnpacked } from './temporary-folder.ts';

const BUILD = join(projectRoot, '.build');
const ENGINE = join('impl', 'rig', 'open-engine.js');
/** The file, in the folder of an edited engine, that lists its edits. */
const EDITS = 'edits.json';
const QEMU = join('qemu', sep);

/** Which engine to use. */
export interface EngineChoice {
  /** Edits to apply first, in order; none for the clean engine. */
  readonly edits: readonly Edit[];
  /** The module of an engine other than the project's own. */
  readonly system?: string | undefined;
}

/** An engine as files, ready to be loaded. */
export interface BuiltEngine {
  readonly folder: string;
  /** The module that opens it: an absolute path. */
  readonly module: string;
  /** Removes the files; to be called once every user has loaded the engine into memory. */
  readonly remove: () => Promise<void>;
}

/**
 * Keeps the engine's files for as long as the work takes, however often it loads them.
 *
 * @throws BadFile as `buildEngine` does
 */
export async function withEngine<Result>(
  { edits, system }: EngineChoice,
  work: (engine: BuiltEngine) => Promise<Result>,
): Promise<Result> {
  const engine = await buildEngine(edits, system);
  try {
    return await work(engine);
  } finally {
    await engine.remove();
  }
}

interface Shared {
  readonly engine: Promise<BuiltEngine>;
  users: number;
}

/** Engines in use, by their edits and module. */
const inUse = new Map<string, Shared>();

/**
 * Builds an engine; for one that is already in use, returns the same files.
 *
 * @param edits - applied in order; none for the clean engine
 * @param system - the module of another engine; the project's own engine if left out
 * @throws BadFile if an edit's text does not occur exactly once in the emitted file, if the other
 *   engine does not exist or cannot be edited, or if there is no disk space for the copy
 */
export async function buildEngine(edits: readonly Edit[], system?: string): Promise<BuiltEngine> {
  const key = JSON.stringify([edits, system && resolve(system)]);
  const shared = inUse.get(key) ?? { engine: unpackEngine(edits, system), users: 0 };
  inUse.set(key, shared);
  shared.users++;
  const leave = (): boolean => --shared.users === 0 && inUse.delete(key);
  try {
    const engine = await shared.engine;
    return { ...engine, remove: async () => void (leave() && (await engine.remove())) };
  } catch (error) {
    leave();
    throw error;
  }
}

async function unpackEngine(edits: readonly Edit[], system?: string): Promise<BuiltEngine> {
  const module = system === undefined ? join(BUILD, ENGINE) : resolve(system);
  if (system !== undefined) checkModule(system);
  if (edits.length === 0) return { folder: BUILD, module, remove: () => Promise.resolve() };
  const inBuild = relative(BUILD, module);
  if (!inBuild.startsWith('impl'))
    throw new BadFile(`system ${system}: bugs can only edit an engine in impl/`);
  const texts = await applyEdits(edits);
  const applied = atPlacesNow(edits);
  const folder = makeTemporaryFolder();
  try {
    copyModules(folder);
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
    for (const [file, text] of texts) writeFileSync(join(folder, file), text);
    writeFileSync(join(folder, EDITS), JSON.stringify(applied));
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw notUnpacked(error);
  }
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  return { folder, module: join(folder, inBuild), remove };
}

/** @throws BadFile if it is not a file that can be imported; importing a pipe would wait for ever */
function checkModule(system: string): void {
  let found: Stats;
  try {
    found = statSync(resolve(system));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new BadFile(`system ${system}: ${code === 'ENOENT' ? 'no such file' : code}`);
  }
  if (!found.isFile()) throw new BadFile(`system ${system}: not a file`);
  if (found.size > MODULE_BYTES_MAX) throw new BadFile(`system ${system}: too large`);
}

const MODULE_BYTES_MAX = 2 ** 26;

/** Copies the modules of `impl`; synchronously, because awaiting so many small files takes longer. */
function copyModules(folder: string): void {
  const files = modulesIn(BUILD);
  for (const below of new Set(files.map((file) => dirname(file))))
    mkdirSync(join(folder, below), { recursive: true });
  for (const file of files) copyFileSync(join(BUILD, file), join(folder, file));
}

/** The modules of an engine in `impl`, below the folder of a build; the driver of real QEMU is left out. */
function modulesIn(build: string): readonly string[] {
  return readdirSync(join(build, 'impl'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.js') && !file.startsWith(QEMU))
    .toSorted()
    .map((file) => join('impl', file));
}

/** @throws BadFile as `buildEngine` does, or if the edited engine cannot be loaded any more */
export async function loadEngine(
  edits: readonly Edit[] = [],
  system?: string,
): Promise<OpenSystem> {
  const { module, remove } = await buildEngine(edits, system);
  try {
    return await loadEngineFrom(module);
  } catch (error) {
    if (system !== undefined)
      throw new BadFile(`system ${system}: cannot be loaded: ${(error as Error).message}`);
    if (edits.length === 0) throw error;
    throw new BadFile(`the edited engine cannot be loaded: ${(error as Error).message}`);
  } finally {
    await remove();
  }
}

/**
 * @param file - the module of a built engine, or of an external one
 * @throws Error if it cannot be imported, or does not export what it should
 */
export async function loadEngineFrom(file: string): Promise<OpenSystem> {
  rememberEditsOf(file);
  const module = (await import(pathToFileURL(file).href)) as {
    readonly openEngine?: OpenSystem;
    readonly openSystem?: OpenOwnSystem;
  };
  if (isOwnEngine(file) && module.openEngine !== undefined) return module.openEngine;
  if (typeof module.openSystem !== 'function')
    throw new Error('it does not export a function called openSystem');
  return completing(module.openSystem);
}

/** What an error message calls the engine. */
export function nameOfEngine(file: string): string {
  if (!isOwnEngine(file)) return 'the system';
  return relative(BUILD, file).startsWith('..') ? 'the edited engine' : 'the engine';
}

/** Remembers the edits, because the engine's folder may be gone when its story is told. */
function rememberEditsOf(module: string): void {
  const folder = /^.*[/\\]migcheck-[^/\\]+(?=[/\\]impl[/\\])/.exec(module)?.[0];
  if (folder === undefined || !existsSync(join(folder, EDITS))) return;
  rememberEdits(folder, JSON.parse(readFileSync(join(folder, EDITS), 'utf8')));
}

/** Whether a module is the project's own engine, as built or edited. */
export function isOwnEngine(file: string): boolean {
  return file.endsWith(ENGINE);
}

/**
 * A number that identifies an engine. For an external engine only its own module counts, not the
 * modules that it imports.
 */
export async function engineHash({
  folder,
  module,
}: Pick<BuiltEngine, 'folder' | 'module'>): Promise<number> {
  const paths = modulesIn(folder).map((file) => join(folder, file));
  const texts = await Promise.all([...paths, module].map((path) => readFile(path, 'utf8')));
  return hashOf(texts.join('\n'));
}

/** The emitted text of each file that is edited, by path below the build, after its edits. */
export async function applyEdits(edits: readonly Edit[]): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  const asBuilt = new Map<string, string>();
  for (const { file, find, replace } of atPlacesNow(edits)) {
    const emitted = file.replace(/\.ts$/, '.js');
    const text = texts.get(emitted) ?? (await readEmitted(file, emitted));
    if (!texts.has(emitted)) asBuilt.set(emitted, text);
    const parts = text.split(find);
    if (parts.length !== 2)
      throw new BadFile(
        `${file}: ${JSON.stringify(find)} occurs ${parts.length - 1} times, not once`,
      );
    texts.set(emitted, parts.join(replace));
  }
  for (const [emitted, text] of texts)
    if (text === asBuilt.get(emitted))
      throw new BadFile(`${emitted.replace(/\.js$/, '.ts')}: the edits leave it unchanged`);
  return texts;
}

async function readEmitted(file: string, emitted: string): Promise<string> {
  // Only the plain name is allowed: a file under two names would be edited twice from its original text.
  if (!modulesIn(BUILD).includes(emitted.replaceAll('/', sep)))
    throw new BadFile(`${file}: there is no such file in the built engine`);
  return readFile(join(BUILD, emitted), 'utf8');
}
