import { shown, values, type Chosen } from '$/features/fields/shown';
import { asError, call } from '$/ipc/call';
import type {
  CredentialSource,
  ErrorView,
  FieldView,
  RecordDetails,
  RecordedView,
  RecordFormView,
} from '$/ipc/types';

import { isDay } from './day';

/** After how many days one can be reminded to rotate a key. */
export const REMINDERS = [30, 60, 90, 180, 365] as const;

/** What is being written down of a key that no list shows. */
export class Draft {
  readonly account: string;
  /** The recorded key that is edited; nothing: one is being recorded. */
  readonly key: string | null;
  view = $state.raw<RecordFormView | null>(null);
  error = $state.raw<ErrorView | null>(null);
  /** Where the secret is being read from, or `edit` while changes are saved. */
  busy = $state<CredentialSource | 'edit' | null>(null);
  name = $state('');
  ends = $state<'unknown' | 'never' | 'on'>('unknown');
  day = $state('');
  /** After how many days to be reminded; nothing: not. */
  reminder = $state<number | null>(null);
  chosen = $state<Chosen>({});
  keep = $state(false);
  verify = $state(true);

  constructor(account: string, key: string | null) {
    this.account = account;
    this.key = key;
  }

  /** The service's fields that count with what is chosen now. */
  get fields(): FieldView[] {
    return shown(this.view?.fields ?? [], this.chosen);
  }

  /** Whether the day that was typed can be sent. */
  get complete(): boolean {
    return this.ends !== 'on' || isDay(this.day.trim());
  }

  /** Asks what to fill in, and fills in what is known. */
  async open(): Promise<void> {
    try {
      const view = await call('record_form', { account: this.account, key: this.key });
      const { name, end, rotate_in_days, fields } = view.details;
      this.name = name;
      this.ends = end.ends;
      this.day = end.ends === 'on' ? end.on : '';
      this.reminder = rotate_in_days;
      this.chosen = Object.fromEntries(view.fields.map(({ id }) => [id, fields[id] ?? []]));
      this.view = view;
    } catch (reason) {
      this.error = asError(reason);
    }
  }

  /** Records a key; nothing where that failed, with the reason in `error`, or was called off. */
  async record(source: CredentialSource): Promise<RecordedView | null> {
    const { account, keep, verify } = this;
    const request = { account, source, details: this.#details(), keep, verify };
    return this.#send(source, () => call('record', { request }));
  }

  /** Saves what was changed; whether that worked. */
  async save(): Promise<boolean> {
    const { key } = this;
    if (key === null) return false;
    const details = this.#details();
    const done = await this.#send('edit', async () => {
      await call('edit_record', { key, details });
      return true;
    });
    return done ?? false;
  }

  /** The field that the error is about: `name`, `expires`, or one of the service's own. */
  get errorField(): string | null {
    const field = this.error?.field ?? null;
    if (field === null || field === 'name' || field === 'expires') return field;
    return this.fields.some(({ id }) => id === field) ? field : null;
  }

  #details(): RecordDetails {
    const { ends } = this;
    return {
      name: this.name.trim(),
      end: ends === 'on' ? { ends, on: this.day.trim() } : { ends },
      rotate_in_days: this.reminder,
      fields: values(this.view?.fields ?? [], this.chosen),
    };
  }

  async #send<T>(busy: CredentialSource | 'edit', action: () => Promise<T>): Promise<T | null> {
    if (this.busy !== null) return null;
    this.busy = busy;
    this.error = null;
    try {
      return await action();
    } catch (reason) {
      const error = asError(reason);
      if (error.code !== 'cancelled') this.error = error;
      return null;
    } finally {
      this.busy = null;
    }
  }
}
