import { createContext } from 'svelte';

import { Detail } from '$/features/details/detail.svelte';
import { Announcer } from '$/features/live/announcer.svelte';
import { Handover } from '$/features/create/handover.svelte';
import { Leak } from '$/features/identify/leak.svelte';
import { Care } from '$/features/incidents/care.svelte';
import { Sweeping } from '$/features/panic/sweeping.svelte';
import { Places } from '$/features/rack/places';
import { Rack } from '$/features/rack/rack.svelte';
import { Revocations } from '$/features/revoke/revocations.svelte';
import { Rotations } from '$/features/rotation/rotations.svelte';
import { Questions } from '$/features/verify/questions.svelte';
import { asError, call, onEvent } from '$/ipc/call';
import type { Environment, Event, KeyView } from '$/ipc/types';
import { describeError, type Subject } from '$/text/errors';
import { revocations as endings } from '$/text/revocation';
import { tallyWords } from '$/text/sweep';
import { clockToSecond } from '$/text/time';
import { standings } from '$/text/verification';
import { verdictWords } from '$/text/words';

import { Dialogs } from './dialogs.svelte';
import { Session } from './session.svelte';

/** Stands for several keys, of which what leaked is needed. */
const MANY = 'many';

/** The window's state, and what ties its parts together. */
export class Keyrack {
  readonly session = new Session();
  readonly rack = new Rack();
  readonly places = new Places(this.session, this.rack);
  readonly detail = new Detail();
  readonly revocations = new Revocations();
  readonly questions = new Questions();
  readonly handover = new Handover();
  readonly leak = new Leak();
  readonly sweeping = new Sweeping();
  readonly rotations = new Rotations();
  readonly care = new Care();
  readonly dialogs = new Dialogs();
  readonly announcer = new Announcer();

  /** Fetches everything and follows the core from then on; the result stops that. */
  async start(): Promise<() => void> {
    const stop = await onEvent((event) => void this.receive(event));
    await this.session.load();
    const { frame } = this.session;
    if (frame) {
      this.handover.resume(frame);
      const wanted = frame.preferences.organization;
      const known = frame.organizations.some(({ id }) => id === wanted);
      await Promise.all([this.#show(known ? wanted : null), this.#followMany()]);
    }
    return () => {
      stop();
      this.places.stop();
      this.sweeping.leave();
    };
  }

  /** Shows another organization, or all. */
  async visit(organization: string | null): Promise<void> {
    if (organization === this.rack.selection.organization) return;
    this.places.leave();
    await this.#show(organization);
    // Written down once the rows are there, as the user waits for these, and goes on meanwhile.
    if (this.rack.selection.organization !== organization) return;
    await this.attempt(() => this.session.prefer({ organization }));
  }

  /** Goes to a key and shows its details. */
  async goTo(key: string): Promise<void> {
    await this.attempt(() => this.rack.find(key));
    await this.session.look(this.rack.selection.organization);
    this.detail.open = true;
  }

  /** Locks: hides the rack, and drops what is secret. */
  async lock(): Promise<void> {
    this.dialogs.close();
    await this.attempt(() => call('lock'));
  }

  /** Has the keys of one account, or of all, read again. */
  async refresh(account: string | null = null): Promise<void> {
    await this.attempt(() => call('refresh', { account }));
  }

  /** Does `action`; an error that nobody else shows becomes an alert about `subject`. */
  async attempt(action: () => Promise<unknown>, subject: Subject = {}): Promise<boolean> {
    try {
      await action();
      return true;
    } catch (reason) {
      const error = asError(reason);
      if (error.code !== 'cancelled') this.announcer.alert(error, subject);
      return false;
    }
  }

  /** Opens the dialog that revokes the key with this id. */
  async askToRevoke(key: string, orphan: string | null = null): Promise<void> {
    const view = await this.#key(key);
    if (!view) return;
    this.revocations.forget(key);
    this.dialogs.show({ name: 'revoke', target: { key: view, orphan } });
  }

  /** Revokes at once, at the end of a hold, and shows how it goes. */
  async revokeNow(view: KeyView, orphan: string | null = null): Promise<void> {
    this.revocations.forget(view.row.key);
    this.dialogs.show({ name: 'revoke', target: { key: view, orphan } });
    await this.revocations.revoke(view.row, orphan);
  }

  /** Opens the dialog that rotates the key with this id. */
  async askToRotate(key: string): Promise<void> {
    const view = await this.#key(key);
    if (view) this.showRotation(view);
  }

  /** Opens the dialog that rotates a key: in place where that is possible, or by a successor. */
  showRotation(view: KeyView): void {
    const inPlace = view.rotate.access === 'direct' || view.succeed.access !== 'direct';
    this.dialogs.show({ name: inPlace ? 'rotate' : 'replace', key: view });
  }

  /** Opens the dialog that revokes the key that leaked; what leaked stays at hand for the proof. */
  async revokeLeaked(key: string): Promise<void> {
    this.leak.needed = key;
    // What is shown of it may be older than what leaked.
    if (this.detail.view?.row.key === key) await this.detail.reload();
    await this.askToRevoke(key);
    if (!this.dialogs.get('revoke')) this.leak.needed = null;
  }

  /** The same for several. */
  panicAboutLeaked(keys: string[]): void {
    this.leak.needed = MANY;
    this.dialogs.show({ name: 'panic', scope: { scope: 'keys', of: keys } });
  }

  /** Drops what leaked when the dialog that needed it is left, unless its proof still goes on. */
  leaveLeak(): void {
    const { needed } = this.leak;
    if (needed === null) return;
    const busy =
      needed === MANY
        ? this.sweeping.view?.state === 'running'
        : this.revocations.of(needed)?.done === false;
    if (!busy) void this.leak.drop();
  }

  /** Lets keys of the invented services leak, and tells the story. */
  async playIncident(): Promise<void> {
    await this.attempt(async () => {
      const scene = await call('play_incident');
      this.dialogs.show({ name: 'scene', scene });
    });
  }

  /** Asks a key's service whether it takes it, and shows the answer. */
  async verify(view: KeyView): Promise<void> {
    const answer = await this.questions.verify(view);
    if (!answer) return;
    const { word, meaning } = standings[answer.standing];
    this.announcer.say(`${view.row.name} ${word}. ${meaning(view.row.service)}`);
    await this.detail.reload();
  }

  async receive(event: Event): Promise<void> {
    switch (event.event) {
      case 'changed':
        await this.session.load();
        if (this.session.frame?.locked) this.#hide();
        await this.#leaveWhatIsLost();
        await Promise.all([this.#reloadRack(), this.#followMany()]);
        return;
      case 'dropped':
        this.#dropped();
        return;
      case 'copied':
        this.handover.arrive(event.copied);
        this.announcer.say(
          `Copied ${event.copied.name}. It is wiped in ${event.copied.seconds} seconds.`,
        );
        return;
      case 'pasted':
        this.handover.pasted = event.times;
        return;
      case 'wiped': {
        const { word, next } = verdictWords(event.result);
        this.handover.settle(event.name, event.result);
        this.announcer.say(`Clipboard: ${event.name} ${word}. ${next}`);
        return;
      }
      case 'credential_wiped': {
        const { account, result } = event;
        this.session.cleared = { account, result };
        this.announcer.say(`Clipboard: the token of ${account} ${verdictWords(result).word}.`);
        return;
      }
      case 'revoking':
        this.revocations.advance(event.key, event.phase);
        return;
      case 'revoked':
        await this.#revoked(event);
        return;
      case 'swept':
        this.revocations.forget(event.key);
        this.sweeping.take(event);
        return;
      case 'sweep_ended':
        this.announcer.say(`Revoking many keys has ended: ${tallyWords(event.tally)}.`);
        await this.attempt(() => this.sweeping.load());
        if (this.leak.needed === MANY && !this.dialogs.get('panic')) void this.leak.drop();
    }
  }

  /** What is locked is not shown, whoever locked it. */
  #hide(): void {
    this.dialogs.close();
    this.sweeping.show(null);
  }

  /** Looks through what was dropped, unless another dialog waits for an answer. */
  #dropped(): void {
    const { open } = this.dialogs;
    if (this.session.frame?.locked !== false || this.handover.shown) return;
    if (open === null) this.dialogs.show({ name: 'identify', source: 'dropped' });
    else if (open.name === 'identify') void this.leak.read('dropped');
  }

  async #revoked(event: Extract<Event, { event: 'revoked' }>): Promise<void> {
    const { key, name, outcome, error } = event;
    this.revocations.end(key, outcome, error);
    if (outcome) {
      const since = outcome === 'refused' ? ` since ${clockToSecond(Date.now())}` : '';
      this.announcer.say(`${name} ${endings[outcome].title}${since}.`);
    }
    const shown = this.dialogs.get('revoke')?.target.key.row.key === key;
    if (this.leak.needed === key && !shown) void this.leak.drop();
    if (error && !shown) this.announcer.show(describeError(error, { key: name }));
    try {
      this.revocations.correct(key, await call('key', { key }));
    } catch {
      // A key that is gone for good has no steps to tell; the times seen from here stand.
    }
  }

  async #key(key: string): Promise<KeyView | null> {
    if (this.detail.view?.row.key === key) return this.detail.view;
    try {
      return await call('key', { key });
    } catch (reason) {
      this.announcer.alert(asError(reason));
      return null;
    }
  }

  /** Shows the keys of one environment, or of all. */
  async narrow(environment: Environment | null): Promise<void> {
    await this.rack.select({ environment });
  }

  async #show(organization: string | null): Promise<void> {
    // The rows first: counts and time line are looked at after them, unless the user went on.
    await this.rack.visit(organization, this.places.seen(organization));
    if (this.rack.selection.organization === organization) await this.session.look(organization);
  }

  /** An organization goes with its account; what the user prefers stays what it was. */
  async #leaveWhatIsLost(): Promise<void> {
    const { organization, environment } = this.rack.selection;
    const { frame } = this.session;
    if (environment !== null && !frame?.environments.includes(environment)) await this.narrow(null);
    if (organization === null) return;
    // One that was linked is shown under the first of its link.
    const shown = this.session.organization(organization)?.id ?? null;
    if (shown !== organization) await this.#show(shown);
  }

  /** Follows what goes on behind the table for longer: many revocations, and rotations. */
  async #followMany(): Promise<void> {
    const { frame } = this.session;
    const { view } = this.sweeping;
    const known = view === null || view.state === 'ended' ? null : view.state;
    const stale = frame !== null && !frame.locked && frame.sweep !== known;
    await this.attempt(async () => {
      if (stale) await this.sweeping.load();
      await this.rotations.follow(frame);
    });
  }

  async #reloadRack(): Promise<void> {
    await Promise.all([this.rack.reload(), this.detail.reload()]);
  }
}

export const [useKeyrack, provideKeyrack] = createContext<Keyrack>();
