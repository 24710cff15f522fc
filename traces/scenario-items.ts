/** Schemas that the fields of a stored scenario are made of. */
import { z } from 'zod';

export interface StoredAddress {
  readonly block: number;
  readonly page: number;
}

export interface StoredOperation extends StoredAddress {
  readonly kind: 'write' | 'zero' | 'read';
}

/** The size of one page in offsets and lengths, whatever the size of its content. */
export const PAGE_UNIT = 4096;

export const count: z.ZodType<number> = z.int().min(0).max(0xffff);

export function countFrom(min: number, max: number): z.ZodType<number> {
  return z.int().min(min).max(max);
}

export function powerOfTwo(min: number, max: number): z.ZodType<number> {
  return z
    .int()
    .min(min)
    .max(max)
    .refine((value) => value > 0 && (value & (value - 1)) === 0, { message: 'not a power of two' });
}

export const address: z.ZodType<StoredAddress> = z.strictObject({ block: count, page: count });

export const operation: z.ZodType<StoredOperation> = z.strictObject({
  kind: z.enum(['write', 'zero', 'read']),
  block: count,
  page: count,
});
