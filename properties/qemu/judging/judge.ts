/** Judges a run by its memory, by its recording, and by whether both hosts answered. */
import type { Complaint, Happening } from '../../../impl/qemu/happenings.ts';
import type { QemuPair } from '../../../impl/qemu/host.ts';
import { MEMORY_BLOCK } from '../../../impl/qemu/process.ts';
import type { GuestOperation, QemuScenario } from '../../../impl/qemu/scenario.ts';
import type { PageContent, QemuRecording } from '../../../traces/recording-file.ts';
import type { WrongPage } from './end-state.ts';
import { describeWrongPage, wrongPages } from './end-state.ts';
import { isOpaque } from '../scenarios/capabilities.ts';
import { countsThatDiffer } from './counts.ts';
import { guestNowhere } from './nowhere.ts';
import type { Problem, QemuProperty } from './problem.ts';
import { aboutNoPage } from './problem.ts';
import { record } from '../record.ts';
import type { MigrationRun } from '../run-migration.ts';
import { guestNotResumed, unknownMoment } from './snapshot.ts';
import { splitBrain } from './split-brain.ts';
import { statusesOutOfOrder } from './status-order.ts';
import type { StoryLine } from '../story.ts';
import { tellStory } from '../story.ts';
import { validate } from '../validation/validate.ts';
import type { Rejected } from '../validation/verdict.ts';

export interface Judgement {
  readonly problems: readonly Problem[];
  readonly recording: QemuRecording;
  readonly story: readonly StoryLine[];
  /** Whether the recording was validated against the model, to its end. */
  readonly isValidated: boolean;
  /** Why the recording could not be validated, if it should have been. */
  readonly notUnderstood: string | undefined;
}

export function judge(scenario: QemuScenario, binary: QemuPair, run: MigrationRun): Judgement {
  const recording = record(scenario, binary, run);
  const wrong = wrongPages(scenario, run);
  const complaints = run.happenings.flatMap((one) =>
    one.kind === 'complaint' && isJudged(scenario, one.complaint)
      ? [{ ...aboutNoPage, ...one.complaint }]
      : [],
  );
  const split = splitBrain(run.happenings);
  const validation = isToBeValidated(scenario, run) ? validate(recording) : undefined;
  const ofPages = (
    property: 'END' | 'G1',
    isSo: (page: WrongPage) => boolean,
  ): readonly Problem[] => aboutPages(scenario, property, wrong.filter(isSo));
  return {
    // A split brain causes all other problems of its run, except a crash of QEMU.
    problems:
      split.length > 0
        ? [...split, ...complaints.filter(({ property }) => property === 'CRASH')]
        : [
            ...ofPages('END', ({ by }) => by === undefined),
            ...ofPages('G1', ({ by }) => by !== undefined),
            ...guestNowhere(run.happenings),
            ...guestNotResumed(scenario, run.happenings),
            ...statusesOutOfOrder(run.happenings),
            ...(isOpaque(scenario)
              ? []
              : countsThatDiffer(run.happenings, run.happenings.some(breaksLink))),
            ...(complaints.length > 0 ? complaints : failures(scenario, run)),
            ...(validation?.verdict === 'rejected' ? [rejection(scenario, validation)] : []),
          ],
    recording,
    story: tellStory(scenario, run.happenings),
    isValidated: validation !== undefined && validation.verdict !== 'not-understood',
    notUnderstood:
      validation?.verdict === 'not-understood' ? validation.why : unknownMoment(scenario, run),
  };
}

/**
 * The records of some capabilities are not seen. After a loss of the link the source resends what was lost on
 * the way, for which the model has no actions.
 */
function isToBeValidated(scenario: QemuScenario, run: MigrationRun): boolean {
  const { arrivals, happenings } = run;
  return !isOpaque(scenario) && arrivals.length > 0 && !happenings.some(breaksLink);
}

const BREAKS: readonly string[] = ['cut', 'pause', 'quit', 'kill', 'recover'];

function breaksLink(one: Happening): boolean {
  return one.kind === 'operator' && BREAKS.includes(one.command);
}

/** A stream that was broken off may end anywhere. */
function isJudged(scenario: QemuScenario, { property }: Complaint): boolean {
  return property !== 'P6' || !isOpaque(scenario);
}

/** A migration that QEMU reports as failed, unless the operator, the network or the destination gave cause. */
function failures(
  { mismatch, operator }: QemuScenario,
  { happenings }: MigrationRun,
): readonly Problem[] {
  if (mismatch !== undefined || operator.some(({ isMisaddressed }) => isMisaddressed === true))
    return [];
  let isExcused = false;
  let wasExcused = false;
  for (const one of happenings) {
    if (one.kind === 'operator' && one.command === 'migrate') isExcused = false;
    if (one.kind === 'operator' && (one.command === 'cancel' || breaksLink(one)))
      isExcused = wasExcused = true;
    const hasFailed = one.kind === 'event' && one.data['status'] === 'failed';
    // A destination may notice that it was abandoned only after the next one has started.
    if (!hasFailed || (one.host === 'source' ? isExcused : wasExcused)) continue;
    const text = `the ${one.host} reports the migration as failed${reasonOf(happenings)}`;
    return [{ ...aboutNoPage, property: 'FAILED', text }];
  }
  return [];
}

/** The source's own words, if it has any. */
function reasonOf(happenings: readonly Happening[]): string {
  const settled = happenings.find((one) => one.kind === 'settled' && one.host === 'source');
  const reason = settled?.kind === 'settled' ? settled.migration['error-desc'] : undefined;
  return typeof reason === 'string' ? `: ${reason}` : '';
}

function aboutPages(
  scenario: QemuScenario,
  property: QemuProperty,
  wrong: readonly WrongPage[],
): readonly Problem[] {
  const [first] = wrong;
  if (first === undefined) return [];
  const rest = wrong.length === 1 ? '' : `, and ${wrong.length - 1} more`;
  const pages = wrong.map(({ block, page }) => `${block}:${page}`);
  const writer = writerOf(scenario, pages);
  const isStale = wrong.every(({ found }) => isOfThePage(found));
  return [{ property, text: describeWrongPage(first) + rest, pages, writer, isStale }];
}

/** Whether the content is a whole version of this page. */
function isOfThePage(found: PageContent): boolean {
  return found !== 'torn' && found !== 'foreign';
}

function rejection(scenario: QemuScenario, found: Rejected): Problem {
  const { where, step, page, guard, nearest, pages } = found;
  const about = page === undefined ? '' : ` of ${page}`;
  const instead = nearest === undefined ? '' : `; allowed instead: ${nearest}`;
  const text = `${where}: ${step}${about} is not allowed: ${guard}${instead}`;
  return { property: 'R', text, pages, writer: writerOf(scenario, pages), isStale: true };
}

/** @param pages - like `m0:381` */
function writerOf(scenario: QemuScenario, pages: readonly string[]): Problem['writer'] {
  const named = new Map(scenario.pages.map((page, at) => [`${MEMORY_BLOCK}:${page}`, at]));
  const positions = pages.map((page) => named.get(page) ?? -1);
  const isWritten = (operation: GuestOperation, position: number): boolean => {
    const { kind, page } = operation;
    if (kind === 'loop') return page <= position && position < page + operation.pages;
    return kind !== 'read' && page === position;
  };
  const writes = (program: readonly GuestOperation[]): boolean =>
    program.some((operation) => positions.some((position) => isWritten(operation, position)));
  const [byVcpu, byDevice] = [writes(scenario.vcpu), writes(scenario.device)];
  if (byVcpu && byDevice) return 'both';
  if (positions.includes(-1)) return 'nobody';
  return byVcpu ? 'vcpu' : byDevice ? 'device' : 'nobody';
}
