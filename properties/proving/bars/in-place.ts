/** A temporary place for one command: what it leaves behind is seen, and then removed. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../project-root.ts';

/** The program of every command. */
export const CLI: string = join(
  projectRoot,
  '.build',
  'properties',
  'commands',
  'process',
  'main.js',
);

/** A working folder, and a folder for temporary files. */
export interface Place {
  readonly cwd: string;
  readonly tmp: string;
}

export async function inPlace<Result>(work: (place: Place) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'migcheck-kills-'));
  const place = { cwd: join(folder, 'cwd'), tmp: join(folder, 'tmp') };
  mkdirSync(place.cwd);
  mkdirSync(place.tmp);
  try {
    return await work(place);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
