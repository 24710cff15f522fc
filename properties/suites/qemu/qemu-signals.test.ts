/** Ending the harness, as a terminal does or by force: findings are reported, and nothing is left behind. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { projectRoot } from '../../project-root.ts';
import { describeWith } from '../support/requirements.ts';
import { temporaryFolder } from '../support/support.ts';

const CLI = join(projectRoot, '.build', 'properties', 'commands', 'process', 'main.js');
const WORKSPACES = '/dev/shm';

/** Folders with sockets and memory of this harness. */
function workspacesOf(pid: number): readonly string[] {
  if (!existsSync(WORKSPACES)) return [];
  return readdirSync(WORKSPACES)
    .filter((name) => name.startsWith(`migcheck-${pid}-`))
    .map((name) => join(WORKSPACES, name));
}

/** Processes whose command lines name a folder of this harness. */
function processesAbout(pid: number): readonly string[] {
  return readdirSync('/proc').filter((id) => {
    try {
      return readFileSync(join('/proc', id, 'cmdline'), 'latin1').includes(`migcheck-${pid}-`);
    } catch {
      return false;
    }
  });
}

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo() && tries < 2400; tries++) await setTimeout(25);
}

describeWith('qemu', 'a session that is ended', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 130],
    ['SIGKILL', null],
  ] as const)(
    'by %s to its process group reports its findings if it can, and leaves nothing behind',
    async (signal, status) => {
      const out = temporaryFolder();
      const drawn = ['--scenario', 'precopy', '--seed', 'signals', '--out', out];
      const flags = ['qemu', ...drawn, '--runs', '10000', '--controls', '0'];
      const child = spawn(process.execPath, [CLI, ...flags], { detached: true });
      const pid = child.pid as number;
      const said = { output: '', errors: '' };
      child.stdout.on('data', (text: Buffer) => (said.output += text.toString()));
      child.stderr.on('data', (text: Buffer) => (said.errors += text.toString()));
      const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
      const hosts = (): number =>
        processesAbout(pid).filter((id) => {
          try {
            return readFileSync(join('/proc', id, 'cmdline'), 'latin1').includes('-qtest');
          } catch {
            return false;
          }
        }).length;
      await until(() => hosts() >= 2);
      expect(hosts()).toBeGreaterThanOrEqual(2);
      process.kill(-pid, signal);
      expect(await ended).toBe(status);
      const isTold = said.output.includes('interrupted: the findings so far are above');
      expect(isTold).toBe(status === 130);
      expect(said.output).not.toContain('has ended');
      expect(said.errors).toBe('');
      const left = (): readonly string[] => [...workspacesOf(pid), ...processesAbout(pid)];
      await until(() => left().length === 0);
      expect(left()).toEqual([]);
    },
  );
});
