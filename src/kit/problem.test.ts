import { expect, test } from 'vitest'
import { ClientProblem } from '#core/client.ts'
import { Problem } from '#core/problem.ts'
import { tell } from './problem.ts'

const say = (id: string) => id
const said = (status: number, params = {}) =>
  new ClientProblem({ type: '', code: 'a.b', title: 'Tệp này không có dòng nào.', status, params, instance: 'ref-1' })

test.each([
  ['bad input', said(422), { kind: 'named', help: undefined, reference: undefined, again: false }],
  ['what has passed', said(410), { kind: 'named', help: undefined, again: false }],
  ['a missing right', said(403, { verb: 'x' }), { kind: 'refused', help: 'kit.problem.refused.help', missing: 'x' }],
  ['a link that is none', said(403), { kind: 'refused', help: undefined, missing: undefined, reference: 'ref-1' }],
  ['a fault of ours', said(500), { kind: 'error', help: 'kit.problem.error.help', again: true, reference: 'ref-1' }],
  ['no network', new Problem('core.offline', { status: 0 }), { kind: 'offline', again: true }],
  ['what a proxy refused', new Problem('core.unexpected', { status: 413 }), { kind: 'error', again: true }],
  ['a file of the page that did not arrive', new TypeError('Failed to fetch'), { kind: 'offline', again: true }],
])('%s', (_, problem, told) => expect(tell(say as never, problem)).toMatchObject(told))
