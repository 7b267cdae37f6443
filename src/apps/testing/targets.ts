import { statementsAbout } from '#base/attestation/attest.ts'
import { attachFile } from '#base/files/index.ts'
import { TINY_PDF, TINY_PICTURE } from '#base/files/testing.ts'
import { createAccount } from '#base/identity/accounts.ts'
import { addGrant } from '#base/identity/grants.ts'
import { ROLE_NAMES, ROLES } from '#base/identity/roles.ts'
import { andContent, store } from '#base/interchange/content.ts'
import { savePartner } from '#base/interchange/index.ts'
import { orderParcel } from '#base/parcels/parcels.ts'
import { addPerson } from '#base/people/people.ts'
import { addPlaces } from '#base/places/places.ts'
import { pem } from '#base/signatures/certificates.ts'
import { askSignatures } from '#base/signatures/index.ts'
import { newLocalCa } from '#base/signatures/local-ca.ts'
import { enrolForTest, organisationOf, paperOf, TEST_PIN } from '#base/signatures/testing.ts'
import { addRoots } from '#base/signatures/trust.ts'
import { organisationId } from '#base/units/ids.ts'
import { openOrganisations } from '#base/units/organisations.ts'
import { treeOf } from '#base/units/trees.ts'
import type { Flow } from '#base/work/flow.ts'
import { openWork } from '#base/work/work.ts'
import { WELL } from '#capabilities/declarations/testing.ts'
import { openOffices } from '#capabilities/documents/office.ts'
import { mustHall, takeNumber } from '#capabilities/halls/queue.ts'
import { orderPaper } from '#capabilities/isolation/flow.ts'
import { recordVehicle } from '#capabilities/roadblocks/testing.ts'
import { dossierIn, officeIn } from '#capabilities/services/testing.ts'
import { at } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import type { Acting } from './cast.ts'
import { PASSWORD } from './cast.ts'
import type { Known, Sample } from './sample.ts'
import type { Stage } from './scene.ts'

/** One side of a permission: a unit with one of each thing in it. */
export interface Side {
  readonly unitId: string
  readonly placeId: string
  readonly personId: string
  readonly accountId: string
}

/** Where a target is to be made, and by whom: `lead` holds every role of an area at the top of the tree. */
export interface Here extends Side {
  readonly stage: Stage
  readonly lead: Acting
  /** What was made before, by field: the makers run in their order. */
  readonly made: Readonly<Record<string, string>>
}

/**
 * How to make what an endpoint's permission is asked about, by the name of the field that names it. A capability adds
 * its own here; the matrix says when one is missing.
 */
export const targets: Readonly<Record<string, (here: Here) => Promise<string>>> = {
  unitId: async here => here.unitId,
  placeId: async here => here.placeId,
  personId: async here => here.personId,
  accountId: async here => here.accountId,
  async overrideId({ lead, unitId }) {
    const body = { unitId, from: '2026-11-20', document: 'Thử', params: { terms: {} } }
    return (await lead.policies.set({ params: { code: 'work.deadlines' }, body })).id
  },
  async workId({ stage: { app }, unitId, personId }) {
    // One of a capability: what is asked of the help desk, the auditor or administrators is in nobody else's inbox, and what
    // is to be signed only its signer does.
    const flow = app
      .declared<Flow>('flow')
      .find(one => !/^(accounts|audit|backups|retention|signatures)\./.test(one.kind))
    if (!flow) throw new Error('No module declares a flow.')
    return app.run(ctx => openWork(ctx, { kind: flow.kind, subject: at.person(personId), unitId, personId }))
  },
  async viewId({ lead }) {
    const body = { list: 'work.inbox', name: 'Thử', search: '', hidden: null, unitId: null }
    return (await lead.views.save({ body })).id
  },
  async fileId({ stage: { app }, made }) {
    const upload = { bytes: TINY_PICTURE, name: 'anh.png', type: 'image/png' }
    return (await app.run(ctx => attachFile(ctx, at.of('work', made.workId as string), upload))).id
  },
  async caseId({ lead, unitId, personId }) {
    const body = {
      personId,
      unitId,
      origin: 'community' as const,
      onsetOn: '2026-11-18',
      sampledAt: null,
      isolatedAt: null,
      confirmedAt: '2026-11-19T02:00:00Z',
    }
    return (await lead.tracing.openCase({ body })).caseId
  },
  async stopId({ lead, made }) {
    const params = { caseId: made.caseId as string }
    const hours = { from: '2026-11-19T02:00:00Z', to: '2026-11-19T03:00:00Z' }
    return (await lead.tracing.addStop({ params, body: { words: 'Chợ An Lỗ', placeId: null, ...hours } })).stopId
  },
  /** In force, with a report by somebody without an account. */
  async noticeId({ lead, stage, unitId, made }) {
    const { noticeId } = await lead.tracing.draftNotice({ body: { unitId, stopIds: [made.stopId as string] } })
    const { versions } = await lead.tracing.notice({ params: { noticeId } })
    const { organ, advice } = versions[0] as { organ: string; advice: string }
    const [line] = versions[0]?.lines ?? []
    const lines = line ? [{ id: line.id, place: line.place, address: '', from: line.from, to: line.to }] : []
    await lead.tracing.editNotice({ params: { noticeId }, body: { organ, advice, phone: '1022', lines } })
    const { seen } = await lead.tracing.notice({ params: { noticeId } })
    await lead.tracing.publishNotice({ params: { noticeId }, body: { checked: true, seen } })
    const { code } = await lead.tracing.notice({ params: { noticeId } })
    const tree = treeOf(stage.app)
    const stayId = tree.within([unitId]).find(id => tree.get(id)?.tier === 'commune') as string
    const body = { name: 'Trần Thị Báo', phone: '0905000001', unitId: stayId, lineIds: lines.map(one => one.id) }
    await stage.anyone.tracing.reportByName({ params: { code }, body })
    return noticeId
  },
  async reportedId({ stage: { sql }, made }) {
    const [report] = await sql<{ id: string }[]>`
      select id from tracing.notice_report where notice_id = ${made.noticeId as string}`
    if (!report) throw new Error('Nobody reported.')
    return report.id
  },
  async orderId({ lead, unitId, personId }) {
    const people = [{ personId, isProtected: false }]
    const body = {
      unitId,
      people,
      kind: 'home',
      reason: 'case',
      place: 'Thôn 1',
      fromOn: '2026-11-20',
    } as const
    return (await lead.isolation.propose({ body })).orders[0]?.orderId as string
  },
  async statementId({ lead, stage, made }) {
    const orderId = made.orderId as string
    await lead.isolation.sign({ body: { orderIds: [orderId] } })
    return (await statementsAbout(stage, orderPaper, 'isolation-order', [orderId])).get(orderId)?.id as string
  },
  async importId({ lead }) {
    const body = new File(['Họ tên\nLê Thị Thử\n'], 'danh-sach.csv') as never
    return (await lead.lists.send({ query: { kind: 'people.register' }, body })).importId
  },
  async contactId({ lead, stage: { app }, unitId, made }) {
    const other = await app.run(ctx => addPerson(ctx, { fullName: 'Lê Thị Gặp', birthDate: '1992', unitId }))
    const met = { metFrom: '2026-11-18T02:00:00Z', metUntil: '2026-11-18T03:00:00Z', reason: 'Cùng nhà' }
    const params = { caseId: made.caseId as string }
    return (await lead.tracing.addContact({ params, body: { personId: other, ...met } })).contactId
  },
  paperId: async ({ lead }) => (await lead.lists.newPaper({ body: { kind: 'people.register' } })).paperId,
  teamId: async ({ lead, unitId }) => (await lead.followup.addTeam({ body: { unitId, name: 'Tổ thử' } })).teamId,
  /** The contact is followed, and its household is on the team's list. */
  async planId({ lead, stage: { sql }, made }) {
    const [caseId, contactId, teamId] = [made.caseId, made.contactId, made.teamId] as [string, string, string]
    const body = { contactIds: [contactId], decision: 'contact' as const, reason: 'Cùng nhà' }
    await lead.tracing.decide({ params: { caseId }, body })
    const [plan] = await sql<{ id: string; personId: string }[]>`
      select p.id, p.person_id from followup.source s join followup.plan p on p.id = s.plan_id where s.ref_id = ${contactId}`
    if (!plan) throw new Error('Nobody follows the contact.')
    await lead.followup.listHouseholds({ params: { teamId }, body: { personIds: [plan.personId] } })
    return plan.id
  },
  /** The person is to arrive, and a team was asked to look. */
  async arrivalId({ lead, stage: { app }, unitId, personId, made }) {
    const subject = at.of('declaration', newId())
    const workId = await app.run(ctx => openWork(ctx, { kind: 'declarations.arrival', subject, unitId, personId }))
    const body = { teamId: made.teamId as string, address: 'Thôn 1' }
    await lead.followup.assign({ params: { workId }, body })
    return workId
  },
  async declarationId({ lead, personId }) {
    const kind = 'population' as const
    const { form } = await lead.declarations.form({ params: { personId, kind }, query: {} })
    const id = newId(new Date('2026-11-20T02:00:00Z'))
    const body = { id, personId, kind, version: form.version, answers: WELL }
    return (await lead.declarations.declare({ body })).id
  },
  async epidemicAreaId({ lead, unitId }) {
    const body = { areaId: unitId, unitId, from: '2026-11-20', document: 'Thử' }
    return (await lead.declarations.addArea({ body })).id
  },
  async roadblockId({ lead, unitId }) {
    return (await lead.roadblocks.register({ body: { name: 'Chốt thử', unitId, address: '' } })).roadblockId
  },
  async travellerId({ stage, unitId, personId, accountId, made }) {
    const about = { roadblockId: made.roadblockId as string, unitId, personId, accountId }
    const { travellerIds } = await recordVehicle(stage, about)
    return travellerIds[0] as string
  },
  postId: async ({ lead, unitId }) => (await lead.stations.addPost({ body: { unitId, name: 'Bàn thử' } })).postId,
  async requestId({ stage, unitId }) {
    const asker = stage.as.role('registrar', { areaId: unitId })
    return (await asker.accounts.ask({ body: { verb: 'tracing.write', unitId, note: 'Thử' } })).requestId
  },
  /** An office of documents, in which whoever leads has every role. */
  async organisationId({ lead, stage: { app }, unitId }) {
    const code = `cq-${unitId.slice(0, 13)}`
    const id = organisationId(code, '2026-01-05')
    const { accountId } = await lead.player()
    await app.run(async ctx => {
      const organisation = { code, kind: 'committee', name: 'Cơ quan thử', unitId, parentCode: null }
      await openOrganisations(ctx.sql, [organisation], '2026-01-05')
      await openOffices(ctx, [{ organisationId: id, unitId, place: 'Huế' }])
      for (const role of ROLE_NAMES)
        if (ROLES[role].scope === 'area') await addGrant(ctx, { accountId, role, areaId: unitId, organisationId: id })
    })
    return id
  },
  async documentId({ lead, made }) {
    const body = {
      organisationId: made.organisationId as string,
      kind: 'letter' as const,
      author: 'Sở thử',
      notation: '1/ST-VP',
      datedOn: '2026-11-19',
      subject: 'Thử',
    }
    const { documentId } = await lead.documents.register({ body })
    const file = new File([TINY_PDF], 'thu.pdf') as never
    await lead.documents.attach({ params: { documentId }, body: file })
    return documentId
  },
  async taskId({ lead, made }) {
    const { accountId } = await lead.player()
    const body = { organisationId: made.organisationId as string, title: 'Thử', leadId: accountId }
    return (await lead.documents.giveTask({ body })).taskId
  },
  async workFileId({ lead, made }) {
    const body = { organisationId: made.organisationId as string, title: 'Thử', term: '10' as const }
    return (await lead.documents.openFile({ body })).workFileId
  },
  reportId: async ({ lead, unitId }) => (await lead.reports.create({ body: { unitId } })).reportId,
  /** Written by somebody else: nobody approves their own. */
  async broadcastId({ stage, unitId }) {
    const reader = { fullName: 'Lê Thị Đọc', unitId, identifiers: { phone: '+84905000002' } }
    await stage.app.run(ctx => addPerson(ctx, reader))
    const audience = { ageFrom: null, ageTo: null, sex: null, perHousehold: false }
    const body = { unitId, audience, text: 'Thử', urgency: 'urgent' as const, startAt: null, dong: 1_000_000 }
    return (await stage.as.role('tracer', { areaId: unitId }).broadcasts.send({ body })).broadcastId
  },
  agencyId: async here => here.unitId,
  async alertId({ stage: { sql }, unitId, accountId }) {
    const id = newId()
    await sql`
      insert into audit.alert (id, account_id, unit_id, at) values (${id}, ${accountId}, ${unitId}, '2026-11-20T02:00:00Z')`
    return id
  },
  async questionId({ stage: { sql, app }, unitId, personId, accountId }) {
    const id = newId()
    await sql`
      insert into audit.question
        (id, person_id, account_id, audit_id, day, purpose, unit_id, text_sealed, asked_by, asked_at)
      values (${id}, ${personId}, ${accountId}, ${newId()}, '2026-11-20', 'people.read', ${unitId},
              ${app.keyring.encrypt('Thử')}, ${accountId}, '2026-11-20T02:00:00Z')`
    return id
  },
  fromId: async () => newId(),
  async pairId({ stage: { sql, app }, unitId, personId }) {
    const other = await app.run(ctx => addPerson(ctx, { fullName: 'Lê Thị Trùng', birthDate: '1990', unitId }))
    const [a, b] = [personId, other].toSorted()
    const id = newId()
    await sql`
      insert into register.pair (id, a_id, b_id, unit_id, score, reasons, found_at)
      values (${id}, ${a as string}, ${b as string}, ${unitId}, 80, array['name-same'], '2026-11-20T02:00:00Z')`
    return id
  },
  async correctionId({ stage: { sql, app }, unitId, personId, accountId }) {
    const id = newId()
    const sealed = app.keyring.encrypt('{}')
    await sql`
      insert into register.correction
        (id, person_id, unit_id, state, was_sealed, asked_sealed, note_sealed, asked_by, asked_at)
      values (${id}, ${personId}, ${unitId}, 'asked', ${sealed}, ${sealed}, ${sealed}, ${accountId}, '2026-11-20T02:00:00Z')`
    return id
  },
  async dataRequestId({ stage: { sql, app }, unitId, personId, accountId }) {
    const id = newId()
    await sql`
      insert into retention.request (id, person_id, account_id, unit_id, kind, text_sealed, asked_at)
      values (${id}, ${personId}, ${accountId}, ${unitId}, 'deletion', ${app.keyring.encrypt('Thử')}, '2026-11-20T02:00:00Z')`
    return id
  },
  /** Open at all hours, with a line. */
  async hallId({ lead, unitId }) {
    const name = 'Sảnh thử'
    const { hallId } = await lead.halls.add({ body: { unitId, placeId: null, name, address: '', seats: 20 } })
    const lines = [{ letter: 'A', name: 'Chung', fields: [] }]
    await lead.halls.change({ params: { hallId }, body: { name, address: '', seats: 20, lines } })
    return hallId
  },
  async lineId({ lead, made }) {
    const { lines } = await lead.halls.board({ params: { hallId: made.hallId as string } })
    return lines[0]?.id as string
  },
  async counterId({ lead, made }) {
    const params = { hallId: made.hallId as string }
    const body = { number: 1, name: '', lineIds: [made.lineId as string] }
    return (await lead.halls.addCounter({ params, body })).counterId
  },
  async ticketId({ stage: { app }, accountId, made }) {
    const take = { id: newId(app.clock()), lineId: made.lineId as string, priority: null, accountId, here: true }
    return app.run(
      async ctx =>
        (await takeNumber(ctx, await mustHall(ctx, made.hallId as string), { ...take, source: 'phone' as const })).id,
    )
  },
  async hallClosureId({ lead, made }) {
    const body = { fromOn: '2026-12-20', untilOn: '2026-12-21', reason: 'Thử' }
    return (await lead.halls.close({ params: { hallId: made.hallId as string }, body })).hallClosureId
  },
  officeId: ({ stage: { app }, unitId }) => app.run(ctx => officeIn(ctx, unitId)),
  dossierId: ({ stage: { app }, unitId, personId, made }) =>
    app.run(ctx => dossierIn(ctx, { officeId: made.officeId as string, unitId, personId })),
  async closureId({ lead, made }) {
    const params = { officeId: made.officeId as string }
    const body = { fromOn: '2026-11-25', untilOn: '2026-11-26', reason: 'Thử', document: '' }
    await lead.services.close({ params, body })
    return (await lead.services.closures({ params })).closures[0]?.id as string
  },
  async feedbackId({ stage: { app, sql }, unitId, personId, made }) {
    const id = newId()
    const workId = await app.run(ctx =>
      openWork(ctx, { kind: 'services.feedback', subject: at.of('services-feedback', id), unitId, personId }),
    )
    await sql`
      insert into services.feedback (id, dossier_id, work_id, unit_id, text_sealed, at, due_at)
      values (${id}, ${made.dossierId as string}, ${workId}, ${unitId}, ${app.keyring.encrypt('Thử')},
              '2026-11-20T02:00:00Z', '2026-12-20T02:00:00Z')`
    return id
  },
  draftId: async () => newId(),
  parcelId: ({ stage: { app }, unitId, personId, accountId }) =>
    app.run(async ctx => {
      const to = { name: 'Lê Thị Nhận', phone: '0905000003', address: 'Thôn 1' }
      const parcel = { way: 'in' as const, unitId, personId, accountId, contents: 'Thử', to, codDong: 0 }
      return (await orderParcel(ctx, parcel)).parcelId
    }),
  myParcelId: async ({ made }) => made.parcelId as string,
  subjectId: async ({ made }) => made.dossierId as string,
  /** Refused, as of a dossier nobody knows. */
  async portalCallId({ stage: { sql, app } }) {
    const id = newId()
    await sql`
      insert into services.portal_call (id, digest, call, message_sealed, state, problem, received_at)
      values (${id}, ${Buffer.from(id)}, 'CapNhatTienDoHoSoMC', ${app.keyring.encrypt('{}')}, 'refused',
              'services.portal-unknown', '2026-11-20T02:00:00Z')`
    return id
  },
  async partnerId({ stage: { sql, app }, unitId }) {
    const about = { name: 'Tỉnh thử', carrier: 'https', address: 'https://example.com', mark: null, keys: [] }
    return savePartner(sql, { ...about, id: newId(), unitId, at: app.clock(), by: null })
  },
  /** It was refused. */
  async exchangedId({ stage: { sql, app }, unitId, made }) {
    const content = await store(sql, app.keyring, [Buffer.from('<edXML/>')], { at: app.clock() })
    const id = newId()
    await sql`
      with message as (
        insert into interchange.incoming
          (id, partner_id, message_id, seq, kind, unit_id, content_id, size, state, problem, received_at)
        values (${id}, ${made.partnerId as string}, ${newId()}, 1, 'exchange.edxml', ${unitId}, ${content.id}, 8, 'refused',
          'exchange.not-edxml', '2026-11-20T02:00:00Z')
        returning content_id)
      ${andContent(sql, content, app.clock())}
      select from message`
    return id
  },
  /** Both have agreed, and whoever plans is to decide. */
  async swapId({ stage: { sql, app }, unitId, accountId }) {
    const id = newId()
    await app.run(async ctx => {
      const login = `doica.${unitId.slice(0, 8)}`
      const made = { kind: 'officer', name: 'Lê Thị Đổi', login, password: PASSWORD, unitId } as const
      const otherId = await createAccount(ctx, made)
      const subject = at.of('roster-swap', id)
      const workId = await openWork(ctx, { kind: 'rosters.swap', subject, unitId })
      await sql`
        insert into rosters.swap (id, unit_id, asker_id, other_id, days, was, state, asked_at, work_id)
        values (${id}, ${unitId}, ${accountId}, ${otherId}, array['2026-11-23'::date], '[]', 'agreed',
                '2026-11-20T02:00:00Z', ${workId})`
    })
    return id
  },
  standInId: async () => newId(),
  exportId: async () => newId(),
  /** Whoever leads can sign, and keeps the seal of a committee of the unit. */
  async certificateId({ lead, stage: { app } }) {
    const { accountId } = await lead.player()
    return app.run(ctx => enrolForTest(ctx, { accountId }))
  },
  async sealId({ lead, stage: { app }, unitId }) {
    const { accountId } = await lead.player()
    const organisationId = await app.run(ctx => organisationOf(ctx, unitId))
    await app.run(ctx => enrolForTest(ctx, { organisationId, clerks: [accountId] }))
    return organisationId
  },
  async turnId({ lead, stage: { app, sql }, unitId }) {
    const { accountId } = await lead.player()
    const papers = [{ name: 'thu.pdf', bytes: await paperOf('Thử') }]
    const signers = [{ by: 'account', accountId }] as const
    const asked = { about: at.unit(unitId), unitId, title: 'Thử', papers, signers, order: 'parallel' } as const
    const requestId = await app.run(ctx => askSignatures(ctx, asked))
    const [turn] = await sql<{ id: string }[]>`select id from signatures.turn where request_id = ${requestId}`
    return turn?.id as string
  },
  async signPaperId({ stage: { sql }, made }) {
    const [paper] = await sql<{ id: string }[]>`
      select p.id from signatures.paper p join signatures.turn t on t.request_id = p.request_id
      where t.id = ${made.turnId as string}`
    return paper?.id as string
  },
  async rootId({ stage: { app, sql } }) {
    const root = newLocalCa(app.clock()).root.certificate.raw
    await app.run(ctx => addRoots(ctx, Buffer.from(pem('CERTIFICATE', root))))
    const [row] = await sql<{ id: string }[]>`select id from signatures.trusted_root where certificate = ${root}`
    return row?.id as string
  },
  lookId: async () => newId(),
  auditId: async () => newId(),
}

/** A place, a person and an officer in the unit. */
export async function makeSide({ app }: Stage, name: string, unitId: string): Promise<Side> {
  return app.run(async ctx => {
    const [placeId] = await addPlaces(ctx, [{ kind: 'office', name: `Cơ quan ${name}`, unitId }])
    const personId = await addPerson(ctx, { fullName: `Nguyễn Văn ${name}`, birthDate: '1990', unitId })
    const login = `canbo.${unitId.slice(0, 8)}`
    const accountId = await createAccount(ctx, {
      kind: 'officer',
      name: `Cán bộ ${name}`,
      login,
      password: PASSWORD,
      unitId,
    })
    return { unitId, placeId: placeId as string, personId, accountId }
  })
}

/** Inputs of endpoints whose rights depend on more than their smallest input has. */
export const inputs: Readonly<Record<string, (made: Side & Known) => Partial<Sample>>> = {
  'identity.addGrant': ({ unitId }) => ({ body: { role: 'tracer', areaId: unitId } }),
  'signatures.sign': ({ certificateId, turnId }) => ({ body: { certificateId, pin: TEST_PIN, turnIds: [turnId] } }),
  'tracing.draftNotice': ({ unitId, stopId }) => ({ body: { unitId, stopIds: [stopId] } }),
}
