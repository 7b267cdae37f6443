import { parcelMoved } from '#base/parcels/events.ts'
import { personFacts } from '#base/people/facts.ts'
import { signaturesEnded } from '#base/signatures/events.ts'
import { resultView } from '#base/work/views.ts'
import { done } from '#core/contract.ts'
import { daily, defineModule, on, remembered } from '#core/module.ts'
import { resultCarrier } from './carrier.ts'
import {
  catalogueView,
  mustProcedure,
  officesFor,
  officeViews,
  procedureView,
  setProcedure,
  versionsOf,
} from './catalogue.ts'
import { services as contract } from './contract.ts'
import { dossierView, findApplicants, mustDossier, myOffices, queueView, takeIn } from './desk.ts'
import { dossierFiled } from './events.ts'
import { APPROVE, dossierFlow, feedbackFlow, PROCESS, READ, RECEIVE } from './flow.ts'
import { forms } from './forms.ts'
import { indicators } from './indicators.ts'
import { keeps } from './keeps.ts'
import { whyLate } from './late.ts'
import { proceduresList } from './list.ts'
import {
  addPaper,
  answerFeedback,
  begin,
  dropDrafts,
  fileOnline,
  keepDraft,
  mine,
  mustMine,
  myFile,
  ownStore,
  rate,
  sayFeedback,
  storePaper,
  supplied,
  takeBack,
  trace,
} from './mine.ts'
import { closeOffice, closuresOf, reopenOffice } from './offices.ts'
import { beginPayment, takeCallback, takeCash } from './pay.ts'
import { stopStandIn } from './payment-stand-in.ts'
import { resultSigning } from './policies.ts'
import { PORTAL_VERB, portal } from './portal/contract.ts'
import { portalPart } from './portal/index.ts'
import { byPost, filedFromPost, heardOfParcel } from './post.ts'
import { printBook, printForm } from './print.ts'
import { officeById, procedureById } from './queries.ts'
import { enterSlip } from './ratings.ts'
import { resultPaper } from './result.ts'
import { heardOfSignatures, signingOf, signResults } from './sign.ts'
import { pages } from './site.ts'
import { apologise, returnResult, stepDossier } from './steps.ts'
import { templates } from './tell.ts'
import { iso, myView } from './views.ts'

export default defineModule({
  name: 'services',
  dir: import.meta.dirname,
  contract: { ...contract, ...portal },
  keeps,
  site: pages,
  // A wrong guess is counted in a transaction of its own, and each result is signed in one.
  direct: ['trace', 'sign', ...portalPart.direct],
  handlers: {
    ...portalPart.handlers,
    procedures: ({ query }, ctx) => catalogueView(ctx, query),
    procedure: async ({ params }, ctx) => procedureView(ctx, await mustProcedure(ctx, params.code)),
    async offices({ query }, ctx) {
      const procedure = query.code ? await mustProcedure(ctx, query.code) : undefined
      return { offices: await officesFor(ctx, procedure, query.unitId) }
    },
    async trace({ body }, ctx) {
      const { dossier, late, promisedAt } = await trace(ctx, body.code, body.digits)
      const office = await officeById(ctx.sql, dossier.officeId)
      return {
        state: dossier.state,
        awaitsSeal: dossier.awaitsSeal,
        procedureName: dossier.procedureName,
        officeName: office?.name ?? '',
        promisedAt: iso(promisedAt),
        late,
      }
    },
    mine: (_, ctx) => mine(ctx),
    store: (_, ctx) => ownStore(ctx),
    begin: ({ params, query }, ctx) => begin(ctx, params.code, query.personId),
    async draft({ params, body }, ctx) {
      await keepDraft(ctx, params.draftId, body)
      return done
    },
    addPaper: ({ params, body }, ctx) => addPaper(ctx, params.dossierId, params.key, body),
    file: ({ body }, ctx) => fileOnline(ctx, body),
    myDossier: async ({ params }, ctx) => myView(ctx, await mustMine(ctx, params.dossierId)),
    myFile: ({ params }, ctx) => myFile(ctx, params.dossierId, params.fileId),
    myForm: async ({ params }, ctx) => printForm(ctx, await mustMine(ctx, params.dossierId), params.form),
    async supplied({ params, body }, ctx) {
      await supplied(ctx, params.dossierId, body.note)
      return done
    },
    async takeBack({ params, body }, ctx) {
      await takeBack(ctx, params.dossierId, body.reason)
      return done
    },
    pay: async ({ params }, ctx) => beginPayment(ctx, (await mustMine(ctx, params.dossierId)).id),
    paid: async ({ body }, ctx) => ({ verdict: await takeCallback(ctx, body.message, body.signature) }),
    async rate({ params, body }, ctx) {
      await rate(ctx, params.dossierId, body)
      return done
    },
    async say({ params, body }, ctx) {
      await sayFeedback(ctx, params.dossierId, body.text)
      return done
    },
    queue: ({ query }, ctx) => queueView(ctx, query),
    dossier: ({ params }, ctx) => dossierView(ctx, params.dossierId),
    find: async ({ body }, ctx) => ({ people: await findApplicants(ctx, body.number) }),
    intake: ({ params, body }, ctx) => takeIn(ctx, params.officeId, body),
    async attach({ params, body }, ctx) {
      const dossier = await mustDossier(ctx, params.dossierId)
      const { content } = await procedureById(ctx.sql, dossier.procedureId)
      const name = content.papers.find(({ key }) => key === params.key)?.name ?? body.name
      return storePaper(ctx, dossier.id, params.key, name, body)
    },
    async step({ params, body }, ctx) {
      const { step, ...options } = body
      await stepDossier(ctx, params.dossierId, step, options)
      return done
    },
    async apologise({ params, body }, ctx) {
      await apologise(ctx, params.dossierId, body)
      return done
    },
    async sign({ body }, ctx) {
      const results = await signResults(ctx, body.dossierIds, { text: body.text ?? '', pin: body.pin })
      return { results: results.map(result => resultView(ctx, result)) }
    },
    async signing({ params }, ctx) {
      const signing = await signingOf(ctx, (await mustDossier(ctx, params.dossierId)).deciderId)
      return { how: signing.how, seal: signing.how === 'digital' ? (signing.seal?.name ?? null) : null }
    },
    async hand({ params, body }, ctx) {
      await returnResult(ctx, params.dossierId, body)
      return done
    },
    async enterSlip({ params, body }, ctx) {
      await enterSlip(ctx, await mustDossier(ctx, params.dossierId), body)
      return done
    },
    cash: async ({ params }, ctx) => ({ receipt: await takeCash(ctx, params.dossierId) }),
    form: async ({ params }, ctx) => printForm(ctx, await mustDossier(ctx, params.dossierId), params.form),
    book: ({ params, query }, ctx) => printBook(ctx, params.officeId, query.from, query.until),
    async answerFeedback({ params, body }, ctx) {
      await answerFeedback(ctx, params.dossierId, params.feedbackId, body.text)
      return done
    },
    myOffices: async (_, ctx) => ({ offices: await officeViews(ctx, await myOffices(ctx)) }),
    async closures({ params }, ctx) {
      const rows = await closuresOf(ctx, params.officeId)
      return { closures: rows.map(row => ({ ...row, lifted: row.liftedAt !== null })) }
    },
    close: async ({ params, body }, ctx) => ({ told: await closeOffice(ctx, params.officeId, body) }),
    async reopen({ params }, ctx) {
      await reopenOffice(ctx, params.officeId, params.closureId)
      return done
    },
    versions: async ({ params }, ctx) => ({ versions: await versionsOf(ctx, params.code) }),
    setProcedure: async ({ body }, ctx) => ({ procedureId: await setProcedure(ctx, body) }),
  },
  on: [
    on(parcelMoved, heardOfParcel),
    on(dossierFiled, filedFromPost),
    on(signaturesEnded, heardOfSignatures),
    ...portalPart.on,
  ],
  every: { ...portalPart.every, 'services.drafts': daily('01:15', dropDrafts) },
  allows: {
    'one-stop-clerk': [READ, RECEIVE],
    'case-officer': [READ, PROCESS],
    'commune-chair': [READ, APPROVE, 'services.offices'],
    leader: [READ, APPROVE, 'services.offices', PORTAL_VERB],
    administrator: ['services.catalogue', 'lists.import', PORTAL_VERB],
  },
  locates: {
    ...portalPart.locates,
    async dossier(sql, id) {
      const [row] = await sql<{ unitId: string; personId: string }[]>`
        select d.unit_id, coalesce(a.to_id, d.person_id) as person_id
        from services.dossier d left join people.alias a on a.from_id = d.person_id where d.id = ${id}`
      return row && { ...row, asks: { read: [READ], write: [READ] } }
    },
    async 'dossier-paper'(sql, id) {
      const [row] = await sql<{ dossierId: string }[]>`select dossier_id from services.paper where id = ${id}`
      return row && { belongsTo: { kind: 'dossier', id: row.dossierId } }
    },
    async 'dossier-result'(_, id) {
      return { belongsTo: { kind: 'dossier', id } }
    },
    async 'services-feedback'(sql, id) {
      const [row] = await sql<{ dossierId: string }[]>`select dossier_id from services.feedback where id = ${id}`
      return row && { belongsTo: { kind: 'dossier', id: row.dossierId } }
    },
    'services-office': remembered(60_000, async (sql, id) => {
      const office = await officeById(sql, id)
      return office && { unitId: office.unitId }
    }),
  },
  constraints: { dossier_code: 'services.code-taken-plain', dossier_channel_ref: 'services.code-taken-plain' },
  async start(app) {
    app.provide(resultCarrier, byPost)
    portalPart.start(app)
  },
  async stop(app) {
    await stopStandIn(app)
    await portalPart.stop(app)
  },
  declares: [
    personFacts({
      name: 'services.facts.dossiers',
      count: (sql, ids) => sql`
        select person_id as id, count(*) as n from services.dossier
        where person_id = any(${ids as string[]}::uuid[]) group by 1`,
    }),
    dossierFlow,
    feedbackFlow,
    resultPaper,
    resultSigning,
    proceduresList,
    ...forms,
    ...templates,
    ...indicators,
    whyLate,
    ...portalPart.declares,
  ],
})
