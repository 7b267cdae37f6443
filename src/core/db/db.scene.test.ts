import { expect, test } from 'vitest'
import { scene } from '#apps/testing/scene.ts'

test(
  'arrays of any type reach PostgreSQL, empty ones and missing values too',
  scene(async ({ sql }) => {
    const at = new Date('2026-11-20T02:00:00Z')
    // Compared in PostgreSQL: the client does not read NULL inside an array.
    const [row] = await sql`
      select ${[true, false, null]}::boolean[] = '{t,f,null}' as flags,
             ${[null, at]}::timestamptz[] = '{null,2026-11-20T02:00:00Z}' as times,
             ${[Buffer.from([0, 255])]}::bytea[] = array['\\x00ff'::bytea] as bytes,
             ${[]}::timestamptz[] = '{}' as none,
             ${['a', null]}::text[] = '{a,null}' as words`
    expect(row).toEqual({ flags: true, times: true, bytes: true, none: true, words: true })
  }),
)
