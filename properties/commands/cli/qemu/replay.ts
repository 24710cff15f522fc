/** `qemu --replay`: runs a finding again several times, and first makes it smaller with `--shrink`. */
import type { QemuBinary } from '../../../../impl/qemu/host.ts';
import { StartError } from '../../../../impl/qemu/process.ts';
import { openWorkspace } from '../../../../impl/qemu/workspace.ts';
import { BadFile } from '../../../../traces/parse-json.ts';
import { printable, printableData } from '../../../../traces/printable.ts';
import type { FindingFile } from '../../../qemu/findings/finding-file.ts';
import { parseFinding, printFinding } from '../../../qemu/findings/finding-file.ts';
import type { Rate } from '../../../qemu/findings/rate.ts';
import { reproduce } from '../../../qemu/findings/reproduce.ts';
import { writeReproducer } from '../../../qemu/findings/write-reproducer.ts';
import { shrinkFinding } from '../../../qemu/findings/shrink-finding.ts';
import type { ExitCode } from '../../../terminal/exit-code.ts';
import { exitCode } from '../../../terminal/exit-code.ts';
import { printDocument } from '../../../terminal/print-document.ts';
import { startProgress } from '../../../terminal/progress-line.ts';
import { readText } from '../../../running/files/read-file.ts';
import { UsageError } from '../../../terminal/usage-error.ts';
import { print } from '../../../terminal/width.ts';
import { writeWhole } from '../../../running/files/write-whole.ts';

export interface ReplayFindingFlags {
  readonly reruns: number;
  readonly jobs: number;
  readonly shrink?: boolean;
  readonly json?: boolean;
  readonly signal: AbortSignal;
}

/** @throws UsageError or BadFile if the file is not a finding */
export function readFinding(path: string): FindingFile {
  return parseFinding(readText(path, '--replay'), path);
}

/** Writes a finding as a script. @throws UsageError if there is no finding, or the script cannot be written */
export function writeScript(path: string | undefined, script: string): ExitCode {
  if (path === undefined) throw new UsageError('--script needs --replay FILE');
  try {
    writeReproducer(readFinding(path), script);
  } catch (error) {
    throw error instanceof BadFile
      ? error
      : new UsageError(`--script ${script}: ${(error as Error).message}`);
  }
  print(`reproducer: ${script} path/to/qemu-system-x86_64`);
  return exitCode.passed;
}

/**
 * @param path - the finding's file
 * @throws UsageError or BadFile before anything is started
 */
export async function replayFinding(
  path: string,
  binaries: readonly QemuBinary[],
  { reruns, jobs, shrink, json, signal }: ReplayFindingFlags,
): Promise<ExitCode> {
  const finding = readFinding(path);
  if (reruns === 0) throw new UsageError('--reruns 0: a replay runs at least once');
  const [binary] = binaries;
  if (binary === undefined) throw new UsageError('there is no QEMU to replay the finding on');
  const workspace = openWorkspace();
  const again = { binary, times: reruns, jobs, signal };
  const progress = startProgress({ unit: 'attempts to shrink the finding' });
  try {
    let smaller: FindingFile = finding;
    if (shrink === true)
      smaller = await shrinkFinding(finding, again, workspace, (tried, size) =>
        progress.update(tried, `${size} parts left`),
      );
    progress.stop();
    const rate = await reproduce({ ...again, ...smaller }, workspace);
    if (smaller !== finding) writeWhole(path, printFinding(smaller));
    report(smaller, binary, rate, json === true);
    if (signal.aborted) return exitCode.interrupted;
    return exitCode[verdictOf(rate)];
  } catch (error) {
    if (signal.aborted) return exitCode.interrupted;
    throw error instanceof StartError ? new UsageError(error.message) : error;
  } finally {
    progress.stop();
    workspace.close();
  }
}

/** Any violation counts, whether or not it is the one in the file. */
function verdictOf({ reproduced, others }: Rate): 'violated' | 'incomplete' {
  return reproduced > 0 || others.length > 0 ? 'violated' : 'incomplete';
}

function report(
  { problem, scenario, qemu }: FindingFile,
  { version }: QemuBinary,
  rate: Rate,
  isJson: boolean,
): void {
  const { reproduced, times, example, others } = rate;
  const { property, text, pages } = printableData(example ?? problem);
  if (isJson) {
    printDocument({
      version: 1,
      verdict: verdictOf(rate),
      qemu: version,
      reproduced,
      of: times,
      property,
      text,
      pages,
      others: others.map(({ problem: other, met }) => ({
        property: other.property,
        text: other.text,
        pages: other.pages,
        met,
      })),
      scenario,
    });
    return;
  }
  print(`${reproduced > 0 ? 'VIOLATED' : 'not reproduced'}: ${property}: ${text}`);
  for (const { problem: other, met } of others)
    print(`also VIOLATED, in ${met} of ${times}: ${other.property}: ${other.text}`);
  const { name, machine, vcpu, device, operator } = printableData(scenario);
  const commands = operator.map(({ command }) => command).join(', ');
  print(
    `  ${name} on ${machine}: ${vcpu.length} operations of the vCPU, ${device.length} of a device; ${commands}`,
  );
  const elsewhere = qemu === version ? '' : ` (found on ${printable(qemu)})`;
  print(`QEMU ${version}${elsewhere}: ${reproduced} of ${times} reproduced`);
}
