import { useSession } from '#base/identity/web/session.tsx'
import { browserApi } from '#core/web/api.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import type { ViewStore } from '#kit/console/views.tsx'
import { views as contract } from '../contract.ts'

const api = browserApi({ views: contract })

/** Saved views of a list of the console, kept for the account and shared with the units it serves. */
export function useSavedViews(list: string): ViewStore {
  const { me } = useSession()
  const { data, error } = useRead(api.views.list, { query: { list } })
  const save = useWrite(api.views.save)
  const remove = useWrite(api.views.remove)
  const arrange = useWrite(api.views.arrange)
  const areas = new Map(me?.grants.flatMap(grant => (grant.areaId ? [[grant.areaId, grant.areaName ?? '']] : [])))
  return {
    views: data?.views ?? [],
    ready: data !== undefined,
    problem: error ?? save.error ?? remove.error ?? arrange.error,
    units: [...areas].map(([id, name]) => ({ id, name })),
    save: view => save.mutate({ body: { ...view, list, hidden: view.hidden && [...view.hidden] } }),
    remove: view => remove.mutate({ params: { viewId: view.id } }),
    arrange: all =>
      arrange.mutate({
        body: { list, ids: all.map(view => view.id), defaultId: all.find(view => view.isDefault)?.id ?? null },
      }),
  }
}
