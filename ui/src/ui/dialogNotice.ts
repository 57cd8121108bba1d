import { createContext, type Snippet } from 'svelte';

/**
 * What every open dialog says above its own content; null for nothing. While one is open, the rest of the window
 * cannot be reached.
 */
export const [useDialogNotice, provideDialogNotice] = createContext<() => Snippet | null>();
