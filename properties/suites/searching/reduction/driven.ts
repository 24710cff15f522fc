/** Systems as the search drives them: tiny programs, and the engine under the judge. */
import { Gate } from '../../../../impl/runtime/gate.ts';
import type { Scenario } from '../../../../impl/scenario.ts';
import type { System } from '../../../../impl/system.ts';
import { ThreadSet } from '../../../../impl/thread-set.ts';
import { hosts, migrationStatus } from '../../../../impl/tracepoints.ts';
import { makeJudge } from '../../../judging/lockstep/judge.ts';
import type { PropertyId } from '../../../judging/lockstep/property-id.ts';
import { accessSet } from '../../../searching/reduction/access-set.ts';
import { messagesOf, readCells } from '../../../searching/reduction/footprint-cells.ts';
import { stepReader } from '../../../searching/reduction/step-reader.ts';
import { defaultPick } from '../../../judging/execution/default-policy.ts';
import type { Driven } from './every-interleaving.ts';
import type { TinyProgram } from './tiny-program.ts';
import { openTiny } from './tiny-program.ts';

export function driveTiny(program: TinyProgram): Driven {
  const { shared, scheduler, threads, reset, observation } = openTiny(program);
  const { footprint } = shared;
  const objects = footprint.pageOfCell.length;
  const accesses = accessSet(objects);
  const gates = shared.objects.filter((object) => object instanceof Gate);
  const gateOf = new Map(gates.map((gate) => [gate.cell, gate]));
  return {
    threads: threads.length,
    objects,
    messages: messagesOf(footprint),
    gates: [...gateOf.keys()],
    isOpen: (gate) => gateOf.get(gate)?.isOpen === true,
    reset,
    observation,
    choices: () => shared.ready,
    late: new ThreadSet(),
    gateOf: (thread) => threads[thread]?.gate?.cell ?? -1,
    take(thread) {
      const gate = threads[thread]?.gate?.cell ?? -1;
      footprint.begin();
      scheduler.step(thread);
      readCells(footprint, accesses);
      return { thread, gate, accesses: accesses.take() };
    },
  };
}

/** What the reduction preserves: see `properties/searching/reduction/README.md`. */
const PRESERVED: ReadonlySet<PropertyId> = new Set(['P1', 'P2', 'P3', 'P5', 'P6', 'END']);

/** The engine from the end of setup on; the destination's steps commute with everything on the source. */
export function driveEngine(system: System, scenario: Scenario): Driven {
  const { driver, footprint, views, layout } = system;
  const reader = stepReader(system);
  const judge = makeJudge(scenario, system, []);
  const late = ThreadSet.of(
    ...driver.threads.flatMap((name, thread) =>
      /incoming|destination/.test(name) ? [thread] : [],
    ),
  );
  let current = 0;
  let isSetUp = false;
  let violated = '';
  const note = (objections: ReturnType<typeof judge.observe>): void => {
    const found = objections?.find(({ property }) => PRESERVED.has(property));
    if (violated === '' && found !== undefined) violated = found.property;
  };
  return {
    threads: driver.threads.length,
    objects: reader.objects,
    messages: messagesOf(footprint),
    gates: driver.gates,
    isOpen: (gate) => driver.isOpen(gate),
    gateOf: (thread) => driver.comingStep(thread).gate,
    reset() {
      driver.reset();
      judge.reset();
      violated = '';
      current = 0;
      isSetUp = false;
    },
    late,
    choices() {
      const choices = driver.choices();
      isSetUp ||= views.status() > migrationStatus.setup;
      return isSetUp || choices.isEmpty() ? choices : ThreadSet.of(defaultPick(choices, current));
    },
    take(thread) {
      current = thread;
      const { gate } = driver.comingStep(thread);
      reader.before();
      driver.take(thread);
      note(judge.observe());
      return reader.read(thread, gate);
    },
    observation() {
      if (driver.isDone()) note(judge.end(false));
      else violated ||= 'DEADLOCK';
      const memory = hosts.map((_, host) =>
        Array.from({ length: layout.pages }, (__, page) => views.memoryWord(host, page, 0)),
      );
      return `${memory.join(' | ')} status ${views.status()} ${violated}`;
    },
  };
}
