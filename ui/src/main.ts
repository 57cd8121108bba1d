import './app/base.css';

import { mount } from 'svelte';

import App from './app/App.svelte';
import { keepOwnProperties } from './app/properties';

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no element #app');
keepOwnProperties();
mount(App, { target });
