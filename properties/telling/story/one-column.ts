/** A story in one column, where there is no room for lanes: who acts is said in each line. */
import { nameOfPlace } from './lanes.ts';
import type { Drawn, Lanes } from './lanes.ts';
import type { Look } from './look.ts';
import { same } from './look.ts';
import { nameInColumn } from './step-name.ts';
import { hang } from './wrap.ts';

/** Blanks before what belongs to a step. */
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
