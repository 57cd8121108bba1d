import { call } from '$/ipc/call';
import type { FrameView, RotationView } from '$/ipc/types';

/** The keys that are being replaced by successors. */
export class Rotations {
  all = $state.raw<RotationView[]>([]);

  /** The rotation that a key is the old or the new one of. */
  of(key: string): RotationView | undefined {
    return this.all.find((one) => one.old.key === key || one.successor?.key === key);
  }

  /** Reads them where there are any, or were. */
  async follow(frame: FrameView | null): Promise<void> {
    if (!frame || frame.locked) this.all = [];
    else if (frame.rotations > 0 || this.all.length > 0) this.all = await call('rotations');
  }
}
