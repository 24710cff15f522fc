/** A story in one column, for lack of room for lanes: each line names the acting thread. */
import { nameOfPlace } from './lanes.ts';
import type { Drawn, Lanes } from './lanes.ts';
import type { Look } from './look.ts';
import { same } from './look.ts';
import { nameInColumn } from './step-name.ts';
import { hang } from './wrap.ts';

/** Blanks before the continuation lines of a step. */
const INDENT = 4;

export function drawOneColumn(
  { steps, wrong, places = 'functions' }: Lanes,
  { paint, width }: Look,
): Drawn {
  const last = steps.findLast(({ at }) => at === wrong);
  const lines = steps.flatMap((step) => {
    const { actor, text, source, bits } = step;
    const isWrong = step === last;
    const place = source === undefined || places === 'beside' ? [] : [nameOfPlace(source)];
    const beside = [...place, ...(bits === undefined ? [] : [`| ${bits}`])].join(' ');
    const said = `${isWrong ? '>' : ' '} ${nameInColumn(step)} ${actor}: ${text} ${beside}`;
    return hang(said, width, INDENT)
      .split('\n')
      .map(isWrong ? paint.red : same);
  });
  return { head: [], lines };
}
