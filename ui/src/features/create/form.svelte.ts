import { asError, call } from '$/ipc/call';
import type { CreatedView, CreateFormView, ErrorView, FieldView } from '$/ipc/types';

/** How long a key may live, in days. The narrowest choice that is not a nuisance comes first. */
export const LIFETIMES = [7, 30, 90, 365] as const;
const USUAL = 30;

/** What is being filled in for a new key. */
export class Form {
  account = $state('');
  name = $state('');
  days = $state<number>(USUAL);
  /** Whether the key shall never end: a deliberate choice. */
  never = $state(false);
  chosen = $state<Record<string, string[]>>({});
  view = $state.raw<CreateFormView | null>(null);
  error = $state.raw<ErrorView | null>(null);
  busy = $state(false);

  /** The service's fields that count with what is chosen now. */
  get fields(): FieldView[] {
    return (this.view?.fields ?? []).filter(
      ({ only_if }) =>
        only_if === null ||
        (this.chosen[only_if.field] ?? []).some((value) => only_if.values.includes(value)),
    );
  }

  /** The longest life that the service gives a key, in days; 0 where its keys do not end. */
  get longest(): number {
    const rule = this.view?.expiry ?? 'unsupported';
    if (rule === 'unsupported') return 0;
    return rule === 'optional' ? Infinity : rule.required.max_days;
  }

  /** Whether the service lets a key never end although others do. */
  get mayNeverEnd(): boolean {
    return this.view?.expiry === 'optional';
  }

  /** How many days the key will live; nothing: it does not end. */
  get lifetime(): number | null {
    return this.longest > 0 && !this.never ? this.days : null;
  }

  get canCreate(): boolean {
    return this.view?.access.access === 'direct';
  }

  /** Asks what this account's service wants to know; its narrowest choices are taken. */
  async open(account: string): Promise<void> {
    this.account = account;
    this.view = null;
    this.error = null;
    try {
      const view = await call('create_form', { account });
      if (this.account !== account) return;
      this.view = view;
      if (!this.mayNeverEnd) this.never = false;
      if (this.longest > 0 && this.days > this.longest) this.days = Math.min(USUAL, this.longest);
      this.chosen = Object.fromEntries(view.fields.map(({ id, selected }) => [id, [...selected]]));
    } catch (reason) {
      if (this.account === account) this.error = asError(reason);
    }
  }

  /** Creates the key; nothing where that failed, with the reason in `error`. */
  async create(): Promise<CreatedView | null> {
    if (this.busy || !this.view) return null;
    this.busy = true;
    this.error = null;
    try {
      return await call('create', {
        request: {
          account: this.account,
          name: this.name.trim(),
          expires_in_days: this.lifetime,
          fields: Object.fromEntries(
            this.fields.map(({ id }) => [id, [...(this.chosen[id] ?? [])]]),
          ),
        },
      });
    } catch (reason) {
      this.error = asError(reason);
      return null;
    } finally {
      this.busy = false;
    }
  }

  /** The field that the error is about: `name`, `expires`, or one of the service's own. */
  get errorField(): string | null {
    if (!this.error) return null;
    const { code, field } = this.error;
    if (code === 'policy_expiry_required' || code === 'policy_expiry_too_far') return 'expires';
    if (field === null) return null;
    if (['name', 'key_name'].includes(field)) return 'name';
    if (/^expir/.test(field)) return 'expires';
    return this.fields.some(({ id }) => id === field) ? field : null;
  }
}
