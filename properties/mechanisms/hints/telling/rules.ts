/** The required effect of asking for hints, and of taking one, on the records of a page. */
import { pageBit } from '../../../../impl/system.ts';
import type { RuleDesk, RuleHandlers } from '../../../telling/story/provenance/rule.ts';

const { clearPending, dirty } = pageBit;

export function hintsRules({ layout, page }: RuleDesk): RuleHandlers {
  return {
    virtio_balloon_free_page_start() {
      for (let number = 0; number < layout.pages; number++)
        page.set(
          number,
          clearPending,
          false,
          'all log clears are done before the guest is asked: what it writes afterwards is logged anew',
        );
    },
    qemu_guest_free_page_hint(number) {
      page.set(number, dirty, false, 'taking a hint clears D, and nothing else');
    },
  };
}
