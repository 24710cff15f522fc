/** The words that are used here, each in one sentence: those of the mechanisms, and those of a check. */
import { told } from './mechanisms.ts';

const ofCheck: Readonly<Record<string, string>> = {
  model: 'the reference: a state machine of what a correct migration may do, explored exhaustively',
  engine: 'a migration with real bytes, bitmaps, threads and locks, which is what is checked',
  scenario: 'what is migrated and what happens meanwhile: blocks, guest programs, syncs, faults',
  step: 'what one thread does without anybody in between; a schedule is a list of steps',
  schedule: 'which thread takes the next step, each time',
  strategy: 'who chooses the next thread: `migcheck check --strategy list` lists them',
  decision: 'a step at which another thread went on than by default; a trace stores no others',
  execution: 'one run of a scenario under one schedule',
  drain: 'the end of an execution: nothing more is asked for, and each thread gets its turn',
  tracepoint: 'what the engine announces, under the name that QEMU gives the event',
  view: 'what may be read of the engine between two steps, like its bitmaps and its channels',
  judge: 'follows each step of an execution with the model, and asks all properties',
  property: 'what must always be so, like P1 coverage: `migcheck explain list` lists them',
  situation:
    'what a search must have come across, or it has not tried enough (a `sometimes` property)',
  symptom: 'shows that the bookkeeping is wrong, and not yet that anybody is harmed',
  story: 'what the threads did until a property was violated, one action a line',
  shrink: 'to make scenario and schedule smaller as long as the same property is violated',
  trace: 'a file with a scenario and its decisions: `migcheck replay` runs it again on any machine',
  flip: 'the latest choice, and the latest write, without which nothing would have been violated',
  class: 'executions that differ only in the order of steps that commute; explore runs one of each',
  digest: 'a number over all that happened: it is the same for the same seed on any machine',
  verified: 'a verdict: everything there is was visited',
  passed: 'a verdict: what was asked for was run, and nothing was found',
  violated: 'a verdict: some property does not hold, and a trace shows it',
  incomplete: 'a verdict: less was run or seen than was asked for; it is never green',
};

export const glossary: Readonly<Record<string, string>> = Object.assign(
  {},
  ...Object.values(told).map((one) => one.glossary),
  ofCheck,
);
