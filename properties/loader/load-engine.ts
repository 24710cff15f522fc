/**
 * Loads the built engine, with a bug's edits applied to the emitted text. An edited engine is a
 * module graph of its own, so clean and edited engines can run side by side; the engine itself has
 * no switch for any bug.
 */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { OpenSystem } from '../../impl/system.ts';
import type { Edit } from '../../traces/bug-file.ts';
import { BadFile } from '../../traces/parse-json.ts';
import { projectRoot } from '../project-root.ts';

const BUILD = join(projectRoot, '.build');
const ENGINE = join('impl', 'rig', 'open-engine.js');

/**
 * @param edits - applied in order; none for the clean engine
 * @throws BadFile if an edit's text does not occur exactly once in the emitted file
 */
export async function loadEngine(edits: readonly Edit[] = []): Promise<OpenSystem> {
  if (edits.length === 0) return importEngine(BUILD);
  const texts = await applyEdits(edits);
  const copy = await mkdtemp(join(tmpdir(), 'migcheck-'));
  try {
    await cp(join(BUILD, 'impl'), join(copy, 'impl'), { recursive: true });
    await writeFile(join(copy, 'package.json'), '{ "type": "module" }\n');
    for (const [file, text] of texts) await writeFile(join(copy, file), text);
    return await importEngine(copy);
  } finally {
    // The modules are in memory by now.
    await rm(copy, { recursive: true, force: true });
  }
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

async function importEngine(root: string): Promise<OpenSystem> {
  const url = pathToFileURL(join(root, ENGINE)).href;
  const module = (await import(url)) as { readonly openEngine: OpenSystem };
  return module.openEngine;
}
