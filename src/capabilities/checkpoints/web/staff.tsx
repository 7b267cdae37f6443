import { NewStaff, StaffList } from '#base/identity/web/staff.tsx'
import { writing } from '#base/identity/web/staff-writes.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { api, type MyPlace } from './api.ts'
import { WithPlace } from './place.tsx'

const paramsOf = (place: MyPlace) => ({ placeId: place.id })
const staffed = ({ id, name }: MyPlace) => ({
  name,
  path: `/dia-diem/${id}/nhan-vien`,
  home: `/dia-diem/${id}`,
  without: '/dia-diem',
  words: 'checkpoints.web',
  roles: ['place-staff', 'place-manager'] as const,
})

/** Who may scan at the place and who manages it. */
export const Staff = () => <WithPlace show={place => <List place={place} />} />
export const AddStaff = () => <WithPlace show={place => <Add place={place} />} />

function useAdd(place: MyPlace) {
  const add = useWrite(api.checkpoints.addStaff)
  return writing(add, ({ phone, name, role }: Parameters<typeof add.mutate>[0]['body']) => ({
    params: paramsOf(place),
    body: { phone, name, role },
  }))
}

function List({ place }: { place: MyPlace }) {
  const read = useRead(api.checkpoints.staff, { params: paramsOf(place) })
  const remove = useWrite(api.checkpoints.removeStaff)
  const removing = writing(remove, (grantId: string) => ({ params: { ...paramsOf(place), grantId } }))
  return <StaffList place={staffed(place)} read={read} add={useAdd(place)} remove={removing} />
}

function Add({ place }: { place: MyPlace }) {
  return <NewStaff place={staffed(place)} add={useAdd(place)} />
}
