import { defineModule } from '#core/module.ts'
import { command as contract } from './contract.ts'
import { overview } from './overview.ts'
import { rising } from './policies.ts'

export default defineModule({
  name: 'command',
  dir: import.meta.dirname,
  contract,
  handlers: {
    overview: ({ query }, ctx) => overview(ctx, query.unitId, query.day),
  },
  allows: {
    leader: ['command.read'],
    tracer: ['command.read'],
    'health-officer': ['command.read'],
    administrator: ['command.read'],
  },
  declares: [rising],
})
