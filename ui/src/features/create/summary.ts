import type { FieldView } from '$/ipc/types';
import { DAY, longDay } from '$/text/time';

/** What was chosen in each field, in words: its label, and the labels of what was chosen. */
export function summary(
  fields: FieldView[],
  chosen: Record<string, string[]>,
): { label: string; values: string[]; missing: boolean }[] {
  return fields.map((field) => {
    const values = (chosen[field.id] ?? []).map(
      (value) => field.options.find((option) => option.value === value)?.label ?? value,
    );
    return { label: field.label, values, missing: values.length === 0 };
  });
}

/** When a key that lives so many days from now will end, in words. */
export const endOf = (days: number, now: number): string => longDay(now + days * DAY);
