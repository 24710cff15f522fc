/** The required effect of a recovery on the records of a page. */
import { pageBit } from '../../../../impl/system.ts';
import type { RuleDesk, RuleHandlers } from '../../../telling/story/provenance/rule.ts';

export function recoveryRules({ page }: RuleDesk): RuleHandlers {
  return {
    ram_dirty_bitmap_reload_page(number) {
      page.set(number, pageBit.dirty, true, 'what has not been received is owed again');
    },
  };
}
