import type { App } from '#core/app.ts'
import { type Flow, flow } from './flow.ts'

/** A flow that belongs to no capability, for trying out the inbox. */
export const errand = flow({
  kind: 'work.errand',
  reads: 'work.read',
  states: ['new', 'waiting', 'done', 'dropped'],
  initial: 'new',
  final: ['done', 'dropped'],
  due: { workingDays: 2 },
  transitions: [
    { name: 'wait', from: 'new', to: 'waiting', verb: 'work.act', due: { hours: 24 } },
    { name: 'finish', from: ['new', 'waiting'], to: 'done', verb: 'work.act', due: null },
    { name: 'drop', from: ['new', 'waiting'], to: 'dropped', verb: 'work.act', needsNote: true },
    { name: 'sign', from: 'new', to: 'done', verb: 'work.sign' },
    { name: 'fill', from: 'new', to: 'waiting', verb: 'work.act', form: 'work.errand-form' },
  ],
})

/** A kind of work whose items nobody in a scene may see. */
export const secret = flow({ ...errand, kind: 'work.secret', reads: 'work.nobody' })

/** Lets an application know flows besides those of its modules. */
export function declareFlows(app: App, ...flows: readonly Flow[]): void {
  const { declared } = app
  const withMore = (kind: string) => (kind === 'flow' ? [...declared(kind), ...flows] : declared(kind))
  Object.assign(app, { declared: withMore })
}
