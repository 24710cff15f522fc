/** Migrations between the installed QEMU and another version, where both are there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DEFAULT_BINARY, probeHost } from '../../../impl/qemu/host.ts';
import { openWorkspace } from '../../../impl/qemu/workspace.ts';
import type { QemuRecording } from '../../../traces/recording-file.ts';
import { projectRoot } from '../../project-root.ts';
import { withoutProgress } from '../../proving/bars/hear.ts';
import { runQemuCampaign } from '../../qemu/campaign.ts';
import { parseFinding, printFinding } from '../../qemu/findings/finding-file.ts';
import { probeForFamilies, qemuFamilies } from '../../qemu/scenarios/families.ts';
import { share, TOO_LONG } from '../support/long-work.ts';
import { describeWith, unpackedVersions } from '../support/requirements.ts';
import { fileOf, migcheck, temporaryFolder } from '../support/support.ts';

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

  it('migrate to each other in both orders, without new findings, and planted corruptions are noticed', async ({
    skip,
  }) => {
    skip(share < 1, TOO_LONG);
    const flags = ['qemu', '--scenario', 'across-versions', '--seed', 'suite', '--runs', '8'];
    const more = ['--reruns', '1', '--controls', '4', '--jobs', '2', '--json'];
    const finished = await migcheck([...flags, ...more, '--out', temporaryFolder()], { env });
    expect(withoutProgress(finished.stderr)).toBe('');
    const found = JSON.parse(finished.stdout) as Document;
    expect(found.findings.filter(({ known }) => known === null)).toEqual([]);
    expect(found).toMatchObject({ migrations: 8, controls: { planted: 4, caught: 4 } });
    const [one = '', another = ''] = found.qemu;
    expect(Object.keys(found.pairs).toSorted()).toEqual(
      [`${one} to ${another}`, `${another} to ${one}`].toSorted(),
    );
    expect(found.validated).toBeGreaterThan(2);
    expect(found.verdict).toBe('passed');
  });

  it('are named in the recording', async () => {
    const probed = await Promise.all([DEFAULT_BINARY, other].map(probeForFamilies));
    const binaries = probed.filter((one) => one !== undefined);
    const families = qemuFamilies.filter(({ crossesVersions }) => crossesVersions === true);
    const { signal } = new AbortController();
    const campaign = {
      seed: 'named',
      families,
      binaries,
      host: probeHost(),
      runs: 2,
      jobs: 2,
      signal,
    };
    const systems: QemuRecording['system'][] = [];
    const workspace = openWorkspace();
    await runQemuCampaign(campaign, workspace, ({ judgement }) =>
      systems.push(judgement.recording.system),
    );
    workspace.close();
    const orders = systems.map(({ version, destination }) => `${version} to ${destination}`);
    const [one, another] = binaries.map(({ version }) => version);
    expect(orders.toSorted()).toEqual([`${one} to ${another}`, `${another} to ${one}`].toSorted());
    for (const { machine } of systems) expect(machine).toMatch(/^pc-(?:q35|i440fx)-\d/);
  });

  it('are both needed to replay a finding', async () => {
    const stored = join(projectRoot, 'traces', 'qemu', 'split-brain.json');
    const finding = parseFinding(readFileSync(stored, 'utf8'), stored);
    const scenario = { ...finding.scenario, machineType: 'pc-q35-7.2' };
    const file = fileOf(printFinding({ ...finding, destination: '7.2.0', scenario }));
    const again = ['qemu', '--replay', file, '--reruns', '1'];
    const { stdout } = await migcheck(again, {
      env: { MIGCHECK_QEMU: `${other}:${DEFAULT_BINARY}` },
    });
    expect(stdout).toMatch(/QEMU [\d.]+ to [\d.]+ \(found on [\d.]+ to 7\.2\.0\)/);
    const alone = await migcheck(again, { env: { MIGCHECK_QEMU: DEFAULT_BINARY } });
    expect(alone).toMatchObject({ status: 2, stdout: '' });
    expect(alone.stderr).toContain('MIGCHECK_QEMU=source:destination');
  });
});
