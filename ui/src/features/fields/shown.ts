import type { FieldView } from '$/ipc/types';

/** What is chosen in a service's own fields, by their ids. */
export type Chosen = Record<string, string[]>;

/** The fields that count with what is chosen now. */
export const shown = (fields: readonly FieldView[], chosen: Chosen): FieldView[] =>
  fields.filter(
    ({ only_if }) =>
      only_if === null ||
      (chosen[only_if.field] ?? []).some((value) => only_if.values.includes(value)),
  );

/** What is sent of those fields: without empty text around or between the values. */
export const values = (fields: readonly FieldView[], chosen: Chosen): Chosen =>
  Object.fromEntries(
    shown(fields, chosen).map(({ id }) => [
      id,
      (chosen[id] ?? []).map((value) => value.trim()).filter((value) => value !== ''),
    ]),
  );
