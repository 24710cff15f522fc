/**
 * Makes a complete system from what an external engine offers. Missing members are noted and filled
 * with neutral ones, so that no caller needs to check for them; calls are checked against the
 * contract, so that the engine's mistakes are reported as its own.
 */
import type { OpenOwnSystem, OwnDriver, OwnSystem } from '../../../impl/own-system.ts';
import type {
  ChannelView,
  Driver,
  Lacks,
  OpenSystem,
  System,
  Views,
} from '../../../impl/system.ts';
import { pageBit } from '../../../impl/system.ts';
import { tracepoints } from '../../../impl/tracepoints.ts';
import { BadFile } from '../../../traces/parse-json.ts';
import { SystemFailure } from '../../judging/execution/system-failure.ts';
import { describeThrown } from '../../judging/execution/thrown.ts';
import { checkLayout, checkShape, eventChecker } from './check-contract.ts';
import { choicesReader } from './read-choices.ts';

export function completing(open: OpenOwnSystem): OpenSystem {
  return (scenario) => {
    try {
      const own = open(scenario);
      checkShape(own);
      checkLayout(own.layout, scenario);
      return complete(own);
    } catch (error) {
      throw new BadFile(`the system cannot be opened: ${describeThrown(error).message}`);
    }
  };
}

function complete(own: OwnSystem): System {
  const { driver, layout, trace } = own;
  const lacks = lacksOf(own);
  // An engine that does not record what its steps touch still names its steps.
  const named = { ...NOTHING_NOTED };
  const nameStep = (thread: number): void => {
    named.thread = thread;
    named.label = driver.comingStep(thread).label;
  };
  return {
    layout,
    trace,
    footprint: own.footprint ?? named,
    lacks,
    driver: completeDriver(driver, nameStep, eventChecker(own, lacks)),
    views: completeViews(own),
  };
}

function lacksOf({ views, announces, footprint }: OwnSystem): Lacks {
  const every = Object.values(pageBit).reduce((all, bit) => all | bit, 0);
  const shown = views.pageBits === undefined ? 0 : (views.shownBits ?? every);
  return {
    views: new Set(OPTIONAL_VIEWS.filter((view) => views[view] === undefined)),
    bits: every & ~shown,
    tracepoints: new Set(
      tracepoints.flatMap(({ name }) => (announces?.includes(name) === false ? [name] : [])),
    ),
    footprint: footprint === undefined,
  };
}

const OPTIONAL_VIEWS = [
  'pageBits',
  'dirtyPageCount',
  'isBitmapMutexFree',
  'channel',
  'requestedCount',
] as const satisfies readonly (keyof Views)[];

/** Never read: `lacks` tells every reader that there is no such view. */
const NO_CHANNEL: ChannelView = {
  bytes: new Uint8Array(),
  head: 0,
  tail: 0,
  base: 0,
  peekClosed: () => true,
};
const NOTHING_NOTED = {
  entries: new Int32Array(),
  length: 0,
  thread: 0,
  label: '',
  pageOfCell: [],
  ownerOfCell: [],
  sharingOfCell: [],
};

function completeViews({ views }: OwnSystem): Views {
  return {
    memoryWord: blaming((host, page, word) => views.memoryWord(host, page, word)),
    isRunning: blaming((host) => views.isRunning(host)),
    pageBits: blaming((page) => views.pageBits?.(page) ?? 0),
    dirtyPageCount: blaming(() => views.dirtyPageCount?.() ?? 0),
    isBitmapMutexFree: blaming(() => views.isBitmapMutexFree?.() ?? true),
    requestedCount: blaming(() => views.requestedCount?.() ?? 0),
    complaint: blaming((host) => views.complaint?.(host)),
    channel: views.channel ?? NO_CHANNEL,
    preemptChannel: views.preemptChannel,
    links: views.links ?? [],
    // Used only by the exploration of the project's own engine.
    isLastStage: () => false,
    status: () => 0,
  };
}

/**
 * @param nameStep - called before each step
 * @param checkEvents - called after each step; throws if an event is invalid
 */
function completeDriver(
  driver: OwnDriver,
  nameStep: (thread: number) => void,
  checkEvents: () => void,
): Driver {
  const { threads } = driver;
  const readChoices = choicesReader(threads.length);
  const comingStep = blaming((thread: number) => driver.comingStep(thread));
  return {
    threads,
    reset: blaming(() => driver.reset()),
    choices: blaming(() => readChoices(driver.choices())),
    take: blaming((thread) => {
      nameStep(thread);
      driver.take(thread);
      checkEvents();
    }),
    comingStep(thread) {
      const { label, page = -1 } = comingStep(thread);
      return { label, page, gate: -1 };
    },
    isDone: blaming(() => driver.isDone()),
    drain: blaming(() => driver.drain()),
    waits: blaming(
      () =>
        driver.waits?.() ??
        threads.map((name, thread) => {
          const { label } = driver.comingStep(thread);
          return { thread: name, what: `its step "${label}"`, isIdle: false };
        }),
    ),
    // Used only by the exploration of the project's own engine.
    gates: [],
    isOpen: () => false,
  };
}

/** Wraps a call, so that every error it throws counts as a failure of the system. */
function blaming<Arguments extends unknown[], Result>(
  call: (...args: Arguments) => Result,
): (...args: Arguments) => Result {
  return (...args) => {
    try {
      return call(...args);
    } catch (error) {
      const { message, isEndless } = describeThrown(error);
      throw isEndless ? error : new SystemFailure(message, { cause: error });
    }
  };
}
