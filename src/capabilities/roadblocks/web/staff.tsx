import { NewStaff, StaffList, writing } from '#base/identity/web/staff.tsx'
import { useRead, useWrite } from '#core/web/data.tsx'
import { api } from './api.ts'
import { postPath } from './paths.ts'
import { type Standing, WithPost } from './post.tsx'

const paramsOf = (post: Standing) => ({ roadblockId: post.id })
const staffed = ({ id, name }: Standing) => ({
  name,
  path: postPath(id, 'can-bo'),
  home: postPath(id),
  without: '/',
  words: 'roadblocks.web',
  roles: ['roadblock-officer', 'roadblock-head'] as const,
})

/** Who records at the post and who leads it. */
export const Staff = () => <WithPost show={post => <List post={post} />} />
export const AddStaff = () => <WithPost show={post => <Add post={post} />} />

function useAdd(post: Standing) {
  const add = useWrite(api.roadblocks.addStaff)
  return writing(add, ({ phone, name, role }: Parameters<typeof add.mutate>[0]['body']) => ({
    params: paramsOf(post),
    body: { phone, name, role },
  }))
}

function List({ post }: { post: Standing }) {
  const read = useRead(api.roadblocks.staff, { params: paramsOf(post) })
  const remove = useWrite(api.roadblocks.removeStaff)
  const removing = writing(remove, (grantId: string) => ({ params: { ...paramsOf(post), grantId } }))
  return <StaffList place={staffed(post)} read={read} add={useAdd(post)} remove={removing} />
}

function Add({ post }: { post: Standing }) {
  return <NewStaff place={staffed(post)} add={useAdd(post)} />
}
