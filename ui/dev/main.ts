import '../src/app/base.css';

import { mount } from 'svelte';

import App from '../src/app/App.svelte';
import { keepOwnProperties } from '../src/app/properties';

import { Backend } from './backend';
import { scenarios } from './scenarios';

const asked = new URLSearchParams(location.search);
const scenario = scenarios[asked.get('scenario') ?? 'busy'];
const target = document.getElementById('app');
if (!scenario || !target) throw new Error(`Scenarios: ${Object.keys(scenarios).join(', ')}`);

const world = scenario.world();
const theme = asked.get('theme');
if (theme === 'light' || theme === 'dark') world.frame.preferences.theme = theme;
const backend = new Backend(world);
Object.assign(backend.mood, scenario.mood);
scenario.before?.(backend.incident);
Object.assign(window, { backend });
keepOwnProperties();
mount(App, { target });
