/**
 * QEMU's own script for streams in files, `scripts/analyze-migration.py`: it comes with QEMU's sources and
 * not with the project, so whoever wants to compare says where it is. What it extracts are files, one a block.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const OUTPUT_BYTES_MAX = 1 << 28;

/** Blocks as files that the script writes beside them. */
const BESIDE: ReadonlySet<string> = new Set(['desc.json', 'state.json']);

export type Extracted =
  | { readonly blocks: ReadonlyMap<string, Uint8Array> }
  /** It gives up: its own last words. */
  | { readonly refusal: string };

/** @param folder - that is made, and that the script writes into */
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

/** The first exception is what is wrong: a second one only shows the description. */
function lastWords(said: string): string {
  const [, first] = /^(?:\w+\.)*(\w*(?:Error|Exception): .*)$/m.exec(said) ?? [];
  return (first ?? said.trim().split('\n').at(-1) ?? '').slice(0, 120);
}
