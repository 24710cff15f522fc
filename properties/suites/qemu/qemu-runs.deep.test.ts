/** Migrations of real QEMU, where it is installed. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, expect, it } from 'vitest';
import type { QemuBinary } from '../../../impl/qemu/host.ts';
import { DEFAULT_BINARY, probeHost } from '../../../impl/qemu/host.ts';
import { openWorkspace } from '../../../impl/qemu/workspace.ts';
import type { JudgedMigration } from '../../qemu/campaign.ts';
import { runQemuCampaign } from '../../qemu/campaign.ts';
import {
  probeForFamilies,
  probeForSets,
  qemuFamilies,
  refusalOf,
} from '../../qemu/scenarios/families.ts';
import { drawQemuScenario } from '../../qemu/scenarios/draw-scenario.ts';
import { collectFindings } from '../../qemu/findings/findings.ts';
import { readKnownFindings } from '../../qemu/findings/known-findings.ts';
import { runMigration } from '../../qemu/run-migration.ts';
import { random } from '../../searching/strategies/random.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import { withoutProgress } from '../../proving/bars/hear.ts';
import { describeWith } from '../support/requirements.ts';
import type { Finished, RunOptions } from '../support/support.ts';
import { migcheck, temporaryFolder } from '../support/support.ts';

/** The device writes, since before 9.0 QEMU loses some writes of a vCPU. */
const everyScenario = {
  seed: 'suite',
  runs: 3,
  jobs: 3,
  writer: 'device',
  signal: new AbortController().signal,
} as const;

function qemu(flags: readonly string[], options?: RunOptions): Promise<Finished> {
  return migcheck(['qemu', ...flags], options);
}

interface Document {
  readonly verdict: string;
  readonly migrations: number;
  readonly validated: number;
  readonly scenarios: Readonly<
    Record<string, { readonly migrations: number; readonly right: number }>
  >;
  readonly skipped: readonly { readonly what: string }[];
  readonly findings: readonly {
    readonly known: string | null;
    readonly resembles?: string;
    readonly property: string;
    readonly pages: readonly string[];
    readonly reproduced: number;
    readonly of: number;
    readonly file: string;
  }[];
  readonly controls: { readonly planted: number; readonly caught: number };
}

async function qemuJson(
  flags: readonly string[],
): Promise<Document & { readonly status: number | null }> {
  const finished = await qemu([...flags, '--json', '--out', temporaryFolder()]);
  expect(withoutProgress(finished.stderr)).toBe('');
  return { ...(JSON.parse(finished.stdout) as Document), status: finished.status };
}

describeWith('qemu', 'real QEMU', () => {
  let binary: QemuBinary;
  beforeAll(async () => {
    const probed = await probeForFamilies(DEFAULT_BINARY);
    if (probed === undefined) throw new Error(`${DEFAULT_BINARY} cannot be run`);
    [binary = probed] = await probeForSets([probed], qemuFamilies);
  });

  it('migrates in every scenario that the host allows, without new findings in ordinary ones', async () => {
    // The test must not depend on whether another process uses huge pages.
    const host = { ...probeHost(), hugePagesFree: 0 };
    const workspace = openWorkspace();
    const possible = qemuFamilies.filter((family) => refusalOf(family, binary) === undefined);
    const runs: JudgedMigration[] = [];
    // In parallel, since each spends most of its time waiting.
    await Promise.all(
      possible.map((family) =>
        runQemuCampaign(
          { ...everyScenario, host, binaries: [binary], families: [family] },
          workspace,
          (run) => runs.push(run),
        ),
      ),
    );
    workspace.close();
    const findings = collectFindings(readKnownFindings());
    const ordinary = qemuFamilies.filter(({ isAdverse }) => isAdverse !== true);
    const names = new Set(ordinary.map(({ name }) => name));
    runs.filter(({ scenario }) => names.has(scenario.name)).forEach(findings.add);
    expect(findings.all().filter(({ known }) => known === undefined)).toEqual([]);
    expect(runs).toHaveLength(possible.length * everyScenario.runs);
    const of = (name: string): readonly JudgedMigration[] =>
      runs.filter(({ scenario }) => scenario.name === name);
    for (const name of ['postcopy', 'preempt', 'recovery'])
      expect(of(name).filter(({ course }) => !course.hasSwitchedOver)).toEqual([]);
  });

  it('migrates the writes of a device without a false alarm, and planted corruptions are noticed', async () => {
    const flags = ['--scenario', 'precopy', '--writer', 'device', '--seed', 'device'];
    const found = await qemuJson([...flags, '--runs', '6', '--controls', '4', '--jobs', '4']);
    expect(found).toMatchObject({
      status: 0,
      verdict: 'passed',
      migrations: 6,
      validated: 6,
      findings: [],
      scenarios: { precopy: { migrations: 6, right: 6 } },
      controls: { planted: 4, caught: 4 },
    });
  });

  it('loses writes of the vCPU before 9.0, which is a known finding', async () => {
    const flags = [
      '--scenario',
      'precopy',
      '--writer',
      'vcpu',
      '--machine',
      'q35',
      '--seed',
      'known',
    ];
    const found = await qemuJson([
      ...flags,
      '--runs',
      '20',
      '--jobs',
      '2',
      '--reruns',
      '2',
      '--controls',
      '0',
    ]);
    const isOld = Number(binary.version.split('.')[0]) < 9;
    expect(found.status).toBe(0);
    const known = found.findings.map((one) => one.known);
    expect(known.includes('lost-vcpu-writes')).toBe(isOld);
    // Beside a lost page there may be one that is right by chance.
    const expected = isOld ? ['lost-vcpu-writes', 'lost-vcpu-writes-unseen'] : [];
    expect(known.filter((one) => !expected.includes(one ?? 'new'))).toEqual([]);
    expect(found.findings.filter(({ resembles }) => resembles !== 'no-rearm')).toEqual([]);
    for (const { pages, of, file } of found.findings) {
      expect(pages.join()).toMatch(/^m0:\d+/);
      expect(of).toBe(2);
      expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ qemu: binary.version });
      const replayed = await qemu(['--replay', file, '--reruns', '2']);
      expect(replayed.stdout).toMatch(/\d of 2 reproduced/);
    }
  });

  it.each(['source', 'destination'])(
    'is reported in one line if the %s does not start',
    async (name) => {
      // The script behaves like QEMU until it is started as that host.
      const folder = temporaryFolder();
      const file = join(folder, 'qemu');
      const script = `#!/bin/sh
case "$*" in *"-name ${name},"*) echo no memory today >&2; exit 1;; esac
exec ${DEFAULT_BINARY} "$@" -L ${folder}
`;
      writeFileSync(file, script, { mode: 0o755 });
      const flags = ['--runs', '2', '--controls', '0', '--scenario', 'precopy'];
      const finished = await migcheck(['qemu', ...flags], { env: { MIGCHECK_QEMU: file } });
      expect(finished.status).toBe(2);
      expect(finished.stderr).toBe(`migcheck: ${name} has ended (1): no memory today\n`);
      expect(qemusAbout(folder)).toEqual([]);
    },
  );

  it('is stopped if it refuses a capability', async () => {
    const workspace = openWorkspace();
    const drawn = makeDraw('refused');
    const [family] = qemuFamilies;
    if (family === undefined) throw new Error('there are no families');
    const scenario = drawQemuScenario(drawn, family, { hugePages: false });
    const capabilities = ['no-such-capability'];
    const order = {
      scenario: { ...scenario, capabilities },
      binary,
      strategy: random(),
      draw: drawn,
    };
    const { happenings } = await runMigration(order, workspace);
    const complaints = happenings.flatMap((one) => (one.kind === 'complaint' ? [one] : []));
    expect(complaints[0]?.complaint.property).toBe('FAILED');
    expect(complaints[0]?.complaint.text).toContain('no-such-capability');
    expect(qemusAbout(workspace.folder)).toEqual([]);
    workspace.close();
  });

  it('leaves nothing behind, however the harness ends', async () => {
    const seen = new Set<string>();
    const left = (): readonly string[] => {
      ownWorkspaces().forEach((one) => seen.add(one));
      return [...seen].filter((one) => existsSync(one));
    };
    // The first migration has its sockets.
    const isRunning = (): boolean => left().some((one) => filesIn(one).length > 4);
    const killed = await qemu(['--runs', '50', '--seed', 'killed'], { killWhen: isRunning });
    expect(killed.status).toBeNull();
    expect(seen.size).toBe(1);
    const running = (): readonly string[] => [...seen].flatMap((folder) => qemusAbout(folder));
    for (let tries = 0; left().length + running().length > 0 && tries < 200; tries++)
      await setTimeout(25);
    expect({ folders: left(), running: running() }).toEqual({ folders: [], running: [] });
    const folder = temporaryFolder();
    const interrupted = await qemu(['--runs', '500', '--seed', 'interrupted', '--out', folder], {
      interruptWhen: isRunning,
    });
    expect(interrupted.status).toBe(130);
    expect(interrupted.stdout).toContain('interrupted: the findings so far are above');
    expect(left()).toEqual([]);
  });
});

/** Command lines of running QEMUs that name this path. */
function qemusAbout(path: string): readonly string[] {
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return ids.flatMap((id) => {
    try {
      const line = readFileSync(join('/proc', id, 'cmdline'), 'latin1').replaceAll('\0', ' ');
      return line.includes(' -qtest ') && line.includes(path) ? [line] : [];
    } catch {
      // The process has ended.
      return [];
    }
  });
}

/** Folders with the sockets and memory of a running harness that this process has started. */
function ownWorkspaces(): readonly string[] {
  const parent = '/dev/shm';
  if (!existsSync(parent)) return [];
  return readdirSync(parent)
    .filter((name) => parentOf(/^migcheck-(\d+)-/.exec(name)?.[1]) === process.pid)
    .map((name) => join(parent, name));
}

/** The parent of a process, if the process exists. */
function parentOf(pid: string | undefined): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]);
  } catch {
    return undefined;
  }
}

/** None if the folder is removed in the meantime. */
function filesIn(folder: string): readonly unknown[] {
  try {
    return readdirSync(folder, { recursive: true });
  } catch {
    return [];
  }
}
