import * as z from 'zod/mini'
import { endpoint, ok, signedIn, wire } from '#core/contract.ts'

const List = wire.text(60)
const search = z.string().check(z.maxLength(1000))
/** Columns that are not shown; null for those that the list leaves out itself. */
const hidden = z.nullable(z.array(wire.text(60)).check(z.maxLength(50)))

export const SavedView = z.object({
  id: wire.id,
  name: z.string(),
  /** `?state=new`, as the address bar has it; empty for no filter. */
  search: z.string(),
  hidden,
  mine: z.boolean(),
  /** With whom it is shared. */
  unit: z.nullable(z.object({ id: wire.id, name: z.string() })),
  isDefault: z.boolean(),
})
export type SavedView = z.infer<typeof SavedView>

const Id = z.object({ viewId: wire.id })
const may = signedIn

export const views = {
  list: endpoint({
    method: 'GET',
    path: '/views',
    query: z.object({ list: List }),
    reply: z.object({ views: z.array(SavedView) }),
    may,
    summary: 'My views of a list and those shared with me, in my order',
  }),
  save: endpoint({
    method: 'POST',
    path: '/views',
    body: z.object({ list: List, name: wire.text(60), search, hidden, unitId: z.nullable(wire.id) }),
    reply: z.object({ id: wire.id }),
    may,
    summary: 'Keep a view under a name; one of mine that is called so is replaced',
  }),
  remove: endpoint({ method: 'DELETE', path: '/views/:viewId', params: Id, reply: ok, may }),
  arrange: endpoint({
    method: 'PUT',
    path: '/views/order',
    body: z.object({
      list: List,
      ids: z.array(wire.id).check(z.maxLength(100)),
      /** The view the list begins with. */
      defaultId: z.nullable(wire.id),
    }),
    reply: ok,
    may,
    summary: 'In which order I see the views of a list, and with which one it begins',
  }),
}
