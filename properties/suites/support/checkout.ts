/** A copy of this checkout, sources and build, that a suite may edit. */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../project-root.ts';
import type { Finished, RunOptions } from './support.ts';
import { migcheck, runNode } from './support.ts';

export interface Checkout {
  readonly root: string;
  /** Runs `migcheck` from the copy's build. */
  readonly run: (args: readonly string[], options?: RunOptions) => Promise<Finished>;
  /** Runs a script of package.json. */
  readonly script: (name: string, args?: readonly string[]) => Promise<Finished>;
  readonly read: (path: string) => string;
  readonly write: (path: string, text: string) => void;
  /** Replaces a text that must occur in the file. */
  readonly edit: (path: string, find: string, replace: string) => void;
  readonly remove: () => void;
}

export function copyCheckout(): Checkout {
  // The path has a space in it, to find unquoted uses.
  const root = mkdtempSync(join(tmpdir(), 'migcheck-check out-'));
  const parts = ['.build', 'model', 'impl', 'traces', 'properties'];
  for (const part of [...parts, 'package.json', 'tsconfig.json'])
    cpSync(join(projectRoot, part), join(root, part), { recursive: true });
  symlinkSync(join(projectRoot, 'node_modules'), join(root, 'node_modules'));
  const cli = join(root, '.build', 'properties', 'commands', 'process', 'main.js');
  const read = (path: string): string => readFileSync(join(root, path), 'utf8');
  const write = (path: string, text: string): void => writeFileSync(join(root, path), text);
  return {
    root,
    run: (args, options) => migcheck(args, { cli, cwd: root, ...options }),
    script(name, args = []) {
      const { scripts } = JSON.parse(read('package.json'));
      const [, ...words] = String(scripts[name]).split(' ');
      return runNode([...words, ...args], { cwd: root });
    },
    read,
    write,
    edit(path, find, replace) {
      const text = read(path);
      if (!text.includes(find)) throw new Error(`${path} has no ${find}`);
      write(
        path,
        text.replace(find, () => replace),
      );
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
