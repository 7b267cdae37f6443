import { daily, defineModule } from './module.ts'
import { forgetOldEvents } from './outbox.ts'

/** The core as a module: its tables, its words and its housekeeping. */
export default defineModule({
  name: 'core',
  dir: import.meta.dirname,
  contract: {},
  handlers: {},
  every: { 'core.forget-events': daily('03:10', forgetOldEvents) },
})
