/** The required effect of the switch-over to postcopy on the records of a page. */
import { pageBit } from '../../../../impl/system.ts';
import { hostPagesOf } from '../../../judging/pages/host-pages.ts';
import { pagesOfBlock } from '../../../telling/story/provenance/pages-of-block.ts';
import type { RuleDesk, RuleHandlers } from '../../../telling/story/provenance/rule.ts';

const { dirty } = pageBit;

export function postcopyRules({ layout, page }: RuleDesk): RuleHandlers {
  const hostPageOf = hostPagesOf(layout);
  return {
    postcopy_chunk_hostpages(block) {
      for (const number of pagesOfBlock(layout, block)) {
        const { first, end } = hostPageOf(number);
        const parts = Array.from({ length: end - first }, (_, part) => first + part);
        const isAny = parts.some((part) => page.has(part, dirty));
        page.set(
          number,
          dirty,
          isAny,
          'a host page that is dirty in part becomes dirty as a whole',
        );
      }
    },
  };
}
