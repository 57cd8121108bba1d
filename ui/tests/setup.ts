import '@testing-library/jest-dom/vitest';

import { configure } from '@testing-library/svelte';
import { afterEach, vi } from 'vitest';

const HEIGHT = 600;
const WIDTH = 900;

/** jsdom lays nothing out; everything gets one size, so that the virtual table shows a screenful. */
class Observer implements ResizeObserver {
  readonly #tell: ResizeObserverCallback;

  constructor(tell: ResizeObserverCallback) {
    this.#tell = tell;
  }

  observe(target: Element): void {
    const row = target.parentElement?.parentElement?.getAttribute('role') === 'rowgroup';
    const contentRect = { width: WIDTH, height: row ? 38 : HEIGHT } as DOMRectReadOnly;
    queueMicrotask(() => this.#tell([{ target, contentRect } as ResizeObserverEntry], this));
  }

  unobserve(): void {}

  disconnect(): void {}
}

vi.stubGlobal('ResizeObserver', Observer);
vi.stubGlobal('matchMedia', (media: string) => ({
  media,
  // A wide window; no preference is stated.
  matches: media.includes('width'),
  addEventListener: () => {},
  removeEventListener: () => {},
}));

const sized = (size: number): PropertyDescriptor => ({ configurable: true, get: () => size });
Object.defineProperties(HTMLElement.prototype, {
  offsetHeight: sized(HEIGHT),
  clientHeight: sized(HEIGHT),
  offsetWidth: sized(WIDTH),
  clientWidth: sized(WIDTH),
  offsetParent: { configurable: true, get: () => document.body },
});
Element.prototype.scrollTo = () => {};
Element.prototype.scrollIntoView = () => {};
Element.prototype.hasPointerCapture = () => false;
Element.prototype.releasePointerCapture = () => {};

// A busy machine takes its time; a test that fails shows that soon enough.
configure({ asyncUtilTimeout: 15_000 });

document.documentElement.lang = 'en';

afterEach(() => void vi.useRealTimers());
