import { fileURLToPath } from 'node:url'

/** The folder of this project, with a slash at its end left out. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')
