import { expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { TINY_PICTURE } from '#base/files/testing.ts'
import { town } from './testing.ts'

const refused = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (e: { code: string }) => e.code,
  )
const KIND = 'tracing.contacts'
type Officer = Awaited<ReturnType<typeof town>>['tracer']

async function opened(stage: Stage) {
  const { person, open, tracer } = await town(stage)
  const { caseId } = await open(await person('Nguyễn Văn Ca'))
  return { caseId, tracer }
}

async function type(officer: Officer, ofId: string, rows: Record<string, string>[]) {
  const { importId } = await officer.lists.type({ body: { kind: KIND, ofId, rows } })
  const params = { importId }
  const { rows: faults } = await officer.lists.faults({ params, query: {} })
  return { importId, list: await officer.lists.get({ params }), faults }
}

const picture = () => new File([new Uint8Array(TINY_PICTURE)], 'danh sách tổ 3.png') as never

test(
  'a paper list is kept with the case for those who may read it, and nobody else opens the picture',
  scene(async stage => {
    const { caseId, tracer } = await opened(stage)
    const far = stage.as.tracer('Quảng Trị')
    const params = { caseId }
    expect(await refused(far.tracing.attachPaper({ params, body: picture() }))).toBe('core.refused.area')
    const file = await tracer.tracing.attachPaper({ params, body: picture() })
    expect((await tracer.tracing.getCase({ params })).papers).toMatchObject([
      { id: file.id, name: 'danh sách tổ 3.jpg', isPicture: true },
    ])
    const look = { params: { fileId: file.id } }
    expect(await refused(tracer.files.get(look))).toBe('done')
    expect(await refused(far.files.get(look))).toBe('core.refused.area')
    expect(await refused(stage.as.healthOfficer('Thị trấn Phong Điền').files.get(look))).toMatch(/^core\.refused/)
  }),
)

test(
  'rows that are typed in go through the door of every list: good ones are candidates, bad ones are named, again is nothing new',
  scene(async stage => {
    const { caseId, tracer } = await opened(stage)
    const rows: Record<string, string>[] = [
      { name: 'Trần Thị Gặp', birth: '12/3/1990', unit: 'Phong Điền', how: 'Cùng nhà' },
      { name: 'Lê Văn Chung', birth: '31/11/1988', phone: '0905000777' },
      { birth: '1990' },
      { name: '=1+1' },
    ]
    const first = await type(tracer, caseId, rows)
    expect(first.list).toMatchObject({ state: 'done', name: '', lines: 4, added: 1, known: 0, refused: 3, progress: 1 })
    expect(first.faults.map(({ line, column, reason }) => [line, column, reason])).toEqual([
      [2, 'birth', 'people.list.birth'],
      [3, 'name', 'lists.cell.missing'],
      [4, 'name', 'lists.cell.formula'],
    ])
    expect(await type(tracer, caseId, rows)).toMatchObject({ list: { added: 0, known: 1, refused: 3 } })

    const { rows: contacts } = await tracer.tracing.contacts({ params: { caseId }, query: {} })
    expect(contacts.map(({ name, how, reason }) => [name, how, reason])).toEqual([
      ['Trần Thị Gặp', 'named', 'Cùng nhà'],
    ])

    const file = await tracer.lists.refused({ params: { importId: first.importId } })
    expect(file.type).toContain('spreadsheet')
  }),
)

test(
  'rows for a case of another area, of a list that is not, or in columns that are not, are refused',
  scene(async stage => {
    const { caseId, tracer } = await opened(stage)
    const send = (body: { kind: string; ofId?: string; rows: Record<string, string>[] }, who = tracer) =>
      refused(who.lists.type({ body }))
    const rows = [{ name: 'Trần Thị Gặp' }]
    expect(await send({ kind: KIND, ofId: caseId, rows }, stage.as.tracer('Quảng Trị'))).toBe('core.refused.area')
    expect(await send({ kind: KIND, rows })).toBe('lists.of-missing')
    expect(await send({ kind: 'tracing.nothing', ofId: caseId, rows })).toBe('lists.unknown-kind')
    expect(await send({ kind: KIND, ofId: caseId, rows: [{ nothing: 'x' }] })).toBe('lists.column-unknown')
    expect(await send({ kind: 'tracing.cases', rows })).toBe('lists.source-missing')
    expect(await send({ kind: KIND, ofId: caseId, rows: [] })).toBe('core.invalid-input')
  }),
)

test(
  'each row stays with the picture it was typed from; pictures of another thing are not named',
  scene(async stage => {
    const { caseId, tracer } = await opened(stage)
    const file = await tracer.tracing.attachPaper({ params: { caseId }, body: picture() })
    const rows: Record<string, string>[] = [
      { name: 'Trần Thị Gặp', birth: '1990' },
      { name: '=1' },
      { name: 'Lê Văn Tay', birth: '1988' },
    ]
    const send = (pictures: (string | null)[], ofId = caseId) =>
      tracer.lists.type({ body: { kind: KIND, ofId, rows, pictures } })
    await send([file.id, file.id, null])
    const { rows: contacts } = await tracer.tracing.contacts({ params: { caseId }, query: {} })
    const from = async (name: string) =>
      (
        await tracer.lists.typedFrom({
          params: { kind: 'contact', id: contacts.find(one => one.name === name)?.id as string },
        })
      ).fileIds
    expect([await from('Trần Thị Gặp'), await from('Lê Văn Tay')]).toEqual([[file.id], []])
    expect(await refused(send([crypto.randomUUID()]))).toBe('core.not-found')

    const { paperId } = await tracer.lists.newPaper({ body: { kind: 'people.register' } })
    const own = await tracer.lists.attachPaper({ params: { paperId }, body: picture() })
    expect((await tracer.lists.papers({})).papers).toMatchObject([{ id: paperId, pictures: 1 }])
    expect(await refused(send([own.id]))).toBe('done')
    expect(await refused(stage.as.tracer('Quảng Trị').lists.paper({ params: { paperId } }))).toBe('core.refused.area')
    const people = [{ name: 'Ngô Thị Giấy', birth: '1970', unit: 'Thị trấn Phong Điền' }]
    await tracer.lists.type({ body: { kind: 'people.register', rows: people, pictures: [own.id] } })
    const [typed] = await stage.sql<{ kind: string; name: string }[]>`
      select t.ref_kind as kind, p.full_name as name from lists.typed_from t join people.person p on p.id = t.ref_id
      where t.file_id = ${own.id} and t.ref_kind = 'person'`
    expect(typed).toEqual({ kind: 'person', name: 'Ngô Thị Giấy' })
  }),
)
