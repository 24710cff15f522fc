/** The required effect of leaving out memory that is not plugged in on the records of a page. */
import { pageBit } from '../../../../impl/system.ts';
import type { RuleDesk, RuleHandlers } from '../../../telling/story/provenance/rule.ts';

const { dirty } = pageBit;

export function discardsRules({ page }: RuleDesk): RuleHandlers {
  return {
    ram_clear_discarded_page(number) {
      page.set(number, dirty, false, 'memory that is not plugged in is not sent');
    },
  };
}
