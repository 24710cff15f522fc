/** Runs a campaign of `qemu`: with its journal, its progress and its report. */
import { StartError } from '../../../../impl/qemu/process.ts';
import { openWorkspace } from '../../../../impl/qemu/workspace.ts';
import { BadFile } from '../../../../traces/parse-json.ts';
import type { QemuCampaign } from '../../../qemu/campaign.ts';
import { candidatesFor } from '../../../qemu/plan-campaign.ts';
import type { CampaignFlags, Head } from '../../../qemu/resuming/entries.ts';
import type { Journal, Stored } from '../../../qemu/resuming/journal-file.ts';
import { beginJournal, openJournal } from '../../../qemu/resuming/journal-file.ts';
import { refusalOf } from '../../../qemu/scenarios/families.ts';
import type { Sought } from '../../../qemu/seek.ts';
import { seek } from '../../../qemu/seek.ts';
import { pairsOf } from '../../../qemu/versions/pairs.ts';
import type { ExitCode } from '../../../terminal/exit-code.ts';
import { exitCode } from '../../../terminal/exit-code.ts';
import { printDocument } from '../../../terminal/print-document.ts';
import { startProgress } from '../../../terminal/progress-line.ts';
import { UsageError } from '../../../terminal/usage-error.ts';
import { resumeCampaignLine } from '../../../terminal/what-to-type.ts';
import { print } from '../../../terminal/width.ts';
import { fileFinding } from './file-finding.ts';
import { impossibleOf, reducedOf, unplantedOf } from './not-run.ts';
import type { QemuReport, Skipped } from './output.ts';
import { printQemu, qemuJson, verdictOf } from './output.ts';

/** Where findings are written without `--out`. */
export const OUT = 'report';

/** A campaign, and what is to be told and kept of it. */
export interface CampaignOrder {
  readonly campaign: QemuCampaign;
  readonly missing: readonly Skipped[];
  /** A version that the user has named could not be obtained. */
  readonly isLacking: boolean;
  readonly wanted: CampaignFlags;
  readonly out: string | undefined;
  readonly json: boolean;
  readonly head: Head;
  readonly stored: Stored | undefined;
}

/**
 * @throws UsageError if nothing of it can run here, or QEMU does not start
 * @throws BadFile if its journal is damaged
 */
export async function runCampaign(order: CampaignOrder): Promise<ExitCode> {
  const { campaign, wanted, out, json, stored } = order;
  const skipped = skippedOf(order);
  const unwritten: string[] = [];
  const onError = (why: string): void => void unwritten.push(`--out ${out ?? OUT}: ${why}`);
  const journal = journalOf(order, onError);
  if (!json) announce(campaign, skipped);
  const startedAt = performance.now() - (stored?.ms ?? 0);
  const total = wanted.time === undefined ? campaign.runs : undefined;
  const doneBefore = stored?.entries.filter(({ kind }) => kind === 'migration').length;
  const work = { unit: 'migrations', total, timeMs: campaign.timeMs, doneBefore };
  const progress = startProgress(work);
  const workspace = openWorkspace();
  try {
    const sought = await seek(
      {
        campaign,
        reruns: wanted.reruns,
        controls: wanted.controls,
        controlsEach: wanted.controlsEach,
        onFinding(finding) {
          try {
            fileFinding(finding, out ?? OUT);
          } catch (error) {
            onError((error as Error).message);
          }
        },
        onProgress: ({ done, doing }) => progress.update(done, doing),
        ledger: journal?.ledger,
      },
      workspace,
    );
    progress.stop();
    const seconds = (performance.now() - startedAt) / 1000;
    return conclude(order, { sought, skipped, seconds, unwritten, journal });
  } finally {
    progress.stop();
    workspace.close();
    journal?.close();
  }
}

function skippedOf({ campaign, missing, wanted }: CampaignOrder): readonly Skipped[] {
  const impossible = impossibleOf(campaign);
  const isPossible = campaign.families.some((family) =>
    candidatesFor(family, campaign).some((one) => refusalOf(family, one) === undefined),
  );
  if (!isPossible) throw new UsageError(`--scenario ${wanted.scenario}: ${impossible[0]?.why}`);
  const unplanted = wanted.controlsEach === undefined ? [] : unplantedOf(campaign);
  return [...missing, ...impossible, ...reducedOf(campaign), ...unplanted];
}

interface Concluded {
  readonly sought: Sought;
  readonly skipped: readonly Skipped[];
  readonly seconds: number;
  /** What could not be written, each in a line. */
  readonly unwritten: readonly string[];
  readonly journal: Journal | undefined;
}

/** Reports what was found, and removes the journal if nothing is left to do. */
function conclude(
  { campaign, missing, isLacking, wanted, out, json, stored }: CampaignOrder,
  { sought, skipped, seconds, unwritten, journal }: Concluded,
): ExitCode {
  const { binaries, signal, seed } = campaign;
  const { stopped } = sought;
  // A journal that cannot be restored is not reported as a campaign.
  if (stored !== undefined && stopped instanceof BadFile) throw stopped;
  const isInterrupted = signal.aborted;
  const hasNothing = sought.migrations.length === 0;
  const isOver = !isInterrupted && (stopped === undefined || hasNothing);
  // What could not be written is still in the journal.
  const isKept = !isOver || unwritten.length > 0;
  if (!isKept) journal?.remove();
  // An interrupt while QEMU is starting is not a failure.
  if (stopped instanceof StartError && hasNothing && !isInterrupted)
    throw new UsageError(stopped.message);
  const isCutShort = isInterrupted && stopped instanceof StartError;
  const report: QemuReport = {
    ...sought,
    stopped: isCutShort ? undefined : stopped,
    seed,
    binaries,
    skipped,
    lacking: isLacking ? missing : [],
    seconds,
    isInterrupted,
    hasControlsEach: wanted.controlsEach !== undefined,
    verdict: verdictOf(sought, isInterrupted || isLacking),
  };
  if (json) printDocument(qemuJson(report));
  else printQemu(report);
  if (unwritten[0] !== undefined) console.error(`migcheck: ${unwritten[0]}`);
  if (!json && out !== undefined && journal !== undefined && isKept)
    print(`to go on: ${resumeCampaignLine(out)}`);
  if (isInterrupted) return exitCode.interrupted;
  // Any other error is a bug of the harness, and is reported as one.
  if (stopped !== undefined && !(stopped instanceof StartError)) throw stopped;
  return exitCode[report.verdict];
}

/** Only in a folder that the user has named: other campaigns may use the usual one at the same time. */
function journalOf(
  { campaign, out, head, stored }: CampaignOrder,
  onError: (why: string) => void,
): Journal | undefined {
  const versions = new Set(campaign.binaries.map(({ version }) => version));
  // A journal tells binaries apart by their versions.
  if (out === undefined || versions.size < campaign.binaries.length) return undefined;
  try {
    const binaries = [...campaign.binaries, ...pairsOf(campaign.binaries, campaign.machine).flat()];
    return openJournal(out, stored ?? beginJournal(out, head), { binaries, onError });
  } catch (error) {
    throw error instanceof BadFile
      ? error
      : new UsageError(`--out ${out}: ${(error as Error).message}`);
  }
}

function announce({ seed, binaries }: QemuCampaign, skipped: readonly Skipped[]): void {
  print(`seed: ${seed}`);
  for (const { path, version } of binaries) print(`QEMU ${version}: ${path}`);
  for (const { what, why } of skipped) print(`not run: ${what}: ${why}`);
}
