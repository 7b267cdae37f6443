import { useWrite } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { Decision, sayDone } from '#kit/console/index.ts'
import { api } from './api.ts'

interface WithdrawProps {
  readonly overrideId: string
  readonly open: boolean
  readonly onClose: () => void
}

/** Takes a version of a rule back, for a reason that is kept with it. */
export function Withdraw({ overrideId, open, onClose }: WithdrawProps) {
  const t = useWords()
  const withdraw = useWrite(api.policies.withdraw, {
    done: () => {
      onClose()
      sayDone(t('policies.web.withdrawn.done'))
    },
  })
  return (
    <Decision
      open={open}
      onClose={onClose}
      title={t('policies.web.withdraw.ask')}
      action={t('policies.web.withdraw')}
      danger
      reason={{ label: t('policies.web.withdraw.reason') }}
      busy={withdraw.isPending}
      problem={withdraw.error}
      onDecide={reason => withdraw.mutate({ params: { overrideId }, body: { reason } })}
    >
      {t('policies.web.withdraw.help')}
    </Decision>
  )
}
