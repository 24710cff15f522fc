/** How each mechanism is told: the only list of mechanisms in this wing. */
import type { MechanismName, TracepointOf } from '../../impl/mechanisms.ts';
import type { TracepointName } from '../../impl/tracepoints.ts';
import { backgroundSyncGlossary } from '../mechanisms/background-sync/telling/glossary.ts';
import { backgroundSyncWords } from '../mechanisms/background-sync/telling/words.ts';
import { coreGlossary } from '../mechanisms/core/telling/glossary.ts';
import { corePageLife } from '../mechanisms/core/telling/page-life.ts';
import { coreRules } from '../mechanisms/core/telling/rules.ts';
import { coreWords } from '../mechanisms/core/telling/words.ts';
import { discardsGlossary } from '../mechanisms/discards/telling/glossary.ts';
import { discardsPageLife } from '../mechanisms/discards/telling/page-life.ts';
import { discardsRules } from '../mechanisms/discards/telling/rules.ts';
import { discardsWords } from '../mechanisms/discards/telling/words.ts';
import { endsGlossary } from '../mechanisms/ends/telling/glossary.ts';
import { endsWords } from '../mechanisms/ends/telling/words.ts';
import { hintsGlossary } from '../mechanisms/hints/telling/glossary.ts';
import { hintsPageLife } from '../mechanisms/hints/telling/page-life.ts';
import { hintsRules } from '../mechanisms/hints/telling/rules.ts';
import { hintsWords } from '../mechanisms/hints/telling/words.ts';
import { postcopyGlossary } from '../mechanisms/postcopy/telling/glossary.ts';
import { postcopyPageLife } from '../mechanisms/postcopy/telling/page-life.ts';
import { postcopyRules } from '../mechanisms/postcopy/telling/rules.ts';
import { postcopyWords } from '../mechanisms/postcopy/telling/words.ts';
import { preemptGlossary } from '../mechanisms/preempt/telling/glossary.ts';
import { preemptPageLife } from '../mechanisms/preempt/telling/page-life.ts';
import { preemptWords } from '../mechanisms/preempt/telling/words.ts';
import { recoveryGlossary } from '../mechanisms/recovery/telling/glossary.ts';
import { recoveryPageLife } from '../mechanisms/recovery/telling/page-life.ts';
import { recoveryRules } from '../mechanisms/recovery/telling/rules.ts';
import { recoveryWords } from '../mechanisms/recovery/telling/words.ts';
import { userfaultfdGlossary } from '../mechanisms/userfaultfd/telling/glossary.ts';
import { userfaultfdPageLife } from '../mechanisms/userfaultfd/telling/page-life.ts';
import { userfaultfdWords } from '../mechanisms/userfaultfd/telling/words.ts';
import type { LifeClause, PageLife } from './story/provenance/page-life.ts';
import type { Rules } from './story/provenance/rule.ts';
import type { Says } from './story/says.ts';

export interface ToldMechanism<Name extends MechanismName> {
  /** What the mechanism's terms mean. */
  readonly glossary: Readonly<Record<string, string>>;
  /** What a story says of each event; an event that no story tells must say `nothing`. */
  readonly words: Readonly<Record<TracepointOf<Name>, Says | 'nothing'>>;
  /** What the events must do to the records of a page; left out if they do not affect any. */
  readonly rules?: Rules;
  /** What the events do to a page, besides changing its records. */
  readonly pageLife?: PageLife<Name>;
}

export const told: { readonly [Name in MechanismName]: ToldMechanism<Name> } = {
  core: { glossary: coreGlossary, words: coreWords, rules: coreRules, pageLife: corePageLife },
  'background-sync': { glossary: backgroundSyncGlossary, words: backgroundSyncWords },
  discards: {
    glossary: discardsGlossary,
    words: discardsWords,
    rules: discardsRules,
    pageLife: discardsPageLife,
  },
  postcopy: {
    glossary: postcopyGlossary,
    words: postcopyWords,
    rules: postcopyRules,
    pageLife: postcopyPageLife,
  },
  preempt: { glossary: preemptGlossary, words: preemptWords, pageLife: preemptPageLife },
  hints: { glossary: hintsGlossary, words: hintsWords, rules: hintsRules, pageLife: hintsPageLife },
  recovery: {
    glossary: recoveryGlossary,
    words: recoveryWords,
    rules: recoveryRules,
    pageLife: recoveryPageLife,
  },
  userfaultfd: {
    glossary: userfaultfdGlossary,
    words: userfaultfdWords,
    pageLife: userfaultfdPageLife,
  },
  ends: { glossary: endsGlossary, words: endsWords },
};

/** What a story says of each event. */
export const words: Readonly<Record<TracepointName, Says | 'nothing'>> = Object.assign(
  {},
  ...Object.values(told).map((one) => one.words),
);

export const rules: readonly Rules[] = Object.values(told).flatMap((one) => one.rules ?? []);

/** What an event does to the page in its first argument. */
export const pageLife: Partial<
  Readonly<Record<TracepointName, (second: number, third: number) => LifeClause>>
> = Object.assign({}, ...Object.values(told).map((one) => one.pageLife ?? {}));
