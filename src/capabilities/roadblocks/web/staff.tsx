import { NewStaff, StaffList } from '#base/identity/web/staff.tsx'
import { type Standing, WithPost } from './post.tsx'
import { useStaffing } from './staffing.ts'

/** Who records at the post and who leads it. */
export const Staff = () => <WithPost show={post => <List post={post} />} />
export const AddStaff = () => <WithPost show={post => <Add post={post} />} />

const List = ({ post }: { post: Standing }) => <StaffList {...useStaffing(post)} />
const Add = ({ post }: { post: Standing }) => <NewStaff {...useStaffing(post)} />
