/**
 * QEMU's own script for streams in files, `scripts/analyze-migration.py`. It comes with QEMU's sources and
 * not with the project, so the user names its path. It extracts one file per block.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const OUTPUT_BYTES_MAX = 1 << 28;

/** Files that the script writes besides the blocks. */
const BESIDE: ReadonlySet<string> = new Set(['desc.json', 'state.json']);

export type Extracted =
  | { readonly blocks: ReadonlyMap<string, Uint8Array> }
  /** The last line of its output, if the script fails. */
  | { readonly refusal: string };

/** @param folder - is created for the script's output */
export async function extractByScript(
  script: string,
  stream: string,
  folder: string,
): Promise<Extracted> {
  mkdirSync(folder);
  try {
    const options = { cwd: folder, maxBuffer: OUTPUT_BYTES_MAX };
    await run('python3', [script, '-f', stream, '-x'], options);
  } catch (error) {
    return { refusal: lastWords((error as { readonly stderr?: string }).stderr ?? String(error)) };
  }
  const blocks = new Map<string, Uint8Array>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || BESIDE.has(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    blocks.set(path.slice(folder.length + 1), new Uint8Array(readFileSync(path)));
  }
  return { blocks };
}

/** The first exception says what is wrong: the second one only shows the description. */
function lastWords(said: string): string {
  const [, first] = /^(?:\w+\.)*(\w*(?:Error|Exception): .*)$/m.exec(said) ?? [];
  return (first ?? said.trim().split('\n').at(-1) ?? '').slice(0, 120);
}
