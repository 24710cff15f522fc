/** The page of a run of real QEMU, from its recording or from a finding with the recording beside it. */
import { existsSync } from 'node:fs';
import { nameVersions } from '../../../../impl/qemu/version.ts';
import type { QemuRecording } from '../../../../traces/recording-file.ts';
import { parseRecording } from '../../../../traces/recording-file.ts';
import type { TraceView } from '../../../../traces/trace-view.ts';
import type { FindingFile } from '../../../qemu/findings/finding-file.ts';
import { parseFinding } from '../../../qemu/findings/finding-file.ts';
import { knownAs, readKnownFindings } from '../../../qemu/findings/known-findings.ts';
import { viewOfRecording } from '../../../qemu/telling/recording-view.ts';
import type { ShownProblem } from '../../../qemu/telling/shown-problem.ts';
import { shownProblem } from '../../../qemu/telling/shown-problem.ts';
import { readRecording, RECORDING_BYTES_MAX } from '../../../qemu/validation/read-recording.ts';
import { readText } from '../../../running/files/read-file.ts';
import { plainWords } from '../../../telling/story/plain-words.ts';
import { UsageError } from '../../../terminal/usage-error.ts';
import { judgeLine, replayFindingLine } from '../../../terminal/what-to-type.ts';

/** The run of a finding, or any other that was recorded. */
export interface ObservedRun {
  readonly recording: QemuRecording;
  readonly finding?: ShownFinding | undefined;
  /** The file that was given. */
  readonly file: string;
}

interface ShownFinding extends Pick<FindingFile, 'problem'> {
  /** Those of its scenario. */
  readonly capabilities?: readonly string[];
}

/**
 * @returns `undefined` if the file is neither a recording nor a finding
 * @throws UsageError or BadFile if it is one, but a bad one, or if the finding's recording is
 */
export function readObservedRun(file: string): ObservedRun | undefined {
  if (!existsSync(file)) return undefined;
  if (file.endsWith('.gz')) return { file, recording: readRecording(file) };
  const text = readText(file, 'file', RECORDING_BYTES_MAX);
  switch (/^\s*\{\s*"format"\s*:\s*"([\w-]+)"/.exec(text)?.[1]) {
    case 'migcheck-recording':
      return { file, recording: parseRecording(text, file) };
    case 'migcheck-qemu-finding': {
      const stored = parseFinding(text, file);
      const recording = readRecording(recordingBeside(file));
      checkThatTheyBelong(stored, recording, file);
      const { problem, scenario } = stored;
      return { file, recording, finding: { problem, capabilities: scenario.capabilities } };
    }
    default:
      return undefined;
  }
}

/** Where the recording of a finding is stored. */
export function recordingBeside(findingFile: string): string {
  return `${findingFile.replace(/\.json$/, '')}.recording.json`;
}

/** Where the page of a finding is stored. */
export function pageBeside(findingFile: string): string {
  return `${findingFile.replace(/\.json$/, '')}.html`;
}

function checkThatTheyBelong(
  { qemu, destination, scenario }: FindingFile,
  { system, scenario: recorded }: QemuRecording,
  file: string,
): void {
  const [here, there] = [nameVersions(qemu, destination), versionsOf(system)];
  if (here === there && scenario.name === recorded) return;
  const beside = `the recording beside it is of ${recorded} on QEMU ${there}`;
  throw new UsageError(`${file} is of ${scenario.name} on QEMU ${here}, but ${beside}`);
}

/** Like `7.2.22`, or `7.2.22 to 11.1.3`. */
function versionsOf({ version, destination }: QemuRecording['system']): string {
  return nameVersions(version, destination);
}

export function viewOfObserved({ recording, finding, file }: ObservedRun): TraceView {
  const { system, scenario } = recording;
  const { version, destination } = system;
  const binary = {
    version,
    ...(destination === undefined ? {} : { destination: { version: destination } }),
  };
  const capabilities = finding?.capabilities;
  const known =
    finding && knownAs(finding.problem, { scenario, capabilities, binary }, readKnownFindings());
  const problem = shownProblem(recording, finding?.problem, known);
  return viewOfRecording(recording, {
    problem,
    title: known?.title ?? `A migration of real QEMU: ${scenario} on QEMU ${versionsOf(system)}`,
    reference: known?.reference,
    replay: finding === undefined ? judgeLine(file) : replayFindingLine(file),
    outcome: outcomeOf(
      problem,
      `QEMU ${versionsOf(system)}, ${system.machine}, ${system.accelerator}`,
    ),
    say:
      ({ layout }) =>
      ({ name, args }) =>
        plainWords(name, args, layout),
  });
}

function outcomeOf(problem: ShownProblem | undefined, where: string): string {
  return problem === undefined
    ? `nothing was found wrong (${where})`
    : `VIOLATED ${problem.property} (${where})`;
}
