/** Real QEMU writes to files and reads them: nothing is lost, and pages that are altered in them are noticed. */
import { beforeAll, expect, it } from 'vitest';
import type { QemuBinary } from '../../../impl/qemu/host.ts';
import { DEFAULT_BINARY, probeHost } from '../../../impl/qemu/host.ts';
import { openWorkspace } from '../../../impl/qemu/workspace.ts';
import type { JudgedMigration } from '../../qemu/campaign.ts';
import { runQemuCampaign } from '../../qemu/campaign.ts';
import { runControls } from '../../qemu/run-controls.ts';
import { probeForFamilies, qemuFamilies } from '../../qemu/scenarios/families.ts';
import { describeWith } from '../support/requirements.ts';

/** The writes that began while the source was writing its file. */
function writesMeanwhile({ judgement: { recording } }: JudgedMigration): readonly object[] {
  const timeOf = (status: string): number | undefined =>
    recording.statuses.find(({ host, name }) => host === 'source' && name === status)?.at;
  const from = timeOf('RESUME') ?? timeOf('MIGRATION active') ?? Infinity;
  const until = timeOf('MIGRATION completed') ?? 0;
  return recording.operations.filter(
    ({ kind, begun }) => kind === 'write' && begun > from && begun < until,
  );
}

describeWith('qemu', 'real QEMU through a file', () => {
  let binary: QemuBinary;
  const { signal } = new AbortController();
  beforeAll(async () => {
    const probed = await probeForFamilies(DEFAULT_BINARY);
    if (probed === undefined) throw new Error(`${DEFAULT_BINARY} cannot be run`);
    binary = probed;
  });

  it.each(['file-target', 'background-snapshot'])('migrates in %s', async (name) => {
    const families = qemuFamilies.filter((family) => family.name === name);
    const workspace = openWorkspace();
    const runs: JudgedMigration[] = [];
    // The device writes, since before 9.0 QEMU loses some writes of a vCPU.
    const campaign = { seed: 'files', runs: 6, jobs: 2, writer: 'device', signal } as const;
    const order = { ...campaign, host: probeHost(), binaries: [binary], families };
    await runQemuCampaign(order, workspace, (run) => runs.push(run));
    expect(runs.flatMap(({ judgement }) => judgement.problems)).toEqual([]);
    expect(runs.flatMap(({ judgement }) => judgement.notUnderstood ?? [])).toEqual([]);
    // Guests that go on have written what is not in the image; a device may also write after the guest was stopped.
    const differing = runs.filter(({ judgement: { recording }, ambiguous }) => {
      if (name !== 'background-snapshot' && ambiguous > 0) return false;
      const of = (host: string): readonly unknown[] =>
        recording.memory.filter((one) => one.host === host).map(({ content }) => content);
      return of('source').join() !== of('destination').join();
    });
    expect(differing.length > 0).toBe(name === 'background-snapshot');
    expect(runs.flatMap(writesMeanwhile).length).toBeGreaterThan(0);
    const seeking = { seed: 'files', binaries: [binary], families, count: 2, jobs: 2, signal };
    const controls = await runControls(seeking, workspace);
    workspace.close();
    expect(controls).toHaveLength(2);
    for (const { kind, planted, caught } of controls) {
      expect({ kind, planted: planted.length }).toEqual({ kind: 'altered', planted: 1 });
      expect(caught).toEqual(planted);
    }
  });
});
