/**
 * The heads that have been seen, by number. There are a few hundred, in millions of states, so a
 * number is all that needs to be kept of a head with each state.
 */
import type { Action } from '../action.ts';
import { at } from '../state.ts';
import { WordSet } from './word-set.ts';

/** In a state of bytes. */
export const HEAD_WORDS: number = at.pages / 4;
/** How many guesses are kept: a power of two. */
const GUESSES = 1 << 12;

export class Heads {
  private readonly set: WordSet = new WordSet(HEAD_WORDS);
  private readonly guesses: Int32Array = new Int32Array(GUESSES);

  /**
   * The number of the head of a state: mostly what it was when the same action last happened in a
   * state with the same head as the one before.
   *
   * @param words - the state
   * @param before - the number of the head of the state from which the action has led there
   */
  numberOf(words: Int32Array, before: number, action: Action): number {
    const place = (Math.imul(before, 0x9e3779b1) ^ (action >>> 15) ^ action) & (GUESSES - 1);
    const guess = this.guesses[place] as number;
    const { rows } = this.set;
    for (let word = 0; word < HEAD_WORDS; word++)
      if (rows[guess * HEAD_WORDS + word] !== words[word])
        return (this.guesses[place] = this.set.add(words, 0));
    return guess;
  }

  /** Writes the head of this number into a state. */
  load(head: number, words: Int32Array): void {
    const { rows } = this.set;
    for (let word = 0; word < HEAD_WORDS; word++)
      words[word] = rows[head * HEAD_WORDS + word] as number;
  }
}
