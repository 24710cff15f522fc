/** `qemu --replay`: runs a finding again several times, and first makes it smaller with `--shrink`. */
import type { QemuBinary, QemuPair } from '../../../../impl/qemu/host.ts';
import { nameOfPair } from '../../../../impl/qemu/host.ts';
import { StartError } from '../../../../impl/qemu/process.ts';
import { nameVersions } from '../../../../impl/qemu/version.ts';
import { openWorkspace } from '../../../../impl/qemu/workspace.ts';
import { BadFile } from '../../../../traces/parse-json.ts';
import { printable, printableData } from '../../../../traces/printable.ts';
import type { FindingFile } from '../../../qemu/findings/finding-file.ts';
import { parseFinding, printFinding } from '../../../qemu/findings/finding-file.ts';
import type { Rate } from '../../../qemu/findings/rate.ts';
import { reproduce } from '../../../qemu/findings/reproduce.ts';
import { writeReproducer } from '../../../qemu/findings/write-reproducer.ts';
import { shrinkFinding } from '../../../qemu/findings/shrink-finding.ts';
import { pairOf } from '../../../qemu/versions/pairs.ts';
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
  const finding = readFinding(path);
  try {
    writeReproducer(finding, script);
  } catch (error) {
    throw error instanceof BadFile
      ? error
      : new UsageError(`--script ${script}: ${(error as Error).message}`);
  }
  const binaries =
    finding.destination === undefined
      ? 'path/to/qemu-system-x86_64'
      : 'path/to/source/qemu-system-x86_64 path/to/destination/qemu-system-x86_64';
  print(`reproducer: ${script} ${binaries}`);
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
  const binary = binaryFor(finding, binaries);
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

/**
 * @returns the first binary or, for a finding across versions, those of the finding's own versions if they are there;
 *   otherwise the first one as source and the second as destination
 * @throws UsageError if there are too few
 */
function binaryFor({ qemu, destination }: FindingFile, binaries: readonly QemuBinary[]): QemuPair {
  const [first, second] = binaries;
  if (first === undefined) throw new UsageError('there is no QEMU to replay the finding on');
  if (destination === undefined) return first;
  const [own, other] = [qemu, destination].map((wanted) =>
    binaries.find(({ version }) => version === wanted),
  );
  if (own !== undefined && other !== undefined) return pairOf(own, other);
  if (second !== undefined) return pairOf(first, second);
  throw new UsageError(
    `--replay: the finding is of QEMU ${printable(nameVersions(qemu, destination))}, which takes two binaries: ` +
      '--versions with their names, or MIGCHECK_QEMU=source:destination',
  );
}

/** Any violation counts, whether or not it is the one in the file. */
function verdictOf({ reproduced, others }: Rate): 'violated' | 'incomplete' {
  return reproduced > 0 || others.length > 0 ? 'violated' : 'incomplete';
}

function report(
  { problem, scenario, qemu, destination }: FindingFile,
  binary: QemuPair,
  rate: Rate,
  isJson: boolean,
): void {
  const { reproduced, times, example, others } = rate;
  const { property, text, pages } = printableData(example ?? problem);
  const version = nameOfPair(binary);
  if (isJson) {
    printDocument({
      version: 1,
      verdict: verdictOf(rate),
      qemu: binary.version,
      destination: binary.destination?.version,
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
  const { name, machine, machineType = machine, vcpu, device, operator } = printableData(scenario);
  const commands = operator.map(({ command }) => command).join(', ');
  print(
    `  ${name} on ${machineType}: ${vcpu.length} operations of the vCPU, ${device.length} of a device; ${commands}`,
  );
  const found = nameVersions(qemu, destination);
  const elsewhere = found === version ? '' : ` (found on ${printable(found)})`;
  print(`QEMU ${version}${elsewhere}: ${reproduced} of ${times} reproduced`);
}
