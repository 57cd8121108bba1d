import type { ConnectedView, IdentifySource, KeyView, SceneView, SweepScope } from '$/ipc/types';

/** A key that is about to be revoked, and the orphan it belongs to, if to one. */
export interface Target {
  key: KeyView;
  orphan: string | null;
}

/** The dialog that is open; one at a time. The one for a created key is not among them. */
export type Dialog =
  | { name: 'connect' }
  | { name: 'account'; account: string }
  | { name: 'disconnect'; account: string }
  | { name: 'record'; account: string; key: string | null; connected: ConnectedView | null }
  | { name: 'forget'; key: KeyView }
  | { name: 'create' }
  | { name: 'revoke'; target: Target }
  | { name: 'rotate'; key: KeyView }
  | { name: 'identify'; source?: IdentifySource }
  | { name: 'replace'; key: KeyView }
  | { name: 'rotations' }
  | { name: 'incidents'; key: string | null }
  | { name: 'scene'; scene: SceneView }
  | { name: 'link'; organization: string }
  | { name: 'palette' }
  | { name: 'panic'; scope?: SweepScope }
  | { name: 'settings' }
  | { name: 'shortcuts' };

/** Which dialog is open. */
export class Dialogs {
  open = $state.raw<Dialog | null>(null);

  show(dialog: Dialog): void {
    this.open = dialog;
  }

  close(): void {
    this.open = null;
  }

  /** The dialog with this name, if it is the open one. */
  get<N extends Dialog['name']>(name: N): Extract<Dialog, { name: N }> | null {
    return this.open?.name === name ? (this.open as Extract<Dialog, { name: N }>) : null;
  }
}
