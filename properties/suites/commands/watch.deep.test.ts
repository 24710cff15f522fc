/** `check --watch`: a short check whenever a source is saved. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { projectRoot } from '../../project-root.ts';
import { migcheck, temporaryFolder } from '../support/support.ts';

const MAIN = join(projectRoot, '.build', 'properties', 'commands', 'process', 'main.js');
const STOP_AND_COPY = join(projectRoot, '.build', 'impl', 'stop-and-copy', 'stop-and-copy.js');

describe('check --watch', () => {
  it('checks at once, again when the engine is saved, and ends with Ctrl-C', async () => {
    const cwd = temporaryFolder();
    const mine = join(cwd, 'mine.mjs');
    writeFileSync(mine, `export { openSystem } from '${pathToFileURL(STOP_AND_COPY).href}';\n`);
    const args = [MAIN, 'check', '--watch', '--system', mine, '--runs', '10', '--jobs', '1'];
    const child = spawn(process.execPath, args, { cwd, detached: true });
    onTestFinished(() => void child.kill('SIGKILL'));
    let said = '';
    child.stdout.on('data', (text: Buffer) => void (said += text.toString()));
    const count = (): number => said.split('waiting for a source file to be saved').length - 1;
    await expect.poll(count, { timeout: 30_000 }).toBe(1);
    expect(said).toMatch(/^seed: /);

    writeFileSync(join(cwd, 'notes.txt'), 'no source');
    writeFileSync(mine, 'export const openSystem = 1;');
    await expect.poll(count, { timeout: 30_000 }).toBe(2);
    expect(said.match(/^passed: /gm)).toHaveLength(1);

    process.kill(-(child.pid as number), 'SIGINT');
    const [status]: unknown[] = await once(child, 'exit');
    expect(status).toBe(130);
    expect(count()).toBe(2);
  });

  it('refuses flags that exclude it', async () => {
    for (const [args, line] of [
      [['check', '--watch', '--json'], /--watch and --json exclude each other\n$/],
      [['check', '--short', '--resume', 'x'], /--resume .* no other flag can change\n$/],
    ] as const) {
      const { status, stderr } = await migcheck(args);
      expect(status).toBe(2);
      expect(stderr).toMatch(line);
    }
  });
});
