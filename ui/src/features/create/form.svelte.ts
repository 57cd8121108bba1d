import { shown, values, type Chosen } from '$/features/fields/shown';
import { asError, call } from '$/ipc/call';
import type {
  CreatedView,
  CreateFormView,
  ErrorView,
  FieldView,
  OptionView,
  PolicyView,
} from '$/ipc/types';

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
  chosen = $state<Chosen>({});
  view = $state.raw<CreateFormView | null>(null);
  error = $state.raw<ErrorView | null>(null);
  busy = $state(false);

  /** The service's fields that count with what is chosen now. */
  get fields(): FieldView[] {
    return shown(this.view?.fields ?? [], this.chosen);
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

  /** What is known to be demanded by organizations that the key is to reach. */
  get demands(): PolicyView[] {
    return (this.view?.policies ?? []).filter(({ organization }) => this.#reaches(organization));
  }

  /** Why the key has to end, if an organization demands it. */
  get whyEnd(): string | null {
    const demand = this.demands.find(({ expiry_required }) => expiry_required);
    return demand ? `${demand.organization} demands that its keys end.` : null;
  }

  /** Why the key may not live so many days. */
  whyNot(days: number): string | null {
    if (days > this.longest) return `The service takes ${this.longest} days at the most.`;
    const demand = this.demands.find(
      ({ refused_days }) => refused_days !== null && days >= refused_days,
    );
    return demand ? `${demand.organization} refused ${demand.refused_days} days.` : null;
  }

  /** How many days the key will live; nothing: it does not end. */
  get lifetime(): number | null {
    if (this.longest === 0 || (this.never && this.whyEnd === null)) return null;
    if (this.whyNot(this.days) === null) return this.days;
    return LIFETIMES.findLast((days) => this.whyNot(days) === null) ?? this.days;
  }

  /**
   * Whether a key with what is chosen reaches the organization. Where the form does not tell what
   * belongs to it, every key does.
   */
  #reaches(organization: string): boolean {
    const belongs = ({ label, group }: OptionView): boolean =>
      label === organization || group === organization;
    const own = this.fields.map(({ id, options }) => ({ id, options: options.filter(belongs) }));
    const told = own.some(({ options }) => options.length > 0);
    const chosen = own.some(({ id, options }) =>
      options.some(({ value }) => (this.chosen[id] ?? []).includes(value)),
    );
    return chosen || !told;
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
          fields: values(this.view.fields, this.chosen),
        },
      });
    } catch (reason) {
      this.error = asError(reason);
      if (this.error.code.startsWith('policy_')) await this.#learn();
      return null;
    } finally {
      this.busy = false;
    }
  }

  /** Takes over what a refusal told of an organization's demands; what was chosen stays. */
  async #learn(): Promise<void> {
    try {
      const { policies } = await call('create_form', { account: this.account });
      if (this.view) this.view = { ...this.view, policies };
    } catch {
      // The refusal itself is shown, and says what to do.
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
