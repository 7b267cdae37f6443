import { FormPages } from '#base/forms/web/form-pages.tsx'
import { useSession } from '#base/identity/web/session.tsx'
import { DAY_MS } from '#core/clock.ts'
import { useWrite } from '#core/web/data.tsx'
import { go, useParams, useSearch } from '#core/web/router.tsx'
import { useSealedRead } from '#core/web/sealed-read.ts'
import { useWords } from '#core/web/words.tsx'
import { Facts, Page, ProblemState, Skeleton } from '#kit/citizen/index.ts'
import { type DeclarationKind, KINDS } from '../contract.ts'
import { api } from './api.ts'

/** A form that was open once can be begun again without a network for so long. */
const FORM_KEPT_MS = 14 * DAY_MS

/** One declaration, for oneself or one of the household. */
export function Fill() {
  const { me } = useSession()
  const [search] = useSearch()
  const { kind = '' } = useParams()
  const personId = search.get('cho') ?? me?.personId ?? ''
  const known = KINDS.find(one => one === kind)
  if (!me || !known || !personId) return <Elsewhere />
  return <FillFor key={`${personId} ${known}`} accountId={me.accountId} personId={personId} kind={known} />
}

/** Whom it is for or what it is was not said. */
function Elsewhere() {
  const t = useWords()
  return (
    <Page title={t('declarations.web.title')} back="/to-khai">
      <Skeleton lines={3} />
    </Page>
  )
}

function FillFor(props: { accountId: string; personId: string; kind: DeclarationKind }) {
  const { accountId, personId, kind } = props
  const t = useWords()
  const { data, error, refetch } = useSealedRead(
    api.declarations.form,
    { params: { personId, kind }, query: {} },
    accountId,
    new Date(Date.now() + FORM_KEPT_MS),
  )
  const declaring = useWrite(api.declarations.declare, { refreshes: ['standing'] })
  const back = `/to-khai?cho=${personId}`
  if (!data)
    return (
      <Page title={t('declarations.web.title')} back={back}>
        {error ? <ProblemState problem={error} again={() => void refetch()} /> : <Skeleton lines={5} />}
      </Page>
    )
  return (
    <FormPages
      form={data.form}
      draft={`${accountId}.${personId}`}
      before={data.before}
      back={back}
      about={<Facts facts={[[t('declarations.web.for'), data.name]]} />}
      send={t('declarations.web.send')}
      busy={declaring.isPending}
      problem={declaring.error}
      onSend={(answers, id, sent) =>
        declaring.mutate(
          { body: { id, personId, kind, version: data.form.version, answers } },
          {
            onSuccess: () => {
              sent()
              go(`/to-khai/xem/${id}?moi=1`, { replace: true })
            },
          },
        )
      }
    />
  )
}
