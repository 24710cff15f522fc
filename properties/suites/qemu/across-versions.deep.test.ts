/** Migrations between the installed QEMU and another version, where both are there. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DEFAULT_BINARY } from '../../../impl/qemu/host.ts';
import { parseRecording } from '../../../traces/recording-file.ts';
import { withoutProgress } from '../../proving/bars/hear.ts';
import { describeWith, unpackedVersions } from '../support/requirements.ts';
import { migcheck, temporaryFolder } from '../support/support.ts';

interface Document {
  readonly verdict: string;
  readonly qemu: readonly string[];
  readonly migrations: number;
  readonly validated: number;
  readonly pairs: Readonly<Record<string, { readonly migrations: number; readonly right: number }>>;
  readonly findings: readonly { readonly known: string | null; readonly text: string }[];
  readonly controls: { readonly planted: number; readonly caught: number };
}

describeWith(['qemu', 'second-qemu'], 'two versions of real QEMU', () => {
  const [other = ''] = unpackedVersions().slice(-1);
  const env = { MIGCHECK_QEMU: `${DEFAULT_BINARY}:${other}` };

  it('migrate to each other in both orders, without new findings, and planted corruptions are noticed', async () => {
    const flags = ['qemu', '--scenario', 'across-versions', '--seed', 'suite', '--runs', '12'];
    const more = ['--reruns', '1', '--controls', '4', '--jobs', '2', '--json'];
    const finished = await migcheck([...flags, ...more, '--out', temporaryFolder()], { env });
    expect(withoutProgress(finished.stderr)).toBe('');
    const found = JSON.parse(finished.stdout) as Document;
    expect(found.findings.filter(({ known }) => known === null)).toEqual([]);
    expect(found).toMatchObject({ migrations: 12, controls: { planted: 4, caught: 4 } });
    const [one = '', another = ''] = found.qemu;
    expect(Object.keys(found.pairs).toSorted()).toEqual(
      [`${one} to ${another}`, `${another} to ${one}`].toSorted(),
    );
    expect(found.validated).toBeGreaterThan(2);
    expect(found.verdict).toBe('passed');
  });

  it('write a finding that names both, and that is replayed on both', async () => {
    const out = temporaryFolder();
    const flags = ['qemu', '--scenario', 'across-versions', '--writer', 'vcpu', '--seed', 'lost'];
    await migcheck([...flags, '--runs', '16', '--reruns', '0', '--controls', '0', '--out', out], {
      env,
    });
    const recorded = readdirSync(out).filter((name) => name.endsWith('.recording.json'));
    const [first = ''] = recorded.filter((name) => name.includes('lost-vcpu-writes.'));
    const { system } = parseRecording(readFileSync(join(out, first), 'utf8'), first);
    expect(system.destination).toMatch(/^\d+\.\d+/);
    expect(system.machine).toMatch(/^pc-(?:q35|i440fx)-7\.2$/);
    const file = join(out, first.replace('.recording', ''));
    const again = ['qemu', '--replay', file, '--reruns', '1'];
    const { stdout } = await migcheck(again, { env });
    expect(stdout).toContain(`QEMU ${system.version} to ${system.destination}: `);
    const alone = await migcheck(again, { env: { MIGCHECK_QEMU: DEFAULT_BINARY } });
    expect(alone).toMatchObject({ status: 2, stdout: '' });
    expect(alone.stderr).toContain('MIGCHECK_QEMU=source:destination');
  });
});
