/**
 * Versions of QEMU besides the installed one: what is cached, what cannot be had, and that this is reported.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareVersions, isAtLeast } from '../../../impl/qemu/version.ts';
import { projectRoot } from '../../project-root.ts';
import { versionNames, versionsFolder } from '../../qemu/versions/versions.ts';
import { pretendQemu } from '../support/pretend-qemu.ts';
import { describeWith } from '../support/requirements.ts';
import { migcheck, temporaryFolder, unwrapped } from '../support/support.ts';

const SCRIPT = join(projectRoot, 'properties', 'qemu', 'versions', 'unpack-qemu.sh');

/** A PATH with only these of the system's programs. */
function pathWith(...programs: readonly string[]): string {
  const folder = temporaryFolder();
  const folders = process.env['PATH']?.split(delimiter) ?? [];
  for (const program of programs) {
    const found = folders.map((one) => join(one, program)).find((file) => existsSync(file));
    if (found !== undefined) symlinkSync(found, join(folder, program));
  }
  return folder;
}

/** Puts a pretended version into the cache. */
function keep(cache: string, suite: string, version: string): void {
  mkdirSync(join(cache, suite), { recursive: true });
  pretendQemu(join(cache, suite), version);
}

describe('qemu --versions', () => {
  it('lists the versions to choose from', async () => {
    const { status, stdout } = await migcheck(['qemu', '--versions', 'list']);
    expect(status).toBe(0);
    for (const name of [...versionNames, 'all'])
      expect(stdout).toMatch(new RegExp(`^${name} `, 'm'));
  });

  it('refuses an unknown version', async () => {
    const { status, stdout, stderr } = await migcheck(['qemu', '--versions', 'sid,potato']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(
      /^migcheck: no version of QEMU is called "potato"; choose from installed, .*\n$/,
    );
  });

  it('says in one line why no version could be obtained', async () => {
    const env = { PATH: pathWith('setpriv', 'bash'), MIGCHECK_QEMU_CACHE: temporaryFolder() };
    const { status, stderr } = await migcheck(['qemu', '--versions', 'sid'], { env });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr:
        'migcheck: --versions: no QEMU could be obtained: QEMU of sid: ' +
        'apt-get is not there: this is not Debian\n',
    });
  });

  it('goes on with the versions that it has, and names those it could not obtain', async () => {
    const cache = temporaryFolder();
    keep(cache, 'trixie', '10.0.13');
    // The pretended QEMU does not run, so the session ends with the first migration.
    const env = { PATH: pathWith('setpriv', 'bash', 'sh'), MIGCHECK_QEMU_CACHE: cache };
    const flags = ['--versions', '--runs', '1', '--out', temporaryFolder()];
    const { status, stdout, stderr } = await migcheck(['qemu', ...flags], { env });
    expect(stdout).toContain(`QEMU 10.0.13: ${join(cache, 'trixie', 'qemu')}`);
    expect(unwrapped(stdout)).toContain('not run: the installed QEMU: QEMU is not installed');
    for (const name of ['bookworm-backports', 'sid'])
      expect(unwrapped(stdout)).toContain(`not run: QEMU of ${name}: apt-get is not there`);
    expect({ status, stderr }).toEqual({ status: 2, stderr: 'migcheck: source has ended (0)\n' });
  });

  it.each([
    [{ MIGCHECK_QEMU_CACHE: '/own', XDG_CACHE_HOME: '/caches' }, '/own'],
    [{ XDG_CACHE_HOME: '/caches' }, '/caches/migcheck/qemu'],
  ])('keeps them where %j says', (env, folder) => {
    expect(versionsFolder(env)).toBe(folder);
  });
});

describeWith('qemu', 'a version that cannot be obtained', () => {
  it.each([
    ['installed,sid', 3, 'incomplete'],
    ['all', 0, 'passed'],
  ])('with --versions %s gives exit code %d', async (versions, status, verdict) => {
    const empty = join(temporaryFolder(), 'a file');
    writeFileSync(empty, '');
    // Nothing can be unpacked into a file.
    const env = { MIGCHECK_QEMU_CACHE: empty };
    const drawn = ['--scenario', 'precopy', '--writer', 'device', '--seed', 'lacking'];
    const flags = ['--versions', versions, '--runs', '1', '--controls', '0', ...drawn];
    const found = await migcheck(['qemu', ...flags, '--out', temporaryFolder()], { env });
    expect(found.status).toBe(status);
    expect(found.stdout).toContain(`${verdict}: 1 migration of QEMU`);
    expect(found.stdout).toContain('not run: QEMU of sid: ');
    expect(found.stdout.includes('not run, but asked for: QEMU of sid: ')).toBe(status === 3);
  });
});

describe('the script that unpacks a version', () => {
  it.each([
    [[], 'usage: unpack-qemu.sh SUITE FOLDER', 2],
    [['sid', projectRoot], `${projectRoot} already exists`, 1],
  ])('refuses %j', (args, why, code) => {
    const { status, stderr } = spawnSync(SCRIPT, args, { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: code, stderr: `${why}\n` });
  });

  it('leaves nothing behind if it fails, and removes what a killed run left', () => {
    const cache = temporaryFolder();
    mkdirSync(join(cache, `sid.${2 ** 22 + 1}.part`));
    const programs = ['bash', 'dirname', 'mkdir', 'rm', 'awk', 'cat', 'id', 'grep', 'tail'];
    const bin = pathWith(...programs);
    const apt = `#!/bin/sh
case "$*" in
  indextargets*) echo 'mirror:// stable main Debian' ;;
  *) echo "E: the mirror is not there" >&2; exit 100 ;;
esac
`;
    writeFileSync(join(bin, 'apt-get'), apt, { mode: 0o755 });
    writeFileSync(join(bin, 'dpkg-deb'), '#!/bin/sh\n', { mode: 0o755 });
    const { status, stderr } = spawnSync('bash', [SCRIPT, 'sid', join(cache, 'sid')], {
      encoding: 'utf8',
      env: { PATH: bin },
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^(?:E: the mirror is not there|the keys of Debian's archive .*)\n$/);
    expect(readdirSync(cache)).toEqual([]);
  });
});

describe('versions of QEMU', () => {
  it('are compared as numbers', () => {
    expect(compareVersions('10.0', '9.2')).toBeGreaterThan(0);
    expect(compareVersions('10.0', '10.0.0')).toBe(0);
    expect([
      isAtLeast('10.0.13', '10.1'),
      isAtLeast('10.1', '10.1'),
      isAtLeast('11.1.3', '10.1'),
    ]).toEqual([false, true, true]);
  });
});
