/**
 * Turns each event of a run into a clause, in the field's terms. Several clauses make up a line: a send
 * is take, read and send; a write is trap and store; a sync is fetch and merge.
 */
import type { FrameEvent } from '../film/frames.ts';
import { words } from '../mechanisms.ts';
import type { Clause, Scene } from './wording.ts';

/** @returns `undefined` for an event that no story tells */
export function clauseOf({ name, args }: FrameEvent, scene: Scene): Clause | undefined {
  const says = words[name];
  return says === 'nothing' ? undefined : says({ args, scene });
}
