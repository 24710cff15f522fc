/** What a campaign has left on the host is noticed: a process, a folder, a socket, a temporary file. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { probeHost } from '../../../impl/qemu/host.ts';
import { whatIsLeft } from '../../proving/bars/left-behind.ts';
import { temporaryFolder } from '../support/support.ts';

it('names everything that is left, until it is gone', async () => {
  const folder = temporaryFolder();
  const place = { cwd: join(folder, 'cwd'), tmp: join(folder, 'tmp') };
  mkdirSync(place.tmp);
  const child = spawn('sleep', ['600'], { env: { ...process.env, TMPDIR: place.tmp } });
  const pid = child.pid as number;
  const workspace = mkdtempSync(`/dev/shm/migcheck-${pid}-0-`);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(join(workspace, 'qmp'), resolve));
  writeFileSync(join(place.tmp, 'half'), '');
  const campaign = { pid, place, hugePagesFree: probeHost().hugePagesFree };
  try {
    const { what, ms } = await whatIsLeft(campaign, 100);
    expect(ms).toBeGreaterThan(100);
    expect(what).toEqual([
      `process ${pid}: sleep 600 `,
      `folder ${workspace.slice('/dev/shm/'.length)}`,
      'temporary file half',
      `socket ${join(workspace, 'qmp')}`,
    ]);
  } finally {
    child.kill();
    server.close();
    rmSync(workspace, { recursive: true, force: true });
    rmSync(join(place.tmp, 'half'));
  }
  expect((await whatIsLeft(campaign, 5000)).what).toEqual([]);
});

it('counts huge pages that are not free any more', async () => {
  const folder = temporaryFolder();
  const place = { cwd: folder, tmp: folder };
  const hugePagesFree = probeHost().hugePagesFree + 3;
  // No process has this number.
  const { what } = await whatIsLeft({ pid: 2 ** 30, place, hugePagesFree }, 0);
  expect(what).toEqual(['3 huge pages']);
});
