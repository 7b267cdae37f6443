import { writing } from '#base/identity/web/staff-writes.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { api } from './api.ts'
import { postPath } from './paths.ts'

/** The staff of a post as the pages of a staff want it. */
export function useStaffing({ id, name }: { readonly id: string; readonly name: string }) {
  const params = { roadblockId: id }
  const add = useWrite(api.roadblocks.addStaff)
  const remove = useWrite(api.roadblocks.removeStaff)
  return {
    place: {
      name,
      path: postPath(id, 'can-bo'),
      home: postPath(id),
      without: '/',
      words: 'roadblocks.web',
      roles: ['roadblock-officer', 'roadblock-head'] as const,
    },
    read: useRead(api.roadblocks.staff, { params }),
    add: writing(add, ({ phone, name, role }: Parameters<typeof add.mutate>[0]['body']) => ({
      params,
      body: { phone, name, role },
    })),
    remove: writing(remove, (grantId: string) => ({ params: { ...params, grantId } })),
  }
}
