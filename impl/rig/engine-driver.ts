/** Offers the engine's threads as choices, and delivers the events from outside. */
import { startIncoming } from '../engine/destination/incoming.ts';
import { WAITS_FOR_PAGE } from '../engine/mechanisms/postcopy/wait-for-page.ts';
import type { Thread } from '../runtime/thread.ts';
import { WideThreadDriver } from '../runtime/wide-thread-driver.ts';
import { placeOfThread, vocabularies } from '../mechanisms.ts';
import type { TickSpec } from '../scenario.ts';
import type { Wait } from '../system.ts';
import type { EngineParts } from '../engine/parts.ts';
import { Outside } from './outside.ts';

/** The first step of each guest operation. */
const BEGINS_OPERATION: ReadonlySet<string> = new Set(
  vocabularies.flatMap(({ operations }) => operations),
);

export class EngineDriver extends WideThreadDriver {
  private readonly outside: Outside;

  constructor(parts: EngineParts, threads: readonly Thread[], plan: readonly TickSpec[]) {
    super(parts.shared, {
      threads,
      beginsOperation: BEGINS_OPERATION,
      powerOn: () => powerOn(parts),
    });
    this.outside = new Outside(plan, parts.ticks, parts.shared);
    const { scheduler } = this;
    for (const [process, place] of [
      [parts.source.process, 'source'],
      [parts.incoming.process, 'destination'],
    ] as const) {
      const own = threads.filter(({ name }) => placeOfThread(name) === place);
      process.consistOf({
        end: () => scheduler.endSome(own),
        startAnew: () => scheduler.restartSome(own),
      });
    }
  }

  override reset(): void {
    super.reset();
    this.outside.restart();
  }

  override take(thread: number): void {
    super.take(thread);
    this.outside.observe();
  }

  override drain(): void {
    super.drain();
    this.outside.end();
  }

  override waits(): readonly Wait[] {
    const { threads } = this.scheduler;
    return super.waits().map((wait) => {
      const faulting = threads.find(
        ({ name, label }) => name === wait.thread && label === WAITS_FOR_PAGE,
      );
      return faulting === undefined ? wait : { ...wait, missingPage: faulting.object };
    });
  }
}

function powerOn({ source, incoming, program }: EngineParts): void {
  source.log.powerOn();
  source.machine.powerOn();
  program.initialVersions.forEach((version, page) => source.machine.memory.store(page, version));
  source.machine.start();
  startIncoming(incoming);
}
