import { expect, test } from 'vitest'
import { scene } from '#apps/testing/scene.ts'
import { parseCode } from './codes.ts'
import { addPerson } from './people.ts'

test(
  'who introduces themselves holds a national code, and so does the family',
  scene(async ({ as, world }) => {
    const citizen = as.citizen('0905000001')
    const unitId = world.units['Thị trấn Phong Điền'] as string
    const entry = (fullName: string, birthDate: string, sex: 'male' | 'female') => ({
      body: { fullName, birthDate, sex, unitId, address: 'Tổ 3' },
    })
    const me = await citizen.people.introduce(entry('Nguyễn Thị Minh Châu', '1990-12-01', 'female'))
    const child = await citizen.people.introduce(entry('Lê Nguyễn Bảo An', '2019', 'male'))

    const { people } = await citizen.people.mine({})
    expect(people.map(({ id, relation }) => ({ id, relation }))).toEqual([
      { id: me.personId, relation: 'head' },
      { id: child.personId, relation: null },
    ])
    expect(parseCode(people[0]?.qr ?? '')).toMatchObject({
      kind: 'national',
      masked: true,
      name: 'NGUYEN THI MINH CHAU',
      birthDate: '1990-**-**',
      phone: '0905000001',
    })
    expect(parseCode(people[1]?.qrFull ?? '')).toMatchObject({
      kind: 'national',
      birthDate: '2019-**-**',
    })
  }),
)

test(
  'a third member joins the same household, and a stranger sees none of them',
  scene(async ({ as, world }) => {
    const unitId = world.units['Thị trấn Phong Điền'] as string
    const citizen = as.citizen('0905000001')
    for (const fullName of ['Nguyễn Văn An', 'Trần Thị Bình', 'Nguyễn Trần Chi'])
      await citizen.people.introduce({ body: { fullName, birthDate: '1990', sex: 'unknown', unitId, address: '' } })
    expect((await citizen.people.mine({})).people).toHaveLength(3)
    expect((await as.citizen('0905000002').people.mine({})).people).toEqual([])
  }),
)

test(
  'an account that had only its phone for a name takes the name of its person',
  scene(async ({ app, device, world }) => {
    const unitId = world.units['Thị trấn Phong Điền'] as string
    await app.run(ctx =>
      addPerson(ctx, { fullName: 'Trần Thị Bình', birthDate: '1950', unitId, identifiers: { phone: '+84905000009' } }),
    )
    const phone = device()
    await phone.identity.requestCode({ body: { phone: '0905000009' } })
    const { messages } = await phone.messages.mailbox({ query: { phone: '0905000009' } })
    const code = /\d{6}/.exec(messages[0]?.text ?? '')?.[0] ?? ''
    expect(await phone.identity.signInByPhone({ body: { phone: '0905000009', code } })).toMatchObject({
      name: '*** 009',
    })
    const { people } = await phone.people.candidates({})
    expect(people).toMatchObject([{ hint: 'T••• T•• Bình' }])
    const personId = people[0]?.id as string
    await expect(phone.people.claim({ body: { personId, birthDate: '1951' } })).rejects.toMatchObject({
      code: 'people.claim-refused',
    })
    await phone.people.claim({ body: { personId, birthDate: '1950' } })
    expect(await phone.identity.me({})).toMatchObject({ name: 'Trần Thị Bình', personId })
  }),
)
