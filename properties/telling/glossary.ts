/** The glossary, one sentence for each word: the words of the mechanisms, and those of a check. */
import { told } from './mechanisms.ts';

const ofCheck: Readonly<Record<string, string>> = {
  model: 'the reference: a state machine of what a correct migration may do, explored exhaustively',
  engine: 'the system under check: a migration with real bytes, bitmaps, threads and locks',
  scenario: 'what is migrated and what happens meanwhile: blocks, guest programs, syncs, faults',
  step: 'what one thread does without interruption; a schedule is a list of steps',
  schedule: 'for each step of an execution, the thread that takes it',
  strategy: 'chooses the thread of each step: `migcheck check --strategy list` shows them all',
  decision: 'a step at which the schedule leaves the default; a trace stores only these',
  execution: 'one run of a scenario under one schedule',
  drain: 'the end of an execution: no new requests are made, and all threads take turns',
  tracepoint: 'an event that the engine announces, under the name that it has in QEMU',
  view: 'the part of the engine that may be read between two steps, like bitmaps and channels',
  judge: 'follows each step of an execution with the model, and checks all properties',
  property:
    'a claim that must always hold, like P1 coverage: `migcheck explain list` shows them all',
  situation:
    'an event that a search must have reached, or it has not tried enough (a `sometimes` property)',
  symptom: 'a violation that shows wrong bookkeeping, but no harm to the guest yet',
  story: 'what the threads did until a property was violated, one action a line',
  shrink: 'to reduce scenario and schedule as long as the same property is violated',
  trace: 'a file with a scenario and its decisions: `migcheck replay` runs it again on any machine',
  flip: 'the latest choice, and the latest write, without which nothing would have been violated',
  class: 'executions that differ only in the order of steps that commute; explore runs one of each',
  digest: 'a hash of everything that happened: the same seed gives the same digest on any machine',
  verified: 'a verdict: everything that exists was visited, and nothing was violated',
  passed: 'a verdict: everything that was asked for was run, and nothing was violated',
  violated: 'a verdict: a property does not hold, and a trace shows it',
  incomplete: 'a verdict: less was run or seen than was asked for; it is never green',
};

export const glossary: Readonly<Record<string, string>> = Object.assign(
  {},
  ...Object.values(told).map((one) => one.glossary),
  ofCheck,
);
