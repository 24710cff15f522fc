/**
 * Loads the built engine, with a bug's edits applied to the emitted text. An edited engine is a
 * module graph of its own, so clean and edited engines can run side by side; the engine itself has
 * no switch for any bug.
 */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { OpenSystem } from '../../impl/system.ts';
import type { Edit } from '../../traces/bug-file.ts';
import { BadFile } from '../../traces/parse-json.ts';
import { hashOf } from '../lockstep/digest.ts';
import { projectRoot } from '../project-root.ts';

const BUILD = join(projectRoot, '.build');
const ENGINE = join('impl', 'rig', 'open-engine.js');

/** An engine as files, ready to be loaded by whoever needs it. */
export interface BuiltEngine {
  readonly folder: string;
  /** To be called when everybody has loaded it: what is loaded is in memory. */
  readonly remove: () => Promise<void>;
}

/**
 * @param edits - applied in order; none for the clean engine
 * @throws BadFile if an edit's text does not occur exactly once in the emitted file
 */
export async function buildEngine(edits: readonly Edit[]): Promise<BuiltEngine> {
  if (edits.length === 0) return { folder: BUILD, remove: () => Promise.resolve() };
  const texts = await applyEdits(edits);
  const folder = await mkdtemp(join(tmpdir(), 'migcheck-'));
  const filter = (path: string): boolean => !path.endsWith('.d.ts');
  await cp(join(BUILD, 'impl'), join(folder, 'impl'), { recursive: true, filter });
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n');
  for (const [file, text] of texts) await writeFile(join(folder, file), text);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** @throws BadFile as `buildEngine` does, or if the edited engine is no program any more */
export async function loadEngine(edits: readonly Edit[] = []): Promise<OpenSystem> {
  const { folder, remove } = await buildEngine(edits);
  try {
    return await loadEngineFrom(folder);
  } catch (error) {
    if (edits.length === 0) throw error;
    throw new BadFile(`the edited engine cannot be loaded: ${(error as Error).message}`);
  } finally {
    await remove();
  }
}

/** @param folder - of a built engine */
export async function loadEngineFrom(folder: string): Promise<OpenSystem> {
  const url = pathToFileURL(join(folder, ENGINE)).href;
  const module = (await import(url)) as { readonly openEngine: OpenSystem };
  return module.openEngine;
}

/**
 * A number for the engine in a folder: another for any other engine.
 *
 * @param folder - of a built engine
 */
export async function engineHash(folder: string): Promise<number> {
  const files = await readdir(join(folder, 'impl'), { recursive: true });
  const texts = files
    .filter((file) => file.endsWith('.js'))
    .toSorted()
    .map((file) => readFile(join(folder, 'impl', file), 'utf8'));
  return hashOf((await Promise.all(texts)).join('\n'));
}

/** The emitted text of each file that is edited, by path below the build, after its edits. */
export async function applyEdits(edits: readonly Edit[]): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const { file, find, replace } of edits) {
    const emitted = file.replace(/\.ts$/, '.js');
    const text = texts.get(emitted) ?? (await readEmitted(file, emitted));
    const parts = text.split(find);
    if (parts.length !== 2)
      throw new BadFile(
        `${file}: ${JSON.stringify(find)} occurs ${parts.length - 1} times, not once`,
      );
    texts.set(emitted, parts.join(replace));
  }
  return texts;
}

async function readEmitted(file: string, emitted: string): Promise<string> {
  try {
    return await readFile(join(BUILD, emitted), 'utf8');
  } catch {
    throw new BadFile(`${file}: there is no such file in the built engine`);
  }
}
