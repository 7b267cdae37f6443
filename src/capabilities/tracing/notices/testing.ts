import type { Stage } from '#apps/testing/scene.ts'
import { town } from '../testing.ts'

export const PROVINCE = 'Thừa Thiên Huế'
export const PHONE = '0234 3999 000'

/**
 * For scenes: a case of Phong Điền that was at the market by its door's record, at a home and at a café in its own words,
 * and a tracer of the province.
 */
export async function outbreak(stage: Stage) {
  const here = await town(stage)
  const { tracer, person, scan, market, halls, open } = here
  const caseId = await person('Nguyễn Thị Hòa')
  await scan(caseId, market, 'in', '2026-11-19T01:03:00Z', halls[0])
  await scan(caseId, market, 'out', '2026-11-19T02:10:00Z', halls[0])
  const file = await open(caseId)
  const tell = async (words: string, from: string, to: string) => {
    const body = { words, placeId: null, from: `2026-11-19T${from}:00+07:00`, to: `2026-11-19T${to}:00+07:00` }
    return (await tracer.tracing.addStop({ params: { caseId: file.caseId }, body })).stopId
  }
  await tell('Ở nhà', '18:00', '22:00')
  await tell('Quán cà phê Hương', '15:00', '16:10')
  const provinceId = stage.world.units['46'] as string
  const stops = async () => (await tracer.tracing.noticeStops({ query: { caseId: file.caseId } })).stops
  const stopAt = async (place: string) => (await stops()).find(stop => stop.place.startsWith(place))?.id as string
  const draft = async (...places: readonly string[]) => {
    const stopIds = await Promise.all((places.length ? places : ['Chợ Phong Điền']).map(stopAt))
    return (await tracer.tracing.draftNotice({ body: { unitId: provinceId, stopIds } })).noticeId
  }
  const view = (noticeId: string) => tracer.tracing.notice({ params: { noticeId } })
  /** The draft as it is, with other words. */
  const edit = async (noticeId: string, more: object = {}) => {
    const version = (await view(noticeId)).versions[0]
    if (!version) throw new Error('There is no version.')
    const { organ, advice, correction, lines } = version
    const kept = lines.map(({ id, place, address, from, to }) => ({ id, place, address, from, to }))
    const body = { organ, phone: PHONE, advice, correction, lines: kept, ...more }
    return tracer.tracing.editNotice({ params: { noticeId }, body })
  }
  const publish = async (noticeId: string, checked = false) =>
    tracer.tracing.publishNotice({ params: { noticeId }, body: { checked, seen: (await view(noticeId)).seen } })
  const published = async (...places: readonly string[]) => {
    const noticeId = await draft(...places)
    await edit(noticeId)
    await publish(noticeId)
    const { code, versions } = await view(noticeId)
    return { noticeId, code, lineIds: versions[0]?.lines.map(line => line.id) ?? [] }
  }
  /** A page of the public site, as a browser without JavaScript and without a cookie reads it. */
  const page = async (path = '', headers = {}) => {
    const reply = await stage.server.inject({
      url: `/site/thong-bao${path}`,
      headers: { accept: 'text/html', ...headers },
    })
    return { status: reply.statusCode, text: reply.body, headers: reply.headers, bytes: reply.rawPayload }
  }
  return {
    ...here,
    ...file,
    personOfCase: caseId,
    provinceId,
    tell,
    stops,
    stopAt,
    draft,
    view,
    edit,
    publish,
    published,
    page,
  }
}
