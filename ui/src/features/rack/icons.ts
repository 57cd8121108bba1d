import Ban from '@lucide/svelte/icons/ban';
import Check from '@lucide/svelte/icons/check';
import CheckCheck from '@lucide/svelte/icons/check-check';
import CircleDashed from '@lucide/svelte/icons/circle-dashed';
import Clock from '@lucide/svelte/icons/clock-3';
import Expand from '@lucide/svelte/icons/expand';
import Hourglass from '@lucide/svelte/icons/hourglass';
import Infinite from '@lucide/svelte/icons/infinity';
import LoaderCircle from '@lucide/svelte/icons/loader-circle';
import Moon from '@lucide/svelte/icons/moon';
import OctagonAlert from '@lucide/svelte/icons/octagon-alert';
import RotateCw from '@lucide/svelte/icons/rotate-cw';
import TriangleAlert from '@lucide/svelte/icons/triangle-alert';
import type { Component } from 'svelte';

import type { State } from '$/ipc/types';

/** The icon of each state; with its word it says what colour alone would not. */
export const stateIcons: Record<State, Component<{ size?: number | string }>> = {
  revoking: LoaderCircle,
  still_works: OctagonAlert,
  revocation_unverified: TriangleAlert,
  expired: Ban,
  within_day: Hourglass,
  within_week: Clock,
  rotation_due: RotateCw,
  broader_than_needed: Expand,
  never_expires: Infinite,
  unused: Moon,
  within_fortnight: Clock,
  within_month: Clock,
  unknown: CircleDashed,
  ok: Check,
  revoked: CheckCheck,
  revoked_unprovable: Check,
};

/** The id of a state's icon among the symbols of the page. */
export const symbol = (state: State): string => `state-${state}`;
